import { createServer } from 'node:http'

export interface MetricsListening {
  port: number
  close(): Promise<void>
}

const connectionsMax = 100
const requestMs = 10_000

/** A port that tells metrics to whoever reaches it, and nothing else. Throws, with the key's name, where it is taken. */
export async function listenForMetrics(
  { host, port, path }: { host: string; port: number; path: string },
  render: () => string,
): Promise<MetricsListening> {
  const http = createServer((request, response) => {
    const isAsked = request.method === 'GET' && request.url?.split('?', 1)[0] === path
    if (!isAsked) response.writeHead(404).end()
    else response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }).end(render())
  })
  http.headersTimeout = requestMs
  http.requestTimeout = requestMs
  http.maxConnections = connectionsMax
  await new Promise<void>((resolve, reject) => {
    http.once('error', ({ message }) => reject(new Error(`metrics.prometheus.port: ${message}`)))
    http.listen(port, host, resolve)
  })
  return {
    port: (http.address() as { port: number }).port,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  }
}
