import type { UpstreamError } from '../../answer.ts'
import { array, isRecord, record, text } from '../../lenient.ts'
import { upstreamError, withFault } from '../../upstream-error.ts'

const waitMsMax = 24 * 3_600_000
/** What is used up for the day comes back at midnight, wherever that is. */
const dayWaitMs = 3_600_000

const moneyPattern = /credits are depleted|spending cap|billing account|enable billing/i
const policyPattern = /responsible ai|safety polic/i
/** Seconds as protocol buffers write a duration in JSON. */
const duration = /^(\d+(?:\.\d+)?)s$/

/**
 * An error of the API by its status, and by its details: a 429 of the rate speaks of an exceeded quota too, but names the
 * quota and says when to come back (reference §1.3).
 */
export function geminiError(status: number, body: unknown, headers?: Headers): UpstreamError {
  const error = judged(upstreamError(status, body, headers), said(body))
  const wait = error.retryAfterMs ?? waitOf(said(body))
  return wait === undefined || error.fault !== 'rate' ? error : { ...error, retryAfterMs: wait }
}

/** The inside of the error; the body of a refused stream may be a list of one. */
function said(body: unknown): Readonly<Record<string, unknown>> {
  const outer = record(Array.isArray(body) ? body[0] : body)
  return isRecord(outer.error) ? outer.error : outer
}

function judged(error: UpstreamError, inner: Readonly<Record<string, unknown>>): UpstreamError {
  const { status = 0, message, fault } = error
  if (fault === 'rate' && quotas(inner).length === 0 && moneyPattern.test(message)) return withFault(error, 'money')
  // The place or the plan of the key is refused, not what was asked.
  if (fault === 'caller' && inner.status === 'FAILED_PRECONDITION') return withFault(error, 'credential')
  if (fault === 'caller' && policyPattern.test(message)) return withFault(error, 'content-policy')
  return status === 499 ? withFault(error, 'transient') : error
}

const details = (inner: Readonly<Record<string, unknown>>, type: string) =>
  array(inner.details)
    .map(record)
    .filter((detail) => text(detail['@type'])?.endsWith(type) === true)

const quotas = (inner: Readonly<Record<string, unknown>>): string[] =>
  details(inner, '.QuotaFailure')
    .flatMap(({ violations }) => array(violations))
    .flatMap((violation) => text(record(violation).quotaId) ?? [])

function waitOf(inner: Readonly<Record<string, unknown>>): number | undefined {
  const [seconds] = details(inner, '.RetryInfo').flatMap(
    ({ retryDelay }) => text(retryDelay)?.match(duration)?.[1] ?? [],
  )
  const told = seconds === undefined ? undefined : Math.min(Math.ceil(Number(seconds) * 1000), waitMsMax)
  return quotas(inner).some((quota) => quota.includes('PerDay')) ? Math.max(told ?? 0, dayWaitMs) : told
}
