import type { PlainReply } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { UpstreamError } from '@proxyapi/providers'
import type { Watched } from '../egress/deadlines.ts'
import type { Random } from '../runtime.ts'
import type { CallOrder } from './call-order.ts'
import { CallReply } from './call-reply.ts'
import type { Source } from './caller-stream.ts'
import type { Verdict } from './cell-book.ts'
import { afterFault, callerError, mostTelling, verdictOf } from './faults.ts'
import { beginIn, endIn, type LaneBooks } from './lane-books.ts'
import type { Delivery } from './passage.ts'
import type { Prepared } from './prepare.ts'
import type { Lane } from './provider-settings.ts'
import type { Candidate } from './route.ts'
import { UpstreamCall, type UpstreamOwner, type UpstreamTools } from './upstream-call.ts'

export interface RunTools extends UpstreamTools, LaneBooks {
  readonly random: Random
}

const pingMs = 15_000
const noteMs = 5_000

/**
 * The one attempt loop: asks one lane after another until an answer begins, and never after that. A whole answer begins when
 * it is complete, a streamed one with its first token; there is no other difference.
 */
export class CallRun implements UpstreamOwner, Watched, Source {
  place = -1
  readonly attempts: UpstreamCall[] = []
  /** Whose answer went to the caller, as far as it went. */
  delivered: UpstreamCall | null = null
  /** Our own time until the answer began, without waiting for upstreams. */
  ownMs = 0
  readonly #order: CallOrder
  readonly #delivery: Delivery
  readonly #tools: RunTools
  readonly #reply: CallReply
  readonly #startTick: number
  readonly #requestTick: number
  readonly #refusals: string[] = []
  readonly #providers = new Set<string>()
  readonly #rest: Candidate[]
  #candidate: Candidate | null = null
  /** The shortest wait for a provider whose own limit was used up meanwhile. */
  #bucketWaitMs = Number.POSITIVE_INFINITY
  /** Of the present candidate. */
  #retries = 0
  #retryTick = Number.POSITIVE_INFINITY
  #pingTick: number
  #noteTick = Number.POSITIVE_INFINITY
  /** The call that has not ended. */
  #current: UpstreamCall | null = null
  /** Since when it is our turn, by the monotonic clock. */
  #busySince: number
  #isPaused = false
  #isExpired = false
  #isOver = false

  constructor(order: CallOrder, tools: RunTools) {
    this.#order = order
    this.#delivery = order.delivery(this)
    this.#tools = tools
    this.#rest = [...order.candidates]
    this.#busySince = order.arrivedAt
    this.#reply = new CallReply(order.requestId, this.#delivery, this)
    const { deadlines } = tools
    this.#startTick = deadlines.tick
    this.#requestTick = deadlines.after(order.requestMs)
    this.#pingTick = this.#delivery.pings ? deadlines.after(pingMs) : Number.POSITIVE_INFINITY
  }

  /** Asks the first lane. The reply comes with the answer's beginning; it is an ApiError where there is none. */
  start(): Promise<PlainReply> {
    this.#tools.deadlines.add(this)
    this.#order.signal.addEventListener('abort', this.#onAbort)
    this.#safely(() => (this.#order.signal.aborted ? this.gone() : this.#tryNext()))
    return this.#reply.settled
  }

  /** Ends the call now, in the stream where one has begun. */
  stop(error: ApiError): void {
    this.#letGo()
    this.#fail(error)
  }

  check(tick: number): void {
    this.#safely(() => (this.delivered === null ? this.#wait(tick) : this.#watchOver(tick)))
  }

