import type { components } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Runtime } from '../runtime.ts'
import { revokeToken } from '../store/access-tokens.ts'
import type { UsersTable } from '../store/account-tables.ts'
import { readKeyById } from '../store/api-keys.ts'
import type { Store } from '../store/database.ts'
import { newId } from '../store/ids.ts'
import { bumpEpoch, readUser } from '../store/users.ts'
import { type Asker, auditOf } from './asker.ts'
import type { Passwords } from './passwords.ts'
import { effectivePermissions } from './permissions.ts'
import type { Tokens } from './tokens.ts'

type Schemas = components['schemas']
type Request = Schemas['CreateTokenRequest']

/** Access tokens: made from a password, a key or a login elsewhere, and ended before their time. */
export interface Sessions {
  /** Throws as the grant does, CANNOT_ESCALATE, NOT_CONFIGURED, NOT_FOUND, PERMISSION_DENIED. */
  create(asker: Asker, request: Request): Promise<Schemas['AccessToken']>
  /** On every instance within a second; what is unknown, over or another's is left alone. Without a token: the asker's own. */
  revoke(asker: Asker, token: string | undefined): Promise<void>
}

export interface SessionsParts {
  store: Store
  runtime: Pick<Runtime, 'clock' | 'random'>
  tokens: Tokens | null
  lifetimeMaxSeconds: number
  passwords: Passwords
  /** The user of a login elsewhere. Throws INVALID_CREDENTIALS, NOT_CONFIGURED. */
  userOfCode(code: string): Promise<UsersTable>
  /** Tokens were ended here. */
  changed(): void
}

/** Who presents what, and what may at most be in the token. */
interface Presented {
  user: UsersTable
  permissions: ReadonlySet<string>
  key: string | null
  expiresAt: number | null
}

export function createSessions(parts: SessionsParts): Sessions {
  const { store, runtime, tokens, passwords } = parts
  const { clock } = runtime
  const audit = auditOf(runtime)

  return {
    async create(asker, request) {
      if (tokens === null) throw new ApiError('NOT_CONFIGURED', 'auth.jwt is off.')
      const presented = await refusalsNoted(asker, request, () => present(asker, request))
      const user = await userOf(presented, request.user_id)
      const isForAnother = user.id !== presented.user.id
      const permissions = narrowed(presented, user, request.permissions)
      const lifetimeSeconds = lifetime(request.expires_in ?? 3_600, presented.expiresAt)
      const id = newId('tok', runtime)
      const access_token = await tokens.issue({
        id,
        userId: user.id,
        permissions,
        version: user.session_version,
        key: presented.key,
        actor: isForAnother ? { userId: presented.user.id, version: presented.user.session_version } : null,
        lifetimeSeconds,
      })
      const details = { grant_type: request.grant_type, ...(isForAnother && { by: presented.user.id }) }
      await store.write((tx) =>
        audit(tx, asker, { action: 'token.created', target: { type: 'token', id }, userId: user.id, details }),
      )
      return { access_token, token_type: 'Bearer', expires_in: lifetimeSeconds }
    },
    async revoke(asker, token) {
      const ended = token === undefined ? asker.principal.token : await ownToken(asker, token)
      if (token === undefined && ended === undefined)
        throw new ApiError('INVALID_REQUEST', 'A key is ended by DELETE /api/v1/auth/apikey; name the token to end.', {
          details: [{ path: '/token', message: 'is required with a key' }],
        })
      if (!ended) return
      await store.write(async (tx) => {
        await bumpEpoch(tx)
        if (await revokeToken(tx, ended.id, ended.expiresAt))
          await audit(tx, asker, { action: 'token.revoked', target: { type: 'token', id: ended.id } })
      })
      parts.changed()
    },
  }

  async function present(asker: Asker, request: Request): Promise<Presented> {
    if (request.grant_type === 'api_key') return ofKey(asker)
    const user =
      request.grant_type === 'password'
        ? await passwords.check(request.email, request.password, asker.clientIp ?? '')
        : await parts.userOfCode(request.code)
    return { user, permissions: permissionsOf(user), key: null, expiresAt: null }
  }

  async function ofKey({ principal }: Asker): Promise<Presented> {
    const { userId, keyId, permissions, kind, limits } = principal
    if (userId === null || kind === 'anonymous') throw new ApiError('AUTH_REQUIRED', 'Send an API key in X-API-Key.')
    // A token that makes tokens would never end.
    if (principal.token) throw new ApiError('INVALID_API_KEY', 'grant_type api_key takes a key, not a token.')
    const user = await readUser(store.db, userId)
    const key = keyId === null ? undefined : await readKeyById(store.db, keyId)
    if (!user) throw new ApiError('INVALID_API_KEY')
    return { user, permissions, key: keyId ?? limits?.credential ?? null, expiresAt: key?.expires_at ?? null }
  }

  async function userOf({ user, permissions }: Presented, id: string | undefined): Promise<UsersTable> {
    if (id === undefined || id === user.id) return user
    if (!permissions.has('users:write'))
      throw new ApiError('PERMISSION_DENIED', 'To act for another user needs the permission users:write.')
    const other = await readUser(store.db, id)
    if (other?.status !== 'active') throw new ApiError('NOT_FOUND')
    return other
  }

  function lifetime(asked: number, keyEndsAt: number | null): number {
    const left = keyEndsAt === null ? asked : Math.floor((keyEndsAt - clock.now()) / 1_000)
    return Math.max(1, Math.min(asked, left, parts.lifetimeMaxSeconds))
  }

  async function ownToken({ principal }: Asker, token: string) {
    const claims = await tokens?.read(token)
    const owners = [claims?.userId, claims?.actor?.userId]
    return principal.userId !== null && owners.includes(principal.userId) ? claims : undefined
  }

  /** A refused sign-in stands in the audit log, without what was sent. */
  async function refusalsNoted<T>(asker: Asker, { grant_type }: Request, run: () => Promise<T>): Promise<T> {
    try {
      return await run()
    } catch (error) {
      if (error instanceof ApiError && error.code === 'INVALID_CREDENTIALS')
        await store.write((tx) =>
          audit(tx, asker, {
            action: 'token.created',
            target: { type: 'token', id: null },
            result: 'failed',
            details: { grant_type },
          }),
        )
      throw error
    }
  }
}

const permissionsOf = ({ role, extra_permissions }: UsersTable): ReadonlySet<string> =>
  effectivePermissions(role, JSON.parse(extra_permissions) as string[], null)

/** What is asked for, or all, within what is presented and what the user may. Throws CANNOT_ESCALATE. */
function narrowed(by: Presented, user: UsersTable, asked: readonly string[] | undefined): string[] {
  const { permissions } = by
  const own = user === by.user ? permissions : permissionsOf(user)
  const isHeld = (permission: string) => permissions.has(permission) && own.has(permission)
  const beyond = asked?.find((permission) => !isHeld(permission))
  if (beyond) throw new ApiError('CANNOT_ESCALATE', `The token would hold ${beyond}, which is not held.`)
  return [...(asked ?? permissions)].filter(isHeld)
}
