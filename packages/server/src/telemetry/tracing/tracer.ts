import { ApiError } from '@proxyapi/contract/errors'
import type { Attributes, Clock, Random, Span, SpanContext, SpanStart, Tracer } from '../../runtime.ts'
import { scrubbed } from '../scrub.ts'
import { isSampled, type Sampling } from './sampling.ts'
import type { SpanRecord } from './span-record.ts'
import { formatTraceParent, parseTraceParent } from './trace-parent.ts'

interface TracerParts {
  clock: Clock
  random: Random
  sampling: Sampling
  /** Whoever is asked is told of the trace. */
  propagates: boolean
  /** Gets each span once, when it has ended. */
  ended(span: SpanRecord): void
}

const messageMax = 1_024

/** Decides at the root of each trace whether it is recorded; of what is not, nothing is made. */
export function createTracer(parts: TracerParts): Tracer {
  const { clock, random, sampling } = parts
  const { float } = random
  return {
    begin(operation, start = {}) {
      const parent = parseTraceParent(start.traceParent ?? null)
      if (!isSampled(operation, parent, sampling, float)) return null
      const own = {
        ...parts,
        traceId: parent?.traceId ?? word(random) + word(random) + word(random) + word(random),
        // Wall time of the trace: its spans are told apart by the clock that never jumps.
        wallMs: clock.now() - clock.monotonic(),
      }
      return new OpenSpan(operation, parent?.spanId ?? null, start, own)
    },
  }
}

interface Trace extends TracerParts {
  readonly traceId: string
  /** What is added to the monotonic clock to get the wall clock. */
  readonly wallMs: number
}

class OpenSpan implements Span {
  readonly #trace: Trace
  readonly #record: SpanRecord
  #isOpen = true

  constructor(name: string, parentSpanId: string | null, { kind, startedAt, links }: SpanStart, trace: Trace) {
    this.#trace = trace
    const startMs = trace.wallMs + (startedAt ?? trace.clock.monotonic())
    this.#record = {
      traceId: trace.traceId,
      spanId: word(trace.random) + word(trace.random),
      parentSpanId,
      name,
      kind: kind ?? 'internal',
      startMs,
      endMs: startMs,
      attributes: {},
      events: [],
      error: null,
      links: links ?? [],
    }
  }

  get context(): SpanContext {
    const { traceId, spanId } = this.#record
    return { traceId, spanId }
  }

  get traceParent(): string | null {
    return this.#trace.propagates ? formatTraceParent(this.#record) : null
  }

  rename(name: string): void {
    this.#record.name = name
  }

  child(name: string, start: SpanStart = {}): Span {
    return new OpenSpan(name, this.#record.spanId, start, this.#trace)
  }

  set(attributes: Attributes): void {
    Object.assign(this.#record.attributes, attributes)
  }

  fail(error: unknown): void {
    const { type, message } = told(error)
    this.#record.error = type
    this.#record.attributes['error.type'] = type
    const attributes = { 'exception.type': type, 'exception.message': message }
    this.#record.events.push({ name: 'exception', atMs: this.#now(), attributes })
  }

  end(at?: number): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#record.endMs = Math.max(this.#record.startMs, at === undefined ? this.#now() : this.#trace.wallMs + at)
    this.#trace.ended(this.#record)
  }

  #now(): number {
    return this.#trace.wallMs + this.#trace.clock.monotonic()
  }
}

/** Messages of our table are written for callers; those of anything else may hold what nobody should read, and stand in the log. */
function told(error: unknown): { type: string; message: string | undefined } {
  if (error instanceof ApiError) return { type: error.code, message: scrubbed(error.message).slice(0, messageMax) }
  return { type: error instanceof Error ? error.name : 'Error', message: undefined }
}

/** Eight digits of an id. Ids are no secrets: they have to be different, and quick to make. */
const word = ({ float }: Random): string =>
  Math.floor(float() * 2 ** 32)
    .toString(16)
    .padStart(8, '0')
