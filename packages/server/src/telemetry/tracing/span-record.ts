import type { Attributes, SpanContext, SpanKind } from '../../runtime.ts'

/** A span as exporters get it. Times are wall clock milliseconds since 1970, with a fraction. */
export interface SpanRecord extends SpanContext {
  parentSpanId: string | null
  name: string
  kind: SpanKind
  startMs: number
  endMs: number
  attributes: Attributes
  events: { name: string; atMs: number; attributes: Attributes }[]
  /** What failed, in a word; null: nothing did. */
  error: string | null
  /** Spans of other traces that this one comes from. */
  links: readonly SpanContext[]
}

/** Who sends the spans: attributes of every one of them. */
export type Resource = Readonly<Record<string, string>>

/** Milliseconds with a fraction as a count of `digits` more decimals, in digits: a float cannot hold nanoseconds since 1970. */
export function fineTime(ms: number, digits: 3 | 6): string {
  const whole = Math.floor(ms)
  return `${whole}${String(Math.floor((ms - whole) * 10 ** digits)).padStart(digits, '0')}`
}
