/** What a promise fails with, by code: `none` where it does not fail. */
import { ApiError } from '@proxyapi/contract/errors'

export const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'none',
    (error: unknown) => (error instanceof ApiError ? error.code : String(error)),
  )
