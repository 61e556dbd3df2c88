/** A service that begins or ceases to do badly: its owner is told once. */
import type { Tx } from '../store/database.ts'
import { integrationAt, noteIntegration, type StoredIntegration, unwellIntegrations } from '../store/integrations.ts'
import type { Job } from '../worker.ts'
import { lastHour } from './counts.ts'
import { healthOf } from './health.ts'
import type { CallParts } from './integration-parts.ts'
import { minuteMs } from './limits.ts'
import { lastErrorOf } from './registration.ts'

const looksAtOnce = 100
/** Another process may know of failures that this one has not met. */
const quietMs = 5 * minuteMs

/** In the transaction in which attempts were counted. True where its owner is told. */
export async function noteHealth(parts: CallParts, tx: Tx, row: StoredIntegration): Promise<boolean> {
  const { runtime, breakers, events } = parts
  const { user_id, integration_id } = row
  const metrics = (await lastHour(tx, user_id, [integration_id], runtime.clock.now()))(integration_id)
  const health = healthOf({ breaker: breakers.state(row), metrics, isSyncFailing: false })
  if (health === row.health) return false
  await noteIntegration(tx, row, { health })
  const isWell = health === 'healthy'
  if (!isWell && row.health !== 'healthy') return false
  const { request_count, error_count, error_rate } = metrics
  const figures = { status: health, request_count, error_count, error_rate, last_error: lastErrorOf(row) }
  const data = { user_id, integration_id, ...figures }
  await events.append(tx, { name: isWell ? 'integration.recovered' : 'integration.degraded', userId: user_id, data })
  return true
}

/** Failures become old without a call that would show it. */
export function healthJob(parts: CallParts): Job {
  const { store, runtime, events } = parts
  return {
    name: 'integrations.health',
    everyMs: minuteMs,
    async run() {
      const now = runtime.clock.now()
      for (const row of await unwellIntegrations(store.db, looksAtOnce)) {
        if (now - (row.last_error_at ?? 0) < quietMs) continue
        const isTold = await store.write(async (tx) => {
          const known = await integrationAt(tx, row)
          return known !== undefined && noteHealth(parts, tx, known)
        })
        if (isTold) events.wake()
      }
      return 0
    },
  }
}
