import { ApiError } from '@proxyapi/contract/errors'
import type { Runtime } from '../runtime.ts'
import type { UsersTable } from '../store/account-tables.ts'
import type { Store, Tx } from '../store/database.ts'
import { findIdentity, hasSignIn, insertLoginCode, linkIdentity, takeLoginCode } from '../store/user-identities.ts'
import { bumpEpoch, readUser, readUserByEmail } from '../store/users.ts'
import { type Asker, auditOf, operatorAtTheMachine } from './asker.ts'
import { judgeLogin, type LoginRules, type LoginVerdict } from './judge-login.ts'
import type { LoginProof, OidcClient, ProviderClaims } from './oidc-client.ts'
import { digestOf } from './secrets.ts'
import type { Users } from './users.ts'

export interface LoginSettings extends LoginRules {
  /** Of who comes by sign-up. */
  defaultRole: 'user' | 'operator'
  /** The cookie goes over TLS alone. */
  isSecure: boolean
}

export interface Redirect {
  location: string
  cookie: string
}

/** Logins at an identity provider: from the browser there, back with a proof, and on with a code for a token. */
export interface Logins {
  /** Throws NOT_CONFIGURED, AUTH_UNAVAILABLE. */
  begin(): Promise<Redirect>
  /** `query` and `cookies` as the browser brought them. Throws INVALID_REQUEST, INVALID_CREDENTIALS, AUTH_UNAVAILABLE. */
  finish(asker: Asker, query: URLSearchParams, cookies: string | null): Promise<Redirect>
  /** Once and for 60 seconds. Throws INVALID_CREDENTIALS. */
  userOfCode(code: string): Promise<UsersTable>
}

export interface LoginsParts {
  store: Store
  runtime: Pick<Runtime, 'clock' | 'random'>
  pepper: Uint8Array
  sealer: { seal(text: string, place: string): string; open(sealed: string, place: string): string }
  users: Users
  /** Null: no provider is configured. */
  provider: { client: OidcClient; settings: LoginSettings } | null
}

const cookieName = 'proxyapi_login'
const cookiePlace = 'cookie:login:proof'
const proofMs = 10 * 60_000
const codeMs = 60_000

