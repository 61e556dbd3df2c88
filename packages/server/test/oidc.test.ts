/** Login at a SIMULATED identity provider, as a browser does it; and every way in which it must fail. */
import { conformingFetch } from '@proxyapi/contract/conforming-fetch'
import { type OidcFaultName, type OidcSimulator, oidcFaults, simulateOidc } from '@proxyapi/simulators'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from './app.ts'
import { testClock } from './runtime.ts'

const base = 'http://127.0.0.1:8000'
const people = {
  unverified: { sub: 'sim-unverified', email: 'unverified@example.com', email_verified: false },
  elsewhere: { sub: 'sim-elsewhere', email: 'eve@elsewhere.example', email_verified: true },
  /** Another subject with the email of somebody who is known. */
  twin: { sub: 'sim-twin', email: 'ada@example.com', email_verified: true },
}

let provider: OidcSimulator
let server: TestApp
const clock = testClock()
const configured = (more = '') =>
  `auth: { oauth2: { enabled: true, provider: oidc, issuer: '${provider.url}', client_id: ${provider.clientId}, client_secret: ${provider.clientSecret}, allow_signup: true, allowed_domains: [example.com]${more} } }`
beforeAll(async () => {
  provider = await simulateOidc({ people })
  server = await startApp(configured(), { clock })
})
afterAll(async () => {
  await server.close()
  await provider.close()
})

interface Begun {
  /** Of the provider; to be changed by a test. */
  authorize: URL
  cookie: string
}

async function begin(app = server, hint = 'ada@example.com'): Promise<Begun> {
  const response = await conformingFetch((request) => app.app.fetch(request))(
    new Request(`${base}/api/v1/auth/oauth2/login`, { redirect: 'manual' }),
  )
  expect(response.status).toBe(302)
  const authorize = new URL(response.headers.get('location')!)
  authorize.searchParams.set('login_hint', hint)
  return { authorize, cookie: response.headers.get('set-cookie')! }
}

/** What the provider sends the browser back to. */
async function consent({ authorize }: Pick<Begun, 'authorize'>): Promise<URL> {
  const response = await fetch(authorize, { redirect: 'manual' })
  return new URL(response.headers.get('location')!)
}

const finish = async (back: URL, cookie: string | null, app = server) =>
  app.app.fetch(new Request(back, { headers: cookie === null ? {} : { cookie: cookie.split(';')[0]! } }))

async function login(hint: string, app = server): Promise<Response> {
  const begun = await begin(app, hint)
  return finish(await consent(begun), begun.cookie, app)
}

const codeIn = (response: Response) => /^\/#code=([\w-]+)$/.exec(response.headers.get('location') ?? '')?.[1]
const errorOf = async (response: Response) => [response.status, ((await response.json()) as { code: string }).code]
const trade = (code: string | undefined, app = server) =>
  app.fetch('/api/v1/auth/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ grant_type: 'authorization_code', code }),
  })
