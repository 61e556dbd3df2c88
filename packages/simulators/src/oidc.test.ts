import { createHash, createPublicKey, verify } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OidcSimulator, simulateOidc } from './oidc.ts'

const redirectUri = 'http://127.0.0.1:8000/callback'
const verifier = 'v'.repeat(43)
const challenge = createHash('sha256').update(verifier).digest('base64url')

let oidc: OidcSimulator
beforeAll(async () => {
  oidc = await simulateOidc()
})
afterAll(() => oidc.close())

async function authorize(change: Record<string, string | undefined> = {}): Promise<URL> {
  const query = {
    client_id: oidc.clientId,
    response_type: 'code',
    scope: 'openid email',
    redirect_uri: redirectUri,
    state: 's1',
    nonce: 'n1',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...change,
  }
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const response = await fetch(`${oidc.url}/authorize?${new URLSearchParams(given)}`, { redirect: 'manual' })
  return new URL(response.headers.get('location') ?? 'about:blank')
}

async function trade(code: string | null, change: Record<string, string> = {}) {
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code: code ?? '',
    redirect_uri: redirectUri,
    client_id: oidc.clientId,
    client_secret: oidc.clientSecret,
    code_verifier: verifier,
    ...change,
  })
  const response = await fetch(`${oidc.url}/token`, { method: 'POST', body })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

test('discovery names its endpoints', async () => {
  const metadata = (await (await fetch(`${oidc.url}/.well-known/openid-configuration`)).json()) as Record<
    string,
    string
  >
  expect(metadata).toMatchObject({ issuer: oidc.url, token_endpoint: `${oidc.url}/token` })
})

test('a code is traded once for an ID token that the published key signs', async () => {
  const back = await authorize({ login_hint: 'ada@example.com' })
  expect([back.searchParams.get('state'), back.searchParams.get('iss')]).toEqual(['s1', oidc.url])
  const code = back.searchParams.get('code')
  const { status, body } = await trade(code)
  expect([status, body.token_type]).toEqual([200, 'Bearer'])
  const [header = '', payload = '', signature = ''] = String(body.id_token).split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
  expect(claims).toMatchObject({
    iss: oidc.url,
    aud: oidc.clientId,
    nonce: 'n1',
    email: 'ada@example.com',
    email_verified: true,
  })
  const { keys } = (await (await fetch(`${oidc.url}/jwks`)).json()) as { keys: [JsonWebKey] }
  const key = createPublicKey({ key: keys[0] as never, format: 'jwk' })
  expect(verify('RSA-SHA256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))).toBe(true)
  expect((await trade(code)).body).toEqual({ error: 'invalid_grant' })
})

test.each([
  ['no challenge', { code_challenge: undefined }],
  ['a plain challenge', { code_challenge_method: 'plain' }],
  ['no openid scope', { scope: 'email' }],
])('%s is refused', async (_, change) => {
  expect((await authorize(change)).searchParams.get('error')).toBe('invalid_request')
})

test.each([
  ['another verifier', { code_verifier: 'w'.repeat(43) }, 'invalid_grant'],
  ['no verifier', { code_verifier: '' }, 'invalid_grant'],
  ['another redirect', { redirect_uri: 'http://127.0.0.1:9/callback' }, 'invalid_grant'],
  ['another secret', { client_secret: 'x' }, 'invalid_client'],
])('%s gets no token', async (_, change, error) => {
  const code = (await authorize()).searchParams.get('code')
  expect((await trade(code, change)).body).toEqual({ error })
})

test('faults have names', async () => {
  expect((await authorize({ login_hint: 'sim/denied' })).searchParams.get('error')).toBe('access_denied')
  const code = (await authorize({ login_hint: 'sim/token-down' })).searchParams.get('code')
  expect((await trade(code)).status).toBe(503)
})
