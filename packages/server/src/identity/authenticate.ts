import { hash } from 'node:crypto'
import { ApiError } from '@proxyapi/contract/errors'
import type { Runtime } from '../runtime.ts'
import { readTokenFacts } from '../store/access-tokens.ts'
import { findApiKey, type KeyDigest, writeDigests, writeLastUsed } from '../store/api-keys.ts'
import type { Store } from '../store/database.ts'
import { readEpoch } from '../store/users.ts'
import { isWellFormed } from './api-key.ts'
import type { Credentials, Identity } from './identity.ts'
import { fenceAllows } from './ip-fence.ts'
import { rolePermissions } from './permissions.ts'
import { operatorId, type Principal } from './principal.ts'
import { digestOf, digestsOf, type Peppers, pepperIdOf } from './secrets.ts'
import { keyStanding, type Standing, tokenStanding } from './standing.ts'
import type { Tokens } from './tokens.ts'

export interface StaticKey {
  key: string
  role: 'user' | 'operator' | 'admin'
}

export interface AuthenticationParts {
  store: Store
  runtime: Runtime
  peppers: Peppers
  staticKeys: readonly StaticKey[]
  /** Null: no token is accepted. */
  tokens: Tokens | null
  /** A further header name beside `X-API-Key`. */
  keyHeader: string | null
  anonymousPermissions: readonly string[]
  /** What callers on this machine may without a credential, beside those. */
  localPermissions: readonly string[]
  /** Lets its bearer read metrics, and nothing else. */
  metricsToken: string | null
  /** A change of keys or users was seen. */
  changed(): void
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
  /** Writes when keys were last used, and digests of the present pepper. */
  writeUsed(): Promise<number>
  /** These take the place of those before; tokens that were made from one that is gone end with it. */
  adoptStaticKeys(keys: readonly StaticKey[]): void
  /** Forgets what is cached: keys or users were changed here. */
  forget(): void
}

