/** What a caller is told of a call of a registered service. */
import { ApiError } from '@proxyapi/contract/errors'
import { toApiError } from '../egress/failure.ts'
import { type Answer, type Attempt, isGood } from './attempt.ts'
import type { Schemas } from './integration-parts.ts'
import { SCRUBBED_KEY_MIN, SHOWN_BYTES_MAX } from './limits.ts'
import { isRepeatable } from './next-attempt.ts'

/**
 * `failed`: it was refused, or had no effect that is not told. `unknown`: it may have had one, and asking again with `key` is
 * the way to learn which.
 */
export type CallOutcome =
  | { readonly kind: 'answered'; readonly result: Schemas['IntegrationCallResult'] }
  | { readonly kind: 'failed'; readonly error: ApiError }
  | { readonly kind: 'unknown'; readonly error: ApiError; readonly key: string }

interface Called {
  readonly method: string
  readonly attempts: readonly [Attempt, ...Attempt[]]
  readonly durationMs: number
  /** Sent with every attempt. */
  readonly key: string
  /** Of the service: it is in nothing that is told. */
  readonly secret: string | null
}

export function outcomeOf({ method, attempts, durationMs, key, secret }: Called): CallOutcome {
  const last = attempts.at(-1) ?? attempts[0]
  if (isGood(last)) return { kind: 'answered', result: resultOf(last.answer, attempts.length, durationMs, secret) }
  if (!isRepeatable(method) && attempts.some(isUnanswered)) return { kind: 'unknown', error: unknown(key, last), key }
  return { kind: 'failed', error: failureOf(last, secret) }
}

/** It reached the service, and what the service did with it was not told. */
const isUnanswered = (made: Attempt): boolean =>
  made.kind === 'cut' && made.failure.sent && made.failure.kind !== 'too-large'

function unknown(key: string, last: Attempt): ApiError {
  const cause = last.kind === 'cut' ? last.failure : undefined
  const text = `The service may have done it. Ask again with the same Idempotency-Key to learn: ${key}`
  return new ApiError('OUTCOME_UNKNOWN', text, { cause })
}

function failureOf(made: Attempt, secret: string | null): ApiError {
  if (made.kind === 'cut') return toApiError(made.failure, 'target')
  const { status, bytes } = made.answer
  const details = [
    { path: 'status_code', message: String(status) },
    { path: 'body', message: withoutSecret(textOf(bytes.subarray(0, SHOWN_BYTES_MAX)), secret) },
  ]
  return new ApiError('TARGET_HTTP_ERROR', `HTTP ${status}`, { details })
}

function resultOf({ status, headers, bytes }: Answer, attempts: number, durationMs: number, secret: string | null) {
  const told = Object.entries(headers).map(([name, value]) => [name, withoutSecret(value, secret)] as const)
  return {
    status_code: status,
    headers: Object.fromEntries(told),
    body: bodyOf(withoutSecret(textOf(bytes), secret)) as Schemas['JsonValue'],
    attempts,
    duration_ms: Math.round(durationMs),
  }
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

function bodyOf(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: told as it is.
    return text
  }
}

/** A service that tells its caller what it was sent would tell the key to everybody who may call it. */
const withoutSecret = (text: string, secret: string | null): string =>
  secret === null || secret.length < SCRUBBED_KEY_MIN ? text : text.replaceAll(secret, '[api_key]')
