import { createServer, type IncomingMessage } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { getRequestListener, RequestError } from '@hono/node-server'
import { ApiError } from '@proxyapi/contract/errors'
import type { Config } from '../config/schema.ts'
import { judgeFraming, type Refusals } from '../http/refusals.ts'
import type { Upgrades } from '../http/upgrade.ts'
import { type Drain, drainOf } from './drain.ts'
import type { TlsPair } from './tls-pair.ts'

export interface Listening {
  port: number
  drain: Drain
  /** Who connects from now on is shown another certificate. Throws where the pair cannot be used; the old one stays then. */
  renew(pair: TlsPair): void
}

const headerBytesMax = 16 * 1024
const headersMax = 100
const requestsPerSocketMax = 1_000
const checkEveryMs = 1_000

export interface Served {
  fetch(request: Request, env: unknown): Response | Promise<Response>
  upgrades: Upgrades
  refusals: Refusals
}

/** From 1.2 on, with suites that hide and sign at once. */
const tlsOptions = {
  minVersion: 'TLSv1.2',
  ciphers: [
    'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256',
    'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305',
  ].join(':'),
} as const

/** The listener with its limits; every limit of the HTTP layer stands here. With a certificate it speaks TLS alone. */
export async function listen(
  { upgrades, refusals, ...app }: Served,
  server: Config['server'],
  tls: TlsPair | null = null,
): Promise<Listening> {
  const listener = getRequestListener(
    (request, env) => {
      const error = judgeFraming(env.incoming as IncomingMessage)
      return error === null ? app.fetch(request, env) : refusals.reply(error)
    },
    { overrideGlobalObjects: false, errorHandler: (cause) => refusals.reply(unreadable(cause)) },
  )
  const options = {
    maxHeaderSize: headerBytesMax,
    connectionsCheckingInterval: checkEveryMs,
    noDelay: true,
    shouldUpgradeCallback: (request: IncomingMessage) => judgeFraming(request) === null && upgrades.takes(request),
  }
  const secure = tls && createTlsServer({ ...options, ...tlsOptions, ...tls })
  const http = secure ?? createServer(options)
  const drain = drainOf(http)
  http.on('request', (incoming, outgoing) => void listener(incoming, outgoing))
  http.on('upgrade', upgrades.take)
  http.on('clientError', refusals.malformed)
  http.on('connect', (_request, socket) => refusals.tunnel(socket))
  // The body is invited by who reads it; until then it may never come, and the connection cannot go on.
  http.on('checkContinue', (incoming, outgoing) => {
    outgoing.shouldKeepAlive = false
    http.emit('request', incoming, outgoing)
  })
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
  return {
    port: (http.address() as { port: number }).port,
    drain,
    renew: (pair) => secure?.setSecureContext({ ...tlsOptions, ...pair }),
  }
}

const unreadable = (cause: unknown): ApiError =>
  cause instanceof RequestError
    ? new ApiError('INVALID_REQUEST', 'The request names no host or path that there can be.', { cause })
    : new ApiError('INTERNAL_ERROR', undefined, { cause })
