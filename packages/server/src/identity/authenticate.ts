import { hash } from 'node:crypto'
import { ApiError } from '@proxyapi/contract/errors'
import type { Runtime } from '../runtime.ts'
import { findApiKey, type KnownKey, writeLastUsed } from '../store/api-keys.ts'
import type { Store } from '../store/database.ts'
import { readEpoch } from '../store/users.ts'
import { isWellFormed } from './api-key.ts'
import type { Credentials, Identity } from './identity.ts'
import { fenceAllows } from './ip-fence.ts'
import { effectivePermissions, rolePermissions } from './permissions.ts'
import { type CredentialLimits, operatorId, type Principal } from './principal.ts'
import { digestOf } from './secrets.ts'

export interface StaticKey {
  key: string
  role: 'user' | 'operator' | 'admin'
}

export interface AuthenticationParts {
  store: Store
  runtime: Runtime
  pepper: Uint8Array
  staticKeys: readonly StaticKey[]
  /** A further header name beside `X-API-Key`. */
  keyHeader: string | null
  anonymousPermissions: readonly string[]
  /** A change of keys or users was seen. */
  changed(): void
}

/** An active key of an active user, read once; what is left to ask is the time and where the request comes from. */
interface Standing {
  principal: Principal
  expiresAt: number | null
  ipAllow: readonly string[] | null
}

interface Cached {
  standing: Standing | null
  until: number
}

const cacheMs = 60_000
const cacheMax = 10_000

export interface Authentication extends Identity {
  /** Sees within a second what another process changed. */
  poll(): Promise<number>
  /** Writes when keys were last used. */
  writeUsed(): Promise<number>
  /** Forgets what is cached: keys or users were changed here. */
  forget(): void
}

/** Keys by header. Whatever is not accepted is a 401 with one body; a store that fails is 503, never anonymous. */
export function createAuthentication(parts: AuthenticationParts): Authentication {
  const { store, runtime, pepper } = parts
  const { clock } = runtime
  const cache = new Map<string, Cached>()
  const fixed = new Map(parts.staticKeys.map(({ key, role }) => [sha256(key), staticPrincipal(role, sha256(key))]))
  const anonymous: Principal = {
    kind: 'anonymous',
    userId: null,
    keyId: null,
    role: null,
    permissions: new Set(parts.anonymousPermissions),
    billing: 'unmetered',
    modelsAllow: null,
  }
  let epoch: number | null = null
  /** Key → when it was last looked up; a look-up is kept for a minute, which is as exact as this is told. */
  const used = new Map<string, number>()

  return {
    authenticate({ headers, clientIp }) {
      const key = credentialOf(headers, parts.keyHeader)
      if (key === null) return anonymous
      const id = sha256(key)
      const known = fixed.get(id)
      if (known) return known
      if (/^eyJ/.test(key)) throw new ApiError('INVALID_TOKEN')
      if (!isWellFormed(key)) throw new ApiError('INVALID_API_KEY')
      const cached = cache.get(id)
      if (cached && cached.until > clock.monotonic()) return principalOf(cached.standing, clientIp)
      return lookUp(id, key, clientIp)
    },
    forget() {
      cache.clear()
      parts.changed()
    },
    async writeUsed() {
      const rows = [...used].map(([id, at]) => ({ id, at }))
      used.clear()
      await writeLastUsed(store, rows)
      return 0
    },
    async poll() {
      const now = await readEpoch(store.db)
      if (epoch !== null && now !== epoch) this.forget()
      epoch = now
      return 0
    },
  }

  async function lookUp(id: string, key: string, clientIp: string): Promise<Principal> {
    const known = await findApiKey(store.db, [digestOf(pepper, key)]).catch((cause: unknown) => {
      throw new ApiError('STORAGE_UNAVAILABLE', undefined, { cause, retryAfterMs: 1_000 })
    })
    if (cache.size >= cacheMax) cache.delete(cache.keys().next().value!)
    const standing = known ? standingOf(known) : null
    if (known) used.set(known.key.id, clock.now())
    cache.set(id, { standing, until: clock.monotonic() + cacheMs })
    return principalOf(standing, clientIp)
  }

  function principalOf(standing: Standing | null, clientIp: string): Principal {
    if (!standing) throw new ApiError('INVALID_API_KEY')
    const { principal, expiresAt, ipAllow } = standing
    if (expiresAt !== null && expiresAt <= clock.now()) throw new ApiError('INVALID_API_KEY')
    if (ipAllow && !fenceAllows(ipAllow, clientIp)) throw new ApiError('IP_NOT_ALLOWED')
    return principal
  }
}

/** Null where the key or its user is not active. */
function standingOf({ key, user }: KnownKey): Standing | null {
  if (key.status !== 'active' || user.status !== 'active') return null
  const list = (json: string) => JSON.parse(json) as string[]
  return {
    principal: {
      kind: 'key',
      userId: user.id,
      keyId: key.id,
      role: user.role,
      permissions: effectivePermissions(user.role, list(user.extra_permissions), list(key.scopes)),
      billing: user.billing_mode,
      modelsAllow: key.models_allow === null ? null : list(key.models_allow),
      limits: {
        credential: key.id,
        key: JSON.parse(key.limits) as CredentialLimits['key'],
        user: JSON.parse(user.limits) as CredentialLimits['user'],
      },
    },
    expiresAt: key.expires_at,
    ipAllow: key.ip_allow === null ? null : list(key.ip_allow),
  }
}

const staticPrincipal = (role: StaticKey['role'], id: string): Principal => ({
  kind: 'operator',
  userId: operatorId,
  keyId: null,
  role,
  permissions: new Set(rolePermissions[role]),
  billing: 'unmetered',
  modelsAllow: null,
  limits: { credential: `static:${id.slice(0, 16)}`, key: {}, user: {} },
})

const sha256 = (text: string) => hash('sha256', text)

/** `X-API-Key`, the configured name, or `Authorization: Bearer`; null without any. Two different ones are INVALID_REQUEST. */
function credentialOf(headers: Credentials['headers'], keyHeader: string | null): string | null {
  const authorization = headers.get('authorization')
  const plain = headers.get('x-api-key')
  if (authorization === null && keyHeader === null && plain?.includes(',') !== true) return plain || null
  const given = [plain, keyHeader ? headers.get(keyHeader) : null].filter((value): value is string => !!value)
  if (authorization !== null) {
    const [scheme = '', ...rest] = authorization.trim().split(/\s+/)
    const token = rest.join(' ')
    if (scheme.toLowerCase() === 'bearer') {
      if (token === '') throw new ApiError('AUTH_REQUIRED')
      given.push(token)
    } else if (given.length === 0) throw new ApiError('AUTH_REQUIRED', 'The scheme of Authorization must be Bearer.')
  }
  const different = new Set(given)
  // Two headers of one name arrive joined by a comma, which no credential holds.
  if (different.size > 1 || [...different].some((value) => value.includes(','))) {
    throw new ApiError('INVALID_REQUEST', 'The request carries two different credentials; send one.')
  }
  return given[0] ?? null
}
