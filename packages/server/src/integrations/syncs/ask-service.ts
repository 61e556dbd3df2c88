import { ApiError } from '@proxyapi/contract/errors'
import type { StoredIntegration } from '../../store/integrations.ts'
import { admitted, type Performed, perform, type ServiceRequest } from '../call-integration.ts'
import type { CallParts } from '../integration-parts.ts'
import { noteCall } from '../note-call.ts'

/** With whom a run exchanges items. */
export interface Exchange {
  readonly service: StoredIntegration
  readonly signal: AbortSignal
}

type Asked = Omit<ServiceRequest, 'integration_id'> & { readonly key?: string }

/** By the policy, with the retries and the breaker of any call; counted like one, and audited with its run. */
export async function sendToService(parts: CallParts, exchange: Exchange, asked: Asked): Promise<Performed> {
  const { service, signal } = exchange
  const { key = null, ...request } = { ...asked, integration_id: service.integration_id }
  const sending = { endpoint: admitted(service, request), idempotencyKey: key, hops: 0, signal }
  const performed = await perform(parts, service, request, sending)
  await noteCall(parts, service, performed.attempts, null)
  signal.throwIfAborted()
  return performed
}

/** What it answered with a status of 2xx. Throws why there is no such answer. */
export async function askService(parts: CallParts, exchange: Exchange, asked: Asked): Promise<unknown> {
  const { outcome } = await sendToService(parts, exchange, asked)
  if (outcome.kind !== 'answered') throw outcome.error
  const { status_code, body } = outcome.result
  if (status_code >= 300) throw new ApiError('TARGET_HTTP_ERROR', `HTTP ${status_code}`)
  return body
}