/** Keys and tokens by header. Whatever is not accepted is a 401 with one body; a store that fails is 503, never anonymous. */
export function createAuthentication(parts: AuthenticationParts): Authentication {
  const { store, runtime, peppers, tokens } = parts
  const { clock } = runtime
  const cache = new Map<string, Cached>()
  let { named, fixed } = staticPrincipals(parts.staticKeys, peppers)
  const anonymous = nobody('anonymous', parts.anonymousPermissions)
  const neighbour = nobody('anonymous', [...parts.anonymousPermissions, ...parts.localPermissions])
  const scraper = nobody('service', ['metrics:read'])
  const scraperId = parts.metricsToken === null ? null : sha256(parts.metricsToken)
  let epoch: number | null = null
  /** Grows whenever what is cached is forgotten: what was read before that is not kept. */
  let age = 0
  /** Key → when it was last looked up; a look-up is kept for a minute, which is as exact as this is told. */
  const used = new Map<string, number>()
  /** Keys that were found by an earlier pepper, and how they are found by the present one. */
  const moved = new Map<string, KeyDigest>()

  return {
    authenticate({ headers, clientIp, isLocal }) {
      const credential = credentialOf(headers, parts.keyHeader)
      if (credential === null) return isLocal ? neighbour : anonymous
      const id = sha256(credential)
      if (id === scraperId) return scraper
      const known = fixed.get(id)
      if (known) return known
      const isToken = tokenLike.test(credential)
      const refusal = isToken ? 'INVALID_TOKEN' : 'INVALID_API_KEY'
      if (!isToken && !isWellFormed(credential)) throw new ApiError(refusal)
      const cached = cache.get(id)
      if (cached && cached.until > clock.monotonic()) return principalOf(cached.standing, refusal, clientIp)
      return lookUp(id, () => (isToken ? findToken(credential) : findKey(credential))).then((standing) =>
        principalOf(standing, refusal, clientIp),
      )
    },
    forget() {
      age++
      cache.clear()
      parts.changed()
    },
    adoptStaticKeys(keys) {
      const made = staticPrincipals(keys, peppers)
      named = made.named
      fixed = made.fixed
      this.forget()
    },
    async writeUsed() {
      const rows = [...used].map(([id, at]) => ({ id, at }))
      used.clear()
      await writeLastUsed(store, rows)
      const digests = [...moved]
      moved.clear()
      if (digests.length > 0) await writeDigests(store, digests)
      return 0
    },
    async poll() {
      const now = await readEpoch(store.db)
      if (epoch !== null && now !== epoch) this.forget()
      epoch = now
      return 0
    },
  }

  async function lookUp(id: string, find: () => Promise<Standing | null | undefined>): Promise<Standing | null> {
    const begun = age
    const standing = await find().catch((cause: unknown) => {
      throw new ApiError('STORAGE_UNAVAILABLE', undefined, { cause, retryAfterMs: 1_000 })
    })
    if (standing === undefined) return null
    if (begun === age) {
      if (cache.size >= cacheMax) cache.delete(cache.keys().next().value!)
      cache.set(id, { standing, until: clock.monotonic() + cacheMs })
    }
    return standing
  }

  async function findKey(key: string): Promise<Standing | null> {
    const digests = digestsOf(peppers, key)
    const known = await findApiKey(store.db, digests)
    if (known) used.set(known.key.id, clock.now())
    if (known?.isOld) moved.set(known.key.id, { digest: digests[0], pepperId: pepperIdOf(peppers[0]) })
    return known ? keyStanding(known) : null
  }

  /** Undefined for what is no token of ours: it costs no query, and takes nobody's place in the cache. */
  async function findToken(token: string): Promise<Standing | null | undefined> {
    const claims = await tokens?.read(token)
    if (!claims) return undefined
    const { id, userId, key, actor } = claims
    const facts = await readTokenFacts(store.db, { id, userId, keyId: key, actorId: actor?.userId ?? null })
    return tokenStanding(claims, facts, (name) => named.get(name))
  }

  function principalOf(standing: Standing | null, refusal: 'INVALID_TOKEN' | 'INVALID_API_KEY', clientIp: string) {
    if (!standing) throw new ApiError(refusal)
    const { principal, expiresAt, ipAllow } = standing
    if (expiresAt !== null && expiresAt <= clock.now()) throw new ApiError(refusal)
    if (ipAllow && !fenceAllows(ipAllow, clientIp)) throw new ApiError('IP_NOT_ALLOWED')
    return principal
  }
}

const nobody = (kind: 'anonymous' | 'service', permissions: readonly string[]): Principal => ({
  kind,
  userId: null,
  keyId: null,
  role: null,
  permissions: new Set(permissions),
  billing: 'unmetered',
  modelsAllow: null,
})

/** Parts between dots, or the first letters of a JSON object in base64. */
const tokenLike = /^ey|\..*\./

/** The same in every process, and of no use to guess the key by. */
const staticName = (pepper: Uint8Array, key: string) => `static:${digestOf(pepper, key).slice(0, 16)}`

/** By what a request shows, and by name: also by the names that tokens have, which were made under an earlier pepper. */
function staticPrincipals(keys: readonly StaticKey[], peppers: Peppers) {
  const made = keys.map(({ key, role }) => ({ key, principal: staticPrincipal(role, staticName(peppers[0], key)) }))
  const names = ({ key, principal }: (typeof made)[number]) =>
    peppers.map((pepper) => [staticName(pepper, key), principal] as const)
  return {
    named: new Map(made.flatMap(names)),
    fixed: new Map(made.map(({ key, principal }) => [sha256(key), principal])),
  }
}

const staticPrincipal = (role: StaticKey['role'], name: string): Principal => ({
  kind: 'operator',
  userId: operatorId,
  keyId: null,
  role,
  permissions: new Set(rolePermissions[role]),
  billing: 'unmetered',
  modelsAllow: null,
  limits: { credential: name, key: {}, user: {} },
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