export function createLogins({ store, runtime, pepper, sealer, users, provider }: LoginsParts): Logins {
  const { clock, random } = runtime
  const audit = auditOf(runtime)
  const unguessable = () => Buffer.from(random.bytes(32)).toString('base64url')
  const codeDigest = (code: string) => digestOf(pepper, `login ${code}`)

  return {
    async begin() {
      const { client, settings } = configured(provider)
      const proof = { state: unguessable(), nonce: unguessable(), verifier: unguessable() }
      const kept = sealer.seal(JSON.stringify({ ...proof, until: clock.now() + proofMs }), cookiePlace)
      return { location: await client.authorizationUrl(proof), cookie: cookieOf(kept, proofMs / 1_000, settings) }
    },
    async finish(asker, query, cookies) {
      const { client, settings } = configured(provider)
      const proof = proofIn(cookies)
      if (proof === null || query.get('state') !== proof.state)
        throw new ApiError('INVALID_REQUEST', 'The login was begun elsewhere or too long ago; begin again.', {
          details: [{ path: 'query.state', message: 'does not belong to this browser' }],
        })
      const claims = await client.claims(query, proof)
      const verdict = await settled(asker, claims, settings)
      if (verdict === null) throw new ApiError('INVALID_CREDENTIALS', 'This login is not allowed here.')
      return { location: `/#code=${verdict}`, cookie: cookieOf('', 0, settings) }
    },
    async userOfCode(code) {
      const id = await store.write((tx) => takeLoginCode(tx, codeDigest(code), clock.now()))
      const user = id === undefined ? undefined : await readUser(store.db, id)
      if (user?.status !== 'active')
        throw new ApiError('INVALID_CREDENTIALS', 'The code was used, is over or never was.')
      return user
    },
  }

  function proofIn(cookies: string | null): LoginProof | null {
    const [, sealed] = new RegExp(`(?:^|;\\s*)${cookieName}=([^;\\s]+)`).exec(cookies ?? '') ?? []
    if (sealed === undefined) return null
    try {
      const { until, ...proof } = JSON.parse(sealer.open(sealed, cookiePlace)) as LoginProof & { until: number }
      return until > clock.now() ? proof : null
    } catch {
      // A cookie that is not ours proves nothing.
      return null
    }
  }

  /** A code for whoever it is, with the link or user that the login makes; null where it is refused, which is noted. */
  async function settled(asker: Asker, claims: ProviderClaims, settings: LoginSettings): Promise<string | null> {
    const verdict = judgeLogin(claims, await factsOf(claims), settings)
    if (verdict.kind === 'create')
      return signUp(asker, claims, verdict.email, settings).catch((error: unknown) => {
        // A second login of the same person was quicker: by now they are known.
        if (error instanceof ApiError && error.code === 'ALREADY_EXISTS') return settled(asker, claims, settings)
        throw error
      })
    return store.write(async (tx) => {
      if (verdict.kind === 'link') await bumpEpoch(tx)
      // What stood when it was judged may have changed until here.
      const still = verdict.kind === 'link' ? judgeLogin(claims, await factsOf(claims, tx), settings) : verdict
      if (still.kind === 'refused' || still.kind === 'create') return refusal(tx, asker, still)
      if (still.kind === 'link') await link(tx, asker, claims, still.userId)
      return newCode(tx, still.userId)
    })
  }

  async function signUp(asker: Asker, claims: ProviderClaims, email: string, { defaultRole }: LoginSettings) {
    const request = { email, role: defaultRole, billing_mode: 'prepaid' as const }
    return users.create(operatorAtTheMachine.principal, request, async (tx, { id }) => {
      const target = { type: 'user', id }
      await audit(tx, asker, {
        action: 'user.created',
        target,
        userId: id,
        details: { by: 'login', role: defaultRole },
      })
      await link(tx, asker, claims, id)
      return newCode(tx, id)
    })
  }

  async function factsOf({ issuer, subject, email }: ProviderClaims, db: Tx | Store['db'] = store.db) {
    const linked = await findIdentity(db, issuer, subject)
    const byEmail = email === null ? undefined : await readUserByEmail(db, email)
    return { linked, byEmail, hasSignIn: byEmail !== undefined && (await hasSignIn(db, byEmail.id)) }
  }

  async function link(tx: Tx, asker: Asker, { issuer, subject }: ProviderClaims, userId: string): Promise<void> {
    await linkIdentity(tx, issuer, subject, userId, clock.now())
    const target = { type: 'user', id: userId }
    await audit(tx, asker, { action: 'user.linked', target, userId, details: { issuer } })
  }

  async function newCode(tx: Tx, userId: string): Promise<string> {
    const code = unguessable()
    await insertLoginCode(tx, codeDigest(code), userId, clock.now() + codeMs)
    return code
  }

  async function refusal(tx: Tx, asker: Asker, verdict: LoginVerdict): Promise<null> {
    const details = { reason: verdict.kind === 'refused' ? verdict.reason : verdict.kind }
    await audit(tx, asker, { action: 'login.refused', target: { type: 'user', id: null }, result: 'failed', details })
    return null
  }
}

function configured(provider: LoginsParts['provider']): NonNullable<LoginsParts['provider']> {
  if (provider === null) throw new ApiError('NOT_CONFIGURED', 'auth.oauth2 names no identity provider.')
  return provider
}

/** Read by our callback alone; no credential. */
const cookieOf = (value: string, seconds: number, { isSecure }: LoginSettings): string =>
  `${cookieName}=${value}; Max-Age=${seconds}; Path=/api/v1/auth/oauth2; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`
