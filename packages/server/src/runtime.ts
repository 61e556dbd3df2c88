/** What main.ts gives to everything below it instead of the process: clock, dice, log, metrics; and traces, where they are kept. */

export interface Clock {
  /** Wall clock, milliseconds since 1970. For what is stored and shown. */
  now(): number
  /** Milliseconds that never jump. For waits, deadlines and limits. */
  monotonic(): number
  /** Resolves after `ms`, or at once when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export interface Random {
  /** 0 ≤ x < 1; for jitter and draws, never for secrets. */
  float(): number
  /** Unpredictable bytes. */
  bytes(length: number): Uint8Array
}

export type Fields = Record<string, unknown>

export interface Log {
  debug(message: string, fields?: Fields): void
  info(message: string, fields?: Fields): void
  warn(message: string, fields?: Fields): void
  /** `error` in the fields is written with its causes; it never reaches a caller. */
  error(message: string, fields?: Fields): void
  child(module: string): Log
}

export type Labels = Record<string, string>

/** Names, labels and budgets are declared in telemetry/catalog.ts; an undeclared name is a bug and throws in tests. */
export interface Metrics {
  count(name: string, labels?: Labels, by?: number): void
  observe(name: string, value: number, labels?: Labels): void
  gauge(name: string, value: number, labels?: Labels): void
}

/** Of a span. What is undefined is left out. */
export type Attributes = Record<string, AttributeValue | undefined>
export type AttributeValue = string | number | boolean | readonly string[]

/** `client`: somebody else is asked and waited for. */
export type SpanKind = 'internal' | 'server' | 'client'

/** Lower-case hexadecimal, 32 and 16 digits. */
export interface SpanContext {
  traceId: string
  spanId: string
}

export interface SpanStart {
  kind?: SpanKind
  /** By the monotonic clock; now, where it is not given. */
  startedAt?: number
  /** Spans of other traces that this one comes from. */
  links?: readonly SpanContext[]
}

/** A piece of work that is being recorded. It holds names, numbers and codes: never what people write, and no secret. */
export interface Span {
  readonly context: SpanContext
  /** What tells the trace to those who are asked; null where they are not to know of it. */
  readonly traceParent: string | null
  rename(name: string): void
  /** A part of this work. */
  child(name: string, start?: SpanStart): Span
  set(attributes: Attributes): void
  /** The work failed: an exception is recorded, by its code where it has one. */
  fail(error: unknown): void
  /** Once, and nothing after it; `at` by the monotonic clock. */
  end(at?: number): void
}

export interface Tracer {
  /** Begins a trace, or goes on with that of a `traceparent`; null where it is not recorded, and then nothing is to be done. */
  begin(operation: string, start?: SpanStart & { traceParent?: string | null }): Span | null
}

export interface Runtime {
  clock: Clock
  random: Random
  log: Log
  metrics: Metrics
  /** Absent: nothing is traced. */
  tracer?: Tracer | undefined
}
