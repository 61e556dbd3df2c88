import { ApiError, type ErrorCode } from '@proxyapi/contract/errors'

export type EgressPhase = 'resolve' | 'connect' | 'tls' | 'headers' | 'body'

export type FailureKind =
  | 'blocked'
  | 'invalid'
  | 'unresolvable'
  | 'refused'
  /** Too many calls wait for a connection already, or this one has waited too long. */
  | 'busy'
  | 'reset'
  | 'timeout'
  | 'tls'
  | 'protocol'
  | 'too-large'
  | 'aborted'

export interface FailureFacts {
  phase: EgressPhase
  kind: FailureKind
  sent: boolean
  cause?: unknown
}

/** The one error of the way out. `sent` is false only when no byte of the request can have reached the other side. */
export class EgressFailure extends Error {
  override readonly name = 'EgressFailure'
  readonly phase: EgressPhase
  readonly kind: FailureKind
  readonly sent: boolean

  constructor({ phase, kind, sent, cause }: FailureFacts) {
    super(`Egress failed: ${kind} in phase ${phase}`, cause === undefined ? undefined : { cause })
    this.phase = phase
    this.kind = kind
    this.sent = sent
  }
}

/** `target`: the caller chose the address and reads about it. `upstream`: the operator did, and the caller does not. */
export type FailureRole = 'target' | 'upstream'

const codes: Record<FailureKind, Record<FailureRole, ErrorCode>> = {
  blocked: { target: 'TARGET_BLOCKED', upstream: 'UPSTREAM_UNAVAILABLE' },
  invalid: { target: 'INVALID_REQUEST', upstream: 'UPSTREAM_UNAVAILABLE' },
  unresolvable: { target: 'TARGET_UNRESOLVABLE', upstream: 'UPSTREAM_ERROR' },
  refused: { target: 'TARGET_UNREACHABLE', upstream: 'UPSTREAM_ERROR' },
  busy: { target: 'TARGET_UNREACHABLE', upstream: 'UPSTREAM_UNAVAILABLE' },
  reset: { target: 'TARGET_UNREACHABLE', upstream: 'UPSTREAM_ERROR' },
  timeout: { target: 'TARGET_TIMEOUT', upstream: 'UPSTREAM_TIMEOUT' },
  tls: { target: 'TARGET_TLS_ERROR', upstream: 'UPSTREAM_ERROR' },
  protocol: { target: 'TARGET_UNREACHABLE', upstream: 'UPSTREAM_PROTOCOL_ERROR' },
  'too-large': { target: 'TARGET_RESPONSE_TOO_LARGE', upstream: 'UPSTREAM_PROTOCOL_ERROR' },
  aborted: { target: 'CLIENT_DISCONNECTED', upstream: 'CLIENT_DISCONNECTED' },
}

/** The row of the error table that a failure is to the caller. */
export function toApiError(failure: EgressFailure, role: FailureRole): ApiError {
  const { kind, phase, cause } = failure
  if (cause instanceof ApiError && (role === 'target' || kind === 'aborted')) return cause
  if (role === 'upstream' && kind === 'reset' && phase === 'body') {
    return new ApiError('UPSTREAM_TRUNCATED', undefined, { cause: failure })
  }
  return new ApiError(codes[kind][role], undefined, { cause: failure })
}

const kindsByCode: Readonly<Record<string, FailureKind>> = {
  TARGET_BLOCKED: 'blocked',
  TARGET_UNRESOLVABLE: 'unresolvable',
  TARGET_URL_INVALID: 'invalid',
  INVALID_REQUEST: 'invalid',
  METHOD_NOT_ALLOWED: 'invalid',
  SHUTTING_DOWN: 'aborted',
  ECONNREFUSED: 'refused',
  ENETUNREACH: 'refused',
  EHOSTUNREACH: 'refused',
  EADDRNOTAVAIL: 'refused',
  EACCES: 'refused',
  ENOENT: 'refused',
  ETIMEDOUT: 'timeout',
  UND_ERR_HEADERS_OVERFLOW: 'too-large',
  UND_ERR_INVALID_ARG: 'invalid',
  UND_ERR_NOT_SUPPORTED: 'invalid',
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: 'invalid',
  HPE_INVALID_EOF_STATE: 'reset',
}

/**
 * What an error means by its code: one of ours, of the system, of undici (`UND_ERR_…`) or of its parser (`HPE_…`). An
 * error without a code was thrown by the owner of the call: its request body, its handler.
 */
export function kindOf(error: unknown): FailureKind {
  const code = error instanceof Error && 'code' in error ? String(error.code) : null
  if (code === null) return 'aborted'
  return kindsByCode[code] ?? (code.startsWith('HPE_') ? 'protocol' : 'reset')
}
