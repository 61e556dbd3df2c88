import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type {
  CatalogHeadTable,
  DiscoverySourceTable,
  ModelChangeTable,
  ModelObservationTable,
  ModelSelectionTable,
  ModelTable,
} from './catalog-tables.ts'
import type { Db, Store, Tx } from './database.ts'

export type StoredModel = Selectable<ModelTable>
export type NewModel = Insertable<ModelTable>
export type StoredObservation = Selectable<ModelObservationTable>
export type StoredChange = Selectable<ModelChangeTable>
export type StoredSource = Selectable<DiscoverySourceTable>
export type CatalogHead = Selectable<CatalogHeadTable>

const batchRows = 500
const headId = 'head'
/** In place of the model that was selected. */
const cleared = ''

export const catalogHead = (db: Db): Promise<CatalogHead> =>
  db.selectFrom('catalog_head').selectAll().where('id', '=', headId).executeTakeFirstOrThrow()

/** Takes the catalog for this transaction: until it ends, no other can write rows or number changes. */
export const lockCatalog = (tx: Tx): Promise<CatalogHead> =>
  tx
    .updateTable('catalog_head')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', headId)
    .returningAll()
    .executeTakeFirstOrThrow()

export async function moveHead(tx: Tx, head: Pick<CatalogHead, 'seq' | 'snapshot'>, now: number): Promise<void> {
  await tx
    .updateTable('catalog_head')
    .set({ seq: head.seq, snapshot: head.snapshot })
    .where('id', '=', headId)
    .execute()
  if (head.snapshot === null) return
  await tx
    .insertInto('catalog_snapshots')
    .values({ snapshot: head.snapshot, seq: head.seq, at: now })
    .onConflict((conflict) => conflict.column('snapshot').doUpdateSet({ seq: head.seq, at: now }))
    .execute()
}

/** Names of rows that were written after this version of the catalog; of these providers, where they are named. */
export const uidsSince = async (db: Db, version: number, providers: readonly string[] | null): Promise<string[]> =>
  (
    await db
      .selectFrom('models')
      .select('uid')
      .where('revision', '>', version)
      .$if(providers !== null, (query) => query.where('provider', 'in', [...(providers ?? []), '']))
      .execute()
  ).map(({ uid }) => uid)

export const modelsByUid = (db: Db, uids: readonly string[]): Promise<StoredModel[]> =>
  db.selectFrom('models').selectAll().where('uid', 'in', uids).execute()

/** Whether the catalog has more rows than that. */
export async function hasMoreModels(db: Db, rows: number): Promise<boolean> {
  const next = await db.selectFrom('models').select('uid').limit(1).offset(rows).execute()
  return next.length > 0
}

export const modelsOf = (db: Db, provider: string): Promise<StoredModel[]> =>
  db.selectFrom('models').selectAll().where('provider', '=', provider).execute()

/** Canonical text of rows that are not removed, in an order of the database's own, beginning behind a uid. */
export const liveDocs = (db: Db, after: string, limit: number): Promise<Pick<StoredModel, 'uid' | 'doc'>[]> =>
  db
    .selectFrom('models')
    .select(['uid', 'doc'])
    .where('state', '<>', 'removed')
    .where('uid', '>', after)
    .orderBy('uid')
    .limit(limit)
    .execute()

export async function putModels(tx: Tx, rows: readonly NewModel[]): Promise<void> {
  for (const batch of batches(rows)) {
    await tx
      .insertInto('models')
      .values(batch)
      .onConflict((conflict) =>
        conflict.column('uid').doUpdateSet((eb) => ({
          name: eb.ref('excluded.name'),
          brand: eb.ref('excluded.brand'),
          context_length: eb.ref('excluded.context_length'),
          max_tokens: eb.ref('excluded.max_tokens'),
          input_price: eb.ref('excluded.input_price'),
          output_price: eb.ref('excluded.output_price'),
          supports_chat: eb.ref('excluded.supports_chat'),
          supports_completion: eb.ref('excluded.supports_completion'),
          capabilities: eb.ref('excluded.capabilities'),
          metadata: eb.ref('excluded.metadata'),
          doc: eb.ref('excluded.doc'),
          origins: eb.ref('excluded.origins'),
          conflicts: eb.ref('excluded.conflicts'),
          state: eb.ref('excluded.state'),
          misses: eb.ref('excluded.misses'),
          missing_since: eb.ref('excluded.missing_since'),
          removed_at: eb.ref('excluded.removed_at'),
          version: eb.ref('excluded.version'),
          revision: eb.ref('excluded.revision'),
          updated_at: eb.ref('excluded.updated_at'),
        })),
      )
      .execute()
  }
}

export const observationsOf = (db: Db, provider: string): Promise<StoredObservation[]> =>
  db.selectFrom('model_observations').selectAll().where('provider', '=', provider).execute()

