import type { Socket } from 'node:net'
import { Client } from 'undici'
import type { Attempt, Connector } from './connector.ts'
import type { EgressFailure, EgressPhase } from './failure.ts'
import {
  IDLE_CONNECTION_MS,
  MAX_CONNECTIONS_PER_CLASS,
  MAX_CONNECTIONS_PER_ORIGIN,
  MAX_IDLE_CONNECTIONS_PER_CLASS,
  MAX_RESPONSE_HEAD_BYTES,
  MAX_WAITING_CALLS_PER_ORIGIN,
} from './limits.ts'
import type { Pool } from './pool.ts'
import type { Target } from './target.ts'

/** How many connections one class may hold; what is idle longest goes first, what is in use is never closed. */
export interface ConnectionLimits {
  readonly maxConnections: number
  readonly maxPerOrigin: number
  readonly maxIdle: number
  readonly maxWaitingPerOrigin: number
  readonly idleMs: number
}

export const defaultConnectionLimits: ConnectionLimits = {
  maxConnections: MAX_CONNECTIONS_PER_CLASS,
  maxPerOrigin: MAX_CONNECTIONS_PER_ORIGIN,
  maxIdle: MAX_IDLE_CONNECTIONS_PER_CLASS,
  maxWaitingPerOrigin: MAX_WAITING_CALLS_PER_ORIGIN,
  idleMs: IDLE_CONNECTION_MS,
}

/** One judged socket and the HTTP client that owns it for life: the client never makes a second one. */
export interface Connection {
  readonly client: Client
  readonly socket: Socket
  readonly remoteAddress: string | null
  /** Where it goes back to. */
  readonly origin: Origin
  /** Has carried a request: the other side may have closed it meanwhile. */
  used: boolean
}

export interface Waiter {
  connected(connection: Connection): void
  failed(failure: EgressFailure): void
}

/** A call's place in the queue, or its connection in the making. */
export interface Acquisition {
  readonly phase: EgressPhase
  /** No connection is being made for it yet. */
  readonly isWaiting: boolean
  cancel(): void
}

/** Everything that leads to one scheme, host and port with the same rights, for one owner. */
interface Origin {
  readonly key: string
  /** As the last call said. */
  pool: Pool | null
  /** Another one takes its place: what is idle is closed, and what runs, once it has ended. */
  isRetired: boolean
  /** Newest last and taken first, so that the others can grow old. */
  readonly idle: Connection[]
  readonly waiting: Set<Ticket>
  /** Connections, idle or not, and attempts. */
  open: number
}

/**
 * The connections of one trust class. A call gets an idle connection, or one made for it alone, which its abort takes
 * along. (undici's own Pool does not say which request a connection is being made for, so neither could be given up.)
 */
export class Connections {
  readonly #connector: Connector
  #limits: ConnectionLimits
  readonly #origins = new Map<string, Origin>()
  readonly #connections = new Set<Connection>()
  /** Oldest first. */
  readonly #idle = new Set<Connection>()
  /** Origins whose calls wait, because they or the class have no connection left. */
  readonly #hungry = new Set<Origin>()
  #open = 0
  #onClosed: (() => void) | null = null

  constructor(connector: Connector, limits: ConnectionLimits) {
    this.#connector = connector
    this.#limits = limits
  }

