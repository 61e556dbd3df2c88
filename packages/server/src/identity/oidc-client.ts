import { ApiError } from '@proxyapi/contract/errors'
import * as oidc from 'openid-client'
import type { Egress } from '../egress/egress.ts'
import type { Clock } from '../runtime.ts'

export interface OidcSettings {
  issuer: string
  clientId: string
  clientSecret: string
  /** Words, apart by spaces. */
  scopes: string
  /** Our callback, as it is registered at the provider. */
  redirectUri: string
}

/** What ties the answer of the provider to the browser that asked. */
export interface LoginProof {
  state: string
  nonce: string
  /** Of PKCE. */
  verifier: string
}

/** Who the provider says it is; of an ID token whose signature, issuer, audience, time and nonce were judged. */
export interface ProviderClaims {
  issuer: string
  subject: string
  email: string | null
  isEmailVerified: boolean
}

export interface OidcClient {
  /** Where the browser is sent. Throws AUTH_UNAVAILABLE. */
  authorizationUrl(proof: LoginProof): Promise<string>
  /** The claims for the answer in `query`. Throws INVALID_CREDENTIALS for what is refused or wrong, AUTH_UNAVAILABLE. */
  claims(query: URLSearchParams, proof: LoginProof): Promise<ProviderClaims>
}

const metadataKeptMs = 3_600_000
const answerBytesMax = 1_000_000

/** The code flow of OpenID Connect with PKCE, over our way out. */
export function createOidcClient(settings: OidcSettings, egress: Egress, clock: Pick<Clock, 'monotonic'>): OidcClient {
  let known: { configuration: Promise<oidc.Configuration>; until: number } | undefined

  /** What the provider says of itself is asked once an hour; a failure is not kept. */
  function configuration(): Promise<oidc.Configuration> {
    if (known && known.until > clock.monotonic()) return known.configuration
    const asked = discovered(settings, egress).catch((cause: unknown) => {
      known = undefined
      throw new ApiError('AUTH_UNAVAILABLE', 'The identity provider cannot be asked now.', { cause })
    })
    known = { configuration: asked, until: clock.monotonic() + metadataKeptMs }
    return asked
  }

  return {
    async authorizationUrl({ state, nonce, verifier }) {
      const code_challenge = await oidc.calculatePKCECodeChallenge(verifier)
      const url = oidc.buildAuthorizationUrl(await configuration(), {
        redirect_uri: settings.redirectUri,
        scope: settings.scopes,
        state,
        nonce,
        code_challenge,
        code_challenge_method: 'S256',
      })
      return url.href
    },
    async claims(query, { state, nonce, verifier }) {
      const own = await configuration()
      const url = new URL(settings.redirectUri)
      url.search = query.toString()
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true }
      const tokens = await oidc.authorizationCodeGrant(own, url, checks).catch((cause: unknown) => {
        throw (
          outageIn(cause) ?? new ApiError('INVALID_CREDENTIALS', 'The identity provider refused the login.', { cause })
        )
      })
      const claims = tokens.claims()
      if (claims === undefined) throw new ApiError('INVALID_CREDENTIALS')
      const { email, email_verified } = claims
      return {
        issuer: claims.iss,
        subject: claims.sub,
        email: typeof email === 'string' ? email.toLowerCase() : null,
        isEmailVerified: email_verified === true,
      }
    },
  }
}

async function discovered({ issuer, clientId, clientSecret }: OidcSettings, egress: Egress) {
  const url = new URL(issuer)
  // Plain http only where the operator wrote it; production refuses that at its start.
  const execute = url.protocol === 'http:' ? [oidc.allowInsecureRequests] : []
  const fetch = fetchOver(egress)
  const found = await oidc.discovery(url, clientId, undefined, oidc.None(), { execute, [oidc.customFetch]: fetch })
  const metadata = found.serverMetadata()
  const isPost = metadata.token_endpoint_auth_methods_supported?.includes('client_secret_post') === true
  const authentication = isPost ? oidc.ClientSecretPost(clientSecret) : oidc.ClientSecretBasic(clientSecret)
  const configuration = new oidc.Configuration(metadata, clientId, clientSecret, authentication)
  configuration[oidc.customFetch] = fetch
  for (const method of execute) method(configuration)
  // The ID token comes over TLS from its issuer; its signature is judged all the same.
  oidc.enableNonRepudiationChecks(configuration)
  return configuration
}

/** Requests of the library leave by our door. */
const fetchOver =
  (egress: Egress): oidc.CustomFetch =>
  async (url, { method, headers, body }) => {
    const sent = body instanceof URLSearchParams ? body.toString() : typeof body === 'string' ? body : null
    const answer = await egress.request({ class: 'identity', method, url, headers, body: sent })
    if (answer.status >= 500) {
      answer.cancel()
      throw new ApiError('AUTH_UNAVAILABLE', 'The identity provider is out of order.')
    }
    const bytes = await answer.bytes(answerBytesMax)
    return new Response(Buffer.from(bytes), { status: answer.status, headers: answer.headers })
  }

const ourFault: ReadonlySet<unknown> = new Set(['invalid_client', 'unauthorized_client', 'unsupported_grant_type'])

/** Where the provider could not be asked, or does not know this server: not the fault of who logs in. */
function outageIn(error: unknown): ApiError | null {
  if (error instanceof oidc.ResponseBodyError)
    return ourFault.has(error.error) ? unavailable('The identity provider does not accept this server.', error) : null
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if (at instanceof ApiError && at.code === 'AUTH_UNAVAILABLE') return at
    if (at.name === 'EgressFailure') return unavailable('The identity provider cannot be reached.', error)
  }
  return null
}

const unavailable = (text: string, cause: unknown) => new ApiError('AUTH_UNAVAILABLE', text, { cause })
