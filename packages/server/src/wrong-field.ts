import { ApiError } from '@proxyapi/contract/errors'

/** What a schema cannot say of a body; `path` is a JSON Pointer into it. */
export const wrongField = (path: string, message: string): ApiError =>
  new ApiError('INVALID_REQUEST', `${path}: ${message}`, { details: [{ path, message }] })
