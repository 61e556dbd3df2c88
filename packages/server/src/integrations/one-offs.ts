/** Webhooks to a service or an address of the caller, sent like those of our own events: signed, guarded, for 75 hours. */
import { ApiError, type ErrorCode } from '@proxyapi/contract/errors'
import { DATA_BYTES_MAX, KEPT_MS, LEASE_MS } from '../events/limits.ts'
import { checkSecret } from '../events/secret.ts'
import { settle } from '../events/settle.ts'
import type { Asker } from '../identity/asker.ts'
import { ownerOf } from '../identity/principal.ts'
import { newId } from '../store/ids.ts'
import {
  applyOneOff,
  claimOneOffs,
  countWaitingOneOffs,
  dropOneOff,
  forgetOneOffs,
  insertOneOff,
  type OneOff,
  oneOffOf,
} from '../store/integration-webhooks.ts'
import { integrationAt } from '../store/integrations.ts'
import type { Job } from '../worker.ts'
import { wrongField } from '../wrong-field.ts'
import { integrationNotFound } from './call-integration.ts'
import type { IntegrationParts, Schemas } from './integration-parts.ts'
import {
  dayMs,
  hourMs,
  ONE_OFFS_AT_ONCE_MAX,
  ONE_OFFS_OF_A_USER_MAX,
  ONE_OFFS_WAITING_MAX,
  secondMs,
} from './limits.ts'
import { auditAction, namesOf } from './note-call.ts'
import { oneOffId } from './one-off-id.ts'
import { configOf, judgeHeaders } from './registration.ts'
import { type OneOffSent, oneOffPlace, sendOneOff } from './send-one-off.ts'

type Sent = Schemas['IntegrationWebhookDelivered'] | Schemas['IntegrationWebhookQueued']

export interface OneOffs {
  /**
   * With `wait` the first attempt is made before it resolves. A request that is repeated under its key sends no second one.
   * Throws INVALID_REQUEST, PAYLOAD_TOO_LARGE, NOT_FOUND, INVALID_STATE, LIMIT_REACHED, TARGET_URL_INVALID, TARGET_BLOCKED.
   */
  send(asker: Asker, body: Schemas['IntegrationWebhook'], idempotencyKey: string | null): Promise<Sent>
  jobs(): Job[]
  /** Resolves when none is on its way. */
  idle(): Promise<void>
}

const forgottenAtOnce = 1_000

