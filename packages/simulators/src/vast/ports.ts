import { type Listening, listen } from '../listen.ts'
import { containerServer } from './container.ts'
import { type Instance, isRunning } from './instance.ts'
import type { World } from './world.ts'

/** The loopback ports behind the container ports of what runs. */
export interface Ports {
  /** Opens the ports of what has begun to run, closes those of what has ended. */
  follow(): Promise<void>
  /** Container port → loopback port. */
  of(instance: Instance): Map<number, number>
  close(): Promise<void>
}

export function openPorts(world: World): Ports {
  const open = new Map<number, { port: number; listening: Listening }[]>()
  // One after the other: an answer must not show a port that another request is still opening.
  let turn: Promise<void> = Promise.resolve()

  async function synchronize(): Promise<void> {
    const now = world.now()
    const running = new Map(
      [...world.live].filter(([, instance]) => isRunning(instance, now) && !instance.quirks.noPorts),
    )
    for (const [id, ports] of open) {
      if (running.has(id)) continue
      open.delete(id)
      await Promise.all(ports.map(({ listening }) => listening.close()))
    }
    for (const [id, instance] of running) {
      if (open.has(id)) continue
      const handle = containerServer(instance, world.now)
      open.set(
        id,
        await Promise.all(containerPorts(instance).map(async (port) => ({ port, listening: await listen(handle) }))),
      )
    }
  }

  return {
    follow() {
      turn = turn.then(synchronize)
      return turn
    },
    of: ({ id }) => new Map(open.get(id)?.map(({ port, listening }) => [port, listening.port])),
    async close() {
      await turn
      await Promise.all([...open.values()].flat().map(({ listening }) => listening.close()))
      open.clear()
    },
  }
}

/** `{"-p 8000:8000": "1"}` maps container port 8000. */
function containerPorts({ env }: Instance): number[] {
  return Object.keys(env).flatMap((name) => {
    const port = name.match(/^-p \d+:(\d+)(?:\/tcp)?$/)?.[1]
    return port === undefined ? [] : [Number(port)]
  })
}
