import { ApiError } from '@proxyapi/contract/errors'
import { readApiKey } from '../store/api-keys.ts'
import type { Db } from '../store/database.ts'
import { readUser } from '../store/users.ts'
import { operatorId, type Principal } from './principal.ts'
import { keyStanding, userStanding } from './standing.ts'

/** Whose work goes on without him, and what he might do when he began it. */
export interface Absent {
  readonly userId: string
  /** Null: no key but the account itself. */
  readonly keyId: string | null
  readonly granted: readonly string[]
}

/** The principal as he stands now, with no more rights than he had then. Throws INVALID_API_KEY where he is none any more. */
export async function actFor(db: Db, { userId, keyId, granted }: Absent, now: number): Promise<Principal> {
  const user = await readUser(db, userId)
  const key = keyId === null ? null : await readApiKey(db, userId, keyId)
  if (user === undefined || key === undefined) throw new ApiError('INVALID_API_KEY')
  const standing = key === null ? userStanding(user) : keyStanding({ key, user })
  if (standing === null || (standing.expiresAt !== null && standing.expiresAt <= now))
    throw new ApiError('INVALID_API_KEY', 'The key that the work goes on with is not good any more.')
  const { principal } = standing
  // What the operator configured is no row: it has what it had.
  const held = userId === operatorId ? granted : granted.filter((permission) => principal.permissions.has(permission))
  return { ...principal, permissions: new Set(held) }
}
