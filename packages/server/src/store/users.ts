import type { UserStatus, UsersTable } from './account-tables.ts'
import type { Db, Store, Tx } from './database.ts'

export type NewUser = Pick<UsersTable, 'id' | 'email' | 'name' | 'role' | 'billing_mode' | 'created_at'>

/** A person who is active. An email that is taken breaks the unique index. */
export const insertUser = (tx: Tx, user: NewUser): Promise<unknown> =>
  tx
    .insertInto('users')
    .values({
      ...user,
      kind: 'person',
      status: 'active',
      session_version: 1,
      extra_permissions: '[]',
      limits: '{}',
      budget: null,
      preferences: null,
    })
    .execute()

export const readUser = (db: Db | Tx, id: string): Promise<UsersTable | undefined> =>
  db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()

export const readUserByEmail = (db: Db | Tx, email: string): Promise<UsersTable | undefined> =>
  db.selectFrom('users').selectAll().where('email', '=', email.toLowerCase()).executeTakeFirst()

export interface UserFilter {
  email?: string | undefined
  status?: UserStatus | undefined
}

/** Newest first, before the given place. */
export function readUsers(
  db: Db,
  { email, status }: UserFilter,
  before: Pick<UsersTable, 'created_at' | 'id'> | null,
  limit: number,
): Promise<UsersTable[]> {
  return db
    .selectFrom('users')
    .selectAll()
    .$if(email !== undefined, (query) => query.where('email', '=', (email ?? '').toLowerCase()))
    .$if(status !== undefined, (query) => query.where('status', '=', status ?? 'active'))
    .$if(before !== null, (query) =>
      query.where((eb) =>
        eb(eb.refTuple('created_at', 'id'), '<', eb.tuple(before?.created_at ?? 0, before?.id ?? '')),
      ),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

export type UserChange = Partial<
  Pick<
    UsersTable,
    'name' | 'role' | 'status' | 'billing_mode' | 'extra_permissions' | 'limits' | 'budget' | 'session_version'
  >
>

export const updateUserRow = (tx: Tx, id: string, change: UserChange): Promise<unknown> =>
  tx.updateTable('users').set(change).where('id', '=', id).execute()

/** Preferences as they are stored, kept from other writers until the transaction ends. */
export async function lockPreferences(tx: Tx, { dialect }: Pick<Store, 'dialect'>, id: string): Promise<string | null> {
  const query = tx.selectFrom('users').select('preferences').where('id', '=', id)
  const row = await (dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst()
  return row?.preferences ?? null
}

export const writePreferences = (tx: Tx, id: string, preferences: string): Promise<unknown> =>
  tx.updateTable('users').set({ preferences }).where('id', '=', id).execute()

/** Active people, of one role or of any. */
export async function countPeople(db: Db, role: UsersTable['role'] | null): Promise<number> {
  const row = await db
    .selectFrom('users')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('kind', '=', 'person')
    .where('status', '=', 'active')
    .$if(role !== null, (query) => query.where('role', '=', role ?? 'admin'))
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** Active administrators other than this one. */
export async function countOtherAdmins(tx: Tx, id: string): Promise<number> {
  const row = await tx
    .selectFrom('users')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('role', '=', 'admin')
    .where('status', '=', 'active')
    .where('id', '<>', id)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

export async function readEpoch(db: Db): Promise<number> {
  const { epoch } = await db.selectFrom('auth_epoch').select('epoch').executeTakeFirstOrThrow()
  return epoch
}

/**
 * Makes every instance read keys and users again, within a second. First in the transaction of each change to them: such
 * changes wait for each other here, so what they count stays true.
 */
export const bumpEpoch = (tx: Tx): Promise<unknown> =>
  tx
    .updateTable('auth_epoch')
    .set((eb) => ({ epoch: eb('epoch', '+', 1) }))
    .execute()
