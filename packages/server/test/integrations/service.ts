/** A third party on the loopback interface, written without anything of ours: it keeps what it is sent and answers what it is told to. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

export interface Asked {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: string
}

export type Say = (response: ServerResponse, asked: Asked) => void

export interface Service {
  url: string
  port: number
  asked: Asked[]
  /** What it says to the next ones, one each; afterwards `otherwise`. */
  script: Say[]
  otherwise: Say
  close(): Promise<void>
}

export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Say =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

/** Takes the request and closes the connection without a word. */
export const hangUp: Say = (response) => response.socket?.destroy()

/** Takes the request and says nothing. */
export const silence: Say = () => undefined

export async function startService(): Promise<Service> {
  const sockets = new Set<Socket>()
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const asked = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body }
    service.asked.push(asked)
    ;(service.script.shift() ?? service.otherwise)(response, asked)
  })
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const service: Service = {
    url: `http://127.0.0.1:${port}`,
    port,
    asked: [],
    script: [],
    otherwise: json({ ok: true }),
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
  return service
}
