/** Signing in over HTTP: invitation, password, token, revocation; where a credential is never read from. */
import { conformingFetch } from '@proxyapi/contract/conforming-fetch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from './app.ts'

let server: TestApp
let fetch: (request: Request) => Response | Promise<Response>
beforeAll(async () => {
  server = await startApp()
  fetch = conformingFetch((request) => server.app.fetch(request))
})
afterAll(() => server.close())

type Headers = Record<string, string>
const base = 'http://127.0.0.1:8000/api/v1'
const json = 'application/json'
const post = async (path: string, body?: object, headers: Headers = {}) =>
  fetch(
    new Request(`${base}${path}`, {
      method: 'POST',
      headers: { ...headers, ...(body && { 'content-type': json }) },
      ...(body && { body: JSON.stringify(body) }),
    }),
  )
const get = async (path: string, headers: Headers = {}) => fetch(new Request(`${base}${path}`, { headers }))
const as = (token: string) => ({ authorization: `Bearer ${token}` })
const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code

const password = 'correct horse battery staple'
let invited = 0
async function newUser(more: object = {}): Promise<{ id: string; email: string }> {
  const email = `user${invited++}@example.com`
  const made = await post('/admin/users', { email, ...more }, { 'x-api-key': server.key })
  expect(made.status).toBe(201)
  const { data } = (await made.json()) as { data: { id: string; setup_token: string } }
  const set = await post('/auth/password', { setup_token: data.setup_token, password })
  expect([set.status, await set.json()]).toEqual([200, { data: { user_id: data.id }, status: 'success' }])
  return { id: data.id, email }
}
async function signIn(email: string, more: object = {}): Promise<string> {
  const response = await post('/auth/token', { grant_type: 'password', email, password, ...more })
  expect(response.status).toBe(200)
  return ((await response.json()) as { access_token: string }).access_token
}

test('invitation → password → token → account → revocation', async () => {
  const { id, email } = await newUser({ name: 'Ada' })
  const response = await post('/auth/token', { grant_type: 'password', email, password, expires_in: 900 })
  const { data, status, ...top } = (await response.json()) as Record<string, unknown>
  expect(top).toEqual(data)
  expect(top).toEqual({ access_token: expect.stringMatching(/^ey/), token_type: 'Bearer', expires_in: 900 })
  expect([status, response.headers.get('cache-control')]).toEqual(['success', 'no-store'])

  const token = String(top.access_token)
  const me = await get('/user', as(token))
  expect(me.status).toBe(200)
  expect(((await me.json()) as { data: object }).data).toMatchObject({ id, email, name: 'Ada', role: 'user' })

  const revoked = await post('/auth/revoke', undefined, as(token))
  expect([revoked.status, await revoked.json()]).toEqual([200, { data: { status: 'revoked' }, status: 'success' }])
  expect(await codeOf(await get('/user', as(token)))).toBe('INVALID_TOKEN')
})

test('a token spends the credits of its user, and is a credential of its own for limits', async () => {
  const { email } = await newUser()
  const credits = await get('/user/credits', as(await signIn(email)))
  expect(await credits.json()).toMatchObject({ credits_remaining: 0, credits_total: 0 })
})

test('by a key, in the header where keys stand', async () => {
  const made = await post(
    '/auth/token',
    { grant_type: 'api_key', permissions: ['account:read'] },
    { 'x-api-key': server.key },
  )
  const { access_token } = (await made.json()) as { access_token: string }
  expect((await get('/user', as(access_token))).status).toBe(200)
  expect(await codeOf(await get('/auth/apikey', as(access_token)))).toBe('PERMISSION_DENIED')
  expect(await codeOf(await post('/auth/token', { grant_type: 'api_key' }))).toBe('AUTH_REQUIRED')
  expect(await codeOf(await post('/auth/token', { grant_type: 'api_key' }, as(access_token)))).toBe('INVALID_API_KEY')
})

