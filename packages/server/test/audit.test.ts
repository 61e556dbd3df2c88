/** The audit log of the whole app: what is done over HTTP, and what is read of it. */
import { conformingFetch } from '@proxyapi/contract/conforming-fetch'
import { expect, onTestFinished, test } from 'vitest'
import { startApp } from './app.ts'

interface Entry {
  id: string
  seq: number | null
  actor: { type: string; id: string | null; key_id: string | null; ip: string | null }
  user_id: string | null
  action: string
  target_type: string | null
  target_id: string | null
  result: string
  request_id: string | null
  details: Record<string, unknown>
}

interface Page {
  data: Entry[]
  count: number
  next_cursor: string | null
  head: { seq: number; hash: string } | null
}

type Answer = { data: Record<string, string>; code?: string }

/** An app whose every answer is judged by the document, asked with a key. */
async function world() {
  const app = await startApp(`
auth: { api_keys: ['static-key-of-the-operator-32-characters'] }
providers: [{ name: p, type: openai, models: [m] }]`)
  onTestFinished(() => app.close())
  const judged = conformingFetch(async (request) => app.app.fetch(request))
  const ask = async (key: string | null, method: string, path: string, body?: unknown) => {
    // Of one millisecond, entries have no order.
    await app.clock.advance(1)
    return judged(
      new Request(`http://127.0.0.1:8000/api/v1${path}`, {
        method,
        headers: {
          ...(key !== null && { 'x-api-key': key }),
          'content-type': 'application/json',
          'x-request-id': `${method}_test`,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    )
  }
  const told = async (key: string, method: string, path: string, body?: unknown) =>
    (await (await ask(key, method, path, body)).json()) as Answer
  const page = async (query = '') =>
    (await (await ask(app.key, 'GET', `/admin/audit?limit=100${query}`)).json()) as Page
  /** As soon as something is so; the worker runs beside. */
  const until = async (path: string, holds: (page: Page) => boolean) => {
    for (;;) {
      await app.clock.advance(1_000)
      const seen = await page(path)
      if (holds(seen)) return seen
    }
  }
  return { ...app, ask, told, page, until }
}

test('whatever is changed of keys, webhooks, users and credits is recorded, with its actor and without values', async () => {
  const { key, ask, told, page } = await world()
  const { data: me } = await told(key, 'GET', '/user')
  const { data: made } = await told(key, 'POST', '/auth/apikey', { name: 'a-name-nobody-logs', scopes: ['inference'] })
  await ask(key, 'PATCH', `/auth/apikey/${made.id}`, { name: 'another-such-name' })
  await ask(key, 'DELETE', `/auth/apikey/${made.id}`)
  const { data: hook } = await told(key, 'POST', '/webhooks', {
    url: 'https://receiver.example/secret-path',
    events: ['*'],
  })
  await ask(key, 'PATCH', `/webhooks/${hook.id}`, { description: 'a-description-nobody-logs' })
  await ask(key, 'POST', `/webhooks/${hook.id}/rotate-secret`)
  await ask(key, 'DELETE', `/webhooks/${hook.id}`)
  const { data: other } = await told(key, 'POST', '/admin/users', { email: 'someone@example.com' })
  await ask(key, 'PATCH', `/admin/users/${other.id}`, { role: 'operator', name: 'a-name-nobody-logs' })
  await ask(key, 'POST', '/admin/credits/add', { user_id: other.id, amount: 5.5, reason: 'a-reason-nobody-logs' })
  await ask(key, 'DELETE', `/admin/users/${other.id}`)
  await ask('static-key-of-the-operator-32-characters', 'POST', '/auth/apikey', { name: 'of the operator' })
  await ask('static-key-of-the-operator-32-characters', 'PUT', '/models/selections', { selections: { p: 'm' } })

  const { data } = await page()
  const what = data.map(({ action, target_type, target_id, user_id, details }) => [
    action,
    `${target_type} ${target_id}`,
    user_id,
    details,
  ])
  expect(what.slice(2).reverse()).toEqual([
    ['key.created', `key ${made.id}`, me.id, { fields: ['name', 'scopes', 'overlap_hours'] }],
    ['key.updated', `key ${made.id}`, me.id, { fields: ['name'] }],
    ['key.revoked', `key ${made.id}`, me.id, {}],
    ['webhook.created', `webhook ${hook.id}`, me.id, { kind: 'all', events: ['*'] }],
    ['webhook.updated', `webhook ${hook.id}`, me.id, { fields: ['description'] }],
    ['webhook.secret_rotated', `webhook ${hook.id}`, me.id, { overlap_hours: 24 }],
    ['webhook.deleted', `webhook ${hook.id}`, me.id, {}],
    ['user.created', `user ${other.id}`, other.id, { role: 'user' }],
    ['user.updated', `user ${other.id}`, other.id, { fields: ['name', 'role'], role: 'operator' }],
    ['credits.added', `user ${other.id}`, other.id, { amount: 5.5 }],
    ['user.updated', `user ${other.id}`, other.id, { fields: ['status'], status: 'disabled' }],
  ])
  expect(data.at(-1)?.actor).toEqual({
    type: 'key',
    id: me.id,
    key_id: expect.stringMatching(/^key_/),
    ip: expect.any(String),
  })
  expect(data[0]).toMatchObject({
    actor: { type: 'static_key', id: 'usr_operator', key_id: null },
    action: 'selections.updated',
    details: { providers: ['p'] },
  })
  expect(data.every(({ result, request_id }) => result === 'success' && /^[A-Z]+_test$/.test(request_id ?? ''))).toBe(
    true,
  )
  expect(JSON.stringify(data)).not.toMatch(/nobody-logs|secret-path|whsec_|pxk_/)
})

test('looks at others are recorded, a look at oneself is not', async () => {
  const { key, ask, told, page } = await world()
  const { data: me } = await told(key, 'GET', '/user')
  await ask(key, 'GET', '/admin/users')
  await ask(key, 'GET', `/admin/users/${me.id}`)
  await ask(key, 'GET', '/admin/users/usr_operator')
  await page()
  const { data } = await page()
  expect(data.map(({ action, target_id, user_id }) => [action, target_id, user_id])).toEqual([
    ['audit.read', null, null],
    ['user.read', 'usr_operator', 'usr_operator'],
    ['users.listed', null, null],
  ])
})

test('refusals are recorded once a second a principal, those of strangers together', async () => {
  const { key, ask, told, until } = await world()
  const { data: made } = await told(key, 'POST', '/auth/apikey', { name: 'little', scopes: ['models:read'] })
  for (let n = 0; n < 3; n++) await ask(made.api_key ?? '', 'GET', '/admin/users')
  for (let n = 0; n < 4; n++) await ask('pxk_0123456789ABCDEFGHIJKLMNOPQRSTUV3FPu6a', 'GET', '/user')
  await ask(null, 'GET', '/user')
  const { data } = await until('&action=access.denied', (page) => page.count === 2)
  expect(
    data.map(({ actor, target_id, result, details }) => [actor.type, actor.key_id, target_id, result, details]),
  ).toEqual(
    expect.arrayContaining([
      ['key', made.id, 'listUsers', 'denied', { code: 'PERMISSION_DENIED', count: 3 }],
      ['anonymous', null, 'getCurrentUser', 'denied', { code: 'INVALID_API_KEY', count: 4 }],
    ]),
  )
  await ask(made.api_key ?? '', 'GET', '/admin/users')
  const later = await until(`&action=access.denied&actor=${made.id}`, (page) => page.count === 2)
  expect(later.data.map(({ details }) => details.count)).toEqual([1, 3])
})

test('entries are sealed within a second, and the head is the last of them', async () => {
  const { key, ask, until } = await world()
  for (let n = 0; n < 3; n++) await ask(key, 'POST', '/auth/apikey', { name: `key ${n}` })
  const { data, head } = await until('&action=key.created', ({ data }) => data.every(({ seq }) => seq !== null))
  expect(data.map(({ seq }) => seq)).toEqual([3, 2, 1])
  expect(head?.seq).toBeGreaterThanOrEqual(3)
  expect(head?.hash).toMatch(/^[0-9a-f]{64}$/)
})

test('filters narrow together, pages go on where they ended, and a cursor fits its own query alone', async () => {
  const { key, ask, told, clock } = await world()
  const ids: string[] = []
  for (let n = 0; n < 5; n++) {
    ids.push((await told(key, 'POST', '/auth/apikey', { name: `key ${n}` })).data.id ?? '')
    await clock.advance(60_000)
  }
  const of = async (query: string) =>
    (await (await ask(key, 'GET', `/admin/audit?${query}`)).json()) as Page & { code?: string }
  const targets = ({ data }: Page) => data.map(({ target_id }) => target_id)
  const first = await of('action=key.created&limit=2')
  const second = await of(`action=key.created&limit=2&cursor=${first.next_cursor}`)
  const third = await of(`action=key.created&limit=2&cursor=${second.next_cursor}`)
  expect([first, second, third].flatMap(targets)).toEqual([...ids].reverse())
  expect(third.next_cursor).toBeNull()
  expect((await of(`action=key.revoked&limit=2&cursor=${first.next_cursor}`)).code).toBe('INVALID_CURSOR')
  expect(targets(await of(`target=${ids[2]}`))).toEqual([ids[2]])
  const at = (n: number) => new Date(clock.now() - (5 - n) * 60_001 - 5_000).toISOString()
  expect(targets(await of(`action=key.created&from=${at(1)}&to=${at(3)}`))).toEqual([ids[2], ids[1]])
  const { data: me } = await told(key, 'GET', '/user')
  expect((await of(`actor=${me.id}&action=key.created`)).count).toBe(5)
  expect((await of('actor=usr_operator')).count).toBe(0)
})
