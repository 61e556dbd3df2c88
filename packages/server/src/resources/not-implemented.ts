import { ApiError } from '@proxyapi/contract/errors'

/** An operation that is described but not built. A test prints the list of all that use it. */
export const notImplemented = (): never => {
  throw new ApiError('NOT_IMPLEMENTED')
}
