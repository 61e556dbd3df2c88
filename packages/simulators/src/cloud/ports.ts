import { type Listening, listen } from '../listen.ts'
import { type Container, containerServer } from './container.ts'

/** A machine that runs, and where its ports are to be open. */
export interface Reachable {
  container: Container
  ports: number[]
  /** The loopback address at which each port keeps its number; without it each gets a free one of 127.0.0.1. */
  host?: string
}

/** The loopback ports behind the container ports of what runs. */
export interface Ports {
  /** Opens the ports of what has begun to run, closes those of what has ended. */
  follow(): Promise<void>
  /** Container port → loopback port. */
  of(id: string): Map<number, number>
  close(): Promise<void>
}

/** `running` says what is reachable now, by its id. */
export function openPorts(running: () => Map<string, Reachable>, now: () => number): Ports {
  const open = new Map<string, { port: number; listening: Listening }[]>()
  // One after the other: an answer must not show a port that another request is still opening.
  let turn: Promise<void> = Promise.resolve()

  async function synchronize(): Promise<void> {
    const reachable = running()
    for (const [id, ports] of open) {
      if (reachable.has(id)) continue
      open.delete(id)
      await Promise.all(ports.map(({ listening }) => listening.close()))
    }
    for (const [id, { container, ports, host }] of reachable) {
      if (open.has(id)) continue
      const handle = containerServer(container, now)
      const begin = async (port: number) => ({
        port,
        listening: await (host === undefined ? listen(handle) : listen(handle, port, host)),
      })
      open.set(id, await Promise.all(ports.map(begin)))
    }
  }

  return {
    follow() {
      turn = turn.then(synchronize)
      return turn
    },
    of: (id) => new Map(open.get(id)?.map(({ port, listening }) => [port, listening.port])),
    async close() {
      await turn
      await Promise.all([...open.values()].flat().map(({ listening }) => listening.close()))
      open.clear()
    },
  }
}
