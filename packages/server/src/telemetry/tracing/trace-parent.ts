/** W3C Trace Context: how one process tells the next whose work it does. https://www.w3.org/TR/trace-context/ */
import type { SpanContext } from '../../runtime.ts'

export interface TraceParent extends SpanContext {
  /** Whether the caller's side records this trace. */
  isSampled: boolean
}

const shape = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
const zeros = /^0+$/
const sampledBit = 1

/** Null where there is none or it is malformed: the trace then begins here. Later versions may say more at their end. */
export function parseTraceParent(text: string | null): TraceParent | null {
  if (text === null) return null
  const [, version, traceId = '', spanId = '', flags = '', more] = shape.exec(text) ?? []
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return null
  if (zeros.test(traceId) || zeros.test(spanId)) return null
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & sampledBit) === sampledBit }
}

/** Of a span that is recorded. */
export const formatTraceParent = ({ traceId, spanId }: SpanContext): string => `00-${traceId}-${spanId}-01`
