import { ApiError } from '@proxyapi/contract/errors'

/**
 * Throws ORIGIN_NOT_ALLOWED where a page of another origin asks: `origin` must be that of the host asked for, or one of
 * the operator's list, letter by letter. What sends no origin is no page.
 */
export function judgeOrigin(origin: string | null, host: string | null, allowed: readonly string[]): void {
  if (origin === null || allowed.includes(origin) || allowed.includes('*')) return
  if (host !== null && (origin === `http://${host}` || origin === `https://${host}`)) return
  throw new ApiError('ORIGIN_NOT_ALLOWED')
}
