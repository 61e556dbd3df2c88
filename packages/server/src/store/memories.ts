import { sql } from 'kysely'
import type { Db, Store, Tx } from './database.ts'
import type { MemoriesTable } from './memory-tables.ts'

export type StoredMemory = MemoriesTable
/** As it is told: without its embedding. */
export type ToldMemory = Omit<StoredMemory, 'vec' | 'model'>
/** What a recall compares. */
export type RankedMemory = Pick<StoredMemory, 'id' | 'seq' | 'at' | 'vec'>

/** Whose memories, and of which conversation; null: of all. */
export interface MemoryPlace {
  readonly user_id: string
  readonly conversation_id: string | null
}

const toldColumns = ['user_id', 'id', 'seq', 'conversation_id', 'role', 'content', 'metadata', 'own_id', 'at'] as const
const idsAtOnce = 500

/** One writer of a user's memories at a time, so that their numbers and their limit are judged on what is true. */
export async function lockMemories(tx: Tx, { dialect }: Pick<Store, 'dialect'>, userId: string): Promise<void> {
  if (dialect === 'postgres') await sql`SELECT pg_advisory_xact_lock(7026932, hashtext(${userId}))`.execute(tx)
}

const memoriesAt = (db: Db, { user_id, conversation_id }: MemoryPlace) =>
  db
    .selectFrom('memories')
    .where('user_id', '=', user_id)
    .$if(conversation_id !== null, (query) => query.where('conversation_id', '=', conversation_id))

export async function countMemories(db: Db, userId: string): Promise<number> {
  const { n } = await memoriesAt(db, { user_id: userId, conversation_id: null })
    .select((eb) => eb.fn.countAll().as('n'))
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** The number of the memory that was added last; 0: there is none. */
export async function lastMemoryNumber(tx: Tx, userId: string): Promise<number> {
  const row = await memoriesAt(tx, { user_id: userId, conversation_id: null })
    .select('seq')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.seq ?? 0
}

export const memoryByOwnId = (
  tx: Tx,
  { user_id, conversation_id, own_id }: Pick<StoredMemory, 'user_id' | 'conversation_id' | 'own_id'>,
): Promise<Pick<StoredMemory, 'id' | 'seq'> | undefined> =>
  memoriesAt(tx, { user_id, conversation_id }).select(['id', 'seq']).where('own_id', '=', own_id).executeTakeFirst()

/** Another content has no embedding yet. */
export async function putMemory(tx: Tx, row: StoredMemory): Promise<void> {
  const { role, content, metadata, at, vec, model } = row
  await tx
    .insertInto('memories')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['user_id', 'id']).doUpdateSet({ role, content, metadata, at, vec, model }),
    )
    .execute()
}

/** In the order in which they were added, after the number `after`. */
export const memoryPage = (db: Db, place: MemoryPlace, after: number, limit: number): Promise<ToldMemory[]> =>
  memoriesAt(db, place).select(toldColumns).where('seq', '>', after).orderBy('seq').limit(limit).execute()

/** The newest first. */
export const newestMemories = (db: Db, place: MemoryPlace, limit: number): Promise<ToldMemory[]> =>
  memoriesAt(db, place).select(toldColumns).orderBy('seq', 'desc').limit(limit).execute()

/** What the newest memory that has an embedding was embedded by. */
export async function latestModel(db: Db, place: MemoryPlace): Promise<string | null> {
  const row = await memoriesAt(db, place)
    .select('model')
    .where('model', 'is not', null)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.model ?? null
}

/** Memories after a number that this model has not embedded, by number. */
export const unembeddedPage = (db: Db, place: MemoryPlace, model: string, after: number, limit: number) =>
  memoriesAt(db, place)
    .select(['id', 'seq', 'content'])
    .where((eb) => eb.or([eb('model', 'is', null), eb('model', '<>', model)]))
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute()

export const embeddedPage = (
  db: Db,
  place: MemoryPlace,
  model: string,
  after: number,
  limit: number,
): Promise<RankedMemory[]> =>
  memoriesAt(db, place)
    .select(['id', 'seq', 'at', 'vec'])
    .where('model', '=', model)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute()

/** Keeps an embedding of a memory that still says the same. */
export async function setEmbedding(
  tx: Tx,
  userId: string,
  { id, content }: Pick<StoredMemory, 'id' | 'content'>,
  embedding: { vec: Uint8Array; model: string },
): Promise<void> {
  await tx
    .updateTable('memories')
    .set(embedding)
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .where('content', '=', content)
    .execute()
}

/** Those of the ids that are there; at most 500. */
export async function memoriesById(db: Db, userId: string, ids: readonly string[]): Promise<ToldMemory[]> {
  if (ids.length === 0) return []
  return memoriesAt(db, { user_id: userId, conversation_id: null })
    .select(toldColumns)
    .where('id', 'in', ids.slice(0, idsAtOnce))
    .execute()
}

/** How many went, with their embeddings. */
export async function deleteMemories(
  tx: Tx,
  userId: string,
  which: Partial<Pick<StoredMemory, 'id' | 'conversation_id'>>,
): Promise<number> {
  let query = tx.deleteFrom('memories').where('user_id', '=', userId)
  if (which.id !== undefined) query = query.where('id', '=', which.id)
  if (which.conversation_id !== undefined) query = query.where('conversation_id', '=', which.conversation_id)
  const { numDeletedRows } = await query.executeTakeFirst()
  return Number(numDeletedRows)
}
