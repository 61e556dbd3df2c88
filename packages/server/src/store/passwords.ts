import type { UsersTable } from './account-tables.ts'
import type { Db, Tx } from './database.ts'

/** The stored hash; undefined where no password was set. */
export async function readPasswordHash(db: Db, userId: string): Promise<string | undefined> {
  const row = await db.selectFrom('user_passwords').select('hash').where('user_id', '=', userId).executeTakeFirst()
  return row?.hash
}

/** Sets the password, ends open invitations, and with them every token that was issued before. */
export async function writePassword(tx: Tx, userId: string, hash: string, nowMs: number): Promise<void> {
  const row = { hash, set_at: nowMs }
  await tx
    .insertInto('user_passwords')
    .values({ user_id: userId, ...row })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(row))
    .execute()
  await tx.deleteFrom('setup_tokens').where('user_id', '=', userId).execute()
  await tx
    .updateTable('users')
    .set((eb) => ({ session_version: eb('session_version', '+', 1) }))
    .where('id', '=', userId)
    .execute()
}

/** The one invitation of a user: a former one ends. */
export async function writeSetupToken(tx: Tx, userId: string, digest: string, expiresAt: number): Promise<void> {
  await tx.deleteFrom('setup_tokens').where('user_id', '=', userId).execute()
  await tx.insertInto('setup_tokens').values({ digest, user_id: userId, expires_at: expiresAt }).execute()
}

/** The user of an invitation that still stands. */
export const findInvited = (db: Db | Tx, digests: readonly string[], nowMs: number): Promise<UsersTable | undefined> =>
  db
    .selectFrom('setup_tokens')
    .innerJoin('users', 'users.id', 'setup_tokens.user_id')
    .selectAll('users')
    .where('digest', 'in', [...digests])
    .where('expires_at', '>', nowMs)
    .executeTakeFirst()

/** Takes an invitation; false where another took it or its time is over. */
export async function takeSetupToken(tx: Tx, digests: readonly string[], nowMs: number): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('setup_tokens')
    .where('digest', 'in', [...digests])
    .where('expires_at', '>', nowMs)
    .executeTakeFirst()
  return numDeletedRows === 1n
}
