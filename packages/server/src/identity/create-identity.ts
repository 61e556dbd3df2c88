import type { components } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { LedgerRoom } from '../ledger/create-ledger.ts'
import { microsOfAmount, usdOf } from '../ledger/money.ts'
import type { ApiKeysTable } from '../store/account-tables.ts'
import {
  type ApiKeyRow,
  countWorkingKeys,
  insertApiKey,
  readApiKey,
  readApiKeys,
  updateApiKeyRow,
} from '../store/api-keys.ts'
import type { Cursors } from '../store/cursors.ts'
import type { Db, Tx } from '../store/database.ts'
import { deleteEndedSessions } from '../store/ended-sessions.ts'
import type { Keep } from '../store/idempotency.ts'
import { newId } from '../store/ids.ts'
import { readBalance, readTransactions, readTransferId } from '../store/statements.ts'
import { bumpEpoch, insertUser, readUser, readUserByEmail } from '../store/users.ts'
import type { Job } from '../worker.ts'
import { hintOf, mintApiKey } from './api-key.ts'
import { type Asker, auditOf } from './asker.ts'
import { type Authentication, type AuthenticationParts, createAuthentication } from './authenticate.ts'
import { beginBudget, budgetsOf, storedBudget } from './budgets.ts'
import { keyChange, requireOverride } from './key-change.ts'
import type { PasswordHashes } from './password-hash.ts'
import { createPasswords, type Passwords } from './passwords.ts'
import { defaultScopes, resolvedScopes } from './permissions.ts'
import type { Principal } from './principal.ts'
import { digestOf } from './secrets.ts'
import { createSignInAttempts } from './sign-in-attempts.ts'
import { createUsers, type Users } from './users.ts'

type Schemas = components['schemas']
type NewKey = Schemas['CreateApiKeyRequest']

export interface IdentityParts extends Omit<AuthenticationParts, 'changed'> {
  ledger: LedgerRoom
  cursors: Cursors
  hashes: PasswordHashes
}

export interface TransactionQuery {
  from?: string | undefined
  to?: string | undefined
  limit: number
  cursor?: string | undefined
}

export interface MadeKey {
  key: Schemas['ApiKey']
  /** Shown once. */
  secret: string
}

/** What account holders and administrators do with accounts and keys. */
export interface Accounts {
  readonly users: Users
  readonly passwords: Passwords
  updateUser(asker: Asker, id: string, change: Schemas['UpdateUserRequest']): Promise<Schemas['ManagedUser']>
  transactions(
    userId: string,
    query: TransactionQuery,
  ): Promise<{ transactions: Schemas['Transaction'][]; next_cursor: string | null }>
  createKey(asker: Asker, request: NewKey, keep?: Keep<MadeKey>): Promise<MadeKey>
  listKeys(userId: string, page: { limit: number; cursor?: string | undefined }): Promise<Schemas['ApiKey'][]>
  updateKey(asker: Asker, keyId: string, change: Schemas['UpdateApiKeyRequest']): Promise<Schemas['ApiKey']>
  revokeKey(asker: Asker, keyId: string): Promise<{ id: string; status: 'revoked' }>
  me(principal: Principal): Promise<Schemas['User']>
  addCredits(
    asker: Asker,
    request: Schemas['AddCreditsRequest'],
    keep?: Keep<Schemas['AddedCredits']>,
  ): Promise<Schemas['AddedCredits']>
  /** The account of a development server: administrator, prepaid, $100 granted once. Returns a new key unless `known` is given. */
  ensureDevelopmentAccount(known: string | null): Promise<string>
}

export interface IdentityRoom extends Authentication {
  accounts: Accounts
  jobs(): Job[]
}

const keysMax = 50
const developmentEmail = 'dev@localhost'
const developmentGrant = 100_000_000

