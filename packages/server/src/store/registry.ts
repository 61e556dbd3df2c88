import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Db, Store, Tx } from './database.ts'
import type {
  RegistryModelTable,
  RegistryPerformanceTable,
  RegistryRuleTable,
  RegistryThresholdTable,
} from './registry-tables.ts'

export type StoredRegistration = Selectable<RegistryModelTable>
export type StoredEntry = Selectable<RegistryPerformanceTable>
export type StoredThreshold = Selectable<RegistryThresholdTable>
export type StoredRule = Selectable<RegistryRuleTable>

/** One writer of registrations at a time, so that a name, a version and a count are judged on what is true. */
export async function lockRegistry(tx: Tx, { dialect }: Pick<Store, 'dialect'>): Promise<void> {
  if (dialect === 'postgres') await sql`SELECT pg_advisory_xact_lock(7026920)`.execute(tx)
}

export const registrationOf = (db: Db, modelId: string): Promise<StoredRegistration | undefined> =>
  db.selectFrom('registry_models').selectAll().where('model_id', '=', modelId).executeTakeFirst()

/** The model, kept from other writers until the transaction ends. */
export const lockRegistration = (
  tx: Tx,
  { dialect }: Pick<Store, 'dialect'>,
  modelId: string,
): Promise<StoredRegistration | undefined> => {
  const query = tx.selectFrom('registry_models').selectAll().where('model_id', '=', modelId)
  return (dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst()
}

/** All versions of a name, the newest registration first. */
export const registrationsNamed = (db: Db, name: string): Promise<StoredRegistration[]> =>
  db.selectFrom('registry_models').selectAll().where('model_name', '=', name).orderBy('ordinal', 'desc').execute()

export interface RegistrationFilter {
  model_type?: string | undefined
  model_name?: string | undefined
  provider?: string | undefined
  is_active?: boolean | undefined
  /** The ordinal at which the page before ended. */
  before: number | null
  limit: number
}

/** Models that fit, the newest registration first. */
export function listRegistrations(db: Db, filter: RegistrationFilter): Promise<StoredRegistration[]> {
  let query = db.selectFrom('registry_models').selectAll()
  for (const column of ['model_type', 'model_name', 'provider'] as const) {
    const wanted = filter[column]
    if (wanted !== undefined) query = query.where(column, '=', wanted)
  }
  if (filter.is_active !== undefined) query = query.where('is_active', '=', filter.is_active ? 1 : 0)
  if (filter.before !== null) query = query.where('ordinal', '<', filter.before)
  return query.orderBy('ordinal', 'desc').limit(filter.limit).execute()
}

export const insertRegistration = async (tx: Tx, row: Insertable<RegistryModelTable>): Promise<void> => {
  await tx.insertInto('registry_models').values(row).execute()
}

export const updateRegistration = async (
  tx: Tx,
  modelId: string,
  change: Updateable<RegistryModelTable>,
): Promise<void> => {
  await tx.updateTable('registry_models').set(change).where('model_id', '=', modelId).execute()
}

/** Appends a measurement, and forgets those that are beyond `entriesMax` or were made before `keptSince`. */
export async function appendEntry(tx: Tx, row: StoredEntry, entriesMax: number, keptSince: number): Promise<void> {
  await tx.insertInto('registry_performance').values(row).execute()
  await tx
    .deleteFrom('registry_performance')
    .where('model_id', '=', row.model_id)
    .where((eb) => eb.or([eb('entry', '<=', row.entry - entriesMax), eb('at', '<', keptSince)]))
    .execute()
}

export interface EntryFilter {
  /** Only entries that hold it. */
  metric: string | null
  since: number
  until: number
  before: number | null
  limit: number
}

/** Measurements of a model, newest first. */
export function entriesOf(db: Db, modelId: string, filter: EntryFilter): Promise<StoredEntry[]> {
  let query = db
    .selectFrom('registry_performance')
    .selectAll()
    .where('model_id', '=', modelId)
    .where('at', '>=', filter.since)
    .where('at', '<', filter.until)
  if (filter.before !== null) query = query.where('entry', '<', filter.before)
  // Values are numbers, so that a name in quotes is a member.
  if (filter.metric !== null) {
    const member = `%"${filter.metric.replaceAll('_', '\\_')}":%`
    query = query.where(sql<boolean>`metrics LIKE ${member} ESCAPE '\\'`)
  }
  return query.orderBy('entry', 'desc').limit(filter.limit).execute()
}

export const thresholdsOf = (db: Db, modelId: string): Promise<StoredThreshold[]> =>
  db.selectFrom('registry_thresholds').selectAll().where('model_id', '=', modelId).orderBy('metric').execute()

export async function putThreshold(tx: Tx, row: StoredThreshold): Promise<void> {
  const { threshold, direction } = row
  await tx
    .insertInto('registry_thresholds')
    .values(row)
    .onConflict((conflict) => conflict.columns(['model_id', 'metric']).doUpdateSet({ threshold, direction }))
    .execute()
}

/** False where there was none. */
export async function deleteThreshold(tx: Tx, modelId: string, metric: string): Promise<boolean> {
  const gone = await tx
    .deleteFrom('registry_thresholds')
    .where('model_id', '=', modelId)
    .where('metric', '=', metric)
    .returning('metric')
    .executeTakeFirst()
  return gone !== undefined
}

/** By name. */
export const readRules = (db: Db): Promise<StoredRule[]> =>
  db.selectFrom('registry_rules').selectAll().orderBy('name').execute()

export async function putRule(tx: Tx, row: StoredRule): Promise<void> {
  const { name, created_at, ...change } = row
  await tx
    .insertInto('registry_rules')
    .values({ name, created_at, ...change })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(change))
    .execute()
}

/** False where there was none. */
export async function deleteRule(tx: Tx, name: string): Promise<boolean> {
  const gone = await tx.deleteFrom('registry_rules').where('name', '=', name).returning('name').executeTakeFirst()
  return gone !== undefined
}
