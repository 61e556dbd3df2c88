import { ApiError, errorTable } from './errors.ts'
import type { Family } from './families.ts'

export interface RenderedError {
  status: number
  headers: Record<string, string>
  body: unknown
}

/** Anything thrown becomes a row of the table; what is not an ApiError is a bug of ours and says nothing of its cause. */
export const asApiError = (thrown: unknown): ApiError =>
  thrown instanceof ApiError ? thrown : new ApiError('INTERNAL_ERROR', undefined, { cause: thrown })

export function renderError(family: Family, error: ApiError, requestId: string, now: Date): RenderedError {
  const { retryAfterMs, headers } = error.options
  return {
    status: error.status,
    headers: {
      'X-Should-Retry': String(error.retry),
      ...(retryAfterMs !== undefined && { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) }),
      ...(error.status === 401 && { 'WWW-Authenticate': 'Bearer' }),
      ...headers,
    },
    body: bodies[family](error, requestId, now),
  }
}

const detailsOf = (error: ApiError) => (error.options.details?.length ? { details: error.options.details } : {})

const plain = (error: ApiError, requestId: string) => ({
  error: error.message,
  code: error.code,
  request_id: requestId,
  ...detailsOf(error),
})

const bodies: Record<Family, (error: ApiError, requestId: string, now: Date) => unknown> = {
  models: plain,
  api: plain,
  plain,
  task: (error, requestId, now) => ({
    success: false,
    data: null,
    error: taskText(error),
    code: error.code,
    ...detailsOf(error),
    timestamp: now.toISOString(),
    request_id: requestId,
  }),
  openai: (error) => ({ error: openAIError(error) }),
  anthropic: (error, requestId) => ({
    type: 'error',
    error: { type: anthropicType(error), message: error.message },
    request_id: requestId,
  }),
  graphql: (error, requestId) => ({
    errors: [{ message: error.message, extensions: { code: error.code, request_id: requestId } }],
  }),
}

/** A body that does not fit is told in the words of the callers that these paths are for. */
function taskText({ code, message, options }: ApiError): string {
  const [first] = options.details ?? []
  if (code !== 'INVALID_REQUEST' || first === undefined) return message
  const field = first.path.replace(/^\//, '').replaceAll('/', '.')
  return `Validation failed: ${field === '' ? '' : `${field}: `}${first.message}`
}

/** OpenAI's `type` and `code` for our codes, where they have words of their own (gateway: what the caller sees). */
const openAIWords: Record<string, { type?: string; code?: string }> = {
  CONTENT_BLOCKED: { code: 'content_policy_violation' },
  AUTH_REQUIRED: { code: 'invalid_api_key' },
  INVALID_TOKEN: { code: 'invalid_api_key' },
  INSUFFICIENT_CREDITS: { type: 'insufficient_quota' },
  BUDGET_EXCEEDED: { type: 'insufficient_quota' },
  PERMISSION_DENIED: { type: 'permission_error' },
  MODEL_NOT_ALLOWED: { type: 'permission_error' },
  IP_NOT_ALLOWED: { type: 'permission_error' },
  HTTPS_REQUIRED: { type: 'permission_error' },
  RATE_LIMITED: { type: 'rate_limit_error', code: 'rate_limit_exceeded' },
  CONCURRENCY_LIMITED: { type: 'rate_limit_error', code: 'rate_limit_exceeded' },
}

export function openAIError(error: ApiError) {
  const words = openAIWords[error.code]
  const { upstream, param, details } = error.options
  return {
    message: error.message,
    type: upstream?.type ?? words?.type ?? (error.status < 500 ? 'invalid_request_error' : 'server_error'),
    param: param ?? details?.[0]?.path.replace(/^\//, '').replaceAll('/', '.') ?? null,
    code: upstream?.code ?? words?.code ?? error.code.toLowerCase(),
  }
}

const anthropicByStatus: Record<number, string> = {
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  503: 'overloaded_error',
  504: 'timeout_error',
}

export function anthropicType(error: Pick<ApiError, 'code'>): string {
  const { status } = errorTable[error.code]
  return anthropicByStatus[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error')
}