describe('refusals', () => {
  test('a wrong password and an unknown email are one answer, byte for byte but for the request id', async () => {
    const { email } = await newUser()
    const answers = await Promise.all(
      [email, 'nobody@example.com'].map(async (address) => {
        const response = await post('/auth/token', { grant_type: 'password', email: address, password: 'not the one' })
        return [response.status, (await response.text()).replace(/req_\w+/g, 'req')]
      }),
    )
    expect(answers[0]).toEqual(answers[1])
    expect(answers[0]?.[0]).toBe(401)
  })

  test('the sixth attempt after five failures is 429, with a time', async () => {
    const { email } = await newUser()
    for (let i = 0; i < 5; i++)
      expect((await post('/auth/token', { grant_type: 'password', email, password: 'not the one' })).status).toBe(401)
    const response = await post('/auth/token', { grant_type: 'password', email, password })
    expect([response.status, Number(response.headers.get('retry-after'))]).toEqual([429, 900])
  })

  test.each([
    ['eleven characters', { setup_token: 'x', password: 'elevenchars' }, 'INVALID_REQUEST'],
    ['more than 1,024 bytes', { setup_token: 'x', password: 'ü'.repeat(600) }, 'INVALID_REQUEST'],
    ['neither token nor password', { password }, 'INVALID_REQUEST'],
    ['a token that never was', { setup_token: 'x', password }, 'INVALID_CREDENTIALS'],
    ['a current password without a credential', { current_password: password, password }, 'AUTH_REQUIRED'],
  ])('setPassword with %s', async (_, body, code) => {
    expect(await codeOf(await post('/auth/password', body))).toBe(code)
  })

  test('an email that is taken is 409', async () => {
    const { email } = await newUser()
    const again = await post('/admin/users', { email: email.toUpperCase() }, { 'x-api-key': server.key })
    expect([again.status, await codeOf(again)]).toEqual([409, 'ALREADY_EXISTS'])
  })

  test('a repeated Idempotency-Key gets its invitation again, and makes no second user', async () => {
    const headers = { 'x-api-key': server.key, 'idempotency-key': 'invite-once' }
    const [first, second] = [
      await post('/admin/users', { email: 'once@example.com' }, headers),
      await post('/admin/users', { email: 'once@example.com' }, headers),
    ]
    expect([first.status, second.status, second.headers.get('idempotent-replayed')]).toEqual([201, 201, 'true'])
    expect(await second.text()).toBe(await first.text())
  })
})

describe('Accounts 16: a credential is read from a header, never from a cookie or the query', () => {
  const asKey = () => server.key
  test.each([
    ['a key', asKey],
    ['a token', async () => signIn((await newUser()).email)],
  ])('%s', async (_, make) => {
    const credential = await make()
    for (const name of ['api_key', 'access_token', 'token', 'x-api-key', 'authorization', 'key', 'session']) {
      const inQuery = await server.fetch(`/api/v1/user/credits?${name}=${credential}`)
      expect([name, inQuery.status]).toEqual([name, inQuery.status === 400 ? 400 : 401])
      const inCookie = await server.fetch('/api/v1/user/credits', {
        headers: { cookie: `${name}=${credential}; ${name}=Bearer%20${credential}` },
      })
      expect([name, inCookie.status]).toEqual([name, 401])
    }
    const both = await server.fetch('/api/v1/user', {
      headers: { ...as(credential), 'x-api-key': 'another-credential' },
    })
    expect(both.status).toBe(400)
  })
})

test('the session of an administrator may lift its request limits, up to 10,000 a minute; a token of a key may not', async () => {
  const app = await startApp('rate_limit: { requests_per_window: 30 }', { below: '{}' })
  const make = (path: string, body: object, headers: Headers) =>
    app.fetch(`/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': json, ...headers },
      body: JSON.stringify(body),
    })
  const own = { 'x-api-key': app.key }
  const user = (await (await make('/admin/users', { email: 'root@example.com', role: 'admin' }, own)).json()) as {
    data: { setup_token: string }
  }
  await make('/auth/password', { setup_token: user.data.setup_token, password }, {})
  const limitOf = async (body: object, headers: Headers) => {
    const { access_token } = (await (await make('/auth/token', body, headers)).json()) as { access_token: string }
    const response = await app.fetch('/v1/models', {
      headers: { ...as(access_token), 'x-rate-limit-override': '50000' },
    })
    return response.headers.get('x-ratelimit-limit')
  }
  expect(await limitOf({ grant_type: 'password', email: 'root@example.com', password }, {})).toBe('10000')
  expect(await limitOf({ grant_type: 'api_key' }, own)).toBe('30')
  await app.close()
})

test('auth.jwt.enabled: false makes no tokens and takes none', async () => {
  const off = await startApp('auth: { jwt: { enabled: false } }')
  const response = await off.fetch('/api/v1/auth/token', {
    method: 'POST',
    headers: { 'content-type': json, 'x-api-key': off.key },
    body: '{"grant_type":"api_key"}',
  })
  expect([response.status, await codeOf(response)]).toEqual([503, 'NOT_CONFIGURED'])
  const { email } = await newUser()
  const refused = await off.fetch('/api/v1/user', { headers: as(await signIn(email)) })
  expect(await codeOf(refused)).toBe('INVALID_TOKEN')
  await off.close()
})
