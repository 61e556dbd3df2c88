import type { UsersTable } from './account-tables.ts'
import { type ApiKeyRow, readKeyById } from './api-keys.ts'
import type { Db, Tx } from './database.ts'
import { readUser } from './users.ts'

/** What the store knows of a token: it is read when the token is first seen, and again after each change. */
export interface TokenFacts {
  isRevoked: boolean
  user: UsersTable | undefined
  /** The key that it was made from; undefined also where it was made from none. */
  key: ApiKeyRow | undefined
  /** Who acts for the user; undefined also where nobody does. */
  actor: UsersTable | undefined
}

export interface TokenNames {
  id: string
  userId: string
  keyId: string | null
  actorId: string | null
}

export async function readTokenFacts(db: Db, { id, userId, keyId, actorId }: TokenNames): Promise<TokenFacts> {
  const revoked = await db.selectFrom('revoked_tokens').select('id').where('id', '=', id).executeTakeFirst()
  const user = await readUser(db, userId)
  const key = keyId === null ? undefined : await readKeyById(db, keyId)
  const actor = actorId === null ? undefined : await readUser(db, actorId)
  return { isRevoked: revoked !== undefined, user, key, actor }
}

/** Ends a token before its time; false where it had ended so before. */
export async function revokeToken(tx: Tx, id: string, expiresAt: number): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('revoked_tokens')
    .values({ id, expires_at: expiresAt })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst()
  return Number(numInsertedOrUpdatedRows ?? 0) === 1
}