export function createOneOffs(parts: IntegrationParts): OneOffs {
  const { store, runtime } = parts
  const { clock } = runtime
  const running = new Set<Promise<void>>()

  function start(row: OneOff, signal: AbortSignal): void {
    const work = attemptOneOff(parts, row, signal)
      .then(
        () => undefined,
        (error: unknown) => {
          // Its lease runs out and it is tried again, under the same id.
          if (!signal.aborted) runtime.log.error('A webhook could not be worked on', { webhook_id: row.id, error })
        },
      )
      .finally(() => running.delete(work))
    running.add(work)
  }

  return {
    async send(asker, body, idempotencyKey) {
      const userId = ownerOf(asker.principal)
      await judge(parts, userId, body)
      const row = rowOf(parts, userId, body, idempotencyKey)
      const isNew = await store.write(async (tx) => {
        if ((await countWaitingOneOffs(tx, userId)) >= ONE_OFFS_WAITING_MAX) throw new ApiError('LIMIT_REACHED')
        if (!(await insertOneOff(tx, row))) return false
        const details = { webhook_id: row.id, event_type: body.event_type, fields: namesOf(body.data) }
        if (body.integration_id !== undefined)
          await auditAction(parts, tx, asker, { integration_id: body.integration_id }, 'webhook', details)
        return true
      })
      if (!isNew) return shown((await oneOffOf(store.db, userId, row.id)) ?? row)
      if (!body.wait) return shown(row)
      const { sent, after } = await attemptOneOff(parts, row)
      if (sent.outcome.kind === 'blocked') {
        await store.write((tx) => dropOneOff(tx, row.id))
        throw new ApiError(sent.outcome.code)
      }
      return shown(after)
    },
    jobs: () => [
      {
        name: 'integrations.webhooks',
        everyMs: secondMs,
        async run(signal) {
          const limit = ONE_OFFS_AT_ONCE_MAX - running.size
          if (signal.aborted || limit <= 0) return 0
          const inFlightMax = ONE_OFFS_OF_A_USER_MAX
          const rows = await claimOneOffs(store, { nowMs: clock.now(), leaseMs: LEASE_MS, inFlightMax, limit })
          for (const row of rows) start(row, signal)
          return rows.length
        },
      },
      {
        name: 'integrations.webhooks-forget',
        everyMs: hourMs,
        run: () => store.write((tx) => forgetOneOffs(tx, clock.now() - KEPT_MS, forgottenAtOnce)),
      },
    ],
    async idle() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}

async function judge(parts: IntegrationParts, userId: string, body: Schemas['IntegrationWebhook']): Promise<void> {
  const { webhook_url, integration_id, data, secret, headers = {} } = body
  if ((webhook_url === undefined) === (integration_id === undefined))
    throw wrongField('/webhook_url', 'give either webhook_url or integration_id')
  if (secret !== undefined) checkSecret(secret)
  if (Buffer.byteLength(JSON.stringify(data)) > DATA_BYTES_MAX)
    throw new ApiError('PAYLOAD_TOO_LARGE', 'data is larger than 20 KB.')
  if (integration_id === undefined) {
    judgeHeaders(headers, '', '/headers')
    return parts.egress.admit(webhook_url ?? '', 'webhook')
  }
  const known = await integrationAt(parts.store.db, { user_id: userId, integration_id })
  if (known === undefined) throw integrationNotFound()
  if (known.enabled === 0) throw new ApiError('INVALID_STATE', 'The integration is disabled.')
  judgeHeaders(headers, configOf(known).auth_header, '/headers')
  return parts.egress.admit(known.base_url, 'target')
}

/** Leased to this process from the start where it is waited for. */
function rowOf(
  { runtime, sealer }: IntegrationParts,
  userId: string,
  body: Schemas['IntegrationWebhook'],
  idempotencyKey: string | null,
): OneOff {
  const now = runtime.clock.now()
  const day = Math.floor(now / dayMs)
  const id = idempotencyKey === null ? newId('webhook', runtime) : oneOffId(userId, `${day} ${idempotencyKey}`)
  const secrets = { secret: body.secret ?? null, headers: body.headers ?? {} }
  return {
    id,
    user_id: userId,
    integration_id: body.integration_id ?? null,
    url: body.webhook_url ?? null,
    event_type: body.event_type,
    data: JSON.stringify(body.data),
    sealed: sealer.seal(JSON.stringify(secrets), oneOffPlace(id)),
    attempt: 0,
    status: 'pending',
    response_status: null,
    error_code: null,
    created_at: now,
    due_at: now,
    lease_until: body.wait ? now + LEASE_MS : null,
    fence: body.wait ? 1 : 0,
  }
}

/** What is stored of the attempt is what is told of it. */
async function attemptOneOff(
  parts: IntegrationParts,
  row: OneOff,
  signal?: AbortSignal,
): Promise<{ sent: OneOffSent; after: OneOff }> {
  const { clock, random, metrics } = parts.runtime
  const sent = await sendOneOff(parts, row, signal)
  const attempt = row.attempt + 1
  const verdict = settle({ attempt, failingSince: null }, sent.outcome, clock.now(), random.float())
  const change = {
    attempt,
    status: verdict.state === 'retry' ? ('failed' as const) : verdict.state,
    response_status: sent.status,
    error_code: sent.code,
    due_at: verdict.state === 'retry' ? verdict.at : null,
  }
  await parts.store.write((tx) => applyOneOff(tx, row, change))
  metrics.count('proxyapi_webhook_deliveries_total', { result: verdict.state })
  return { sent, after: { ...row, ...change } }
}

const shown = ({ id, status, response_status, error_code }: OneOff): Sent =>
  status === 'delivered'
    ? { id, delivered: true, status_code: response_status ?? 200 }
    : { id, delivered: false, queued: true, error_code: error_code as ErrorCode | null }