/** Rows on which a source has stated something. */
export const ownUids = async (db: Db, sourceId: string): Promise<string[]> =>
  (await db.selectFrom('model_observations').select('uid').where('source_id', '=', sourceId).execute()).map(
    ({ uid }) => uid,
  )

/** Every row that is not removed, and whose it is. */
export const knownRows = async (db: Db): Promise<{ uid: string; owner: { provider: string; brand: string } }[]> =>
  (await db.selectFrom('models').select(['uid', 'provider', 'brand']).where('state', '<>', 'removed').execute()).map(
    ({ uid, provider, brand }) => ({ uid, owner: { provider, brand } }),
  )

/** `provider` of the rows on which a source has stated something. */
export const providersOfSource = async (db: Db, sourceId: string): Promise<string[]> =>
  (
    await db.selectFrom('model_observations').select('provider').distinct().where('source_id', '=', sourceId).execute()
  ).map(({ provider }) => provider)

type StoredHead = Omit<StoredObservation, 'facts' | 'inferred' | 'suspects' | 'note'>

const headColumns = [
  'source_id',
  'uid',
  'provider',
  'source',
  'source_key',
  'url',
  'first_seen',
  'fetched_at',
  'misses',
  'missing_since',
] as const

/** What is known of the observations of rows but their facts. */
export const headsOf = (db: Db, uids: readonly string[]): Promise<StoredHead[]> =>
  db.selectFrom('model_observations').select(headColumns).where('uid', 'in', uids).execute()

/** The same by source and uid, beginning behind one of them; of these providers, where they are named. */
export const observationHeads = (
  db: Db,
  providers: readonly string[] | null,
  after: Pick<StoredObservation, 'source_id' | 'uid'> | null,
  limit: number,
): Promise<StoredHead[]> =>
  db
    .selectFrom('model_observations')
    .select(headColumns)
    .$if(providers !== null, (query) => query.where('provider', 'in', [...(providers ?? []), '']))
    .$if(after !== null, (query) =>
      query.where((eb) => eb(eb.refTuple('source_id', 'uid'), '>', eb.tuple(after?.source_id ?? '', after?.uid ?? ''))),
    )
    .orderBy('source_id')
    .orderBy('uid')
    .limit(limit)
    .execute()

export async function putObservations(tx: Tx, rows: readonly StoredObservation[]): Promise<void> {
  for (const batch of batches(rows)) {
    await tx
      .insertInto('model_observations')
      .values(batch)
      .onConflict((conflict) =>
        conflict.columns(['source_id', 'uid']).doUpdateSet((eb) => ({
          source_key: eb.ref('excluded.source_key'),
          url: eb.ref('excluded.url'),
          facts: eb.ref('excluded.facts'),
          inferred: eb.ref('excluded.inferred'),
          suspects: eb.ref('excluded.suspects'),
          note: eb.ref('excluded.note'),
          fetched_at: eb.ref('excluded.fetched_at'),
          misses: eb.ref('excluded.misses'),
          missing_since: eb.ref('excluded.missing_since'),
        })),
      )
      .execute()
  }
}

export async function deleteObservations(tx: Tx, sourceId: string, uids: readonly string[]): Promise<void> {
  for (const batch of batches(uids)) {
    await tx.deleteFrom('model_observations').where('source_id', '=', sourceId).where('uid', 'in', batch).execute()
  }
}

export async function appendChanges(tx: Tx, rows: readonly StoredChange[]): Promise<void> {
  for (const batch of batches(rows)) await tx.insertInto('model_changes').values(batch).execute()
}

function batches<T>(rows: readonly T[]): T[][] {
  const count = Math.ceil(rows.length / batchRows)
  return Array.from({ length: count }, (_, at) => rows.slice(at * batchRows, (at + 1) * batchRows))
}

export const discoverySources = (db: Db): Promise<StoredSource[]> =>
  db.selectFrom('discovery_sources').selectAll().execute()

export const discoverySource = (db: Db, id: string): Promise<StoredSource | undefined> =>
  db.selectFrom('discovery_sources').selectAll().where('id', '=', id).executeTakeFirst()

/** Makes sure that these sources have rows; what is new, or was retired, is due now. */
export async function addSources(
  tx: Tx,
  sources: readonly Pick<StoredSource, 'id' | 'source' | 'provider'>[],
  now: number,
): Promise<void> {
  const fresh = { due_at: now, fence: 0, failures: 0, rows: 0, rejects: 0, digest_seq: 0, digest_at: 0 }
  for (const batch of batches(sources)) {
    await tx
      .insertInto('discovery_sources')
      .values(batch.map((source) => ({ ...source, ...fresh })))
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet((eb) => ({ due_at: eb.fn.coalesce('discovery_sources.due_at', eb.val(now)) })),
      )
      .execute()
  }
}

/** Leases one source, due or not. Its fence; null where somebody else works on it. */
export async function claimSource(store: Store, id: string, now: number, leaseMs: number): Promise<number | null> {
  const row = await store.write((tx) =>
    tx
      .updateTable('discovery_sources')
      .set((eb) => ({ lease_until: now + leaseMs, fence: eb('fence', '+', 1) }))
      .where('id', '=', id)
      .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<=', now)]))
      .returning('fence')
      .executeTakeFirst(),
  )
  return row?.fence ?? null
}

