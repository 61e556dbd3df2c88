import { oneOffCounts } from '../store/integration-webhooks.ts'
import { integrationAt, integrationsOf, lastTestRun, type StoredIntegration } from '../store/integrations.ts'
import { runsById, syncsOf } from '../store/syncs.ts'
import { integrationNotFound } from './call-integration.ts'
import { lastHour } from './counts.ts'
import { healthOf, worstOf } from './health.ts'
import type { CallParts, Schemas } from './integration-parts.ts'
import { REGISTRATIONS_A_USER_MAX } from './limits.ts'
import { lastErrorOf } from './registration.ts'
import { FAILING_RUNS, SYNCS_A_USER_MAX } from './syncs/limits.ts'
import { cursorAge, runView, stateOf } from './syncs/sync-definition.ts'

/** How the services of a user do, or one of them, by what was met: nothing is sent for it. Throws NOT_FOUND. */
export async function statusOf(
  parts: CallParts,
  userId: string,
  name: string | undefined,
): Promise<Schemas['IntegrationStatus']> {
  const { db } = parts.store
  const rows =
    name === undefined
      ? await integrationsOf(db, userId, '', REGISTRATIONS_A_USER_MAX)
      : [await one(parts, userId, name)]
  const names = rows.map(({ integration_id }) => integration_id)
  const hour = await lastHour(db, userId, names, parts.runtime.clock.now())
  const waiting = await oneOffCounts(db, userId, names)
  const syncs = await syncStates(parts, userId, rows)
  const integrations = rows.map((row): Schemas['IntegrationHealthEntry'] => {
    const { integration_id, enabled, last_success_at } = row
    const { request_count, error_count, error_rate } = hour(integration_id)
    const own = syncs(integration_id)
    const breaker = parts.breakers.state(row)
    const isSyncFailing = own.some(({ isFailing }) => isFailing)
    const health = healthOf({ breaker, metrics: { request_count, error_rate }, isSyncFailing })
    return {
      integration_id,
      status: enabled === 0 ? 'disabled' : health,
      breaker,
      ...{ request_count, error_count, error_rate },
      last_success_at: last_success_at === null ? null : new Date(last_success_at).toISOString(),
      last_error: lastErrorOf(row),
      syncs: own.map(({ shown }) => shown),
      webhooks: waiting.get(integration_id) ?? { queued: 0, dead: 0 },
    }
  })
  const last_test = await lastTestRun(db, userId)
  return {
    status: worstOf(integrations.map(({ status }) => status)),
    integrations,
    last_test: last_test === null ? null : (JSON.parse(last_test) as Schemas['IntegrationTestSummary']),
  }
}

async function one({ store }: CallParts, user_id: string, integration_id: string): Promise<StoredIntegration> {
  const row = await integrationAt(store.db, { user_id, integration_id })
  if (row === undefined) throw integrationNotFound()
  return row
}

/** Of each service its syncs, by name. */
async function syncStates({ store, runtime }: CallParts, userId: string, rows: readonly StoredIntegration[]) {
  const enabled = new Map(rows.map((row) => [row.integration_id, row.enabled === 1]))
  const all = await syncsOf(store.db, userId, { integrationId: null, after: '', limit: SYNCS_A_USER_MAX })
  const runs = await runsById(
    store.db,
    all.flatMap(({ run_id }) => run_id ?? []),
  )
  const byId = new Map(runs.map((run) => [run.id, run]))
  const shown = all.map((sync) => {
    const run = byId.get(sync.run_id ?? '')
    const state = stateOf(sync, run, enabled.get(sync.integration_id) ?? false)
    return {
      integration_id: sync.integration_id,
      isFailing: sync.failures >= FAILING_RUNS,
      shown: {
        sync_id: sync.sync_id,
        state,
        cursor_age_seconds: cursorAge(sync, runtime.clock.now()),
        last_run: run === undefined ? null : runView(run),
      },
    }
  })
  const grouped = Map.groupBy(shown, ({ integration_id }) => integration_id)
  return (name: string) => grouped.get(name) ?? []
}
