import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { Answer, FromServers, Place, Seen, ToServers } from './scripted-server.ts'

/** Two servers on loopback, in one process beside this one. A script answers requests in their order. */
export interface ScriptedServers {
  serve(...script: Answer[]): Promise<{ url: string; seen(): Promise<Seen[]> }>
  serveElsewhere(...script: Answer[]): Promise<{ url: string; seen(): Promise<Seen[]> }>
  close(): void
}

/** Ends a process that outlives its test run. */
const lifeMsMax = 300_000

export function startScripted(): ScriptedServers {
  const child = fork(join(import.meta.dirname, 'scripted-server.ts'), { timeout: lifeMsMax, killSignal: 'SIGKILL' })
  const waiting = new Map<number, { resolve(message: FromServers): void; reject(error: Error): void }>()
  let ids = 0
  child.on('message', (message: FromServers) => waiting.get(message.id)?.resolve(message))
  child.on('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('the scripted servers ended'))
  })
  const ask = (message: Omit<ToServers, 'id'>) => {
    const id = ++ids
    return new Promise<FromServers>((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      child.send({ ...message, id })
    }).finally(() => waiting.delete(id))
  }
  const at =
    (place: Place) =>
    async (...script: Answer[]) => {
      const { url } = await ask({ place, script })
      return { url, seen: async () => (await ask({ place })).seen }
    }
  return { serve: at('here'), serveElsewhere: at('elsewhere'), close: () => void child.kill('SIGKILL') }
}
