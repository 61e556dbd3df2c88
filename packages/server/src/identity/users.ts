import type { components } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Runtime } from '../runtime.ts'
import type { UsersTable } from '../store/account-tables.ts'
import type { Cursors } from '../store/cursors.ts'
import type { Db, Store, Tx } from '../store/database.ts'
import { newId } from '../store/ids.ts'
import {
  bumpEpoch,
  countOtherAdmins,
  insertUser,
  readUser,
  readUserByEmail,
  readUsers,
  type UserChange,
  updateUserRow,
  writePreferences,
} from '../store/users.ts'
import { beginBudget, budgetsOf, storedBudget } from './budgets.ts'
import { effectivePermissions, rolePermissions } from './permissions.ts'
import type { Principal } from './principal.ts'

type Schemas = components['schemas']
type Preferences = Schemas['Preferences']

export interface UserQuery {
  email?: string | undefined
  status?: UsersTable['status'] | undefined
  limit: number
  cursor?: string | undefined
}

/** What administrators do with users, and users with their own preferences. */
export interface Users {
  list(query: UserQuery): Promise<{ users: Schemas['ManagedUser'][]; next_cursor: string | null }>
  /** As they see themselves. Throws NOT_FOUND. */
  me(principal: Principal, id: string): Promise<Schemas['User']>
  /** Throws NOT_FOUND. */
  get(id: string): Promise<Schemas['ManagedUser']>
  /** An active user who cannot sign in yet; `also` runs in the same transaction. Throws ALREADY_EXISTS, CANNOT_ESCALATE. */
  create<T>(
    by: Principal,
    request: Schemas['CreateUserRequest'],
    also: (tx: Tx, user: Schemas['ManagedUser']) => Promise<T>,
  ): Promise<T>
  /** In force on every instance within a second. Throws CANNOT_ESCALATE, LAST_ADMIN, NOT_FOUND. */
  update(
    by: Principal,
    id: string,
    change: Schemas['UpdateUserRequest'],
    note: (tx: Tx) => Promise<void>,
  ): Promise<Schemas['ManagedUser']>
  preferences(id: string): Promise<Preferences>
  /** Throws PAYLOAD_TOO_LARGE above 16 KB. */
  setPreferences(id: string, preferences: Partial<Preferences>): Promise<Preferences>
}

const preferencesBytesMax = 16 * 1024
const noPreferences: Preferences = { favorites: [], filters: {}, provider_order: [] }