/** The source, locked, where this claim still stands. */
export const claimedSource = (
  tx: Tx,
  store: Pick<Store, 'dialect'>,
  id: string,
  fence: number,
): Promise<StoredSource | undefined> => {
  const query = tx.selectFrom('discovery_sources').selectAll().where('id', '=', id).where('fence', '=', fence)
  return (store.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst()
}

/** Ends a claim with what came of it. */
export async function settleSource(
  tx: Tx,
  id: string,
  fence: number,
  change: Updateable<DiscoverySourceTable>,
): Promise<void> {
  await tx
    .updateTable('discovery_sources')
    .set({ ...change, lease_until: null })
    .where('id', '=', id)
    .where('fence', '=', fence)
    .execute()
}

/** Makes healthy sources due now, which are not due before. */
export async function makeDue(store: Store, ids: readonly string[], now: number): Promise<void> {
  if (ids.length === 0) return
  await store.write((tx) =>
    tx
      .updateTable('discovery_sources')
      .set({ due_at: now })
      .where('id', 'in', ids)
      .where('failures', '=', 0)
      .where('due_at', '>', now)
      .execute(),
  )
}

/** The same, but none sooner than `gapMs` after its last refresh. */
export async function makeDueAfter(store: Store, ids: readonly string[], now: number, gapMs: number): Promise<void> {
  if (ids.length === 0) return
  const at = sql<number>`CASE WHEN COALESCE(last_refresh_at, 0) + ${gapMs} < ${now} THEN ${now}
                              ELSE last_refresh_at + ${gapMs} END`
  await store.write((tx) =>
    tx
      .updateTable('discovery_sources')
      .set({ due_at: at })
      .where('id', 'in', ids)
      .where('failures', '=', 0)
      .where('due_at', '>', at)
      .execute(),
  )
}

/** Sources that are in nobody's configuration any more are not asked again. */
export async function retireSources(tx: Tx, kept: readonly string[]): Promise<void> {
  const query = tx.updateTable('discovery_sources').set({ due_at: null }).where('due_at', 'is not', null)
  await (kept.length > 0 ? query.where('id', 'not in', kept) : query).execute()
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

/** Drops rows that were removed before then and that nobody names any more, with all that was said of them. Gives their uids. */
export async function forgetRemoved(tx: Tx, before: number): Promise<string[]> {
  const gone = await tx
    .selectFrom('models')
    .select('uid')
    .where('state', '=', 'removed')
    .where('removed_at', '<', before)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('model_observations')
            .select('model_observations.uid')
            .whereRef('model_observations.uid', '=', 'models.uid')
            .where('model_observations.misses', '=', 0),
        ),
      ),
    )
    .execute()
  const uids = gone.map(({ uid }) => uid)
  for (const batch of batches(uids)) {
    await tx.deleteFrom('model_observations').where('uid', 'in', batch).execute()
    await tx.deleteFrom('models').where('uid', 'in', batch).execute()
  }
  return uids
}

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

export type Selection = Selectable<ModelSelectionTable>
/** `model_name` is null where the selection was cleared. */
export type StoredSelection = Omit<Selection, 'model_name'> & { model_name: string | null }

/** The selections of now, by provider. */
export const readSelections = async (db: Db): Promise<Selection[]> =>
  (await selectionTimes(db)).filter((row): row is Selection => row.model_name !== null)

/** The same with those that were cleared, and when. */
export async function selectionTimes(db: Db): Promise<StoredSelection[]> {
  const rows = await db.selectFrom('model_selections').selectAll().orderBy('provider').execute()
  return rows.map((row) => ({ ...row, model_name: row.model_name === cleared ? null : row.model_name }))
}

/** `editable` is the file's to say: without it, what is there stays. */
export async function putSelection(
  tx: Tx,
  { provider, model_name, editable, updated_at }: Omit<Selection, 'editable'> & { editable?: number },
): Promise<void> {
  const change = { model_name, updated_at, ...(editable !== undefined && { editable }) }
  await tx
    .insertInto('model_selections')
    .values({ provider, editable: 1, ...change })
    .onConflict((conflict) => conflict.column('provider').doUpdateSet(change))
    .execute()
}

/** Its time stays, so that an older word of a file does not bring it back. */
export const clearSelection = (tx: Tx, provider: string, now: number): Promise<void> =>
  putSelection(tx, { provider, model_name: cleared, updated_at: now })

/** Serializes writers of the selections in this transaction. */
export async function lockSelections(tx: Tx, store: Pick<Store, 'dialect'>): Promise<void> {
  if (store.dialect === 'postgres') await sql`LOCK TABLE model_selections IN SHARE ROW EXCLUSIVE MODE`.execute(tx)
}
