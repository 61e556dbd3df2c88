/** W3C Trace Context: how one process tells the next whose work it does. https://www.w3.org/TR/trace-context/ */
import type { SpanContext } from '../../runtime.ts'

export interface TraceParent extends SpanContext {
  /** Whether the caller's side records this trace. */
  isSampled: boolean
}

/** Version, trace, span, flags. Nothing of it is captured: most traces are not recorded, and each request pays for this. */
const shape = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?$/
/** Of version 00; later ones may say more at their end. */
const length = 55
const sampledBit = 1

/** Null where there is none or it is malformed: the trace then begins here. */
export function parseTraceParent(text: string | null): TraceParent | null {
  if (text === null || !shape.test(text) || (text.length > length && text.startsWith('00'))) return null
  const flags = Number.parseInt(text.slice(53, length), 16)
  return { traceId: text.slice(3, 35), spanId: text.slice(36, 52), isSampled: (flags & sampledBit) === sampledBit }
}

/** Of a span that is recorded. */
export const formatTraceParent = ({ traceId, spanId }: SpanContext): string => `00-${traceId}-${spanId}-01`
