import type { ErrorCode } from '@proxyapi/contract/errors'
import { EgressFailure, toApiError } from '../egress/failure.ts'
import type { DeliveryRow } from '../store/webhook-deliveries.ts'
import type { WebhookRow } from '../store/webhooks.ts'
import { ANSWER_BYTES_MAX, ANSWER_KEPT_BYTES } from './limits.ts'
import type { EventsParts } from './parts.ts'
import { type PreparedEvent, prepare } from './prepare.ts'
import { type Outcome, readRetryAfter } from './settle.ts'

/** One attempt: what came of it, and what of it is shown to the owner. */
export interface Sent {
  outcome: Outcome
  shown: Pick<DeliveryRow, 'response_status' | 'response_ms' | 'response_body' | 'error_code'>
}

/** Signs and posts an event once. Throws only when it was cut off by `signal` or by the end of this process. */
export async function send(
  parts: Pick<EventsParts, 'clock' | 'egress' | 'sealer'>,
  webhook: WebhookRow,
  event: PreparedEvent,
  signal?: AbortSignal,
): Promise<Sent> {
  const { clock, egress } = parts
  const startedMs = clock.monotonic()
  try {
    const response = await egress.request({
      class: 'webhook',
      method: 'POST',
      url: webhook.url,
      ...prepare(event, secretsOf(parts, webhook), clock.now()),
      ...(signal && { signal }),
    })
    const { status, headers } = response
    const bytes = await response.bytes(ANSWER_BYTES_MAX)
    const success = status >= 200 && status < 300
    return {
      outcome: { kind: 'answered', status, retryAfterMs: readRetryAfter(headers.get('retry-after'), clock.now()) },
      shown: {
        response_status: status,
        response_ms: Math.round(clock.monotonic() - startedMs),
        response_body: textOf(bytes),
        error_code: success ? null : ('TARGET_HTTP_ERROR' satisfies ErrorCode),
      },
    }
  } catch (error) {
    if (!(error instanceof EgressFailure) || error.kind === 'aborted') throw error
    const { code } = toApiError(error, 'target')
    return {
      outcome: { kind: error.kind === 'blocked' || error.kind === 'invalid' ? 'blocked' : 'failed', code },
      shown: { response_status: null, response_ms: null, response_body: null, error_code: code },
    }
  }
}

/** The secrets that sign now: the one before the last rotation as long as it overlaps. */
function secretsOf({ sealer, clock }: Pick<EventsParts, 'sealer' | 'clock'>, webhook: WebhookRow) {
  const { id, previous_secret, previous_secret_expires_at } = webhook
  const overlaps = previous_secret !== null && (previous_secret_expires_at ?? 0) > clock.now()
  return {
    current: sealer.open(webhook.secret, secretPlace(id)),
    previous: overlaps ? sealer.open(previous_secret, previousSecretPlace(id)) : null,
  }
}

export const secretPlace = (id: string): string => `webhooks:${id}:secret`
export const previousSecretPlace = (id: string): string => `webhooks:${id}:previous_secret`

/** The first of it as text that any database keeps: PostgreSQL has no U+0000. */
const textOf = (bytes: Uint8Array): string =>
  new TextDecoder().decode(bytes.subarray(0, ANSWER_KEPT_BYTES)).replaceAll('\0', '\ufffd')
