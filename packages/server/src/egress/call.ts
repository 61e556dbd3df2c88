import { type Duplex, Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import type { Acquisition, Connection, Connections, Waiter } from './connections.ts'
import { type Deadlines, ticksOf, type Watched } from './deadlines.ts'
import { EgressFailure, type EgressPhase, type FailureKind, kindOf } from './failure.ts'
import { type IncomingHeaders, relayedHeaders } from './headers.ts'
import type { Plan } from './plan.ts'

/**
 * What a call tells its owner: `onHead` once, then any number of `onData`, then one of `onEnd` and `onFailure`, which
 * also comes without a head. Nothing is called before `stream` has returned. After `pause` a few more chunks may come.
 * What a method throws ends the call as `aborted`; what the last two throw goes to the `onError` of the room.
 */
export interface StreamHandler {
  /** `rawHeaders` are names and values by turns, as they stood on the wire; a relayed answer's `headers` are cleaned. */
  onHead(status: number, headers: IncomingHeaders, rawHeaders: readonly Buffer[]): void
  onData(chunk: Buffer): void
  onEnd(): void
  onFailure(failure: EgressFailure): void
  /** Instead of all others: the protocol that was asked for is spoken on this socket now, and the call is over. */
  onUpgrade?(headers: IncomingHeaders, socket: Duplex): void
}

export interface StreamCall {
  /** The address that the socket is connected to, once it is. */
  readonly remoteAddress: string | null
  pause(): void
  resume(): void
  /** Closes the socket at once and ends the call with `onFailure` of kind `aborted`; nothing after its end. */
  abort(reason?: unknown): void
}

/** What calls share. */
export interface CallParts {
  readonly connections: Connections
  readonly deadlines: Deadlines<Call>
  readonly onError: (error: unknown) => void
}

type Stage = 'connecting' | 'dispatched' | 'headers' | 'body' | 'done'

/** One request from its plan to its end: takes a connection, keeps the limits, ends exactly once. */
export class Call implements StreamCall, Waiter, Watched, Dispatcher.DispatchHandler {
  place = -1
  readonly #plan: Plan
  readonly #handler: StreamHandler
  readonly #parts: CallParts
  readonly #signal: AbortSignal | null
  readonly #onAbort = () => this.abort(this.#signal?.reason)
  readonly #endsAt: number
  readonly #idleTicks: number
  #stage: Stage = 'connecting'
  /** When the wait before the body ends. */
  #stageEndsAt: number
  /** When a call that still waits for its turn gives up. */
  readonly #waitEndsAt: number
  #lastDataAt = 0
  #received = 0
  #paused = false
  #acquisition: Acquisition | null = null
  #connection: Connection | null = null
  #controller: Dispatcher.DispatchController | null = null
  /** The connection had carried a request before this one. */
  #reused = false

  constructor(plan: Plan, handler: StreamHandler, parts: CallParts, signal: AbortSignal | null) {
    this.#plan = plan
    this.#handler = handler
    this.#parts = parts
    this.#signal = signal
    this.#endsAt = parts.deadlines.after(plan.limits.totalMs)
    this.#stageEndsAt = parts.deadlines.after(plan.limits.connectMs)
    this.#idleTicks = ticksOf(plan.limits.idleMs)
    this.#waitEndsAt = plan.pool === null ? Number.POSITIVE_INFINITY : parts.deadlines.after(plan.pool.waitMs)
    parts.deadlines.add(this)
    signal?.addEventListener('abort', this.#onAbort)
    queueMicrotask(() => (signal?.aborted === true ? this.#onAbort() : this.#connect()))
  }

  get remoteAddress(): string | null {
    return this.#connection?.remoteAddress ?? null
  }

  pause(): void {
    this.#paused = true
    this.#controller?.pause()
  }

  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    this.#lastDataAt = this.#parts.deadlines.tick
    // undici's parser cannot run inside another one's callback, and we may be called from there.
    queueMicrotask(() => {
      if (!this.#paused) this.#controller?.resume()
    })
  }

  abort(reason?: unknown): void {
    this.#fail('aborted', reason)
  }

  check(tick: number): void {
    if (tick >= this.#waitEndsAt && this.#acquisition?.isWaiting === true) {
      this.#fail('busy', 'no connection came free')
      return
    }
    const waits = this.#stage === 'body' ? this.#stallsAt() : this.#stageEndsAt
    if (tick < waits && tick < this.#endsAt) return
    this.#fail(this.#phase === 'resolve' ? 'unresolvable' : 'timeout', 'a limit ran out')
  }

  connected(connection: Connection): void {
    this.#acquisition = null
    this.#dispatch(connection)
  }

  failed(failure: EgressFailure): void {
    this.#acquisition = null
    this.#end(failure)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#stage === 'done') {
      controller.abort(new Error('given up'))
      return
    }
    this.#controller = controller
    this.#stage = 'headers'
    this.#stageEndsAt = this.#parts.deadlines.after(this.#plan.limits.headersMs)
    if (this.#paused) controller.pause()
  }

  onRequestUpgrade(_: Dispatcher.DispatchController, status: number, headers: IncomingHeaders, socket: Duplex): void {
    if (this.#stage === 'done') {
      socket.destroy()
      return
    }
    // It never comes back to the others: it leaves them when it closes.
    this.#connection = null
    this.#finish()
    try {
      if (status !== 101) throw new Error(`upgraded with ${status}`)
      this.#handler.onUpgrade?.(relayedHeaders(headers), socket)
    } catch (error) {
      socket.destroy()
      this.#parts.onError(error)
    }
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHeaders): void {
    // 1xx: the answer is yet to come.
    if (status < 200 || this.#stage === 'done') return
    const { answer } = this.#plan
    if (answer !== 'status' && this.#announcesTooMuch(headers)) this.#fail('too-large')
    else if (answer === 'read' && isEncoded(headers)) this.#fail('protocol', `encoded: ${headers['content-encoding']}`)
    else this.#onHead(controller, status, answer === 'relayed' ? relayedHeaders(headers) : headers)
  }

  #announcesTooMuch(headers: IncomingHeaders): boolean {
    const { limits, method } = this.#plan
    return method !== 'HEAD' && Number(headers['content-length']) > limits.maxBytes
  }

  #onHead(controller: Dispatcher.DispatchController, status: number, headers: IncomingHeaders): void {
    this.#stage = 'body'
    this.#lastDataAt = this.#parts.deadlines.tick
    const raw = (controller.rawHeaders ?? []) as Buffer[]
    try {
      this.#handler.onHead(status, headers, raw)
    } catch (error) {
      this.#fail('aborted', error)
    }
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    // undici's parser hands over an empty chunk when it is resumed before there is more.
    if (this.#stage === 'done' || chunk.length === 0) return
    const room = this.#plan.limits.maxBytes - this.#received
    this.#received += chunk.length
    this.#lastDataAt = this.#parts.deadlines.tick
    if (chunk.length <= room) this.#onData(chunk)
    else if (this.#plan.answer === 'status') this.#cutAfter(chunk.subarray(0, room))
    else this.#fail('too-large')
  }

  onResponseEnd(): void {
    if (this.#stage === 'done') return
    this.#finish()
    try {
      this.#handler.onEnd()
    } catch (error) {
      this.#parts.onError(error)
    }
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: Error): void {
    if (this.#stage === 'dispatched' && this.#reused) this.#connectAgain()
    else this.#fail(kindOf(error), error)
  }

  #onData(chunk: Buffer): void {
    try {
      this.#handler.onData(chunk)
    } catch (error) {
      this.#fail('aborted', error)
    }
  }

  /** Ends the call like any other, with the last bytes that are read and without the connection. */
  #cutAfter(chunk: Buffer): void {
    if (chunk.length > 0) this.#onData(chunk)
    const controller = this.#controller
    this.onResponseEnd()
    controller?.abort(new Error('read enough'))
  }

  get #phase(): EgressPhase {
    if (this.#controller === null) return this.#acquisition?.phase ?? 'connect'
    return this.#stage === 'body' ? 'body' : 'headers'
  }

  #stallsAt(): number {
    return this.#paused ? Number.POSITIVE_INFINITY : this.#lastDataAt + this.#idleTicks
  }

  #connect(): void {
    if (this.#stage !== 'connecting') return
    const { target, pool } = this.#plan
    const idle = this.#parts.connections.takeIdle(target, pool)
    if (idle !== null) {
      this.#dispatch(idle)
      return
    }
    try {
      this.#acquisition = this.#parts.connections.acquire(target, pool, this)
    } catch (error) {
      this.#fail('busy', error)
    }
  }

  /** The other side had closed an idle connection and nothing was written: the call takes the next one. */
  #connectAgain(): void {
    this.#connection?.socket.destroy()
    this.#connection = null
    this.#stage = 'connecting'
    queueMicrotask(() => this.#connect())
  }

  #dispatch(connection: Connection): void {
    this.#connection = connection
    this.#reused = connection.used
    connection.used = true
    this.#stage = 'dispatched'
    const { path, method, headers, body, upgrade } = this.#plan
    connection.client.dispatch({ path, method, headers, body, upgrade }, this)
  }

  #fail(kind: FailureKind, cause?: unknown): void {
    if (this.#stage === 'done') return
    this.#end(new EgressFailure({ phase: this.#phase, kind, sent: this.#controller !== null, cause }))
  }

  #end(failure: EgressFailure): void {
    const controller = this.#controller
    this.#acquisition?.cancel()
    if (controller === null) this.#connection?.socket.destroy()
    if (this.#plan.body instanceof Readable) this.#plan.body.destroy()
    this.#finish()
    controller?.abort(failure)
    try {
      this.#handler.onFailure(failure)
    } catch (error) {
      this.#parts.onError(error)
    }
  }

  #finish(): void {
    this.#stage = 'done'
    this.#parts.deadlines.delete(this)
    this.#signal?.removeEventListener('abort', this.#onAbort)
    if (this.#connection !== null) this.#parts.connections.release(this.#connection)
  }
}

function isEncoded(headers: IncomingHeaders): boolean {
  const encoding = headers['content-encoding']
  return encoding !== undefined && encoding !== 'identity' && encoding !== ''
}
