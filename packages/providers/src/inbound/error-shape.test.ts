import { type ErrorCode, errorTable } from '@proxyapi/contract/errors'
import { expect, test } from 'vitest'
import { anthropicError, openaiError } from './error-shape.ts'

const said = (code: ErrorCode) => ({ code, message: 'm', requestId: 'req_1' })

test.each([
  ['INVALID_REQUEST', 'invalid_request_error', 'invalid_request', 'invalid_request_error'],
  ['UPSTREAM_REJECTED', 'invalid_request_error', 'upstream_rejected', 'invalid_request_error'],
  ['CONTEXT_LENGTH_EXCEEDED', 'invalid_request_error', 'context_length_exceeded', 'invalid_request_error'],
  ['CONTENT_BLOCKED', 'invalid_request_error', 'content_policy_violation', 'invalid_request_error'],
  ['AUTH_REQUIRED', 'invalid_request_error', 'invalid_api_key', 'authentication_error'],
  ['BUDGET_EXCEEDED', 'insufficient_quota', 'insufficient_quota', 'billing_error'],
  ['MODEL_NOT_ALLOWED', 'permission_error', 'model_not_allowed', 'permission_error'],
  ['MODEL_NOT_FOUND', 'invalid_request_error', 'model_not_found', 'not_found_error'],
  ['PAYLOAD_TOO_LARGE', 'invalid_request_error', 'payload_too_large', 'request_too_large'],
  ['IDEMPOTENCY_KEY_REUSED', 'invalid_request_error', 'idempotency_key_reused', 'invalid_request_error'],
  ['RATE_LIMITED', 'rate_limit_error', 'rate_limit_exceeded', 'rate_limit_error'],
  ['UPSTREAM_TRUNCATED', 'server_error', 'upstream_truncated', 'api_error'],
  ['OVERLOADED', 'server_error', 'overloaded', 'overloaded_error'],
  ['UPSTREAM_TIMEOUT', 'server_error', 'upstream_timeout', 'timeout_error'],
  ['INSTANCE_LIMIT_REACHED', 'invalid_request_error', 'instance_limit_reached', 'invalid_request_error'],
  ['LOOP_DETECTED', 'server_error', 'loop_detected', 'api_error'],
] as const)('%s', (code, type, openaiCode, anthropicType) => {
  expect(openaiError(said(code))).toEqual({ error: { message: 'm', type, param: null, code: openaiCode } })
  expect(anthropicError(said(code))).toEqual({
    type: 'error',
    error: { type: anthropicType, message: 'm' },
    request_id: 'req_1',
  })
})

test('every code has a shape of the right side', () => {
  for (const code of Object.keys(errorTable) as ErrorCode[]) {
    const ours = errorTable[code].status >= 500
    expect(openaiError(said(code)).error.type === 'server_error', code).toBe(ours)
  }
})

test('param, and the upstream’s own words, are kept', () => {
  const error = {
    ...said('UPSTREAM_REJECTED'),
    param: 'max_tokens',
    upstream: { code: 'unsupported_parameter', type: null },
  }
  expect(openaiError(error).error).toEqual({
    message: 'm',
    type: 'invalid_request_error',
    param: 'max_tokens',
    code: 'unsupported_parameter',
  })
})
