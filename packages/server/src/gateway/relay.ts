/**
 * The fast lane: caller and upstream speak the same dialect, so the stream's bytes go through untouched. Until the answer
 * begins every event is read; after that only those that hold usage, finish or error are, found by their bytes. The outcome
 * is that of the translated passage.
 */
import { type AnswerEvent, type CallerError, protocolError, sseLimits } from '@proxyapi/providers'
import { type AnswerReader, parsed, type ReaderOptions, streamReader } from './answer-reader.ts'
import type { AnswerWatch } from './answer-watch.ts'
import type { Family } from './families.ts'
import { FrameCutter, frameEnd, hasCr } from './frames.ts'
import type { Passage, PassageOwner } from './passage.ts'

interface RelayOptions {
  readonly family: Family
  /** The caller did not ask for usage, we did. */
  readonly stripUsage: boolean
  /** Several choices share the stream: each event is read. */
  readonly readAll: boolean
  /** Says a failure behind so many events. */
  failure(error: CallerError, told: number): string
}

/** Where an event of a stream that counts says its place. */
const countMark = Buffer.from('"sequence_number":')
const counted = /"sequence_number":\s*(\d+)/g
const brace = 0x7d
const lf = 0x0a
const cr = 0x0d
const bytesPerToken = 4
const tooLong = protocolError(`an event is longer than ${sseLimits.eventBytesMax} bytes`)

export class Relay implements Passage {
  readonly #owner: PassageOwner
  readonly #watch: AnswerWatch
  readonly #options: RelayOptions
  readonly #cutter = new FrameCutter()
  readonly #reader: AnswerReader
  /** Of the event that was read last. */
  #data: string | null = null
  #isOver = false
  /** What was forwarded last and holds the place of an event. */
  #placed: Buffer | null = null
  /** The shortest event so far: what every event has beside its text. */
  #envelopeBytes = Number.POSITIVE_INFINITY

  constructor(reading: Omit<ReaderOptions, 'onEvent'>, owner: PassageOwner, watch: AnswerWatch, options: RelayOptions) {
    this.#owner = owner
    this.#watch = watch
    this.#options = options
    this.#reader = streamReader({ ...reading, onEvent: this.#onEvent }, (data) => {
      this.#data = data
      owner.alive()
    })
  }

  push(chunk: Buffer): void {
    if (this.#isOver) return
    const bytes = this.#cutter.push(chunk)
    if (bytes.length > 0) this.#take(bytes)
    if (!this.#isOver && this.#cutter.restBytes > sseLimits.eventBytesMax)
      this.#onEvent({ type: 'error', error: tooLong })
  }

  end(): void {
    if (this.#isOver) return
    this.#reader.end()
    if (this.#isOver || !this.#watch.finished) return
    this.#owner.write(this.#options.family.endMarker)
    this.#finish()
  }

  finishSeen(): boolean {
    return this.#reader.finishSeen()
  }

  failure(error: CallerError): string {
    const last = [...(this.#placed?.toString('latin1').matchAll(counted) ?? [])].at(-1)
    return this.#options.failure(error, last === undefined ? 0 : Number(last[1]) + 1)
  }

  /** Forwards runs of events that are only text on its way; stops at each of the others. */
  #take(bytes: Buffer): void {
    const mixed = hasCr(bytes)
    let text: string | null = null
    let mark = -1
    let from = 0
    let start = 0
    while (start < bytes.length) {
      const found = frameEnd(bytes, start, mixed)
      const end = found === -1 ? bytes.length : found
      if (this.#isFlowing && mark < start) {
        text ??= bytes.toString('latin1')
        mark = this.#nextMark(text, start)
      }
      if (this.#isFlowing && mark >= end && endsWithBrace(bytes, end)) {
        this.#count(end - start)
      } else {
        this.#forward(bytes, from, start)
        from = this.#read(bytes.subarray(start, end)) ? start : end
        if (this.#isOver) return
        if (this.#watch.finished) {
          this.#forward(bytes, from, end)
          this.#finish()
          return
        }
      }
      start = end
    }
    this.#forward(bytes, from, bytes.length)
  }

  /** The answer has begun, and its events need not all be read. */
  get #isFlowing(): boolean {
    return this.#watch.begun && !this.#options.readAll
  }

  /** Where the next mark begins, or the end. One pass of a compiled pattern for all events up to it: measured faster than one each. */
  #nextMark(text: string, start: number): number {
    const found = text.slice(start).search(this.#options.family.marks)
    return found === -1 ? text.length : start + found
  }

  /** Reads one event; false: it is not for the caller. */
  #read(frame: Buffer): boolean {
    this.#data = null
    const counted = this.#isFlowing ? this.#watch.outputTokens : null
    this.#reader.push(frame)
    const { usage, finished } = this.#watch
    // A last event may repeat the answer, which was counted as it went by.
    if (finished && counted !== null) this.#watch.outputTokens = counted
    if (!this.#options.stripUsage || usage === undefined || finished || this.#data === null) return true
    return !this.#options.family.isUsageOnly(parsed(this.#data))
  }

  readonly #onEvent = (event: AnswerEvent): boolean => {
    const goesOn = this.#owner.see(event)
    if (!goesOn) this.#isOver = true
    return goesOn
  }

  #finish(): void {
    this.#isOver = true
    this.#owner.answered(null)
  }

  #forward(bytes: Buffer, from: number, end: number): void {
    if (end === from) return
    const run = from === 0 && end === bytes.length ? bytes : bytes.subarray(from, end)
    if (this.#options.family.countsEvents && run.includes(countMark)) this.#placed = run
    this.#owner.write(run)
  }

  /** One token an event, and more where it is longer than the shortest. */
  #count(frameBytes: number): void {
    this.#owner.alive()
    if (frameBytes < this.#envelopeBytes) this.#envelopeBytes = frameBytes
    this.#watch.outputTokens += 1 + (frameBytes - this.#envelopeBytes) / bytesPerToken
  }
}

/** What is no JSON object to its last byte is read, so that it can be judged. */
function endsWithBrace(bytes: Buffer, end: number): boolean {
  let last = end - 1
  while (bytes[last] === lf || bytes[last] === cr) last--
  return bytes[last] === brace
}
