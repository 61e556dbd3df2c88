import { ApiError, type ErrorCode } from '@proxyapi/contract/errors'
import { describe, expect, it } from 'vitest'
import { EgressFailure, type EgressPhase, type FailureKind, kindOf, toApiError } from './failure.ts'

const failure = (kind: FailureKind, phase: EgressPhase = 'connect', cause?: unknown) =>
  new EgressFailure({ phase, kind, sent: false, cause })

describe('toApiError', () => {
  it.each<[FailureKind, ErrorCode, ErrorCode]>([
    ['blocked', 'TARGET_BLOCKED', 'UPSTREAM_UNAVAILABLE'],
    ['invalid', 'INVALID_REQUEST', 'UPSTREAM_UNAVAILABLE'],
    ['unresolvable', 'TARGET_UNRESOLVABLE', 'UPSTREAM_ERROR'],
    ['refused', 'TARGET_UNREACHABLE', 'UPSTREAM_ERROR'],
    ['reset', 'TARGET_UNREACHABLE', 'UPSTREAM_ERROR'],
    ['timeout', 'TARGET_TIMEOUT', 'UPSTREAM_TIMEOUT'],
    ['tls', 'TARGET_TLS_ERROR', 'UPSTREAM_ERROR'],
    ['protocol', 'TARGET_UNREACHABLE', 'UPSTREAM_PROTOCOL_ERROR'],
    ['too-large', 'TARGET_RESPONSE_TOO_LARGE', 'UPSTREAM_PROTOCOL_ERROR'],
    ['aborted', 'CLIENT_DISCONNECTED', 'CLIENT_DISCONNECTED'],
  ])('%s: %s for a target, %s for an upstream', (kind, target, upstream) => {
    expect(toApiError(failure(kind), 'target').code).toBe(target)
    expect(toApiError(failure(kind), 'upstream').code).toBe(upstream)
    expect(toApiError(failure(kind), 'target').options.cause).toBeInstanceOf(EgressFailure)
  })

  it('tells an answer that was cut from one that never began', () => {
    expect(toApiError(failure('reset', 'body'), 'upstream').code).toBe('UPSTREAM_TRUNCATED')
    expect(toApiError(failure('reset', 'headers'), 'upstream').code).toBe('UPSTREAM_ERROR')
    expect(toApiError(failure('reset', 'body'), 'target').code).toBe('TARGET_UNREACHABLE')
    expect(toApiError(failure('timeout', 'body'), 'upstream').code).toBe('UPSTREAM_TIMEOUT')
  })

  it('shows a refusal of ours as it is to whoever chose the address, and to nobody else', () => {
    const refusal = new ApiError('TARGET_URL_INVALID')
    expect(toApiError(failure('invalid', 'resolve', refusal), 'target')).toBe(refusal)
    expect(toApiError(failure('invalid', 'resolve', refusal), 'upstream').code).toBe('UPSTREAM_UNAVAILABLE')
    const reason = new ApiError('SHUTTING_DOWN')
    expect(toApiError(failure('aborted', 'body', reason), 'upstream')).toBe(reason)
  })
})

describe('kindOf', () => {
  it.each<[string, FailureKind]>([
    ['ECONNREFUSED', 'refused'],
    ['EHOSTUNREACH', 'refused'],
    ['ECONNRESET', 'reset'],
    ['EPIPE', 'reset'],
    ['ETIMEDOUT', 'timeout'],
    ['UND_ERR_SOCKET', 'reset'],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'reset'],
    ['UND_ERR_HEADERS_OVERFLOW', 'too-large'],
    ['UND_ERR_INVALID_ARG', 'invalid'],
    ['HPE_INVALID_CONSTANT', 'protocol'],
    ['HPE_INVALID_EOF_STATE', 'reset'],
    ['TARGET_BLOCKED', 'blocked'],
  ])('%s is %s', (code, kind) => {
    expect(kindOf(Object.assign(new Error(), { code }))).toBe(kind)
  })

  it('takes an error without a code for one of our own side', () => {
    expect(kindOf(new Error('x'))).toBe('aborted')
    expect(kindOf('x')).toBe('aborted')
  })
})
