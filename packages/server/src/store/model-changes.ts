import type { Selectable } from 'kysely'
import { batches } from './batches.ts'
import { catalogHead } from './catalog.ts'
import type { ModelChangeTable } from './catalog-tables.ts'
import type { Db, Tx } from './database.ts'

export type StoredChange = Selectable<ModelChangeTable>

export async function appendChanges(tx: Tx, rows: readonly StoredChange[]): Promise<void> {
  for (const batch of batches(rows)) await tx.insertInto('model_changes').values(batch).execute()
}

export interface ChangeFilter {
  afterSeq: number
  since: number | null
  kinds: readonly string[]
  severities: readonly string[]
  providers: readonly string[]
  uids: readonly string[]
  limit: number
}

/** Changes that fit, oldest first. */
export function changesAfter(db: Db, filter: ChangeFilter): Promise<StoredChange[]> {
  const { afterSeq, since, kinds, severities, providers, uids, limit } = filter
  let query = db.selectFrom('model_changes').selectAll().where('seq', '>', afterSeq)
  if (since !== null) query = query.where('at', '>=', since)
  if (kinds.length > 0) query = query.where('kind', 'in', kinds)
  if (severities.length > 0) query = query.where('severity', 'in', severities)
  if (providers.length > 0) query = query.where('provider', 'in', providers)
  if (uids.length > 0) query = query.where('uid', 'in', uids)
  return query.orderBy('seq').limit(limit).execute()
}

/** Rows of whose shutdown was reminded since then. */
export const toldReminders = async (db: Db, since: number): Promise<string[]> =>
  (
    await db
      .selectFrom('model_changes')
      .select('uid')
      .where('at', '>=', since)
      .where('days_left', 'is not', null)
      .execute()
  ).map(({ uid }) => uid)

/** Drops changes from before then, and snapshots that nothing leads from any more. */
export async function forgetChanges(tx: Tx, before: number): Promise<void> {
  await tx.deleteFrom('model_changes').where('at', '<', before).execute()
  const { snapshot } = await catalogHead(tx)
  await tx
    .deleteFrom('catalog_snapshots')
    .where('at', '<', before)
    .where('snapshot', '<>', snapshot ?? '')
    .execute()
}

/** Where a snapshot stands in the change log; undefined where it is not known. */
export const seqOfSnapshot = async (db: Db, snapshot: string): Promise<number | undefined> =>
  (await db.selectFrom('catalog_snapshots').select('seq').where('snapshot', '=', snapshot).executeTakeFirst())?.seq

/** The oldest change that is kept; undefined where there is none. */
export const oldestChange = (db: Db): Promise<Pick<StoredChange, 'seq' | 'at'> | undefined> =>
  db.selectFrom('model_changes').select(['seq', 'at']).orderBy('seq').limit(1).executeTakeFirst()
