import { sql } from 'kysely'
import type { Db, Store, Tx } from './database.ts'
import type { VectorCollectionsTable, VectorsTable } from './vector-tables.ts'

export type StoredCollection = VectorCollectionsTable
export type StoredVector = VectorsTable

/** Whose collection, and which. */
export type CollectionPlace = Pick<VectorCollectionsTable, 'user_id' | 'collection'>

const idsAtOnce = 500

/** One writer of a user's vectors at a time, so that counts and limits are judged on what is true. */
export async function lockVectors(tx: Tx, { dialect }: Pick<Store, 'dialect'>, userId: string): Promise<void> {
  if (dialect === 'postgres') await sql`SELECT pg_advisory_xact_lock(7026931, hashtext(${userId}))`.execute(tx)
}

export const collectionAt = (db: Db, { user_id, collection }: CollectionPlace): Promise<StoredCollection | undefined> =>
  db
    .selectFrom('vector_collections')
    .selectAll()
    .where('user_id', '=', user_id)
    .where('collection', '=', collection)
    .executeTakeFirst()

/** By name. */
export const collectionsOf = (db: Db, userId: string, after: string, limit: number): Promise<StoredCollection[]> =>
  db
    .selectFrom('vector_collections')
    .selectAll()
    .where('user_id', '=', userId)
    .where('collection', '>', after)
    .orderBy('collection')
    .limit(limit)
    .execute()

/** How many collections a user has, and numbers in all of their vectors. */
export async function vectorTotals(db: Db, userId: string): Promise<{ collections: number; numbers: number }> {
  const { rows } = await sql<{ collections: number; numbers: number | null }>`
    SELECT count(*) AS collections, sum(count * dimensions) AS numbers FROM vector_collections WHERE user_id = ${userId}`.execute(
    db,
  )
  const [row] = rows
  return { collections: Number(row?.collections ?? 0), numbers: Number(row?.numbers ?? 0) }
}

export async function putCollection(tx: Tx, row: StoredCollection): Promise<void> {
  const { model, count, version, updated_at } = row
  await tx
    .insertInto('vector_collections')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['user_id', 'collection']).doUpdateSet({ model, count, version, updated_at }),
    )
    .execute()
}

export async function deleteCollection(tx: Tx, { user_id, collection }: CollectionPlace): Promise<void> {
  for (const table of ['vectors', 'vector_collections'] as const)
    await tx.deleteFrom(table).where('user_id', '=', user_id).where('collection', '=', collection).execute()
}

export async function putVectors(tx: Tx, rows: readonly StoredVector[]): Promise<void> {
  for (const row of rows) {
    const { vec, metadata, text, updated_at } = row
    await tx
      .insertInto('vectors')
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(['user_id', 'collection', 'id']).doUpdateSet({ vec, metadata, text, updated_at }),
      )
      .execute()
  }
}

/** Those of the ids that are there. */
export async function knownIds(db: Db, { user_id, collection }: CollectionPlace, ids: readonly string[]) {
  const rows = await inChunks(ids, (chunk) =>
    db
      .selectFrom('vectors')
      .select('id')
      .where('user_id', '=', user_id)
      .where('collection', '=', collection)
      .where('id', 'in', chunk)
      .execute(),
  )
  return rows.map(({ id }) => id)
}

export async function deleteVectorsById(
  tx: Tx,
  { user_id, collection }: CollectionPlace,
  ids: readonly string[],
): Promise<void> {
  await inChunks(ids, async (chunk) => {
    await tx
      .deleteFrom('vectors')
      .where('user_id', '=', user_id)
      .where('collection', '=', collection)
      .where('id', 'in', chunk)
      .execute()
    return []
  })
}

type Described = Pick<StoredVector, 'id' | 'metadata' | 'text' | 'updated_at'>

/** What is told of these vectors beside their values. */
export const describedVectors = (
  db: Db,
  { user_id, collection }: CollectionPlace,
  ids: readonly string[],
): Promise<Described[]> =>
  inChunks(ids, (chunk) =>
    db
      .selectFrom('vectors')
      .select(['id', 'metadata', 'text', 'updated_at'])
      .where('user_id', '=', user_id)
      .where('collection', '=', collection)
      .where('id', 'in', chunk)
      .execute(),
  )

/** A page of ids with their vectors, by id. */
export const valuesPage = (db: Db, place: CollectionPlace, after: string, limit: number) =>
  pageOf(db, place, after, limit).select(['id', 'vec']).execute()

/** A page of ids with their metadata, by id. */
export const metadataPage = (db: Db, place: CollectionPlace, after: string, limit: number) =>
  pageOf(db, place, after, limit).select(['id', 'metadata', 'updated_at']).execute()

const pageOf = (db: Db, { user_id, collection }: CollectionPlace, after: string, limit: number) =>
  db
    .selectFrom('vectors')
    .where('user_id', '=', user_id)
    .where('collection', '=', collection)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)

async function inChunks<Row>(ids: readonly string[], read: (chunk: string[]) => Promise<Row[]>): Promise<Row[]> {
  const rows: Row[] = []
  for (let from = 0; from < ids.length; from += idsAtOnce) rows.push(...(await read(ids.slice(from, from + idsAtOnce))))
  return rows
}
