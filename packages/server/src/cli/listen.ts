import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import type { Config } from '../config/schema.ts'
import type { Upgrades } from '../http/upgrade.ts'

export interface Listening {
  port: number
  /**
   * Takes nothing new, closes idle sockets, resolves when the last request has ended. When the time is over, what still runs
   * is told so by `isOver` and has a moment for its last words.
   */
  drain(timeoutMs: number, isOver: () => void): Promise<void>
}

const headerBytesMax = 16 * 1024
const headersMax = 100
const requestsPerSocketMax = 1_000
const checkEveryMs = 1_000
const idleSweepMs = 50
const lastWordsMs = 250

/** The listener with its limits; every limit of the HTTP layer stands here. */
export async function listen(
  fetch: (request: Request, env: unknown) => Response | Promise<Response>,
  server: Config['server'],
  upgrades: Upgrades,
): Promise<Listening> {
  const http = createAdaptorServer({
    fetch: fetch as never,
    overrideGlobalObjects: false,
    serverOptions: {
      maxHeaderSize: headerBytesMax,
      connectionsCheckingInterval: checkEveryMs,
      noDelay: true,
      shouldUpgradeCallback: upgrades.takes,
    },
  }) as Server
  http.on('upgrade', upgrades.take)
  http.headersTimeout = server.headers_timeout
  http.requestTimeout = server.request_timeout
  http.keepAliveTimeout = server.keepalive_timeout
  http.maxHeadersCount = headersMax
  http.maxRequestsPerSocket = requestsPerSocketMax
  http.maxConnections = server.max_connections
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject)
    http.listen(server.port, server.host, resolve)
  })
  return { port: (http.address() as { port: number }).port, drain: (...limit) => drain(http, ...limit) }
}

function drain(http: Server, timeoutMs: number, isOver: () => void): Promise<void> {
  return new Promise((resolve) => {
    const sweep = setInterval(() => http.closeIdleConnections(), idleSweepMs)
    const end = setTimeout(isOver, timeoutMs)
    const cut = setTimeout(() => http.closeAllConnections(), timeoutMs + lastWordsMs)
    http.close(() => {
      clearInterval(sweep)
      clearTimeout(end)
      clearTimeout(cut)
      resolve()
    })
    http.closeIdleConnections()
  })
}
