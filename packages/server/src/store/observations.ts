import type { Selectable } from 'kysely'
import { batches } from './batches.ts'
import type { ModelObservationTable } from './catalog-tables.ts'
import type { Db, Tx } from './database.ts'

export type StoredObservation = Selectable<ModelObservationTable>

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
