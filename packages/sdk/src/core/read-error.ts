import type { ErrorDetail } from '../generated/types.ts'
import { type Answered, type APIError, errorOf } from './errors.ts'
import { retryAfterMsOf } from './retry-after.ts'

type Fields = Record<string, unknown>
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

export interface ReadError {
  code: string | null
  message: string
  requestId: string | null
  details: ErrorDetail[]
}

/** One reader for all families of error bodies, and for HTML, text and nothing. */
export function readError(status: number, statusText: string, body: unknown, headers: Headers): ReadError {
  const fields = isObject(body) ? body : {}
  const nested = isObject(fields.error) ? fields.error : {}
  const graphql = Array.isArray(fields.errors) && isObject(fields.errors[0]) ? fields.errors[0] : {}
  const extensions = isObject(graphql.extensions) ? graphql.extensions : {}
  const upper = (code: unknown) => text(code)?.toUpperCase()
  return {
    code: text(fields.code) ?? upper(nested.code) ?? upper(nested.type) ?? text(extensions.code) ?? null,
    message:
      text(fields.error) ?? text(nested.message) ?? text(graphql.message) ?? text(statusText) ?? `status ${status}`,
    requestId: headers.get('x-request-id') ?? text(fields.request_id) ?? null,
    details: Array.isArray(fields.details) ? (fields.details as ErrorDetail[]) : [],
  }
}

export function answeredOf(response: Response, body: unknown, attempts: number, now: number): Answered {
  const { status, statusText, headers } = response
  const { code, message, requestId, details } = readError(status, statusText, body, headers)
  return {
    status,
    code: code ?? (status === 0 ? 'CONNECTION_FAILED' : `HTTP_${status}`),
    text: message,
    requestId,
    headers,
    body,
    details,
    retryable: headers.get('x-should-retry') === 'true',
    retryAfterMs: retryAfterMsOf(headers, now),
    attempts,
  }
}

export const apiErrorOf = (response: Response, body: unknown, attempts: number, now: number): APIError =>
  errorOf(answeredOf(response, body, attempts, now))
