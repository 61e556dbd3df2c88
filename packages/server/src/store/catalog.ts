import type { Insertable, Selectable } from 'kysely'
import { batches } from './batches.ts'
import type { CatalogHeadTable, ModelTable } from './catalog-tables.ts'
import type { Db, Tx } from './database.ts'

export type StoredModel = Selectable<ModelTable>

export type NewModel = Insertable<ModelTable>

export type CatalogHead = Selectable<CatalogHeadTable>

const headId = 'head'
/** In place of the model that was selected. */
export const cleared = ''

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
