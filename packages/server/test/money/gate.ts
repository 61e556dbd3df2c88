import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Stands before upstreams: while it is shut, what would cost money waits there. */
export interface Gate {
  /** Of the upstream that `targets` names so. */
  urlOf(name: string): string
  /** Requests that came while it was shut, and wait. */
  waiting(): number
  /** Resolves as soon as so many wait. */
  until(count: number): Promise<void>
  shut(): void
  open(): void
  close(): Promise<void>
}

export async function startGate(targets: Readonly<Record<string, string>>): Promise<Gate> {
  let isShut = false
  const held: (() => void)[] = []
  let watching: (() => void)[] = []
  const server = createServer((asked, answer) => {
    const [, name = '', ...path] = (asked.url ?? '').split('/')
    const target = new URL(`/${path.join('/')}`, targets[name])
    const pass = () => {
      const { method = 'GET', headers } = asked
      const passed = request(target, { method, headers: { ...headers, host: target.host } }, (told) => {
        answer.writeHead(told.statusCode ?? 502, told.headers)
        told.pipe(answer)
      })
      passed.once('error', () => answer.destroy())
      answer.once('close', () => passed.destroy())
      asked.pipe(passed)
    }
    if (!isShut || asked.method !== 'POST') return pass()
    held.push(pass)
    for (const look of watching) look()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    urlOf: (name) => `http://127.0.0.1:${port}/${name}`,
    waiting: () => held.length,
    until: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (held.length < count) return
          watching = watching.filter((other) => other !== look)
          resolve()
        }
        watching.push(look)
        look()
      }),
    shut() {
      isShut = true
    },
    open() {
      isShut = false
      for (const pass of held.splice(0)) pass()
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
