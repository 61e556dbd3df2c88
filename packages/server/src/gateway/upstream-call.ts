import {
  type AnswerEvent,
  type CallerError,
  protocolError,
  truncatedError,
  type UpstreamError,
} from '@proxyapi/providers'
import type { StreamCall, StreamHandler } from '../egress/call.ts'
import { type Deadlines, ticksOf, type Watched } from '../egress/deadlines.ts'
import type { Egress } from '../egress/egress.ts'
import type { EgressFailure } from '../egress/failure.ts'
import type { IncomingHeaders } from '../egress/headers.ts'
import type { Clock } from '../runtime.ts'
import { parsed } from './answer-reader.ts'
import { AnswerWatch } from './answer-watch.ts'
import type { AttemptLimits } from './deadlines.ts'
import { errorOfFailure, isUnconnected, withoutSecrets } from './faults.ts'
import type { Delivery, Passage, PassageOwner, WholeAnswer } from './passage.ts'
import { isEventStream } from './passage-for.ts'
import type { Prepared } from './prepare.ts'

/** Who asked for an upstream call; it hears one of `ended` and `broke`, and nothing after that or after `abort`. */
export interface UpstreamOwner {
  /** The answer begins: what is written from now on is the caller's. */
  began(call: UpstreamCall): void
  wrote(call: UpstreamCall, chunk: string | Buffer): void
  /** The last word: the answer is complete where there is no error. */
  ended(call: UpstreamCall, error: UpstreamError | null): void
  /** Something of ours threw. */
  broke(error: unknown): void
}

export interface UpstreamTools {
  readonly egress: Pick<Egress, 'stream'>
  readonly deadlines: Deadlines<Watched>
  readonly clock: Clock
}

const openBrace = 0x7b
const blank = 0x20
const errorBytesMax = 65_536
/** Before the answer begins. */
const heldBytesMax = 262_144
/** For usage and end marker, when the finish was seen; and for the end of the connection after that. */
const afterFinishMs = 2_000

/** One upstream call from its dispatch to its end: keeps its limits, holds back what is no answer yet, ends exactly once. */
export class UpstreamCall implements StreamHandler, PassageOwner, Watched {
  place = -1
  readonly prepared: Prepared
  /** Counted from 1 in its request. */
  readonly n: number
  /** Why it was made. */
  readonly reason: string
  readonly watch = new AnswerWatch()
  readonly startedAt: number
  status: number | null = null
  firstTokenAt: number | null = null
  endedAt: number | null = null
  /** When bytes of the upstream came last, before the answer began: what follows is our own time. */
  heardAt: number
  whole: WholeAnswer | null = null
  outcome: 'open' | 'answered' | 'failed' | 'aborted' = 'open'
  error: UpstreamError | null = null
  unconnected = false
  /** A whole answer has begun to come, which was made before it was sent. */
  isMade = false
  /** It waited for a connection in vain, which says nothing of the upstream. */
  crowded = false
  readonly #delivery: Delivery
  readonly #owner: UpstreamOwner
  readonly #tools: UpstreamTools
  readonly #call: StreamCall
  readonly #answerTick: number
  readonly #totalTick: number
  readonly #idleTicks: number
  #aliveTick: number
  #headers: IncomingHeaders = {}
  #passage: Passage | null = null
  #refusal: Buffer[] | null = null
  #receivedBytes = 0
  #heldBytesMax: number
  #held: (string | Buffer)[] = []
  #begun = false
  #isPaused = false

  constructor(
    prepared: Prepared,
    n: number,
    reason: string,
    limits: AttemptLimits,
    delivery: Delivery,
    owner: UpstreamOwner,
    tools: UpstreamTools,
  ) {
    this.prepared = prepared
    this.#heldBytesMax = prepared.lane.provider.answerBytesMax
    this.n = n
    this.reason = reason
    this.#delivery = delivery
    this.#owner = owner
    this.#tools = tools
    const { deadlines, clock, egress } = tools
    this.startedAt = clock.monotonic()
    this.heardAt = this.startedAt
    this.#answerTick = deadlines.after(limits.answerMs)
    this.#totalTick = deadlines.after(limits.totalMs)
    this.#idleTicks = ticksOf(limits.idleMs)
    this.#aliveTick = deadlines.tick
    deadlines.add(this)
    const { method, url, headers, body } = prepared
    const own = {
      connectMs: limits.connectMs,
      headersMs: limits.answerMs,
      idleMs: limits.totalMs,
      totalMs: limits.totalMs,
    }
    const { pool, rented } = prepared.lane.provider
    const to = rented === undefined ? { class: 'provider' as const } : { class: 'instance' as const, contract: rented }
    this.#call = egress.stream({ ...to, pool, method, url, headers, body, limits: own }, this)
  }

  /** Media type of a stream; undefined for events. */
  get streamType(): string | undefined {
    return this.#passage?.type
  }

  /** A failure behind what was written of its answer; null: by the stream's cut. */
  failure(error: CallerError): string | null {
    return this.#passage?.failure?.(error) ?? null
  }

