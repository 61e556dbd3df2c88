import type { components } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Runtime } from '../runtime.ts'
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
import type { Db, Store, Tx } from '../store/database.ts'
import type { Keep } from '../store/idempotency.ts'
import { newId } from '../store/ids.ts'
import { bumpEpoch } from '../store/users.ts'
import { hintOf, mintApiKey } from './api-key.ts'
import { type Asker, auditOf } from './asker.ts'
import { beginBudget, budgetsOf, storedBudget } from './budgets.ts'
import { keyChange, requireOverride } from './key-change.ts'
import { tellOfKey } from './key-events.ts'
import { defaultScopes, resolvedScopes } from './permissions.ts'
import { ownerOf, type Principal } from './principal.ts'
import { digestOf, type Peppers, pepperIdOf } from './secrets.ts'

type Schemas = components['schemas']
type NewKey = Schemas['CreateApiKeyRequest']

export interface MadeKey {
  key: Schemas['ApiKey']
  /** Shown once. */
  secret: string
}

/** What account holders do with their API keys. In force on every instance within a second. */
export interface Keys {
  /**
   * With `replaces` the settings of that key are copied, but for what is sent, and it ends after the overlap. Throws
   * CANNOT_ESCALATE, INVALID_STATE, LIMIT_REACHED, NOT_FOUND.
   */
  createKey(asker: Asker, request: NewKey, keep?: Keep<MadeKey>): Promise<MadeKey>
  listKeys(
    userId: string,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<{ keys: Schemas['ApiKey'][]; next_cursor: string | null }>
  updateKey(asker: Asker, keyId: string, change: Schemas['UpdateApiKeyRequest']): Promise<Schemas['ApiKey']>
  revokeKey(asker: Asker, keyId: string): Promise<{ id: string; status: 'revoked' }>
}

export interface KeysParts {
  store: Store
  runtime: Pick<Runtime, 'clock' | 'random'>
  peppers: Peppers
  cursors: Cursors
  /** Keys were changed here. */
  changed(): void
}

const keysMax = 50
const hourMs = 3_600_000

export function createKeys(parts: KeysParts): Keys {
  const { store, runtime, cursors } = parts
  const { clock, random } = runtime
  const audit = auditOf(runtime)

  return {
    async createKey(asker, request, keep) {
      const { principal } = asker
      const userId = ownerOf(principal)
      const secret = mintApiKey(random.bytes)
      const result = await store.write(async (tx) => {
        await bumpEpoch(tx)
        const old = request.replaces === undefined ? undefined : await replaced(tx, userId, request.replaces)
        const made = newKeyRow(userId, request, scopesOf(request, old, principal), secret, parts)
        const row = old === undefined ? made : { ...made, ...keptSettings(old, request) }
        requireOverride(principal, JSON.parse(row.limits) as NewKey['limits'])
        const others = (await countWorkingKeys(tx, userId, clock.now())) - (old === undefined ? 0 : 1)
        if (others >= keysMax)
          throw new ApiError('LIMIT_REACHED', `An account has at most ${keysMax} keys; revoke one first.`)
        await insertApiKey(tx, row)
        if (old) await endSoon(tx, userId, old, clock.now() + request.overlap_hours * hourMs)
        const target = { type: 'key', id: row.id }
        await tellOfKey(runtime, tx, 'key.created', row)
        await audit(tx, asker, { action: 'key.created', target, details: { fields: Object.keys(request) } })
        const result = { key: await shown(row, tx), secret }
        await keep?.(tx, result)
        return result
      })
      parts.changed()
      return result
    },
    async listKeys(userId, { limit, cursor }) {
      const scope = `keys ${userId}`
      const before = cursor === undefined ? null : cursors.read(scope, cursor)
      const rows = await readApiKeys(store.db, userId, before, limit + 1)
      const page = rows.slice(0, limit)
      const last = rows.length > limit ? page.at(-1) : undefined
      const budgetOf = await budgetsOf(store.db, page, clock.now())
      const keys = page.map((row) => renderKey(row, budgetOf(row.id), clock.now()))
      return { keys, next_cursor: last === undefined ? null : cursors.write(scope, last.id) }
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
      parts.changed()
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
        await tellOfKey(runtime, tx, 'key.revoked', row)
        await audit(tx, asker, { action: 'key.revoked', target: { type: 'key', id: keyId } })
      })
      parts.changed()
      return { id: keyId, status: 'revoked' }
    },
  }

  /** The key that another takes the place of: only one that works can be. */
  async function replaced(tx: Tx, userId: string, id: string): Promise<ApiKeyRow> {
    const row = await readApiKey(tx, userId, id)
    if (!row) throw new ApiError('NOT_FOUND')
    if (row.status === 'revoked' || (row.expires_at ?? Number.POSITIVE_INFINITY) <= clock.now())
      throw new ApiError('INVALID_STATE', 'The key to replace works no more; make a new one.')
    return row
  }

  async function shown(row: ApiKeyRow, db: Db | Tx = store.db): Promise<Schemas['ApiKey']> {
    return renderKey(row, (await budgetsOf(db, [row], clock.now()))(row.id), clock.now())
  }
}

/** What is sent, else what the old key had, else the default; never beyond who asks. Throws CANNOT_ESCALATE. */
function scopesOf(request: NewKey, old: ApiKeyRow | undefined, { permissions }: Principal): string[] {
  const before = old && (JSON.parse(old.scopes) as string[])
  const scopes = resolvedScopes(
    request.scopes ?? before ?? [...defaultScopes].filter((scope) => permissions.has(scope)),
  )
  const beyond = scopes.find((scope) => !permissions.has(scope))
  if (beyond) throw new ApiError('CANNOT_ESCALATE', `The key would hold ${beyond}, which its creator does not.`)
  return scopes
}

/** Settings of the old key that the request does not name. */
function keptSettings(old: ApiKeyRow, request: NewKey): Partial<ApiKeyRow> {
  const names = ['expires_at', 'ip_allow', 'models_allow', 'limits', 'budget'] as const
  return Object.fromEntries(names.filter((name) => request[name] === undefined).map((name) => [name, old[name]]))
}

/** It works until then at most. */
const endSoon = (tx: Tx, userId: string, { id, expires_at }: ApiKeyRow, atMs: number): Promise<unknown> =>
  updateApiKeyRow(tx, userId, id, { expires_at: Math.min(expires_at ?? atMs, atMs) })

/** As it is stored: of the secret only what tells keys apart. */
export function newKeyRow(
  userId: string,
  request: Omit<NewKey, 'overlap_hours'>,
  scopes: readonly string[],
  secret: string,
  { runtime, peppers: [pepper] }: Pick<KeysParts, 'runtime' | 'peppers'>,
): ApiKeysTable {
  return {
    id: newId('key', runtime),
    user_id: userId,
    name: request.name,
    digest: digestOf(pepper, secret),
    pepper_id: pepperIdOf(pepper),
    key_hint: hintOf(secret),
    scopes: JSON.stringify(scopes),
    status: 'active',
    expires_at: request.expires_at ? Date.parse(request.expires_at) : null,
    last_used_at: null,
    created_at: runtime.clock.now(),
    revoked_at: null,
    ip_allow: request.ip_allow ? JSON.stringify(request.ip_allow) : null,
    models_allow: request.models_allow ? JSON.stringify(request.models_allow) : null,
    limits: JSON.stringify(request.limits ?? {}),
    budget: storedBudget(request.budget ?? null),
  }
}

/** A key as its owner sees it. */
export function renderKey(row: ApiKeyRow, budget: Schemas['Budget'] | null, nowMs: number): Schemas['ApiKey'] {
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
