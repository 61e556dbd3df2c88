import type { Events } from '../../events/events.ts'
import type { Tx } from '../../store/database.ts'
import { type StoredRegistration, thresholdsOf, updateRegistration } from '../../store/registry.ts'
import { turnOf, violationsOf } from './check.ts'
import { eventDataOf, metricsOf } from './registered-model.ts'

/** Holds the newest values of a model against its thresholds, in the transaction of what changed either; tells of a turn. */
export async function judge(tx: Tx, events: Events, row: StoredRegistration): Promise<void> {
  const violations = violationsOf(metricsOf(row), await thresholdsOf(tx, row.model_id))
  const before = JSON.parse(row.violated) as string[]
  const turn = turnOf(before, violations)
  await updateRegistration(tx, row.model_id, { violated: JSON.stringify(violations.map(({ metric }) => metric)) })
  if (turn === null) return
  const told = turn === 'violated' ? { violations } : { metrics: before }
  await events.append(tx, { name: `registry.${turn}`, userId: row.owner, data: { ...eventDataOf(row), ...told } })
}