async function userOf(response: Response, app = server): Promise<{ id: string; email: string; role: string }> {
  const traded = await trade(codeIn(response), app)
  const { access_token } = (await traded.json()) as { access_token: string }
  const me = await app.fetch('/api/v1/user', { headers: { authorization: `Bearer ${access_token}` } })
  return ((await me.json()) as { data: { id: string; email: string; role: string } }).data
}
const asAdmin = (app: TestApp, path: string, body: object, method = 'POST') =>
  app.fetch(`/api/v1${path}`, {
    method,
    headers: { 'x-api-key': app.key, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

describe('Accounts 15: a login works', () => {
  test('there, back, and on with a code for a token, which works once', async () => {
    const { authorize, cookie } = await begin()
    expect(Object.fromEntries(authorize.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: provider.clientId,
      redirect_uri: `${base}/api/v1/auth/oauth2/callback`,
      scope: 'openid email profile',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    })
    expect(cookie).toMatch(/^proxyapi_login=[^;]+; Max-Age=600; Path=\/api\/v1\/auth\/oauth2; HttpOnly; SameSite=Lax$/)
    expect(cookie).not.toContain(authorize.searchParams.get('state'))
    const response = await finish(await consent({ authorize }), cookie)
    expect(response.status).toBe(302)
    expect(response.headers.get('set-cookie')).toContain('Max-Age=0')
    const code = codeIn(response)
    expect((await trade(code)).status).toBe(200)
    expect(await errorOf(await trade(code))).toEqual([401, 'INVALID_CREDENTIALS'])
  })

  test('the same person is the same user, with the role that newcomers get', async () => {
    const [first, second] = [
      await userOf(await login('grace@example.com')),
      await userOf(await login('grace@example.com')),
    ]
    expect(first).toMatchObject({ email: 'grace@example.com', role: 'user' })
    expect(second.id).toBe(first.id)
  })

  test('two logins of one newcomer at once are one user', async () => {
    const both = await Promise.all([login('new@example.com'), login('new@example.com')])
    const ids = await Promise.all(both.map(async (response) => (await userOf(response)).id))
    expect(new Set(ids).size).toBe(1)
  })

  test('who was invited and has no password is linked by the verified email; who has one is not', async () => {
    const invited = (await (
      await asAdmin(server, '/admin/users', { email: 'lin@example.com', role: 'operator' })
    ).json()) as {
      data: { id: string; setup_token: string }
    }
    expect(await userOf(await login('lin@example.com'))).toMatchObject({ id: invited.data.id, role: 'operator' })
    const late = await server.fetch('/api/v1/auth/password', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ setup_token: invited.data.setup_token, password: 'correct horse battery' }),
    })
    expect(late.status).toBe(401)
    const other = (await (await asAdmin(server, '/admin/users', { email: 'own@example.com' })).json()) as {
      data: { setup_token: string }
    }
    await server.fetch('/api/v1/auth/password', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ setup_token: other.data.setup_token, password: 'correct horse battery' }),
    })
    expect(await errorOf(await login('own@example.com'))).toEqual([401, 'INVALID_CREDENTIALS'])
  })
})

describe('Accounts 15: a login fails', () => {
  const changed: [string, (begun: Begun) => void, [number, string]][] = [
    [
      'no PKCE challenge',
      ({ authorize }) => authorize.searchParams.delete('code_challenge'),
      [401, 'INVALID_CREDENTIALS'],
    ],
    [
      'a plain PKCE challenge',
      ({ authorize }) => authorize.searchParams.set('code_challenge_method', 'plain'),
      [401, 'INVALID_CREDENTIALS'],
    ],
    [
      'the PKCE challenge of another login',
      ({ authorize }) => authorize.searchParams.set('code_challenge', 'x'.repeat(43)),
      [401, 'INVALID_CREDENTIALS'],
    ],
    ['no state', ({ authorize }) => authorize.searchParams.delete('state'), [400, 'INVALID_REQUEST']],
    ['another state', ({ authorize }) => authorize.searchParams.set('state', 'x'.repeat(43)), [400, 'INVALID_REQUEST']],
    ['no nonce', ({ authorize }) => authorize.searchParams.delete('nonce'), [401, 'INVALID_CREDENTIALS']],
    [
      'another nonce',
      ({ authorize }) => authorize.searchParams.set('nonce', 'x'.repeat(43)),
      [401, 'INVALID_CREDENTIALS'],
    ],
  ]
  test.each(changed)('%s', async (_, change, expected) => {
    const begun = await begin()
    change(begun)
    expect(await errorOf(await finish(await consent(begun), begun.cookie))).toEqual(expected)
  })

  const outages: OidcFaultName[] = ['sim/token-down']
  test.each(Object.keys(oidcFaults) as OidcFaultName[])('%s at the provider', async (fault) => {
    expect(await errorOf(await login(fault))).toEqual(
      outages.includes(fault) ? [503, 'AUTH_UNAVAILABLE'] : [401, 'INVALID_CREDENTIALS'],
    )
  })

  test('the cookie of another browser, none, a changed one, one that is 10 minutes old', async () => {
    const [one, other] = [await begin(), await begin()]
    const back = await consent(one)
    for (const cookie of [
      other.cookie,
      null,
      'proxyapi_login=x',
      one.cookie.replace(/.(?=;)/, 'A').replace(/v1\../, 'v1.B'),
    ])
      expect(await errorOf(await finish(back, cookie))).toEqual([400, 'INVALID_REQUEST'])
    await clock.advance(10 * 60_000)
    expect(await errorOf(await finish(back, one.cookie))).toEqual([400, 'INVALID_REQUEST'])
  })

  test('a code of the provider that was used before, or names another issuer', async () => {
    const begun = await begin()
    const back = await consent(begun)
    expect((await finish(back, begun.cookie)).status).toBe(302)
    expect(await errorOf(await finish(back, begun.cookie))).toEqual([401, 'INVALID_CREDENTIALS'])
    const second = await begin()
    const mixed = await consent(second)
    mixed.searchParams.set('iss', 'https://other.example')
    expect(await errorOf(await finish(mixed, second.cookie))).toEqual([401, 'INVALID_CREDENTIALS'])
  })

  test.each(['unverified', 'elsewhere', 'twin'])('somebody who is %s', async (hint) => {
    await login('ada@example.com')
    expect(await errorOf(await login(hint))).toEqual([401, 'INVALID_CREDENTIALS'])
  })

  test('a disabled user, before and after the code', async () => {
    const { id } = await userOf(await login('off@example.com'))
    const code = codeIn(await login('off@example.com'))
    await asAdmin(server, `/admin/users/${id}`, { status: 'disabled' }, 'PATCH')
    expect(await errorOf(await trade(code))).toEqual([401, 'INVALID_CREDENTIALS'])
    expect(await errorOf(await login('off@example.com'))).toEqual([401, 'INVALID_CREDENTIALS'])
  })

  test('a code after 60 seconds, and one that never was', async () => {
    const code = codeIn(await login('slow@example.com'))
    await clock.advance(60_000)
    expect(await errorOf(await trade(code))).toEqual([401, 'INVALID_CREDENTIALS'])
    expect(await errorOf(await trade('x'.repeat(43)))).toEqual([401, 'INVALID_CREDENTIALS'])
  })
})