  /** The last word was spoken; only the connection may still have to end. */
  get #isDone(): boolean {
    return this.outcome !== 'open'
  }

  pause(): void {
    this.#isPaused = true
    this.#call.pause()
  }

  resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    this.#aliveTick = this.#tools.deadlines.tick
    this.#call.resume()
  }

  /** Closes the upstream; the owner hears nothing more. */
  abort(): void {
    if (this.#isDone) return
    this.#conclude('aborted')
    this.#drop()
  }

  /** Ends as if a limit had run out. */
  expire(): void {
    this.#fail({ code: 'UPSTREAM_TIMEOUT', fault: 'timeout', message: 'no answer in time' })
  }

  check(tick: number): void {
    if (!this.#isDone) this.#safely(() => this.#watchOver(tick))
    else if (tick > this.#aliveTick + ticksOf(afterFinishMs)) this.#drop()
  }

  #watchOver(tick: number): void {
    const waits = this.#begun ? this.#aliveTick + this.#idleTicks : this.#answerTick
    const passage = this.#passage
    const isLate = tick > this.#aliveTick + ticksOf(afterFinishMs)
    if (tick >= this.#totalTick) this.expire()
    else if (this.#isPaused) return
    else if (isLate && passage?.finishSeen() === true) this.#finishPassage(passage)
    else if (tick >= waits) this.expire()
  }

  onHead(status: number, headers: IncomingHeaders): void {
    if (this.#isDone) return
    this.status = status
    this.#headers = headers
    this.heardAt = this.#tools.clock.monotonic()
    if (status < 200 || status >= 300) this.#refusal = []
  }

  onData(chunk: Buffer): void {
    if (this.#isDone) return
    try {
      this.#take(chunk)
    } catch (error) {
      this.broke(error)
    }
  }

  onEnd(): void {
    this.#tools.deadlines.delete(this)
    if (!this.#isDone) this.#safely(() => this.#bytesOver())
  }

  onFailure(failure: EgressFailure): void {
    this.#tools.deadlines.delete(this)
    if (!this.#isDone) this.#safely(() => this.#lost(failure))
  }

  see(event: AnswerEvent): boolean {
    if (this.#isDone) return false
    const isSecondStart = this.watch.see(event)
    if (this.watch.error !== null) this.#fail(this.watch.error)
    else if (isSecondStart && this.#begun) this.#fail(protocolError('a second start in the middle of an answer'))
    else if (isSecondStart) this.#held = []
    else if (!this.#begun && this.#delivery.stream && (this.watch.begun || this.watch.finished)) this.#begin()
    return !this.#isDone
  }

  alive(): void {
    this.#aliveTick = this.#tools.deadlines.tick
  }

  write(chunk: string | Buffer): void {
    if (this.#begun) this.#owner.wrote(this, chunk)
    else this.#held.push(chunk)
  }

  answered(whole: WholeAnswer | null): void {
    if (this.#isDone) return
    this.whole = whole
    this.#conclude('answered')
    this.#owner.ended(this, null)
  }

  #begin(): void {
    this.#begun = true
    this.firstTokenAt = this.#tools.clock.monotonic()
    this.#owner.began(this)
    for (const chunk of this.#held) this.#owner.wrote(this, chunk)
    this.#held = []
  }

  #take(chunk: Buffer): void {
    if (!this.#begun) {
      this.heardAt = this.#tools.clock.monotonic()
      this.#receivedBytes += chunk.length
    }
    if (this.#refusal !== null) {
      this.#refusal.push(chunk)
      if (this.#receivedBytes > errorBytesMax) this.#judge(this.#refusal)
      return
    }
    this.#passage ??= this.#open(chunk)
    // Blank lines and comments come from upstreams that are still at work.
    this.isMade ||= !this.#delivery.stream && firstByte(chunk) === openBrace
    this.#passage.push(chunk)
    if (!this.#begun && this.#receivedBytes > this.#heldBytesMax)
      this.#fail(protocolError('too much before the answer'))
  }

  #open(chunk: Buffer): Passage {
    const type = this.#headers['content-type']
    const isStream = isEventStream(type, chunk)
    if (isStream && this.#delivery.stream) this.#heldBytesMax = heldBytesMax
    return this.#delivery.passage({ isEventStream: isStream, type: mediaTypeOf(type) }, this)
  }

  #bytesOver(): void {
    if (this.#refusal !== null) this.#judge(this.#refusal)
    else if (this.#passage === null) this.#fail(protocolError('an empty answer'))
    else this.#finishPassage(this.#passage)
  }

  #lost(failure: EgressFailure): void {
    this.unconnected = isUnconnected(failure)
    this.crowded = failure.kind === 'busy'
    if (this.#passage?.finishSeen() === true) this.#finishPassage(this.#passage)
    else this.#fail(errorOfFailure(failure))
  }

  #finishPassage(passage: Passage): void {
    passage.end()
    if (!this.#isDone && passage.isBusy?.() !== true) this.#fail(truncatedError)
  }

  #fail(error: UpstreamError): void {
    if (this.#isDone) return
    this.error = withoutSecrets(error, this.prepared.lane.provider)
    this.#conclude('failed')
    this.#drop()
    this.#owner.ended(this, this.error)
  }

  #conclude(outcome: 'answered' | 'failed' | 'aborted'): void {
    this.outcome = outcome
    this.#held = []
    this.#aliveTick = this.#tools.deadlines.tick
    this.endedAt = this.#tools.clock.monotonic()
  }

  /** Without the end of the connection, which then cannot be used again. */
  #drop(): void {
    this.#tools.deadlines.delete(this)
    this.#call.abort()
  }

  #safely(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.broke(error)
    }
  }

  broke(error: unknown): void {
    this.abort()
    this.#owner.broke(error)
  }

  #judge(chunks: Buffer[]): void {
    const bytes = Buffer.concat(chunks)
    const body = bytes.length === 0 ? undefined : (parsed(bytes) ?? bytes.toString())
    this.#fail(this.prepared.dialect.error(this.status ?? 0, body, new Headers(pairsOf(this.#headers))))
  }
}

const firstByte = (chunk: Buffer) => chunk.find((byte) => byte > blank)

const mediaTypeOf = (type: string | string[] | undefined): string =>
  String(type ?? '')
    .split(';', 1)[0]
    ?.trim()
    .toLowerCase() ?? ''

const pairsOf = (headers: IncomingHeaders): [string, string][] =>
  Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
