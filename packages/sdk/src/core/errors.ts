import type { ErrorCode } from '../generated/error-codes.ts'
import type { ErrorDetail } from '../generated/types.ts'
import { statusClasses } from './status-classes.ts'

/** A code of the error table; a newer server may send more. */
export type Code = ErrorCode | SdkErrorCode | (string & {})

/** Codes that only the SDK throws. */
export type SdkErrorCode =
  | 'BLOCKING_CLIENT_ENDED'
  | 'CLIENT_CLOSED'
  | 'CONFIGURATION'
  | 'CONNECTION_FAILED'
  | 'INVALID_PATH_PARAMETER'
  | 'INVALID_RESPONSE'
  | 'PAGINATION_LOOP'
  | 'REDIRECTED'
  | 'REQUEST_ABORTED'
  | 'TIMEOUT'
  | 'TOO_MANY_ITEMS'
  | 'UPSTREAM_TRUNCATED'
  | 'WEBHOOK_VERIFICATION'

/** Everything that this package throws. Branch on `code`. The ESM and the CommonJS copy know each other's errors. */
export class ProxyAPIError extends Error {
  /** The class's name, which minifiers leave alone. */
  static readonly kind: string = 'ProxyAPIError'
  readonly code: Code

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.kind
    this.code = code
    for (let at: typeof ProxyAPIError = new.target; at.kind; at = Object.getPrototypeOf(at)) {
      Object.defineProperty(this, brand(at.kind), { value: true })
    }
  }

  static override [Symbol.hasInstance](instance: unknown): boolean {
    return typeof instance === 'object' && instance !== null && brand(this.kind) in instance
  }
}

const brand = (kind: string) => Symbol.for(`@proxyapi/sdk/${kind}`)

export interface Answered {
  status: number
  code: Code
  text: string
  requestId: string | null
  headers: Headers
  body: unknown
  details: ErrorDetail[]
  retryable: boolean
  retryAfterMs: number | null
  attempts: number
}

/** The server answered with an error. */
export class APIError extends ProxyAPIError {
  static override readonly kind: string = 'APIError'
  readonly status: number
  readonly requestId: string | null
  readonly headers: Headers
  readonly body: unknown
  readonly details: ErrorDetail[]
  readonly retryable: boolean
  readonly retryAfterMs: number | null
  readonly attempts: number

  constructor(answer: Answered) {
    super(
      answer.code,
      `${answer.status} ${answer.code}: ${answer.text}${answer.requestId ? ` (${answer.requestId})` : ''}`,
    )
    this.status = answer.status
    this.requestId = answer.requestId
    this.headers = answer.headers
    this.body = answer.body
    this.details = answer.details
    this.retryable = answer.retryable
    this.retryAfterMs = answer.retryAfterMs
    this.attempts = answer.attempts
  }
}

export class BadRequestError extends APIError {
  static override readonly kind: string = 'BadRequestError'
}
export class AuthenticationError extends APIError {
  static override readonly kind: string = 'AuthenticationError'
}
export class InsufficientCreditsError extends APIError {
  static override readonly kind: string = 'InsufficientCreditsError'
}
export class PermissionDeniedError extends APIError {
  static override readonly kind: string = 'PermissionDeniedError'
}
export class NotFoundError extends APIError {
  static override readonly kind: string = 'NotFoundError'
}
export class ConflictError extends APIError {
  static override readonly kind: string = 'ConflictError'
}
export class PayloadTooLargeError extends APIError {
  static override readonly kind: string = 'PayloadTooLargeError'
}
export class UnprocessableEntityError extends APIError {
  static override readonly kind: string = 'UnprocessableEntityError'
}
export class RateLimitError extends APIError {
  static override readonly kind: string = 'RateLimitError'
}
export class InternalServerError extends APIError {
  static override readonly kind: string = 'InternalServerError'
}

/** A GraphQL answer that holds errors; `data` is what was resolved beside them. */
export class GraphQLRequestError extends APIError {
  static override readonly kind: string = 'GraphQLRequestError'
  readonly errors: unknown[]
  readonly data: unknown

  constructor(answer: Answered, errors: unknown[], data: unknown) {
    super(answer)
    this.errors = errors
    this.data = data
  }
}

/** A stream that ended with an error, or without its end; `partial` folds what had arrived. */
export class StreamError extends APIError {
  static override readonly kind: string = 'StreamError'
  readonly partial: unknown

  constructor(answer: Answered, partial: unknown) {
    super(answer)
    this.partial = partial
  }
}

/** No answer came. */
export class APIConnectionError extends ProxyAPIError {
  static override readonly kind: string = 'APIConnectionError'
  constructor(message: string, options?: ErrorOptions, code: Code = 'CONNECTION_FAILED') {
    super(code, message, options)
  }
}

const timeoutTexts = {
  connect: 'No connection within',
  headers: 'No answer within',
  body: 'The answer did not end within',
  idle: 'The stream said nothing for',
  deadline: 'The call did not end within its deadline of',
}

/** No answer came in time; `phase` says what was waited for. */
export class APITimeoutError extends APIConnectionError {
  static override readonly kind: string = 'APITimeoutError'
  readonly phase: 'connect' | 'headers' | 'body' | 'idle' | 'deadline'

  constructor(phase: APITimeoutError['phase'], ms: number) {
    super(`${timeoutTexts[phase]} ${ms} ms`, undefined, 'TIMEOUT')
    this.phase = phase
  }
}

export class APIUserAbortError extends ProxyAPIError {
  static override readonly kind: string = 'APIUserAbortError'
  constructor(cause?: unknown) {
    super('REQUEST_ABORTED', 'The request was aborted', { cause })
  }
}

export class ConfigurationError extends ProxyAPIError {
  static override readonly kind: string = 'ConfigurationError'
  constructor(message: string, code: Code = 'CONFIGURATION') {
    super(code, message)
  }
}

const byName = {
  BadRequestError,
  AuthenticationError,
  InsufficientCreditsError,
  PermissionDeniedError,
  NotFoundError,
  ConflictError,
  PayloadTooLargeError,
  UnprocessableEntityError,
  RateLimitError,
  InternalServerError,
}

/** The class of a status; a status without one is an APIError. */
export function errorOf(answer: Answered): APIError {
  const name = statusClasses[answer.status] ?? (answer.status >= 500 ? 'InternalServerError' : undefined)
  return name ? new byName[name](answer) : new APIError(answer)
}
