/** Two instances over one database, joined by nothing else: what one changes of keys, users and tokens holds on the other. */
import { expect, test } from 'vitest'
import { startApp, type TestApp } from './app.ts'
import { freshDatabase, postgresUrl } from './postgres.ts'
import { testClock } from './runtime.ts'

const password = 'correct horse battery staple'

const post = (app: TestApp, path: string, body: object, key: string | null, method = 'POST') =>
  app.fetch(`/api/v1${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(key !== null && { authorization: `Bearer ${key}` }) },
    ...(method !== 'DELETE' && { body: JSON.stringify(body) }),
  })
async function answer<T>(response: Promise<Response>): Promise<T> {
  const got = await response
  expect(got.ok).toBe(true)
  return (await got.json()) as T
}

async function twoInstances(database: string) {
  const clock = testClock()
  const here = await startApp('{}', { database, clock })
  const there = await startApp('{}', { database, clock })
  const { data: user } = await answer<{ data: { id: string; setup_token: string } }>(
    post(here, '/admin/users', { email: 'ada@example.com' }, here.key),
  )
  await answer(post(here, '/auth/password', { setup_token: user.setup_token, password }, null))
  const grant = { grant_type: 'password', email: 'ada@example.com', password }
  const { access_token } = await answer<{ access_token: string }>(post(here, '/auth/token', grant, null))
  const { api_key, data: key } = await answer<{ api_key: string; data: { id: string } }>(
    post(here, '/auth/apikey', { name: 'Ada’s' }, access_token),
  )
  const status = async (credential: string, path = '/user') =>
    (await there.fetch(`/api/v1${path}`, { headers: { authorization: `Bearer ${credential}` } })).status
  return {
    here,
    there,
    user,
    access_token,
    api_key,
    key,
    status,
    /** What the other instance answers once a second has gone by since the change. */
    async within(ms: number, ask: () => Promise<number>, expected: number) {
      await clock.advance(ms)
      await expect.poll(ask).toBe(expected)
    },
    async close() {
      await here.close()
      await there.close()
    },
  }
}

type Pair = Awaited<ReturnType<typeof twoInstances>>
const changes: [string, (pair: Pair) => Promise<Response>, { token: number; key: number }][] = [
  [
    'a revoked token',
    ({ here, access_token }) => post(here, '/auth/revoke', {}, access_token),
    { token: 401, key: 200 },
  ],
  [
    'a revoked key',
    ({ here, key, access_token }) => post(here, `/auth/apikey/${key.id}`, {}, access_token, 'DELETE'),
    { token: 200, key: 401 },
  ],
  [
    'a disabled user',
    ({ here, user }) => post(here, `/admin/users/${user.id}`, {}, here.key, 'DELETE'),
    { token: 401, key: 401 },
  ],
  [
    'a changed role',
    ({ here, user }) => post(here, `/admin/users/${user.id}`, { role: 'operator' }, here.key, 'PATCH'),
    { token: 401, key: 200 },
  ],
  [
    'a changed password',
    ({ here, access_token }) =>
      post(here, '/auth/password', { current_password: password, password: 'another long password' }, access_token),
    { token: 401, key: 200 },
  ],
]

test.skipIf('missing' in postgresUrl()).each(changes)(
  '%s holds on the other instance within a second',
  async (_, change, expected) => {
    const pair = await twoInstances(await freshDatabase())
    const { access_token, api_key, status } = pair
    expect([await status(access_token), await status(api_key)]).toEqual([200, 200])
    expect((await change(pair)).ok).toBe(true)
    const ask = expected.token === 401 ? () => status(access_token) : () => status(api_key)
    await pair.within(1_000, ask, 401)
    expect([await status(access_token), await status(api_key)]).toEqual([expected.token, expected.key])
    await pair.close()
  },
)
