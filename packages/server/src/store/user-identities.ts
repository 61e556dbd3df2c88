import type { UsersTable } from './account-tables.ts'
import type { Db, Tx } from './database.ts'

/** Who the provider's subject is here. */
export const findIdentity = (db: Db | Tx, issuer: string, subject: string): Promise<UsersTable | undefined> =>
  db
    .selectFrom('user_identities')
    .innerJoin('users', 'users.id', 'user_identities.user_id')
    .selectAll('users')
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst()

/** Whether a user can sign in already: by a password, or at a provider. */
export async function hasSignIn(db: Db | Tx, userId: string): Promise<boolean> {
  const password = await db
    .selectFrom('user_passwords')
    .select('user_id')
    .where('user_id', '=', userId)
    .executeTakeFirst()
  if (password) return true
  const identity = await db
    .selectFrom('user_identities')
    .select('user_id')
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return identity !== undefined
}

/** From now on this subject is this user; an open invitation ends. */
export async function linkIdentity(tx: Tx, issuer: string, subject: string, userId: string, nowMs: number) {
  await tx.insertInto('user_identities').values({ issuer, subject, user_id: userId, linked_at: nowMs }).execute()
  await tx.deleteFrom('setup_tokens').where('user_id', '=', userId).execute()
}

export const insertLoginCode = (tx: Tx, digest: string, userId: string, expiresAt: number): Promise<unknown> =>
  tx.insertInto('login_codes').values({ digest, user_id: userId, expires_at: expiresAt }).execute()

/** The user of a code, which ends with this; undefined where it was used, is over or never was. */
export async function takeLoginCode(tx: Tx, digest: string, nowMs: number): Promise<string | undefined> {
  const row = await tx.deleteFrom('login_codes').where('digest', '=', digest).returningAll().executeTakeFirst()
  return row !== undefined && row.expires_at > nowMs ? row.user_id : undefined
}
