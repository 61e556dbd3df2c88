import type { CloudError, OutcomeCode } from '@proxyapi/clouds'
import { errorTable } from '@proxyapi/contract/errors'

/** Why an attempt or a contract failed, as its owner reads it. */
export interface Failure {
  code: string
  message: string
}

/** Outcomes of clouds, and what only we can see. */
export type FailureCause = OutcomeCode | 'boot_timeout' | 'ended_by_cloud'

interface Consequence {
  code: string
  message?: string
  /** What is tried after it: the same offer a little later, or nothing, because everybody would refuse it. */
  next: 'other offer' | 'same offer' | 'other cloud' | 'nothing'
  /** Nothing is rented at this cloud for a while, and the operator is told. */
  disables?: true
}

const consequences: Record<FailureCause, Consequence> = {
  offer_gone: { code: 'OFFER_GONE', next: 'other offer' },
  no_capacity: { code: 'NO_CAPACITY', next: 'other offer' },
  quota: { code: 'NO_CAPACITY', next: 'other cloud' },
  cloud_no_balance: { code: 'NO_CAPACITY', next: 'other cloud', disables: true },
  auth: { code: 'UPSTREAM_UNAVAILABLE', next: 'other cloud', disables: true },
  invalid_request: { code: 'UPSTREAM_REJECTED', message: 'The cloud refused the launch as wrong.', next: 'nothing' },
  rate_limited: { code: 'UPSTREAM_UNAVAILABLE', next: 'same offer' },
  price_changed: { code: 'PRICE_CHANGED', message: 'The machine costs more than the cap.', next: 'other offer' },
  image_error: {
    code: 'IMAGE_ERROR',
    message: 'The machine could not run the image; check its name, its registry login and its command.',
    next: 'other offer',
  },
  transient: { code: 'UPSTREAM_ERROR', message: 'The cloud failed.', next: 'same offer' },
  hardware_mismatch: { code: 'HARDWARE_MISMATCH', message: 'The machine is not what was sold.', next: 'other offer' },
  ambiguous: {
    code: 'OUTCOME_UNKNOWN',
    message: 'The cloud did not say what became of the request; nothing of it is left.',
    next: 'other offer',
  },
  not_found: { code: 'OFFER_GONE', next: 'other offer' },
  permanent: { code: 'UPSTREAM_REJECTED', message: 'The cloud refused this offer to us.', next: 'other offer' },
  boot_timeout: { code: 'BOOT_TIMEOUT', message: 'The machine did not get ready in time.', next: 'other offer' },
  ended_by_cloud: {
    code: 'UPSTREAM_ERROR',
    message: 'The machine was ended at the cloud, not by us.',
    next: 'other offer',
  },
}

/** The words of the cloud stay in our log: an owner reads ours. */
export function failureOf(cause: FailureCause): Failure {
  const { code, message } = consequences[cause]
  return { code, message: message ?? (errorTable as Record<string, { text: string }>)[code]?.text ?? code }
}

export const consequenceOf = (cause: FailureCause): Consequence => consequences[cause]

const again = { firstMs: 2_000, mostMs: 60_000 }

/** Until the same request may go out once more: doubles with each try. */
export const againAfterMs = (tries: number, error?: Pick<CloudError, 'retryAfterMs'>): number =>
  Math.max(error?.retryAfterMs ?? 0, Math.min(again.mostMs, again.firstMs * 2 ** Math.max(0, tries - 1)))
