import type { components } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { ApiKeyChange, ApiKeyRow } from '../store/api-keys.ts'
import { storedBudget } from './budgets.ts'
import { resolvedScopes } from './permissions.ts'
import type { Principal } from './principal.ts'

type Request = components['schemas']['UpdateApiKeyRequest']

/** What a request changes of a key: what it does not name stays. Throws CANNOT_ESCALATE, INVALID_AMOUNT, INVALID_STATE. */
export function keyChange(row: ApiKeyRow, request: Request, principal: Principal): ApiKeyChange {
  if (row.status === 'revoked') throw new ApiError('INVALID_STATE', 'The key is revoked; make another one.')
  requireOverride(principal, request.limits)
  const { permissions } = principal
  const { name, scopes, expires_at, ip_allow, models_allow, limits, budget } = request
  return {
    ...(name !== undefined && { name }),
    ...(scopes !== undefined && { scopes: JSON.stringify(grownScopes(row, scopes, permissions)) }),
    ...(expires_at !== undefined && { expires_at: expires_at === null ? null : Date.parse(expires_at) }),
    ...(ip_allow !== undefined && { ip_allow: listOf(ip_allow) }),
    ...(models_allow !== undefined && { models_allow: listOf(models_allow) }),
    ...(limits !== undefined && { limits: JSON.stringify({ ...(JSON.parse(row.limits) as object), ...limits }) }),
    ...(budget !== undefined && { budget: storedBudget(budget) }),
  }
}

/** A key may not lift limits further than the one that makes it may; who changes users may give more. Throws CANNOT_ESCALATE. */
export function requireOverride({ permissions, limits }: Principal, asked: Request['limits']): void {
  const most = permissions.has('users:write') ? Number.POSITIVE_INFINITY : (limits?.key.override_max_per_minute ?? 0)
  if ((asked?.override_max_per_minute ?? 0) <= most) return
  throw new ApiError('CANNOT_ESCALATE', 'limits.override_max_per_minute is beyond what the credential may give.')
}

const listOf = (entries: readonly string[] | null) => entries && JSON.stringify(entries)

/** What a key has it keeps; what it gets beyond that, whoever asks must have. */
function grownScopes(row: ApiKeyRow, asked: readonly string[], permissions: ReadonlySet<string>): string[] {
  const scopes = resolvedScopes(asked)
  const before = JSON.parse(row.scopes) as string[]
  const beyond = scopes.find((scope) => !before.includes(scope) && !permissions.has(scope))
  if (beyond) throw new ApiError('CANNOT_ESCALATE', `The key would hold ${beyond}, which the credential does not.`)
  return scopes
}
