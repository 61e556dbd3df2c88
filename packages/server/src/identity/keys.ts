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
import type { Db, Store, Tx } from '../store/database.ts'
import type { Keep } from '../store/idempotency.ts'
import { newId } from '../store/ids.ts'
import { bumpEpoch } from '../store/users.ts'
import { hintOf, mintApiKey } from './api-key.ts'
import { type Asker, auditOf } from './asker.ts'
import { beginBudget, budgetsOf, storedBudget } from './budgets.ts'
import { keyChange, requireOverride } from './key-change.ts'
import { defaultScopes, resolvedScopes } from './permissions.ts'
import { ownerOf } from './principal.ts'
import { digestOf } from './secrets.ts'

type Schemas = components['schemas']
type NewKey = Schemas['CreateApiKeyRequest']

export interface MadeKey {
  key: Schemas['ApiKey']
  /** Shown once. */
  secret: string
}

/** What account holders do with their API keys. In force on every instance within a second. */
export interface Keys {
  createKey(asker: Asker, request: NewKey, keep?: Keep<MadeKey>): Promise<MadeKey>
  listKeys(userId: string, page: { limit: number; cursor?: string | undefined }): Promise<Schemas['ApiKey'][]>
  updateKey(asker: Asker, keyId: string, change: Schemas['UpdateApiKeyRequest']): Promise<Schemas['ApiKey']>
  revokeKey(asker: Asker, keyId: string): Promise<{ id: string; status: 'revoked' }>
}

export interface KeysParts {
  store: Store
  runtime: Pick<Runtime, 'clock' | 'random'>
  pepper: Uint8Array
  /** Keys were changed here. */
  changed(): void
}

const keysMax = 50

export function createKeys(parts: KeysParts): Keys {
  const { store, runtime } = parts
  const { clock, random } = runtime
  const audit = auditOf(runtime)

  return {
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
        const made = newKeyRow(userId, request, scopes, secret, parts)
        await insertApiKey(tx, made)
        const target = { type: 'key', id: made.id }
        await audit(tx, asker, { action: 'key.created', target, details: { fields: Object.keys(request) } })
        const result = { key: await shown(made, tx), secret }
        await keep?.(tx, result)
        return result
      })
      parts.changed()
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
        await audit(tx, asker, { action: 'key.revoked', target: { type: 'key', id: keyId } })
      })
      parts.changed()
      return { id: keyId, status: 'revoked' }
    },
  }

  async function shown(row: ApiKeyRow, db: Db | Tx = store.db): Promise<Schemas['ApiKey']> {
    return renderKey(row, (await budgetsOf(db, [row], clock.now()))(row.id), clock.now())
  }
}

/** As it is stored: of the secret only what tells keys apart. */
export function newKeyRow(
  userId: string,
  request: Omit<NewKey, 'overlap_hours'>,
  scopes: readonly string[],
  secret: string,
  { runtime, pepper }: Pick<KeysParts, 'runtime' | 'pepper'>,
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
