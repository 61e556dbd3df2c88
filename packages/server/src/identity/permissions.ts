import type { Role } from '../store/account-tables.ts'

const user = [
  'models:read',
  'models:refresh',
  'registry:read',
  'inference:call',
  'gpu:read',
  'gpu:write',
  'gpu:proxy',
  'keys:read',
  'keys:write',
  'account:read',
  'account:write',
  'account:export',
  'billing:read',
  'billing:write',
  'webhooks:read',
  'webhooks:write',
  'events:read',
  'integration:read',
  'integration:write',
  'workflow:read',
  'workflow:write',
  'data:read',
  'data:write',
]
const operator = [...user, 'models:select', 'registry:write', 'config:write', 'metrics:read', 'requests:read']
const admin = [...operator, 'users:read', 'users:write', 'users:export', 'credits:write', 'audit:read']

/** What each role may do; deny by default. */
export const rolePermissions: Record<Role, readonly string[]> = { user, operator, admin }

/** Sets of permissions by name, resolved when a key is made. */
const scopePresets: Record<string, readonly string[]> = {
  inference: ['inference:call', 'models:read'],
  management: user.filter((permission) => !/^(inference|gpu):/.test(permission)),
}

/** Presets by what they stand for. */
export const resolvedScopes = (scopes: readonly string[]): string[] => [
  ...new Set(scopes.flatMap((scope) => scopePresets[scope] ?? [scope])),
]

/** What a new key may do where nobody says. */
export const defaultScopes: readonly string[] = user.filter((permission) => permission !== 'keys:write')

/** (role ∪ grants) ∩ scopes. */
export function effectivePermissions(
  role: Role,
  grants: readonly string[],
  scopes: readonly string[] | null,
): ReadonlySet<string> {
  const held = [...rolePermissions[role], ...grants]
  return new Set(scopes === null ? held : held.filter((permission) => scopes.includes(permission)))
}
