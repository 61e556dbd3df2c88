import { connect, createServer, type Socket } from 'node:net'

/** A line on which every byte takes so long, each way, as to a database in another building. */
export interface SlowLine {
  /** The same address through the line. */
  url: string
  close(): Promise<void>
}

export async function slowLine(target: string, delayMs: number): Promise<SlowLine> {
  const to = new URL(target)
  const open = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(Number(to.port), to.hostname)
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from)
      from.on('data', (bytes: Buffer) => setTimeout(() => into.destroyed || into.write(bytes), delayMs))
      from.on('error', () => {})
      from.once('close', () => {
        open.delete(from)
        into.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(target)
  url.port = String((server.address() as { port: number }).port)
  return {
    url: url.href,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
  }
}
