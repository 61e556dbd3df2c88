const waitMsMax = 24 * 3_600_000
const plainNumber = /^\d+(\.\d+)?$/

/**
 * How long an upstream asks to be left alone, in ms, ≤ 24 h: `retry-after-ms`, else `retry-after` as seconds or as a date,
 * which is read against the reply's own `date` since there is no clock here. Nonsense and silence are undefined.
 */
export function retryAfterMs(headers: Headers): number | undefined {
  const ms = headers.get('retry-after-ms')?.trim()
  if (ms !== undefined && plainNumber.test(ms)) return clamp(Number(ms))
  const value = headers.get('retry-after')?.trim()
  if (value === undefined) return undefined
  if (plainNumber.test(value)) return clamp(Number(value) * 1000)
  const until = Date.parse(value)
  const now = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(until) || Number.isNaN(now) ? undefined : clamp(Math.max(0, until - now))
}

const clamp = (ms: number): number => Math.min(Math.ceil(ms), waitMsMax)
