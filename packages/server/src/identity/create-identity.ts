import type { components } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Egress } from '../egress/egress.ts'
import type { LedgerRoom } from '../ledger/create-ledger.ts'
import { microsOfAmount, usdOf } from '../ledger/money.ts'
import { insertApiKey } from '../store/api-keys.ts'
import type { Cursors } from '../store/cursors.ts'
import type { Tx } from '../store/database.ts'
import { deleteEndedSessions } from '../store/ended-sessions.ts'
import type { Keep } from '../store/idempotency.ts'
import { newId } from '../store/ids.ts'
import { readBalance, readTransactions, readTransferId } from '../store/statements.ts'
import { bumpEpoch, insertUser, readUser, readUserByEmail } from '../store/users.ts'
import type { Job } from '../worker.ts'
import { mintApiKey } from './api-key.ts'
import { type Asker, auditOf } from './asker.ts'
import { type Authentication, type AuthenticationParts, createAuthentication } from './authenticate.ts'
import { type Bootstrap, createBootstrap } from './bootstrap.ts'
import { createKeys, type Keys, newKeyRow } from './keys.ts'
import { createLogins, type LoginSettings, type Logins, type LoginsParts } from './logins.ts'
import { createOidcClient, type OidcSettings } from './oidc-client.ts'
import type { PasswordHashes } from './password-hash.ts'
import { createPasswords, type Passwords } from './passwords.ts'
import { defaultScopes } from './permissions.ts'
import { ownerOf, type Principal } from './principal.ts'
import { createSessions, type Sessions } from './sessions.ts'
import { createSignInAttempts } from './sign-in-attempts.ts'
import { createTokens, type TokenSettings } from './tokens.ts'
import { createUsers, type Users } from './users.ts'
import { warnOfExpiry } from './warn-of-expiry.ts'

type Schemas = components['schemas']

export interface IdentityParts extends Omit<AuthenticationParts, 'changed' | 'tokens'> {
  ledger: LedgerRoom
  cursors: Cursors
  hashes: PasswordHashes
  /** Null: tokens are off. */
  tokens: TokenSettings | null
  /** Null: nobody logs in elsewhere. */
  login: (OidcSettings & LoginSettings) | null
  egress: Egress
  sealer: LoginsParts['sealer']
}

export interface TransactionQuery {
  from?: string | undefined
  to?: string | undefined
  limit: number
  cursor?: string | undefined
}

/** What account holders and administrators do with accounts and keys. */
export interface Accounts extends Keys {
  readonly users: Users
  readonly passwords: Passwords
  readonly sessions: Sessions
  readonly bootstrap: Bootstrap
  readonly logins: Logins
  updateUser(asker: Asker, id: string, change: Schemas['UpdateUserRequest']): Promise<Schemas['ManagedUser']>
  transactions(
    userId: string,
    query: TransactionQuery,
  ): Promise<{ transactions: Schemas['Transaction'][]; next_cursor: string | null }>
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

const developmentEmail = 'dev@localhost'
const developmentGrant = 100_000_000

export function createIdentity(parts: IdentityParts): IdentityRoom {
  const { store, runtime, ledger, peppers } = parts
  const [pepper] = peppers
  const { clock, random } = runtime
  const tokens = parts.tokens && createTokens(parts.tokens, clock)
  const authentication = createAuthentication({ ...parts, tokens, changed: () => ledger.forget() })
  const changed = () => authentication.forget()
  const audit = auditOf(runtime)
  const users = createUsers(store, parts.cursors, runtime)
  const passwords = createPasswords({
    store,
    runtime,
    peppers,
    users,
    hashes: parts.hashes,
    attempts: createSignInAttempts(store, clock, pepper),
    changed,
  })
  const client = parts.login && createOidcClient(parts.login, parts.egress, clock)
  const provider = parts.login && client && { client, settings: parts.login }
  const logins = createLogins({ store, runtime, pepper, sealer: parts.sealer, users, provider })
  const sessions = createSessions({
    store,
    runtime,
    tokens,
    lifetimeMaxSeconds: parts.tokens?.lifetimeMaxSeconds ?? 0,
    passwords,
    userOfCode: (code) => logins.userOfCode(code),
    changed,
  })

  const accounts: Accounts = {
    ...createKeys({ store, runtime, peppers, cursors: parts.cursors, changed }),
    users,
    passwords,
    sessions,
    bootstrap: createBootstrap(store, passwords),
    logins,
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
          newKeyRow(id, { name: 'Development' }, [...defaultScopes, 'keys:write', ...adminScopes], secret, parts),
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
      { name: 'identity.expiring', everyMs: 60_000, run: () => warnOfExpiry(store, runtime) },
      { name: 'identity.last-used', everyMs: 60_000, run: () => authentication.writeUsed() },
      { name: 'identity.ended', everyMs: 60_000, run: forgetEnded },
    ],
  }

  async function forgetEnded(): Promise<number> {
    await deleteEndedSessions(store, clock.now())
    return 0
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
