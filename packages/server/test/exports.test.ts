/** Exports over HTTP: what the document says of them, and nothing that opens anything. */
import { conformingFetch } from '@proxyapi/contract/conforming-fetch'
import { expect, onTestFinished, test } from 'vitest'
import { startApp } from './app.ts'
import { readCsv } from './read-csv.ts'

/** The parts that the seeds name, by their place in the file. */
const seedParts = ['profile', 'api_keys', 'gpu_usage', 'transactions', 'webhooks', 'preferences']
const canary = 'canary-of-a-webhook-secret-0123456789'

async function world(yaml?: string) {
  const app = await startApp(yaml)
  onTestFinished(() => app.close())
  const judged = conformingFetch(async (request) => app.app.fetch(request))
  const ask = (path: string, key = app.key, method = 'GET', body?: unknown) =>
    judged(
      new Request(`http://127.0.0.1:8000/api/v1${path}`, {
        method,
        headers: { 'x-api-key': key, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    )
  const made = async (path: string, body: unknown) =>
    ((await (await ask(path, app.key, 'POST', body)).json()) as { data: Record<string, string> }).data
  return { ...app, ask, made }
}

test('LK02 the whole account is one object whose status comes last, without any secret', async () => {
  const { key, ask, made } = await world()
  const { api_key = '' } = await made('/auth/apikey', { name: '=HYPERLINK("http://x")', scopes: ['inference'] })
  const hook = await made('/webhooks', { url: 'https://receiver.example/hook', events: ['*'], secret: canary })
  await ask('/user/preferences', key, 'PUT', { favorites: ['openai:gpt-4o'] })
  const answer = await ask('/user/export')
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="account-\d{4}-\d\d-\d\d\.json"$/)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  const text = await answer.text()
  expect(text.endsWith('},"status":"success"}')).toBe(true)
  const { data } = JSON.parse(text) as { data: Record<string, { id?: string }[]> }
  expect(Object.keys(data)).toEqual(expect.arrayContaining(seedParts))
  expect(data.webhooks).toMatchObject([{ id: hook.id, url: 'https://receiver.example/hook' }])
  expect(data.transactions).toMatchObject([{ type: 'grant', amount: 100 }])
  for (const secret of [key, api_key, canary, 'digest', 'pepper', 'sealed']) expect(text).not.toContain(secret)
  const csv = await ask('/user/export?format=csv&section=api_keys')
  expect(csv.headers.get('content-type')).toMatch(/^text\/csv/)
  const table = readCsv(await csv.text())
  expect(table.map(([, name]) => name).sort()).toEqual([`'=HYPERLINK("http://x")`, 'Development', 'name'])
  expect(table.flat().join()).not.toContain(api_key)
})

test('sections are chosen, lines name theirs, and a table is one of them', async () => {
  const { ask } = await world()
  const lines = (await (await ask('/user/export?format=ndjson&section=profile&section=credits')).text())
    .trimEnd()
    .split('\n')
  expect(lines.map((line) => (JSON.parse(line) as { section?: string }).section)).toEqual([
    'profile',
    'credits',
    undefined,
  ])
  for (const query of ['format=csv', 'format=csv&section=profile&section=credits'])
    expect(await (await ask(`/user/export?${query}`)).json()).toMatchObject({ code: 'INVALID_REQUEST' })
  expect(Object.keys(((await (await ask('/user/export?section=quotas')).json()) as { data: object }).data)).toEqual([
    'exported_at',
    'quotas',
  ])
})

test('an export is audited, refused to keys without the right, and six an hour', async () => {
  const { ask, made, key } = await world('rate_limit: { requests_per_window: 1000000 }')
  const { api_key = '', id } = await made('/auth/apikey', { name: 'little', scopes: ['inference'] })
  expect((await ask('/user/export', api_key)).status).toBe(403)
  expect((await ask('/admin/export/users', api_key)).status).toBe(403)
  for (let n = 0; n < 6; n++) await (await ask('/user/export?format=ndjson&section=profile')).text()
  expect((await ask('/user/export')).status).toBe(429)
  const users = (await (await ask('/admin/export/users', key)).json()) as { data: object[]; count: number }
  expect(users.count).toBe(users.data.length)
  const { data } = (await (await ask('/admin/audit?limit=100')).json()) as {
    data: { action: string; target_id: string | null; details: object }[]
  }
  const told = data.filter(({ action }) => action.endsWith('.exported'))
  expect(told).toHaveLength(7)
  expect(told).toContainEqual(
    expect.objectContaining({
      action: 'users.exported',
      target_id: null,
      details: { format: 'json', sections: ['users'] },
    }),
  )
  expect(JSON.stringify(told)).toContain('"sections":["profile"]')
  expect(id).toMatch(/^key_/)
})
