/** The registry in the whole app: permissions, the catalog behind the built-in rules, events in the outbox, keys. */
import { expect, it, onTestFinished } from 'vitest'
import { startApp } from './app.ts'

async function openApp() {
  const { fetch, key, close } = await startApp(
    '{ providers: [{ name: openai, type: openai, models: ["*"] }], discovery: { enabled: false } }',
  )
  onTestFinished(close)
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`/api/v1${path}`, {
      method,
      headers: { 'x-api-key': key, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, headers: response.headers, body: (await response.json()) as { data: never } }
  }
  return { call, fetch }
}

const registration = (over: object) => ({
  model_type: 'llm',
  provider: 'openai',
  version: '1.0',
  ...over,
})

it('recommends what the catalog says of a registered model', async () => {
  const { call } = await openApp()
  const { body: list } = await call('GET', '/models?provider=openai&status=any&scope=all')
  const rows = (list as unknown as { models: { id: string; shutdown_date: string | null; replacement: string[] }[] })
    .models
  const leaving = rows.find(({ shutdown_date, replacement }) => shutdown_date !== null && replacement.length > 0)!
  const staying = rows.find(({ id }) => id === 'gpt-5')!
  await call('POST', '/registry/models', registration({ model_id: 'leaving', model_name: leaving.id }))
  await call('POST', '/registry/models', registration({ model_id: 'staying', model_name: staying.id }))
  const said = async (id: string) => (await call('GET', `/registry/models/${id}/recommendations`)).body.data
  expect(await said('leaving')).toEqual({
    recommendations: [expect.stringContaining(`openai:${leaving.id} is `)],
  })
  expect(JSON.stringify(await said('leaving'))).toContain(leaving.replacement[0])
  expect(await said('staying')).toEqual({ recommendations: [] })
})

it('a keyed registration and a keyed measurement have one effect and one answer', async () => {
  const { call } = await openApp()
  const model = registration({ model_id: 'm', model_name: 'm' })
  const answers = [
    await call('POST', '/registry/models', model, { 'idempotency-key': 'a' }),
    await call('POST', '/registry/models', model, { 'idempotency-key': 'a' }),
  ]
  expect(answers.map(({ status }) => status)).toEqual([201, 201])
  expect(answers[1]?.headers.get('idempotent-replayed')).toBe('true')
  for (const _ of [1, 2])
    await call('POST', '/registry/models/m/performance', { metrics: { accuracy: 1 } }, { 'idempotency-key': 'b' })
  expect((await call('GET', '/registry/models/m/performance')).body).toMatchObject({ count: 1 })
})

it('without a key nothing is read; its writes need registry:write', async () => {
  const { fetch, call } = await openApp()
  expect((await fetch('/api/v1/registry/models')).status).toBe(401)
  const { body } = await call('POST', '/auth/apikey', { name: 'reader', scopes: ['registry:read'] })
  const reader = (body as unknown as { api_key: string }).api_key
  expect((await fetch('/api/v1/registry/models', { headers: { 'x-api-key': reader } })).status).toBe(200)
  const refused = await fetch('/api/v1/registry/models/m/deactivate', {
    method: 'POST',
    headers: { 'x-api-key': reader },
  })
  expect(refused.status).toBe(403)
})
