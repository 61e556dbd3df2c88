import type { TokenFacts } from '../store/access-tokens.ts'
import type { UsersTable } from '../store/account-tables.ts'
import type { ApiKeyRow, KnownKey } from '../store/api-keys.ts'
import { effectivePermissions } from './permissions.ts'
import type { CredentialLimits, Principal } from './principal.ts'
import type { TokenClaims } from './token-claims.ts'

/** A good credential, read once; what is left to ask is the time and where the request comes from. */
export interface Standing {
  principal: Principal
  expiresAt: number | null
  ipAllow: readonly string[] | null
}

const list = (json: string) => JSON.parse(json) as string[]

/** Null where the key or its user is not active. */
export function keyStanding({ key, user }: Pick<KnownKey, 'key' | 'user'>): Standing | null {
  if (key.status !== 'active' || user.status !== 'active') return null
  return {
    principal: {
      kind: 'key',
      userId: user.id,
      keyId: key.id,
      role: user.role,
      permissions: effectivePermissions(user.role, list(user.extra_permissions), list(key.scopes)),
      billing: user.billing_mode,
      modelsAllow: key.models_allow === null ? null : list(key.models_allow),
      limits: limitsOf(key.id, user, key),
    },
    expiresAt: key.expires_at,
    ipAllow: key.ip_allow === null ? null : list(key.ip_allow),
  }
}

/**
 * Null where the token, its user, the key that it was made from or who acts for the user is not good any more. A token of a
 * key has the key's fences, limits and budget, and ends with it. `fixed` finds a static key by name.
 */
export function tokenStanding(
  claims: TokenClaims,
  facts: TokenFacts,
  fixed: (name: string) => Principal | undefined,
): Standing | null {
  const { isRevoked, user } = facts
  if (isRevoked || !isCurrent(user, claims.version)) return null
  const holder = claims.actor === null ? user : facts.actor
  if (!isCurrent(holder, claims.actor?.version ?? null)) return null
  const from = sourceOf(claims, holder, facts.key, fixed)
  if (from === null) return null
  const { expiresAt, permissions } = claims
  const acting = holder === user ? from.principal : actingFor(session(user, claims.id), from.principal)
  const held = [...acting.permissions].filter((permission) => permissions.includes(permission))
  return {
    principal: { ...acting, permissions: new Set(held), token: { id: claims.id, expiresAt } },
    expiresAt: Math.min(expiresAt, from.expiresAt ?? expiresAt),
    ipAllow: from.ipAllow,
  }
}

/** What the token was made from, as it stands now: a key, a static key, or a user who signed in. */
function sourceOf(
  { id, key }: TokenClaims,
  holder: UsersTable,
  row: ApiKeyRow | undefined,
  fixed: (name: string) => Principal | undefined,
): Standing | null {
  if (key === null) return { principal: session(holder, id), expiresAt: null, ipAllow: null }
  const ofConfiguration = fixed(key)
  if (ofConfiguration) return { principal: ofConfiguration, expiresAt: null, ipAllow: null }
  return row?.user_id === holder.id ? keyStanding({ key: row, user: holder }) : null
}

/** On the account of another, and no further than whoever acts may go. */
const actingFor = (other: Principal, { modelsAllow }: Principal): Principal => ({ ...other, modelsAllow })

/** Of an account without any key; null where it is not active. */
export const userStanding = (user: UsersTable): Standing | null =>
  user.status === 'active' ? { principal: session(user, 'work'), expiresAt: null, ipAllow: null } : null

const session = (user: UsersTable, tokenId: string): Principal => ({
  kind: 'session',
  userId: user.id,
  keyId: null,
  role: user.role,
  permissions: effectivePermissions(user.role, list(user.extra_permissions), null),
  billing: user.billing_mode,
  modelsAllow: null,
  limits: limitsOf(`session:${tokenId}`, user, null),
})

const limitsOf = (credential: string, user: UsersTable, key: ApiKeyRow | null): CredentialLimits => ({
  credential,
  key: key === null ? {} : (JSON.parse(key.limits) as CredentialLimits['key']),
  user: JSON.parse(user.limits) as CredentialLimits['user'],
})

/** A token that tells no version is as good as its user. */
const isCurrent = (user: UsersTable | undefined, version: number | null): user is UsersTable =>
  user?.status === 'active' && (version === null || user.session_version === version)
