import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Listening {
  /** `http://<host>:<port>` */
  url: string
  port: number
  /** Ends every open connection, then the server. */
  close(): Promise<void>
}

/** Serves on a loopback address; port 0 takes a free one. Rejects with Node's own error where the port is taken. */
export async function listen(handle: RequestListener, port = 0, host = '127.0.0.1'): Promise<Listening> {
  const server = createServer({ noDelay: true, keepAliveTimeout: 60_000 }, handle)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address() as AddressInfo
  return {
    url: `http://${host}:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
