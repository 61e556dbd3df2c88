/** One attempt of a webhook that belongs to no endpoint. */
import { ApiError, type ErrorCode } from '@proxyapi/contract/errors'
import { EgressFailure, toApiError } from '../egress/failure.ts'
import type { EgressCall } from '../egress/plan.ts'
import { ANSWER_BYTES_MAX } from '../events/limits.ts'
import { type Outcome, readRetryAfter } from '../events/settle.ts'
import type { OneOff } from '../store/integration-webhooks.ts'
import { integrationAt } from '../store/integrations.ts'
import { integrationKeyPlace } from '../store/sealed-columns.ts'
import type { IntegrationParts } from './integration-parts.ts'
import { secondMs } from './limits.ts'
import { prepareOneOff } from './prepare-one-off.ts'
import { configOf } from './registration.ts'

export interface OneOffSent {
  readonly outcome: Outcome
  readonly status: number | null
  readonly code: ErrorCode | null
}

/** What is sealed of it. */
export interface OneOffSecrets {
  readonly secret: string | null
  readonly headers: Readonly<Record<string, string>>
}

export const oneOffPlace = (id: string): string => `integration_webhooks:${id}:sealed`

const limitMs = 15 * secondMs
const waits = { connectMs: limitMs, headersMs: limitMs, idleMs: limitMs, totalMs: limitMs }

/** Throws only when it was cut off by `signal` or by the end of this process. */
export async function sendOneOff(parts: IntegrationParts, row: OneOff, signal?: AbortSignal): Promise<OneOffSent> {
  const { clock } = parts.runtime
  const target = await targetOf(parts, row)
  if (target === null)
    return { outcome: { kind: 'failed', code: 'INVALID_STATE' }, status: null, code: 'INVALID_STATE' }
  const { secret, headers } = JSON.parse(parts.sealer.open(row.sealed, oneOffPlace(row.id))) as OneOffSecrets
  const event = { id: row.id, event_type: row.event_type, at: row.created_at, data: JSON.parse(row.data) as unknown }
  const prepared = prepareOneOff(event, secret, clock.now())
  const all = new Headers({ ...target.headers, ...headers })
  for (const [name, value] of Object.entries(prepared.headers)) all.set(name, value)
  for (const [name, value] of Object.entries(target.auth)) all.set(name, value)
  try {
    const response = await parts.egress.request({
      ...{ class: target.class, method: 'POST', url: target.url, body: prepared.body, limits: waits },
      headers: Object.fromEntries(all),
      ...(signal && { signal }),
    })
    // What it says beside its status is nobody's concern, also where it is too long or cut.
    await response.bytes(ANSWER_BYTES_MAX).catch(() => response.cancel())
    const { status } = response
    const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), clock.now())
    const code = status >= 200 && status < 300 ? null : ('TARGET_HTTP_ERROR' satisfies ErrorCode)
    return { outcome: { kind: 'answered', status, retryAfterMs }, status, code }
  } catch (error) {
    if (!(error instanceof EgressFailure) || error.kind === 'aborted') throw error
    const { code } = toApiError(error, 'target')
    const kind = error.kind === 'blocked' || error.kind === 'invalid' ? 'blocked' : 'failed'
    return { outcome: { kind, code }, status: null, code }
  }
}

interface OneOffTarget extends Pick<EgressCall, 'class' | 'url'> {
  readonly headers: Readonly<Record<string, string>>
  readonly auth: Readonly<Record<string, string>>
}

/** The registration as it is now; null while it is disabled. */
async function targetOf({ store, sealer }: IntegrationParts, row: OneOff): Promise<OneOffTarget | null> {
  const { user_id, integration_id, url } = row
  if (integration_id === null) {
    if (url === null) throw new ApiError('INTERNAL_ERROR')
    return { class: 'webhook', url, headers: {}, auth: {} }
  }
  const known = await integrationAt(store.db, { user_id, integration_id })
  if (known === undefined || known.enabled === 0) return null
  const { headers, auth_header, auth_scheme } = configOf(known)
  const key = known.api_key && sealer.open(known.api_key, integrationKeyPlace(user_id, integration_id))
  const auth: Record<string, string> =
    key === null ? {} : { [auth_header]: auth_scheme === '' ? key : `${auth_scheme} ${key}` }
  return { class: 'target', url: known.base_url, headers, auth }
}
