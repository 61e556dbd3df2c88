/** `retry-after-ms`, else `Retry-After` in seconds or as an HTTP date. Nonsense is null. */
export function retryAfterMsOf(headers: Headers, now: number): number | null {
  const ms = headers.get('retry-after-ms')
  if (ms !== null && /^\d+(\.\d+)?$/.test(ms)) return Number(ms)
  const text = headers.get('retry-after')
  if (text === null) return null
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000
  const date = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}