  #wait(tick: number): void {
    if (tick >= this.#requestTick) this.#expire()
    else if (tick >= this.#retryTick) this.#retry()
    if (this.#isOver || tick < this.#pingTick) return
    this.#pingTick = this.#tools.deadlines.after(pingMs)
    this.#reply.ping()
  }

  #watchOver(tick: number): void {
    if (tick < this.#noteTick) return
    this.#noteTick = this.#tools.deadlines.after(noteMs)
    this.#order.note()
  }

  began(call: UpstreamCall): void {
    this.#deliver(call)
    this.#noteTick = this.#tools.deadlines.after(noteMs)
    this.#reply.begin(this.#order.headers(call, this), call.streamType)
    if (this.#isPaused) call.pause()
  }

  wrote(call: UpstreamCall, chunk: string | Buffer): void {
    this.#reply.write(chunk)
    const covered = this.#order.covers(call)
    if (covered === true) return
    if (covered === false) this.#uncovered()
    else {
      const settled = (isCovered: boolean) => isCovered || this.#uncovered()
      void covered.then(settled, (error: unknown) => this.broke(error))
    }
  }

  ended(call: UpstreamCall, error: UpstreamError | null): void {
    this.#busySince = this.#tools.clock.monotonic()
    this.#settleCell(call, verdictOn(call, error))
    this.#current = null
    if (this.#isOver) return
    if (error === null) this.#complete(call)
    else if (this.delivered !== null) this.#fail(callerError(error))
    else if (this.#isExpired) this.#fail(new ApiError('UPSTREAM_TIMEOUT', undefined, { cause: error.message }))
    else this.#goOn(call, error)
  }

  /** A bug of ours ends its own request and no other. */
  broke(error: unknown): void {
    if (this.#isOver) return
    this.stop(error instanceof ApiError ? error : new ApiError('INTERNAL_ERROR', undefined, { cause: error }))
  }

  pause(): void {
    this.#isPaused = true
    this.#current?.pause()
  }

  resume(): void {
    this.#isPaused = false
    this.#current?.resume()
  }

  gone(): void {
    if (!this.#isOver) this.stop(new ApiError('CLIENT_DISCONNECTED'))
  }

  readonly #onAbort = () => this.gone()

  #tryNext(): void {
    const prepared = this.#nextPrepared()
    this.#retries = 0
    if (prepared === null) this.#giveUp()
    else this.#begin(prepared)
  }

  /** The call as the next lane gets it that can carry it and may be called; null: there is none. */
  #nextPrepared(): Prepared | null {
    while (this.attempts.length < this.#order.attemptsMax) {
      const next = this.#rest.shift()
      if (next === undefined) return null
      this.#candidate = next
      const prepared = this.#order.prepare(next.lane)
      if ('refused' in prepared) this.#refusals.push(prepared.refused)
      else if (this.#mayCall(next.lane)) return prepared
    }
    return null
  }

  /** The same lane again. */
  #retry(): void {
    this.#retryTick = Number.POSITIVE_INFINITY
    this.#busySince = this.#tools.clock.monotonic()
    const { prepared } = this.attempts.at(-1) ?? {}
    if (prepared !== undefined) this.#begin(prepared)
  }

  /** A second call of one request to the same provider is a retry, whichever model it asks for. */
  #mayCall({ provider }: Lane): boolean {
    const { cells, buckets, clock } = this.#tools
    const { name } = provider
    const isRetry = this.#providers.has(name)
    if (isRetry && !cells.takeRetry(name)) return false
    const now = clock.monotonic()
    if (!buckets.take(provider, now)) {
      this.#bucketWaitMs = Math.min(this.#bucketWaitMs, buckets.waitMs(provider, now))
      return false
    }
    if (isRetry) return true
    this.#providers.add(name)
    cells.payIn(name)
    return true
  }

  #begin(prepared: Prepared): void {
    const { lane } = prepared
    const now = this.#tools.clock.monotonic()
    this.ownMs += now - this.#busySince
    beginIn(this.#tools, lane, now)
    const limits = this.#order.limits(lane, this.#rest.length > 0)
    const n = this.#order.number?.() ?? this.attempts.length + 1
    const call = new UpstreamCall(prepared, n, this.#reason(), limits, this.#delivery, this, this.#tools)
    this.attempts.push(call)
    this.#current = call
  }

  #reason(): string {
    const reason = this.#candidate?.reason ?? ''
    return this.#retries === 0 ? reason : `${reason}, retry ${this.#retries}`
  }

  #goOn(call: UpstreamCall, error: UpstreamError): void {
    const { deadlines, random } = this.#tools
    const { lane } = call.prepared
    const failed = {
      lane,
      error,
      unconnected: call.unconnected,
      retries: this.#retries,
      lastResort: this.#candidate?.lastResort === true,
    }
    const deadlineLeft = (this.#requestTick - deadlines.tick) / (this.#requestTick - this.#startTick)
    const next = afterFault(failed, { lanes: this.#rest.map((other) => other.lane), deadlineLeft }, random.float())
    if (next.do === 'stop') this.#giveUp()
    else if (next.do === 'again' && this.attempts.length < this.#order.attemptsMax && this.#mayCall(lane)) {
      this.#retries++
      if (next.waitMs === 0) this.#retry()
      else this.#retryTick = deadlines.after(next.waitMs)
    } else {
      if (next.do === 'next') this.#rest.splice(0, next.index)
      this.#tryNext()
    }
  }

  #giveUp(): void {
    const error = mostTelling(this.attempts.flatMap((call) => call.error ?? []))
    const [param] = this.#refusals
    if (error !== undefined) this.#fail(callerError(error))
    else if (param !== undefined) this.#fail(unsupported(param))
    else if (this.#bucketWaitMs < Number.POSITIVE_INFINITY)
      this.#fail(new ApiError('RATE_LIMITED', undefined, { retryAfterMs: Math.ceil(this.#bucketWaitMs) }))
    else this.#fail(new ApiError('UPSTREAM_UNAVAILABLE', undefined, { retryAfterMs: 1_000 }))
  }

  #deliver(call: UpstreamCall): void {
    this.delivered = call
    this.ownMs += this.#tools.clock.monotonic() - call.heardAt
  }

  #complete(call: UpstreamCall): void {
    if (call.whole === null) this.#reply.end()
    else {
      this.#deliver(call)
      this.#reply.whole(call.whole, this.#order.headers(call, this))
    }
    this.#finish(null)
  }

  #expire(): void {
    this.#isExpired = true
    if (this.#current === null) this.#fail(new ApiError('UPSTREAM_TIMEOUT'))
    else this.#current.expire()
  }

  #uncovered(): void {
    if (!this.#isOver) this.stop(new ApiError('INSUFFICIENT_CREDITS'))
  }

  #fail(error: ApiError): void {
    if (this.#isOver) return
    this.#reply.fail(error, this.delivered)
    this.#finish(error)
  }

  #finish(error: ApiError | null): void {
    this.#isOver = true
    this.#tools.deadlines.delete(this)
    this.#order.signal.removeEventListener('abort', this.#onAbort)
    this.#order.done(error)
  }

  /** Closes the upstream at once; that says nothing of its health. */
  #letGo(): void {
    const call = this.#current
    this.#current = null
    if (call === null) return
    call.abort()
    this.#settleCell(call, { says: 'nothing' })
  }

  #settleCell(call: UpstreamCall, verdict: Verdict): void {
    endIn(this.#tools, call, verdict, this.#tools.clock.monotonic())
  }

  #safely(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.broke(error)
    }
  }
}

/** A lane of ours that was full is not ill. */
function verdictOn(call: UpstreamCall, error: UpstreamError | null): Verdict {
  if (error === null) return { says: 'answered' }
  return call.crowded ? { says: 'nothing' } : verdictOf(error, call.unconnected)
}

const unsupported = (param: string) =>
  new ApiError('UNSUPPORTED_PARAMETER', `No model that can serve this call honors ${param}.`, { param })
