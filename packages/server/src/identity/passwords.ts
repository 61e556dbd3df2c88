import type { components } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Runtime } from '../runtime.ts'
import type { UsersTable } from '../store/account-tables.ts'
import type { Store } from '../store/database.ts'
import type { Keep } from '../store/idempotency.ts'
import { findInvited, readPasswordHash, takeSetupToken, writePassword, writeSetupToken } from '../store/passwords.ts'
import { bumpEpoch, readUser, readUserByEmail } from '../store/users.ts'
import { type Asker, auditOf } from './asker.ts'
import type { PasswordHashes } from './password-hash.ts'
import { operatorId } from './principal.ts'
import { digestsOf, type Peppers } from './secrets.ts'
import type { SignInAttempts } from './sign-in-attempts.ts'
import type { Users } from './users.ts'

type Schemas = components['schemas']
type Invited = Schemas['NewUser']

/** Invitations and passwords. Every change ends the tokens issued before; what fails counts as an attempt. */
export interface Passwords {
  /** A user without a password, and the token that sets one, once within 24 hours. Throws ALREADY_EXISTS, CANNOT_ESCALATE. */
  invite(asker: Asker, request: Schemas['CreateUserRequest'], keep?: Keep<Invited>): Promise<Invited>
  /** Another token for a user who is there; a former one ends. */
  inviteAgain(asker: Asker, userId: string): Promise<{ setup_token: string; setup_token_expires_at: string }>
  /** By setup token, or by the current password of the asker. Throws AUTH_REQUIRED, INVALID_CREDENTIALS, RATE_LIMITED. */
  set(asker: Asker, request: Schemas['SetPasswordRequest']): Promise<string>
  /** A first password without an invitation, from the operator. */
  give(asker: Asker, userId: string, password: string): Promise<void>
  /** The active user of this email and password. Throws INVALID_CREDENTIALS, RATE_LIMITED, OVERLOADED. */
  check(email: string, password: string, clientIp: string): Promise<UsersTable>
}

export interface PasswordsParts {
  store: Store
  runtime: Pick<Runtime, 'clock' | 'random'>
  peppers: Peppers
  users: Users
  hashes: PasswordHashes
  attempts: SignInAttempts
  /** Keys or users were changed here. */
  changed(): void
}

const setupTokenMs = 24 * 3_600_000
const setupTokenBytes = 24
const passwordCharactersMin = 12
const passwordBytesMax = 1_024

export function createPasswords(parts: PasswordsParts): Passwords {
  const { store, runtime, peppers, users, hashes, attempts } = parts
  const { clock, random } = runtime
  const audit = auditOf(runtime)

  async function matching(user: UsersTable | undefined, password: string): Promise<UsersTable> {
    const hash = user && (await readPasswordHash(store.db, user.id))
    const isRight = await hashes.matches(password, hash ?? null)
    if (!isRight || user?.status !== 'active') throw new ApiError('INVALID_CREDENTIALS')
    return user
  }

  function newSetupToken() {
    const setup_token = Buffer.from(random.bytes(setupTokenBytes)).toString('base64url')
    const until = clock.now() + setupTokenMs
    const shown = { setup_token, setup_token_expires_at: new Date(until).toISOString() }
    return { digest: setupDigests(peppers, setup_token)[0], until, shown }
  }

  async function byInvitation(asker: Asker, setupToken: string, password: string): Promise<string> {
    const digests = setupDigests(peppers, setupToken)
    const invited = await findInvited(store.db, digests, clock.now())
    if (invited?.status !== 'active') throw new ApiError('INVALID_CREDENTIALS', unusable)
    const hash = await hashes.make(password)
    await store.write(async (tx) => {
      await bumpEpoch(tx)
      if (!(await takeSetupToken(tx, digests, clock.now()))) throw new ApiError('INVALID_CREDENTIALS', unusable)
      await writePassword(tx, invited.id, hash, clock.now())
      await audit(tx, asker, { action: 'password.set', ...concerning(invited.id), details: { by: 'setup_token' } })
    })
    return invited.id
  }

  async function byPassword(asker: Asker, user: UsersTable | undefined, current: string, password: string) {
    const { id } = await matching(user, current)
    const hash = await hashes.make(password)
    await written(asker, id, hash, 'current_password')
    return id
  }

  async function written(asker: Asker, id: string, hash: string, by: string): Promise<void> {
    await store.write(async (tx) => {
      await bumpEpoch(tx)
      await writePassword(tx, id, hash, clock.now())
      await audit(tx, asker, { action: 'password.set', ...concerning(id), details: { by } })
    })
    parts.changed()
  }

  return {
    async invite(asker, request, keep) {
      const { digest, until, shown } = newSetupToken()
      const made = await users.create(asker.principal, request, async (tx, user) => {
        await writeSetupToken(tx, user.id, digest, until)
        await audit(tx, asker, { action: 'user.created', ...concerning(user.id), details: { role: user.role } })
        const invited = { ...user, ...shown }
        await keep?.(tx, invited)
        return invited
      })
      parts.changed()
      return made
    },
    async inviteAgain(asker, userId) {
      const { digest, until, shown } = newSetupToken()
      await store.write(async (tx) => {
        await writeSetupToken(tx, userId, digest, until)
        await audit(tx, asker, { action: 'user.invited', ...concerning(userId) })
      })
      return shown
    },
    async set(asker, request) {
      const { setup_token, current_password, password } = request
      requireSound(password)
      if (setup_token !== undefined) {
        const id = await attempts.judge(null, asker.clientIp ?? '', () => byInvitation(asker, setup_token, password))
        parts.changed()
        return id
      }
      const { userId } = asker.principal
      if (userId === null || userId === operatorId)
        throw new ApiError('AUTH_REQUIRED', 'Send a credential of the user.')
      const user = await readUser(store.db, userId)
      return attempts.judge(user?.email ?? userId, asker.clientIp ?? '', () =>
        byPassword(asker, user, current_password ?? '', password),
      )
    },
    async give(asker, userId, password) {
      requireSound(password)
      await written(asker, userId, await hashes.make(password), 'operator')
    },
    check: (email, password, clientIp) =>
      attempts.judge(email, clientIp, async () => matching(await readUserByEmail(store.db, email), password)),
  }
}

const unusable = 'The setup token was used, is over or never was.'

const setupDigests = (peppers: Peppers, token: string) => digestsOf(peppers, `setup ${token}`)

const concerning = (id: string) => ({ target: { type: 'user', id }, userId: id })

/** Before anything is hashed. Throws INVALID_REQUEST. */
function requireSound(password: string): void {
  const bytes = Buffer.byteLength(password)
  if (password.length >= passwordCharactersMin && bytes <= passwordBytesMax) return
  const message = `must have at least ${passwordCharactersMin} characters and at most ${passwordBytesMax} bytes of UTF-8`
  throw new ApiError('INVALID_REQUEST', `The password ${message}.`, { details: [{ path: '/password', message }] })
}