test('without sign-up a stranger stays outside, and the refusal is in the audit log with its reason', async () => {
  const app = await startApp(configured().replace('allow_signup: true', 'allow_signup: false'))
  expect(await errorOf(await login('stranger@example.com', app))).toEqual([401, 'INVALID_CREDENTIALS'])
  const audit = await app.fetch('/api/v1/admin/audit?action=login.refused', { headers: { 'x-api-key': app.key } })
  const { data } = (await audit.json()) as { data: { result: string; details: object }[] }
  expect(data).toMatchObject([{ result: 'failed', details: { reason: 'no-account' } }])
  await app.close()
})

test('a provider that is gone, or does not know this server, is 503: nobody’s credentials are wrong', async () => {
  const gone = await simulateOidc()
  const app = await startApp(configured().replace(provider.url, gone.url))
  await gone.close()
  const response = await app.fetch('/api/v1/auth/oauth2/login')
  expect(await errorOf(response)).toEqual([503, 'AUTH_UNAVAILABLE'])
  await app.close()
  const unknown = await startApp(configured().replace(provider.clientSecret, 'another-secret'))
  expect(await errorOf(await login('ada@example.com', unknown))).toEqual([503, 'AUTH_UNAVAILABLE'])
  await unknown.close()
})

test('without a provider there is no login', async () => {
  const app = await startApp()
  expect(await errorOf(await app.fetch('/api/v1/auth/oauth2/login'))).toEqual([503, 'NOT_CONFIGURED'])
  expect(await errorOf(await app.fetch('/api/v1/auth/oauth2/callback?state=x&code=y'))).toEqual([503, 'NOT_CONFIGURED'])
  await app.close()
})

test.each([
  ['no issuer', 'provider: oidc, client_id: x, client_secret: y', 'issuer'],
  ['no client_secret', 'provider: google, client_id: x', 'client_secret'],
  ['an unknown provider', 'provider: myspace, client_id: x, client_secret: y', 'provider'],
])('a configuration with %s is refused', async (_, text, path) => {
  await expect(startApp(`auth: { oauth2: { enabled: true, ${text} } }`)).rejects.toThrow(`auth.oauth2.${path}`)
})
