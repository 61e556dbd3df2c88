import { type ErrorCode, errorTable } from '@proxyapi/contract/errors'
import type { CallerError } from '../dialect.ts'

/** What both families say of one code; `null` code is the code's own name in lower case. */
interface Shape {
  openai: { type: string; code: string | null }
  anthropic: string
}

const shape = (type: string, code: string | null, anthropic: string): Shape => ({ openai: { type, code }, anthropic })

const request = shape('invalid_request_error', null, 'invalid_request_error')
const key = shape('invalid_request_error', 'invalid_api_key', 'authentication_error')
const credits = shape('insufficient_quota', 'insufficient_quota', 'billing_error')
const permission = shape('permission_error', null, 'permission_error')
const missing = shape('invalid_request_error', null, 'not_found_error')
const limited = shape('rate_limit_error', 'rate_limit_exceeded', 'rate_limit_error')
const failed = shape('server_error', null, 'api_error')
const overloaded = shape('server_error', null, 'overloaded_error')

/** Codes whose words differ from what their status says (gateway: what the caller sees). */
const shapes: Partial<Record<ErrorCode, Shape>> = {
  CONTENT_BLOCKED: shape('invalid_request_error', 'content_policy_violation', 'invalid_request_error'),
  AUTH_REQUIRED: key,
  INVALID_API_KEY: key,
  INVALID_TOKEN: key,
  INSUFFICIENT_CREDITS: credits,
  BUDGET_EXCEEDED: credits,
  PERMISSION_DENIED: permission,
  MODEL_NOT_ALLOWED: permission,
  IP_NOT_ALLOWED: permission,
  HTTPS_REQUIRED: permission,
  MODEL_NOT_FOUND: missing,
  NOT_FOUND: missing,
  PAYLOAD_TOO_LARGE: shape('invalid_request_error', null, 'request_too_large'),
  RATE_LIMITED: limited,
  CONCURRENCY_LIMITED: limited,
  UPSTREAM_UNAVAILABLE: overloaded,
  OVERLOADED: overloaded,
  SHUTTING_DOWN: overloaded,
  STORAGE_UNAVAILABLE: overloaded,
  AUTH_UNAVAILABLE: overloaded,
  UPSTREAM_TIMEOUT: shape('server_error', null, 'timeout_error'),
}

const shapeOf = (code: ErrorCode): Shape => shapes[code] ?? (errorTable[code].status < 500 ? request : failed)

/** `{error: {message, type, param, code}}`, as clients of OpenAI read it. */
export function openaiError(error: CallerError) {
  const { type, code } = shapeOf(error.code).openai
  return {
    error: {
      message: error.message,
      type: error.upstream?.type ?? type,
      param: error.param ?? null,
      code: error.upstream?.code ?? code ?? error.code.toLowerCase(),
    },
  }
}

/** `{type: "error", error: {type, message}, request_id}`, as clients of Anthropic read it. */
export function anthropicError(error: CallerError) {
  return {
    type: 'error',
    error: { type: shapeOf(error.code).anthropic, message: error.message },
    request_id: error.requestId,
  }
}