export function createIdentity(parts: IdentityParts): IdentityRoom {
  const { store, runtime, ledger, pepper } = parts
  const { clock, random } = runtime
  const authentication = createAuthentication({ ...parts, changed: () => ledger.forget() })

  const audit = auditOf(runtime)
  const users = createUsers(store, parts.cursors, runtime)
  const passwords = createPasswords({
    store,
    runtime,
    pepper,
    users,
    hashes: parts.hashes,
    attempts: createSignInAttempts(store, clock, pepper),
    changed: () => authentication.forget(),
  })

  const accounts: Accounts = {
    users,
    passwords,
    async updateUser(asker, id, change) {
      const user = await users.update(asker.principal, id, change, (tx) =>
        audit(tx, asker, {
          action: 'user.updated',
          target: { type: 'user', id },
          userId: id,
          details: { fields: Object.keys(change), ...standingOf(change) },
        }),
      )
      authentication.forget()
      return user
    },
    async transactions(userId, { from, to, limit, cursor }) {
      const scope = `transactions ${userId} ${from ?? ''} ${to ?? ''}`
      const before = cursor === undefined ? null : parts.cursors.read(scope, cursor)
      const span = { fromMs: from ? Date.parse(from) : 0, toMs: to ? Date.parse(to) : clock.now() + 1 }
      const rows = await readTransactions(store.db, userId, span, before, limit + 1)
      const page = rows.slice(0, limit)
      const next = rows.length > limit ? parts.cursors.write(scope, page.at(-1)!.id) : null
      const transactions = page.map(({ amount, created_at, ...row }) => ({
        ...row,
        amount: usdOf(amount),
        currency: 'USD' as const,
        created_at: new Date(created_at).toISOString(),
      }))
      return { transactions, next_cursor: next }
    },
    async createKey(asker, request, keep) {
      const { principal } = asker
      const userId = ownerOf(principal)
      const scopes = resolvedScopes(
        request.scopes ?? [...defaultScopes].filter((scope) => principal.permissions.has(scope)),
      )
      const beyond = scopes.find((scope) => !principal.permissions.has(scope))
      if (beyond) throw new ApiError('CANNOT_ESCALATE', `The key would hold ${beyond}, which its creator does not.`)
      requireOverride(principal, request.limits)
      const secret = mintApiKey(random.bytes)
      const result = await store.write(async (tx) => {
        await bumpEpoch(tx)
        if ((await countWorkingKeys(tx, userId, clock.now())) >= keysMax)
          throw new ApiError('LIMIT_REACHED', `An account has at most ${keysMax} keys; revoke one first.`)
        const made = keyRow(userId, request, scopes, secret)
        await insertApiKey(tx, made)
        const target = { type: 'key', id: made.id }
        await audit(tx, asker, { action: 'key.created', target, details: { fields: Object.keys(request) } })
        const result = { key: await shown(made, tx), secret }
        await keep?.(tx, result)
        return result
      })
      authentication.forget()
      return result
    },
    async listKeys(userId, { limit }) {
      const rows = await readApiKeys(store.db, userId, null, limit)
      const budgetOf = await budgetsOf(store.db, rows, clock.now())
      return rows.map((row) => renderKey(row, budgetOf(row.id), clock.now()))
    },
    async updateKey(asker, keyId, change) {
      const userId = ownerOf(asker.principal)
      const row = await store.write(async (tx) => {
        await bumpEpoch(tx)
        const before = await readApiKey(tx, userId, keyId)
        if (!before) throw new ApiError('NOT_FOUND')
        const changed = keyChange(before, change, asker.principal)
        await updateApiKeyRow(tx, userId, keyId, changed)
        if (changed.budget) await beginBudget(tx, keyId, changed.budget, clock.now())
        await audit(tx, asker, {
          action: 'key.updated',
          target: { type: 'key', id: keyId },
          details: { fields: Object.keys(change) },
        })
        return { ...before, ...changed }
      })
      authentication.forget()
      return shown(row)
    },
    async revokeKey(asker, keyId) {
      const userId = ownerOf(asker.principal)
      await store.write(async (tx) => {
        await bumpEpoch(tx)
        const row = await readApiKey(tx, userId, keyId)
        if (!row) throw new ApiError('NOT_FOUND')
        if (row.status === 'revoked') return
        await updateApiKeyRow(tx, userId, keyId, { status: 'revoked', revoked_at: clock.now() })
        await audit(tx, asker, { action: 'key.revoked', target: { type: 'key', id: keyId } })
      })
      authentication.forget()
      return { id: keyId, status: 'revoked' }
    },
    me: (principal) => users.me(principal, ownerOf(principal)),
    async addCredits(asker, { user_id, amount, reason }, keep) {
      const key = `grant:${newId('txn', runtime)}`
      return store.write(async (tx) => {
        const user = await readUser(tx, user_id)
        if (user?.status !== 'active') throw new ApiError('NOT_FOUND')
        await grant(tx, user_id, microsOfAmount(amount), key, reason ?? null)
        const target = { type: 'user', id: user_id }
        await audit(tx, asker, { action: 'credits.added', target, userId: user_id, details: { amount } })
        const { remaining, total } = await readBalance(tx, user_id)
        const added = {
          transaction_id: await readTransferId(tx, key),
          user_id,
          amount,
          credits_remaining: remaining === null ? null : usdOf(remaining),
          credits_total: usdOf(total),
        }
        await keep?.(tx, added)
        return added
      })
    },
    async ensureDevelopmentAccount(known) {
      const user = await readUserByEmail(store.db, developmentEmail)
      if (user && known !== null) return known
      const id = user?.id ?? newId('usr', runtime)
      const secret = mintApiKey(random.bytes)
      await store.write(async (tx) => {
        await bumpEpoch(tx)
        if (!user) {
          await insertUser(tx, {
            id,
            email: developmentEmail,
            name: 'Development',
            role: 'admin',
            billing_mode: 'prepaid',
            created_at: clock.now(),
          })
          await grant(tx, id, developmentGrant, `grant:development:${id}`, 'Development credit')
        }
        await insertApiKey(
          tx,
          keyRow(id, { name: 'Development' }, [...defaultScopes, 'keys:write', ...adminScopes], secret),
        )
      })
      authentication.forget()
      return secret
    },
  }

  return {
    ...authentication,
    accounts,
    jobs: () => [
      { name: 'identity.epoch', everyMs: 1_000, run: () => authentication.poll() },
      { name: 'identity.last-used', everyMs: 60_000, run: () => authentication.writeUsed() },
      { name: 'identity.ended', everyMs: 60_000, run: forgetEnded },
    ],
  }

  async function forgetEnded(): Promise<number> {
    await deleteEndedSessions(store, clock.now())
    return 0
  }

  async function shown(row: ApiKeyRow, db: Db | Tx = store.db): Promise<Schemas['ApiKey']> {
    return renderKey(row, (await budgetsOf(db, [row], clock.now()))(row.id), clock.now())
  }

  function keyRow(
    userId: string,
    request: Omit<NewKey, 'overlap_hours'>,
    scopes: readonly string[],
    secret: string,
  ): ApiKeysTable {
    return {
      id: newId('key', runtime),
      user_id: userId,
      name: request.name,
      digest: digestOf(pepper, secret),
      pepper_id: 'v1',
      key_hint: hintOf(secret),
      scopes: JSON.stringify(scopes),
      status: 'active',
      expires_at: request.expires_at ? Date.parse(request.expires_at) : null,
      last_used_at: null,
      created_at: clock.now(),
      revoked_at: null,
      ip_allow: request.ip_allow ? JSON.stringify(request.ip_allow) : null,
      models_allow: request.models_allow ? JSON.stringify(request.models_allow) : null,
      limits: JSON.stringify(request.limits ?? {}),
      budget: storedBudget(request.budget ?? null),
    }
  }

  function grant(tx: Tx, userId: string, amount: number, key: string, reference: string | null): Promise<void> {
    return ledger.post(tx, { debit: 'grants', credit: `user:${userId}`, amount, key, type: 'grant', reference, userId })
  }
}