  get counts(): { open: number; idle: number; origins: number } {
    return { open: this.#open, idle: this.#idle.size, origins: this.#origins.size }
  }

  /** Other limits from now on; what is idle beyond them is closed. */
  adopt(limits: ConnectionLimits): void {
    this.#limits = limits
    while (this.#idle.size > limits.maxIdle) this.#closeOldestIdle()
    this.#serveHungry()
  }

  /** No call takes a connection of this pool any more: idle ones are closed now, the others when their calls have ended. */
  retire(poolName: string): void {
    for (const origin of [...this.#origins.values()]) {
      if (origin.pool?.name !== poolName) continue
      origin.isRetired = true
      this.#origins.delete(origin.key)
      for (const { socket } of [...origin.idle]) socket.destroy()
    }
  }

  /** A connection that waits for work, unless other calls wait for it already. */
  takeIdle(target: Target, pool: Pool | null): Connection | null {
    const origin = this.#origins.get(keyOf(target, pool))
    return origin === undefined || origin.waiting.size > 0 ? null : this.#popIdle(origin)
  }

  /** Calls one method of `waiter` once, later, unless canceled; throws when too many calls wait already. */
  acquire(target: Target, pool: Pool | null, waiter: Waiter): Acquisition {
    const origin = this.#originOf(target, pool)
    const waitingMax = pool?.maxWaiting ?? this.#limits.maxWaitingPerOrigin
    if (origin.waiting.size >= waitingMax || this.#onClosed !== null) {
      throw new Error('too many calls wait for a connection')
    }
    const ticket = new Ticket(target, waiter, () => this.#giveUp(origin, ticket))
    origin.waiting.add(ticket)
    this.#serve(origin)
    return ticket
  }

  /** Gives a connection back after its call; one whose socket is destroyed leaves by itself. */
  release(connection: Connection): void {
    // A microtask later undici has decided whether the socket can carry another request.
    queueMicrotask(() => {
      if (connection.socket.destroyed) return
      if (connection.origin.isRetired && connection.origin.waiting.size === 0) {
        connection.socket.destroy()
        return
      }
      connection.origin.idle.push(connection)
      this.#idle.add(connection)
      this.#serveHungry()
      if (this.#idle.size > this.#limits.maxIdle || this.#onClosed !== null) this.#closeOldestIdle()
    })
  }

  /** Destroys every connection; resolves when the last socket is closed and the last attempt given up. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#onClosed = resolve
      for (const { socket } of this.#connections) socket.destroy()
      this.#settleClose()
    })
  }

  #originOf(target: Target, pool: Pool | null): Origin {
    const key = keyOf(target, pool)
    const known = this.#origins.get(key)
    if (known !== undefined) {
      known.pool = pool
      return known
    }
    const origin: Origin = { key, pool, isRetired: false, idle: [], waiting: new Set(), open: 0 }
    this.#origins.set(key, origin)
    return origin
  }

  #popIdle(origin: Origin): Connection | null {
    for (let connection = origin.idle.pop(); connection !== undefined; connection = origin.idle.pop()) {
      this.#idle.delete(connection)
      if (!connection.socket.destroyed) return connection
    }
    return null
  }

  /** Gives the waiting calls of an origin what there is, oldest first, and forgets an origin that has nothing left. */
  #serve(origin: Origin): void {
    this.#hungry.delete(origin)
    for (const ticket of origin.waiting) {
      const idle = this.#popIdle(origin)
      if (idle === null && !this.#mayOpen(origin)) {
        this.#hungry.add(origin)
        return
      }
      origin.waiting.delete(ticket)
      if (idle === null) this.#connect(origin, ticket)
      else ticket.waiter.connected(idle)
    }
    if (origin.open === 0 && !origin.isRetired) this.#origins.delete(origin.key)
  }

  #serveHungry(): void {
    for (const origin of [...this.#hungry]) this.#serve(origin)
  }

  #mayOpen(origin: Origin): boolean {
    if (origin.open >= (origin.pool?.maxOpen ?? this.#limits.maxPerOrigin)) return false
    return this.#open < this.#limits.maxConnections || this.#closeOldestIdle()
  }

  #closeOldestIdle(): boolean {
    const [oldest] = this.#idle
    if (oldest === undefined) return false
    this.#idle.delete(oldest)
    oldest.socket.destroy()
    return true
  }

  #connect(origin: Origin, ticket: Ticket): void {
    this.#open += 1
    origin.open += 1
    ticket.attempt = this.#connector(ticket.target, (failure, socket) => {
      ticket.attempt = null
      if (socket === null) {
        ticket.waiter.failed(failure)
        this.#left(origin)
      } else ticket.waiter.connected(this.#adopt(origin, ticket.target, socket))
    })
  }

  #adopt(origin: Origin, { url }: Target, socket: Socket): Connection {
    const client = clientOn(url.origin, socket, origin.pool?.idleMs ?? this.#limits.idleMs)
    const connection = { client, socket, remoteAddress: socket.remoteAddress ?? null, used: false, origin }
    this.#connections.add(connection)
    socket.once('close', () => {
      this.#connections.delete(connection)
      this.#idle.delete(connection)
      const place = origin.idle.indexOf(connection)
      if (place !== -1) origin.idle.splice(place, 1)
      // Later than undici's own listener, which ends the running request with what happened to the socket.
      queueMicrotask(() => client.destroy(null, () => this.#left(origin)))
    })
    return connection
  }

  #giveUp(origin: Origin, ticket: Ticket): void {
    origin.waiting.delete(ticket)
    if (ticket.attempt === null) {
      this.#serve(origin)
      return
    }
    ticket.attempt.cancel()
    ticket.attempt = null
    this.#left(origin)
  }

  #left(origin: Origin): void {
    this.#open -= 1
    origin.open -= 1
    this.#serve(origin)
    this.#serveHungry()
    this.#settleClose()
  }

  #settleClose(): void {
    if (this.#open === 0) this.#onClosed?.()
  }
}

class Ticket implements Acquisition {
  attempt: Attempt | null = null
  readonly target: Target
  readonly waiter: Waiter
  readonly cancel: () => void

  constructor(target: Target, waiter: Waiter, cancel: () => void) {
    this.target = target
    this.waiter = waiter
    this.cancel = cancel
  }

  get isWaiting(): boolean {
    return this.attempt === null
  }

  get phase(): EgressPhase {
    return this.attempt?.phase ?? 'connect'
  }
}

/** A connection that a rule or contract opened must not serve a call that has no such right. */
function keyOf({ url, opened }: Target, pool: Pool | null): string {
  const key = opened ? `opened ${url.origin}` : url.origin
  return pool === null ? key : `${pool.name} ${key}`
}

class SocketGone extends Error {
  readonly code = 'ECONNRESET'
}

function clientOn(origin: string, socket: Socket, idleMs: number): Client {
  let given = false
  return new Client(origin, {
    connect: (_, done) => {
      const first = !given
      given = true
      // undici misses a socket that is handed over before its own call has returned.
      queueMicrotask(() => (first ? done(null, socket) : done(new SocketGone(), null)))
    },
    allowH2: false,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: idleMs,
    maxHeaderSize: MAX_RESPONSE_HEAD_BYTES,
  })
}
