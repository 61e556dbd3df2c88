import { sql } from 'kysely'
import type { ApiKeysTable, UsersTable } from './account-tables.ts'
import type { Db, Store, Tx } from './database.ts'
import { rowsFromJson } from './rows-from-json.ts'

/** All of a key that may leave the store: never its digest. */
export type ApiKeyRow = Omit<ApiKeysTable, 'digest' | 'pepper_id'>

const columns = [
  'id',
  'user_id',
  'name',
  'key_hint',
  'scopes',
  'status',
  'expires_at',
  'last_used_at',
  'created_at',
  'revoked_at',
  'ip_allow',
  'models_allow',
  'limits',
  'budget',
] as const satisfies readonly (keyof ApiKeyRow)[]

export interface KnownKey {
  key: ApiKeyRow
  user: UsersTable
  /** Its digest is not the first of those that were asked for. */
  isOld: boolean
}

/** What is stored instead of a key. */
export interface KeyDigest {
  digest: string
  pepperId: string
}

/** The key that has one of these digests (one for each pepper, the present one first), with its user. */
export async function findApiKey(db: Db, digests: readonly [string, ...string[]]): Promise<KnownKey | undefined> {
  const found = await db
    .selectFrom('api_keys')
    .select([...columns, 'digest'])
    .where('digest', 'in', [...digests])
    .executeTakeFirst()
  if (!found) return undefined
  const { digest, ...key } = found
  const user = await db.selectFrom('users').selectAll().where('id', '=', key.user_id).executeTakeFirst()
  return user && { key, user, isOld: digest !== digests[0] }
}

export const readApiKeyOwner = async (tx: Tx, id: string): Promise<string | undefined> =>
  (await tx.selectFrom('api_keys').select('user_id').where('id', '=', id).executeTakeFirst())?.user_id

export const insertApiKey = (tx: Tx, row: ApiKeysTable): Promise<unknown> =>
  tx.insertInto('api_keys').values(row).execute()

/** Newest first, before the key named by `beforeId`. */
export const readApiKeys = (db: Db, userId: string, beforeId: string | null, limit: number): Promise<ApiKeyRow[]> =>
  db
    .selectFrom('api_keys')
    .select(columns)
    .where('user_id', '=', userId)
    .$if(beforeId !== null, (query) => query.where('id', '<', beforeId ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()

/** Of these users, oldest first, as far as they were made by then. */
export const readApiKeysOf = (db: Db, userIds: readonly string[], untilMs: number): Promise<ApiKeyRow[]> =>
  db
    .selectFrom('api_keys')
    .select(columns)
    .where('user_id', 'in', [...userIds])
    .where('created_at', '<=', untilMs)
    .orderBy('user_id')
    .orderBy('id')
    .execute()

export const readApiKey = (db: Db | Tx, userId: string, id: string): Promise<ApiKeyRow | undefined> =>
  db.selectFrom('api_keys').select(columns).where('user_id', '=', userId).where('id', '=', id).executeTakeFirst()

/** Whoever it belongs to. */
export const readKeyById = (db: Db, id: string): Promise<ApiKeyRow | undefined> =>
  db.selectFrom('api_keys').select(columns).where('id', '=', id).executeTakeFirst()

/** Keys that work now. */
export async function countWorkingKeys(tx: Tx, userId: string, nowMs: number): Promise<number> {
  const row = await tx
    .selectFrom('api_keys')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('user_id', '=', userId)
    .where('status', '=', 'active')
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', nowMs)]))
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

export type ApiKeyChange = Partial<
  Pick<
    ApiKeysTable,
    'name' | 'scopes' | 'status' | 'expires_at' | 'revoked_at' | 'ip_allow' | 'models_allow' | 'limits' | 'budget'
  >
>

export const updateApiKeyRow = (tx: Tx, userId: string, id: string, change: ApiKeyChange): Promise<unknown> =>
  tx.updateTable('api_keys').set(change).where('user_id', '=', userId).where('id', '=', id).execute()

/** When keys were last used; changes nobody's rights. */
export async function writeLastUsed(store: Store, used: readonly { id: string; at: number }[]): Promise<void> {
  if (used.length === 0) return
  const rows = rowsFromJson(store.dialect, 'r', { id: 'TEXT', at: 'INTEGER' }, used)
  await store.write((tx) =>
    sql`UPDATE api_keys SET last_used_at = r.at FROM ${rows} WHERE api_keys.id = r.id`.execute(tx),
  )
}

/** Keys are found by the present pepper from now on. */
export const writeDigests = (store: Store, digests: readonly (readonly [id: string, KeyDigest])[]): Promise<void> =>
  store.write(async (tx) => {
    for (const [id, { digest, pepperId }] of digests)
      await tx.updateTable('api_keys').set({ digest, pepper_id: pepperId }).where('id', '=', id).execute()
  })

/** Keys that work and are found by another pepper only. */
export async function countKeysOfOtherPeppers(db: Db, pepperId: string, nowMs: number): Promise<number> {
  const row = await db
    .selectFrom('api_keys')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('pepper_id', '<>', pepperId)
    .where('status', '=', 'active')
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', nowMs)]))
    .executeTakeFirstOrThrow()
  return Number(row.n)
}