export function createUsers(store: Store, cursors: Cursors, runtime: Pick<Runtime, 'clock' | 'random'>): Users {
  const { clock } = runtime

  async function found(db: Db | Tx, id: string): Promise<UsersTable> {
    const user = await readUser(db, id)
    if (!user) throw new ApiError('NOT_FOUND')
    return user
  }

  return {
    async list({ email, status, limit, cursor }) {
      const scope = `users ${email ?? ''} ${status ?? ''}`
      const [at, id] = cursor === undefined ? [] : cursors.read(scope, cursor).split(' ')
      const before = at && id ? { created_at: Number(at), id } : null
      const rows = await readUsers(store.db, { email, status }, before, limit + 1)
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      const more = rows.length > limit && last ? cursors.write(scope, `${last.created_at} ${last.id}`) : null
      return { users: await shownAll(page), next_cursor: more }
    },
    get: async (id) => shown(await found(store.db, id)),
    async me({ permissions }, id) {
      const { extra_permissions: _, ...user } = await shown(await found(store.db, id))
      return { ...user, permissions: [...permissions] as Schemas['Permission'][] }
    },
    create: (by, { email, name = null, role = 'user', billing_mode = 'prepaid' }, also) =>
      store.write(async (tx) => {
        // First, since those who create wait for each other here: of two with one email the second sees the first.
        await bumpEpoch(tx)
        requireHeld(by, rolePermissions[role])
        if (await readUserByEmail(tx, email)) throw new ApiError('ALREADY_EXISTS', 'A user has this email.')
        const id = newId('usr', runtime)
        await insertUser(tx, { id, email: email.toLowerCase(), name, role, billing_mode, created_at: clock.now() })
        return also(tx, renderUser(await found(tx, id), null))
      }),
    async update(by, id, change, note) {
      await store.write(async (tx) => {
        await bumpEpoch(tx)
        const user = await found(tx, id)
        const next = changeOf(user, change)
        requireRights(by, next, user)
        const stepsDown =
          user.role === 'admin' && user.status === 'active' && (next.role !== 'admin' || next.status !== 'active')
        if (stepsDown && (await countOtherAdmins(tx, id)) === 0) throw new ApiError('LAST_ADMIN')
        await updateUserRow(tx, id, next)
        if (change.budget) await beginBudget(tx, id, next.budget, clock.now())
        await note(tx)
      })
      return shown(await found(store.db, id))
    },
    async preferences(id) {
      const { preferences } = await found(store.db, id)
      return preferences === null ? noPreferences : (JSON.parse(preferences) as Preferences)
    },
    async setPreferences(id, preferences) {
      const whole = { ...noPreferences, ...preferences }
      const text = JSON.stringify(whole)
      if (Buffer.byteLength(text) > preferencesBytesMax)
        throw new ApiError('PAYLOAD_TOO_LARGE', 'Preferences hold at most 16 KB.')
      await store.write(async (tx) => void (await writePreferences(tx, id, text)))
      return whole
    },
  }

  async function shown(user: UsersTable): Promise<Schemas['ManagedUser']> {
    return renderUser(user, (await budgetsOf(store.db, [user], clock.now()))(user.id))
  }

  async function shownAll(users: readonly UsersTable[]): Promise<Schemas['ManagedUser'][]> {
    const budgetOf = await budgetsOf(store.db, users, clock.now())
    return users.map((user) => renderUser(user, budgetOf(user.id)))
  }
}

/** A user as administrators see them. */
export function renderUser(user: UsersTable, budget: Schemas['Budget'] | null): Schemas['ManagedUser'] {
  const grants = JSON.parse(user.extra_permissions) as Schemas['Permission'][]
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    role: user.role,
    status: user.status,
    permissions: [...effectivePermissions(user.role, grants, null)] as Schemas['Permission'][],
    billing_mode: user.billing_mode,
    limits: {
      requests_per_minute: null,
      burst_limit: null,
      tokens_per_minute: null,
      concurrent_requests: null,
      ...(JSON.parse(user.limits) as object),
    },
    budget,
    created_at: new Date(user.created_at).toISOString(),
    extra_permissions: grants,
  }
}

/** A change of role, status or rights ends what older tokens may do. */
function changeOf(user: UsersTable, change: Schemas['UpdateUserRequest']): Required<UserChange> {
  const { name = user.name, role = user.role, status = user.status, billing_mode = user.billing_mode } = change
  const rights = change.role !== undefined || change.status !== undefined || change.extra_permissions !== undefined
  return {
    name,
    role,
    status,
    billing_mode,
    extra_permissions: change.extra_permissions ? JSON.stringify(change.extra_permissions) : user.extra_permissions,
    limits: change.limits ? JSON.stringify({ ...(JSON.parse(user.limits) as object), ...change.limits }) : user.limits,
    budget: change.budget === undefined ? user.budget : storedBudget(change.budget),
    session_version: user.session_version + (rights ? 1 : 0),
  }
}

/** Nobody makes somebody who may do more than themselves, nor changes one who does. */
function requireRights(by: Principal, next: Required<UserChange>, user: UsersTable): void {
  const grants = JSON.parse(next.extra_permissions) as string[]
  requireHeld(by, [...rolePermissions[next.role], ...rolePermissions[user.role], ...grants])
}

function requireHeld({ permissions }: Principal, concerned: readonly string[]): void {
  const beyond = concerned.find((permission) => !permissions.has(permission))
  if (beyond) throw new ApiError('CANNOT_ESCALATE', `This concerns ${beyond}, which the credential does not hold.`)
}