const adminScopes = [
  'models:select',
  'registry:write',
  'config:write',
  'metrics:read',
  'requests:read',
  'users:read',
  'users:write',
  'users:export',
  'credits:write',
  'audit:read',
]

/** What an administrator made of a user's standing. */
const standingOf = ({ role, status, billing_mode }: Schemas['UpdateUserRequest']) => ({ role, status, billing_mode })

/** The account that a principal acts on; an anonymous one has none. */
export function ownerOf({ userId }: Principal): string {
  if (userId === null) throw new ApiError('AUTH_REQUIRED')
  return userId
}

function renderKey(row: ApiKeyRow, budget: Schemas['Budget'] | null, nowMs: number): Schemas['ApiKey'] {
  const time = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
  const expired = row.expires_at !== null && row.expires_at <= nowMs
  return {
    id: row.id,
    name: row.name,
    key_hint: row.key_hint,
    status: row.status === 'revoked' ? 'revoked' : expired ? 'expired' : 'active',
    scopes: JSON.parse(row.scopes) as Schemas['Permission'][],
    created_at: time(row.created_at)!,
    expires_at: time(row.expires_at),
    last_used_at: time(row.last_used_at),
    ip_allow: row.ip_allow === null ? null : (JSON.parse(row.ip_allow) as string[]),
    models_allow: row.models_allow === null ? null : (JSON.parse(row.models_allow) as string[]),
    limits: {
      requests_per_minute: null,
      tokens_per_minute: null,
      requests_per_day: null,
      concurrent_requests: 100,
      override_max_per_minute: null,
      ...(JSON.parse(row.limits) as object),
    },
    budget,
  }
}
