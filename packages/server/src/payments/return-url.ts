import { ApiError } from '@proxyapi/contract/errors'

/** Where a payer goes: the URL if it lies within the origins, else the first of them. Throws INVALID_REQUEST, NOT_CONFIGURED. */
export function returnUrl(asked: string | undefined, origins: readonly string[]): string {
  const [first] = origins
  if (first === undefined) throw new ApiError('NOT_CONFIGURED', 'The operator has to set billing.return_origins.')
  if (asked === undefined) return new URL('/', first).href
  const url = URL.parse(asked)
  const isAllowed = origins.some((origin) => url?.origin === new URL(origin).origin)
  if (url === null || !isAllowed || url.username !== '' || url.password !== '')
    throw new ApiError('INVALID_REQUEST', 'A payer may return only to an origin of billing.return_origins.')
  return url.href
}
