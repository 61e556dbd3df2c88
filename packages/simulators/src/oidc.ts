import { createHash, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { listen } from './listen.ts'
import { readBody } from './receive.ts'

/**
 * What goes wrong for whoever logs in by this name (`login_hint`). SIMULATED: a real provider does none of it on purpose.
 */
export const oidcFaults = {
  'sim/denied': 'the person says no: error=access_denied',
  'sim/wrong-nonce': 'the ID token has another nonce',
  'sim/no-nonce': 'the ID token has no nonce',
  'sim/wrong-audience': 'the ID token is for another client',
  'sim/wrong-issuer': 'the ID token names another issuer',
  'sim/expired': 'the ID token is over',
  'sim/wrong-key': 'the ID token is signed with a key that is not published',
  'sim/unsigned': 'the ID token has the algorithm none',
  'sim/no-id-token': 'the token endpoint answers without an ID token',
  'sim/token-down': 'the token endpoint is 503',
} as const

export type OidcFaultName = keyof typeof oidcFaults

export interface OidcPerson {
  sub: string
  email?: string
  email_verified?: boolean
  name?: string
}

export interface OidcOptions {
  port?: number
  clientId?: string
  clientSecret?: string
  /** By `login_hint`; whoever is not here is known by their email, verified. */
  people?: Record<string, OidcPerson>
  now?: () => number
}

export interface OidcSimulator {
  /** The issuer. */
  url: string
  clientId: string
  clientSecret: string
  /** Paths in the order of the requests. */
  seen: readonly string[]
  close(): Promise<void>
}

interface Grant {
  redirectUri: string
  challenge: string
  nonce: string | undefined
  hint: string
}

interface Reply {
  status: number
  body?: object
  location?: string
}

const idTokenSeconds = 300

/**
 * A SIMULATED identity provider on loopback: discovery, JWKS, authorization and token endpoints as OpenID Connect Core and
 * RFC 7636 have them. Nobody is asked: who logs in is the `login_hint`. PKCE (S256) is required; a code works once.
 */
export async function simulateOidc({
  port = 0,
  clientId = 'sim-client',
  clientSecret = 'sim-client-secret',
  people = {},
  now = Date.now,
}: OidcOptions = {}): Promise<OidcSimulator> {
  const published = keyPair('sim-key')
  const unpublished = keyPair('sim-key')
  const grants = new Map<string, Grant>()
  const seen: string[] = []
  let codes = 0
  let issuer = ''

  const person = (hint: string): OidcPerson =>
    people[hint] ?? { sub: `sim-${digest(hint).slice(0, 16)}`, email: hint, email_verified: true, name: hint }

  function authorize(query: URLSearchParams): Reply {
    const redirectUri = query.get('redirect_uri') ?? ''
    if (query.get('client_id') !== clientId || !URL.canParse(redirectUri))
      return { status: 400, body: { error: 'invalid_client' } }
    const back = (answer: Record<string, string>): Reply => {
      const url = new URL(redirectUri)
      const state = query.get('state')
      for (const [name, value] of Object.entries({ ...answer, ...(state && { state }), iss: issuer }))
        url.searchParams.set(name, value)
      return { status: 302, location: url.href }
    }
    const challenge = query.get('code_challenge')
    if (query.get('response_type') !== 'code' || !query.get('scope')?.split(' ').includes('openid'))
      return back({ error: 'invalid_request' })
    if (!challenge || query.get('code_challenge_method') !== 'S256')
      return back({ error: 'invalid_request', error_description: 'PKCE with S256 is required' })
    const hint = query.get('login_hint') ?? 'ada@example.com'
    if (hint === 'sim/denied') return back({ error: 'access_denied' })
    const code = `sim-code-${codes++}-${digest(challenge).slice(0, 8)}`
    grants.set(code, { redirectUri, challenge, nonce: query.get('nonce') ?? undefined, hint })
    return back({ code })
  }

  function token(form: URLSearchParams, authorization: string | undefined): Reply {
    const [id, secret] = clientOf(form, authorization)
    if (id !== clientId || secret !== clientSecret) return { status: 401, body: { error: 'invalid_client' } }
    if (form.get('grant_type') !== 'authorization_code')
      return { status: 400, body: { error: 'unsupported_grant_type' } }
    const grant = grants.get(form.get('code') ?? '')
    grants.delete(form.get('code') ?? '')
    const isProven = grant !== undefined && s256(form.get('code_verifier') ?? '') === grant.challenge
    if (!isProven || form.get('redirect_uri') !== grant.redirectUri)
      return { status: 400, body: { error: 'invalid_grant' } }
    if (grant.hint === 'sim/token-down') return { status: 503, body: { error: 'temporarily_unavailable' } }
    const opaque = {
      access_token: `sim-access-${digest(grant.challenge).slice(0, 16)}`,
      token_type: 'Bearer',
      expires_in: 3_600,
    }
    return { status: 200, body: grant.hint === 'sim/no-id-token' ? opaque : { ...opaque, id_token: idToken(grant) } }
  }

  function idToken({ hint, nonce }: Grant): string {
    const seconds = Math.floor(now() / 1_000) - (hint === 'sim/expired' ? 2 * idTokenSeconds : 0)
    const claims = {
      iss: hint === 'sim/wrong-issuer' ? 'https://other.example' : issuer,
      aud: hint === 'sim/wrong-audience' ? 'another-client' : clientId,
      iat: seconds,
      exp: seconds + idTokenSeconds,
      ...(hint !== 'sim/no-nonce' &&
        nonce !== undefined && { nonce: hint === 'sim/wrong-nonce' ? `${nonce}x` : nonce }),
      ...person(hint),
    }
    if (hint === 'sim/unsigned') return `${encoded({ alg: 'none', typ: 'JWT' })}.${encoded(claims)}.`
    return signed(claims, hint === 'sim/wrong-key' ? unpublished.privateKey : published.privateKey)
  }

  async function answer(request: IncomingMessage): Promise<Reply> {
    const url = new URL(request.url ?? '/', issuer)
    seen.push(url.pathname)
    const body = (await readBody(request)).toString()
    const routes: Record<string, () => Reply> = {
      'GET /.well-known/openid-configuration': () => ({ status: 200, body: metadata(issuer) }),
      'GET /jwks': () => ({ status: 200, body: { keys: [published.jwk] } }),
      'GET /authorize': () => authorize(url.searchParams),
      'POST /token': () => token(new URLSearchParams(body), request.headers.authorization),
    }
    return routes[`${request.method} ${url.pathname}`]?.() ?? { status: 404, body: { error: 'not_found' } }
  }

  const { url, close } = await listen((request: IncomingMessage, response: ServerResponse) => {
    void answer(request).then(({ status, body, location }) => {
      response.writeHead(status, { 'content-type': 'application/json', ...(location && { location }) })
      response.end(body === undefined ? '' : JSON.stringify(body))
    })
  }, port)
  issuer = url
  return { url, clientId, clientSecret, seen, close }
}

const metadata = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
  code_challenge_methods_supported: ['S256'],
  token_endpoint_auth_methods_supported: ['client_secret_basic'],
  authorization_response_iss_parameter_supported: true,
})

function keyPair(kid: string): { privateKey: KeyObject; jwk: object } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  return { privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' } }
}

function clientOf(form: URLSearchParams, authorization: string | undefined): (string | null | undefined)[] {
  const [scheme, encodedPair = ''] = authorization?.split(' ') ?? []
  if (scheme?.toLowerCase() !== 'basic') return [form.get('client_id'), form.get('client_secret')]
  return Buffer.from(encodedPair, 'base64').toString().split(':').map(decodeURIComponent)
}

function signed(claims: object, key: KeyObject): string {
  const input = `${encoded({ alg: 'RS256', typ: 'JWT', kid: 'sim-key' })}.${encoded(claims)}`
  return `${input}.${createSign('RSA-SHA256').update(input).sign(key, 'base64url')}`
}

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const digest = (text: string) => createHash('sha256').update(text).digest('hex')
const s256 = (verifier: string) => createHash('sha256').update(verifier).digest('base64url')
