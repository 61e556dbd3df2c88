import { connect as connectSocket, type Socket } from 'node:net'
import { getCACertificates } from 'node:tls'
import { buildConnector } from 'undici'
import { type Address, parseAddress, sameAddress } from './addresses.ts'
import { EgressFailure, type EgressPhase, kindOf } from './failure.ts'
import { NEXT_ADDRESS_AFTER_MS, TCP_KEEP_ALIVE_MS } from './limits.ts'
import { type LookUp, resolveEndpoint } from './resolve.ts'
import { blocked, type EgressRules, type Endpoint } from './target.ts'

/** Begins a TCP connection to an address that has been judged. */
export type Dial = (address: string, port: number) => Socket

export interface ConnectorOptions {
  /** Read for each connection. */
  readonly rules: EgressRules
  /** Instead of the DNS. */
  readonly lookUp?: LookUp
  /** Instead of `node:net`. */
  readonly dial?: Dial
  /** Further certificate authorities in PEM, beside those of Node. */
  readonly certificateAuthorities?: readonly string[]
}

/** A connection in the making. */
export interface Attempt {
  readonly phase: EgressPhase
  /** Destroys what was begun; `settle` is not called any more. */
  cancel(): void
}

export type Settle = (...outcome: [failure: EgressFailure, socket: null] | [failure: null, socket: Socket]) => void

/**
 * Makes one socket: resolves the name, judges every address, connects to one of them, compares the address that the
 * socket is connected to, and verifies TLS against the name. There is no other way to a socket in this process; a literal
 * address is judged here again, because no `lookup` hook is ever asked about one.
 */
export type Connector = (endpoint: Endpoint, settle: Settle) => Attempt

export function createConnector(options: ConnectorOptions): Connector {
  const { lookUp, dial = dialTcp, certificateAuthorities = [] } = options
  const secure = secureWith(certificateAuthorities)
  return (endpoint, settle) => {
    const stop = new AbortController()
    const attempt = { phase: 'resolve' as EgressPhase, cancel: () => stop.abort() }
    const run = async () => {
      const { unixPath } = endpoint
      const addresses =
        unixPath === undefined ? await resolveEndpoint(endpoint, options.rules, lookUp, stop.signal) : []
      attempt.phase = 'connect'
      if (unixPath !== undefined) return race([() => connectSocket(unixPath)], stop.signal)
      const socket = await connectToOne(addresses, endpoint.port, dial, stop.signal)
      if (!endpoint.secure) return socket
      attempt.phase = 'tls'
      return secure(endpoint, socket, stop.signal)
    }
    run().then(
      (socket) => {
        if (stop.signal.aborted) socket.destroy()
        else settle(null, socket)
      },
      (error: unknown) => {
        if (!stop.signal.aborted) settle(failureOf(error, attempt.phase), null)
      },
    )
    return attempt
  }
}

function dialTcp(address: string, port: number): Socket {
  return connectSocket({
    host: address,
    port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
  })
}

async function connectToOne(
  addresses: readonly Address[],
  port: number,
  dial: Dial,
  signal: AbortSignal,
): Promise<Socket> {
  const dials = addresses.map(({ text }) => dial.bind(null, text, port))
  const socket = await race(dials, signal)
  const remote = parseAddress(socket.remoteAddress ?? '')
  if (addresses.some((address) => sameAddress(address, remote))) return socket
  const refusal = blocked(`connected to ${socket.remoteAddress} instead`)
  socket.destroy()
  throw refusal
}

/** The first socket that connects. The next one starts after a second, or at once when those before it have failed. */
function race(dials: readonly (() => Socket)[], signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const open = new Set<Socket>()
    let next = 0
    let timer: NodeJS.Timeout | undefined
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      for (const socket of open) socket.destroy()
    }
    const onAbort = () => {
      end()
      reject(signal.reason)
    }
    const start = () => {
      clearTimeout(timer)
      const socket = dials[next++]?.()
      if (socket === undefined) return
      open.add(socket)
      if (next < dials.length) timer = setTimeout(start, NEXT_ADDRESS_AFTER_MS)
      socket.once('connect', () => {
        open.delete(socket)
        end()
        resolve(socket)
      })
      // Stays for the socket's life: a reset between two owners of the socket must not end the process.
      socket.on('error', (error) => {
        if (!open.delete(socket)) return
        if (next < dials.length) start()
        else if (open.size === 0) {
          end()
          reject(error)
        }
      })
    }
    signal.addEventListener('abort', onAbort)
    if (signal.aborted) onAbort()
    else start()
  })
}

type Secure = (endpoint: Endpoint, socket: Socket, signal: AbortSignal) => Promise<Socket>

function secureWith(certificateAuthorities: readonly string[]): Secure {
  const ca = certificateAuthorities.length === 0 ? undefined : [...getCACertificates(), ...certificateAuthorities]
  // An explicit `rejectUnauthorized` wins over the environment variable that would switch verification off.
  const handshake = buildConnector({ ca, rejectUnauthorized: true, allowH2: false, keepAlive: false, timeout: 0 })
  return ({ hostname, port }, httpSocket, signal) =>
    new Promise((resolve, reject) => {
      const onAbort = () => httpSocket.destroy()
      signal.addEventListener('abort', onAbort)
      const host = { hostname, host: hostname, protocol: 'https:', port: String(port), httpSocket }
      handshake(host, (error, socket) => {
        signal.removeEventListener('abort', onAbort)
        // undici leaves the second argument out when there is an error.
        if (error === null) resolve(socket)
        else reject(error)
      })
    })
}

/** A handshake that did not come about is a TLS failure, unless the other side just hung up. */
function failureOf(error: unknown, phase: EgressPhase): EgressFailure {
  const hungUp = error instanceof Error && 'code' in error && error.code === 'ECONNRESET'
  const kind = phase === 'tls' && !hungUp ? 'tls' : kindOf(error)
  return new EgressFailure({ phase, kind, sent: false, cause: error })
}
