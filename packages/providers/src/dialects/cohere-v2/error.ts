import type { UpstreamError } from '../../answer.ts'
import { upstreamError } from '../../upstream-error.ts'

/** The cap of a trial key, which no waiting of seconds or minutes lifts. */
const monthlyCap = /\bcalls ?\/ ?month\b/i

/** An error of `{id?, message}`; what its own statuses and words mean beyond those of others (reference §5). */
export function cohereError(status: number, body: unknown, headers?: Headers): UpstreamError {
  const error = upstreamError(status, body, headers)
  // The request holds what the vendor's usage guidelines forbid.
  if (status === 498) return { ...error, code: 'CONTENT_BLOCKED', fault: 'content-policy' }
  // The connection to it was given up in the middle, by a hop between us.
  if (status === 499) return { ...error, code: 'UPSTREAM_ERROR', fault: 'transient' }
  if (error.fault === 'rate' && monthlyCap.test(error.message)) {
    return { ...error, code: 'UPSTREAM_AUTH_FAILED', fault: 'money' }
  }
  return error
}
