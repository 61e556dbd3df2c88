/** The error class of each status that has one of its own. */
export const statusClasses: Record<
  number,
  | 'BadRequestError'
  | 'AuthenticationError'
  | 'InsufficientCreditsError'
  | 'PermissionDeniedError'
  | 'NotFoundError'
  | 'ConflictError'
  | 'PayloadTooLargeError'
  | 'UnprocessableEntityError'
  | 'RateLimitError'
> = {
  400: 'BadRequestError',
  401: 'AuthenticationError',
  402: 'InsufficientCreditsError',
  403: 'PermissionDeniedError',
  404: 'NotFoundError',
  409: 'ConflictError',
  413: 'PayloadTooLargeError',
  422: 'UnprocessableEntityError',
  429: 'RateLimitError',
}
