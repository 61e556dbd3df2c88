import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, createServer as createRawServer, type Server, Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { StreamCall, StreamHandler } from '../../src/egress/call.ts'
import { createEgress, type Egress, type EgressOptions } from '../../src/egress/egress.ts'
import { EgressFailure } from '../../src/egress/failure.ts'
import type { IncomingHeaders } from '../../src/egress/headers.ts'
import type { EgressCall } from '../../src/egress/plan.ts'
import type { TestCertificate } from './certificate.ts'

export const LOOPBACK = '127.0.0.1'

/** A server on the loopback interface that goes with its test. */
export interface Loopback {
  port: number
  /** Sockets it has accepted so far. */
  accepted(): number
  sockets: Set<Socket>
  server: Server
}

async function start(server: Server): Promise<Loopback> {
  const sockets = new Set<Socket>()
  let accepted = 0
  server.on('connection', (socket: Socket) => {
    accepted += 1
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(0, LOOPBACK)
  await once(server, 'listening')
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  return { port: (server.address() as AddressInfo).port, accepted: () => accepted, sockets, server }
}

export const httpServer = (listener: RequestListener): Promise<Loopback> => start(createServer(listener))

export const httpsServer = (certificate: TestCertificate, listener: RequestListener): Promise<Loopback> =>
  start(createSecureServer(certificate, listener))

export const rawServer = (onSocket: (socket: Socket) => void): Promise<Loopback> => start(createRawServer(onSocket))

/** Accepts and says nothing. */
export const silentServer = (): Promise<Loopback> => rawServer((socket) => void socket.resume())

/** A loopback port on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createRawServer().listen(0, LOOPBACK)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** An egress that goes with its test; by default it may reach the given loopback ports. */
export function egressFor(ports: readonly number[], options: Partial<EgressOptions> = {}): Egress {
  const allow = ports.map((port) => ({ host: LOOPBACK, port }))
  const onError = (error: unknown) => queueMicrotask(() => Promise.reject(error))
  const egress = createEgress({ userAgent: 'proxyapi-test', rules: { allow }, onError, ...options })
  onTestFinished(() => egress.close())
  return egress
}

/** A socket that never connects. */
export const deadSocket = (): Socket => new Socket()

/** A socket whose connection is refused at once. */
export function refusedSocket(): Socket {
  const socket = new Socket()
  queueMicrotask(() => socket.destroy(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })))
  return socket
}

/** The failure that a call ends in; fails the test where it does not. */
export async function failureOf(answer: Promise<unknown>): Promise<EgressFailure> {
  const failure = await answer.then(
    () => new Error('the call did not fail'),
    (error: unknown) => error,
  )
  if (failure instanceof EgressFailure) return failure
  throw failure
}

/** What a streamed call has told its handler so far. */
export interface Transcript {
  call: StreamCall
  status: number | null
  headers: IncomingHeaders
  chunks: Buffer[]
  failure: EgressFailure | null
  /** Resolves at the end, good or bad. */
  ended: Promise<void>
}

/** Streams a call and writes down what comes; `also` runs first in the callbacks it names. */
export function record(egress: Egress, call: EgressCall, also: Partial<StreamHandler> = {}): Transcript {
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  const transcript: Omit<Transcript, 'call'> = { status: null, headers: {}, chunks: [], failure: null, ended }
  let ends = 0
  const end = () => {
    ends += 1
    if (ends > 1) throw new Error('a call ended twice')
    resolve()
  }
  const handler: StreamHandler = {
    onHead(status, headers, raw) {
      Object.assign(transcript, { status, headers })
      also.onHead?.(status, headers, raw)
    },
    onData(chunk) {
      transcript.chunks.push(chunk)
      also.onData?.(chunk)
    },
    onEnd() {
      end()
      also.onEnd?.()
    },
    onFailure(failure) {
      transcript.failure = failure
      end()
      also.onFailure?.(failure)
    },
  }
  return Object.assign(transcript, { call: egress.stream(call, handler) })
}
