/** The limit: what a pass-through of node:http and undici costs, with nothing in between. Argument: the upstream. */
import { createServer } from 'node:http'
import { Pool } from 'undici'

const pool = new Pool(process.argv[2]!, { connections: 128, pipelining: 1 })

const server = createServer((request, response) => {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer sk-bench' }
  pool
    .stream(
      { path: request.url!, method: 'POST', headers, body: request, opaque: response },
      ({ statusCode, headers: answered }) => {
        response.writeHead(statusCode, { 'content-type': String(answered['content-type']) })
        return response
      },
    )
    .catch(() => response.destroy())
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => console.log((server.address() as { port: number }).port))
process.on('disconnect', () => process.exit())
