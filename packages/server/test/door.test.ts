/** Every operation at the door: who is let in, what is not built, what bad input gets. The list comes from the document. */
import { type OperationMeta, operations } from '@proxyapi/contract'
import { conformingFetch, declaredPairs, seenPairs } from '@proxyapi/contract/conforming-fetch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { handlers } from '../src/app.ts'
import { mintApiKey } from '../src/identity/api-key.ts'
import { rolePermissions } from '../src/identity/permissions.ts'
import { notImplemented } from '../src/resources/not-implemented.ts'
import { startApp, type TestApp } from './app.ts'
import { testRandom } from './runtime.ts'

let server: TestApp
let fetch: (request: Request) => Response | Promise<Response>
beforeAll(async () => {
  server = await startApp()
  fetch = conformingFetch((request) => server.app.fetch(request))
})
afterAll(async () => {
  const declared = declaredPairs()
  const unseen = declared.filter((pair) => !seenPairs.has(pair))
  console.log(
    `pairs of operation and status: ${declared.length - unseen.length} of ${declared.length} seen in this file; for example unseen: ${unseen.slice(0, 5).join(', ')}`,
  )
  await server.close()
})

const all = Object.values(operations) as OperationMeta[]
const url = ({ path }: OperationMeta) =>
  `http://127.0.0.1:8000${path.replace(/\{(\w+)\}/g, (_, name: string) => (name === 'port' ? '8000' : name.endsWith('_id') ? (samples[name] ?? 'x') : 'x'))}`
const ulid = '01JD0000000000000000000000'
const samples: Record<string, string> = {
  contract_id: `inst_${ulid}`,
  deployment_id: `dep_${ulid}`,
  key_id: `key_${ulid}`,
  user_id: `usr_${ulid}`,
  webhook_id: `wh_${ulid}`,
  delivery_id: `dlv_${ulid}`,
  context_id: `ctx_${ulid}`,
  instance_id: `inst_${ulid}`,
}
const request = (operation: OperationMeta, headers: Record<string, string> = {}, body?: string) =>
  new Request(url(operation), {
    method: operation.method.toUpperCase(),
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body }),
  })

test('what is described and not built is in plain sight', () => {
  const holes = Object.entries(handlers)
    .filter(([, handler]) => (handler as unknown) === notImplemented)
    .map(([id]) => id)
  console.log(`notImplemented (${holes.length} of ${all.length}): ${holes.join(', ')}`)
  expect(Object.keys(handlers)).toHaveLength(149)
  expect(notImplemented).toThrow(expect.objectContaining({ code: 'NOT_IMPLEMENTED' }))
  for (const id of [
    'listModels',
    'searchModels',
    'getModel',
    'refreshModels',
    'getProvidersStatus',
    'createChatCompletion',
    'createMessage',
    'createCompletion',
    'createEmbedding',
    'createRerank',
    'createModeration',
    'createImage',
    'createSpeech',
    'createTranscription',
    'countMessageTokens',
    'listGpuOffers',
    'createGpuInstance',
    'destroyGpuInstance',
    'proxyRequest',
    'createWebhook',
    'listWebhookDeliveries',
    'createApiKey',
    'getCredits',
  ]) {
    expect(holes).not.toContain(id)
  }
})

describe('who is let in', () => {
  const guarded = all.filter(
    ({ permission, method, path }) => permission !== 'public' && !(method === 'get' && path === '/ws'),
  )
  const open = new Set(['models:read', 'models:refresh', 'events:read', 'metrics:read'])

  test.each(
    guarded.filter(({ permission }) => !open.has(permission)).map((operation) => [operation.id, operation] as const),
  )('AD01 %s asks for a credential', async (_, operation) => {
    const response = await fetch(request(operation))
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect(response.headers.get('x-should-retry')).toBe('false')
  })

  test.each(guarded.map((operation) => [operation.id, operation] as const))(
    '%s refuses a key that is not one',
    async (_, operation) => {
      expect((await fetch(request(operation, { 'x-api-key': 'pxk_nonsense' }))).status).toBe(401)
      expect(
        (await fetch(request(operation, { authorization: 'Bearer pxk_0123456789ABCDEFGHIJKLMNOPQRSTUV3FPu6b' })))
          .status,
      ).toBe(401)
    },
  )

  const narrow = 'account:read'
  test.each(
    guarded
      .filter(({ permission }) => permission !== narrow && permission !== 'authenticated' && !open.has(permission))
      .map((operation) => [operation.id, operation] as const),
  )('AU15 AD01 %s refuses a key without its permission, by name', async (_, operation) => {
    narrowKey ??= await keyWith([narrow])
    const response = await fetch(request(operation, { 'x-api-key': narrowKey }))
    expect(response.status).toBe(403)
    expect(await response.text()).toContain(operation.permission)
  })

  test('every permission of the document belongs to a role', () => {
    for (const { permission } of guarded)
      if (permission !== 'authenticated') expect(rolePermissions.admin).toContain(permission)
  })
})

let narrowKey: string | undefined
async function keyWith(scopes: string[]): Promise<string> {
  const response = await server.fetch('/api/v1/auth/apikey', {
    method: 'POST',
    headers: { 'x-api-key': server.key, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'narrow', scopes }),
  })
  return ((await response.json()) as { api_key: string }).api_key
}

describe('bad input', () => {
  const closed = all.filter(
    ({ accepts, path, bodyRequired }) =>
      accepts.includes('application/json') && path.startsWith('/api/') && bodyRequired,
  )
  const known = () => ({ 'x-api-key': server.key })

  test.each(closed.map((operation) => [operation.id, operation] as const))(
    '%s refuses a field that is not its own, JSON that is none, and other types',
    async (_, operation) => {
      const refusals = [
        await fetch(request(operation, known(), '{"role":"admin","__nope":1}')),
        await fetch(request(operation, known(), '{"a":')),
        await fetch(request(operation, known(), '{"a":1,"a":2}')),
      ]
      expect(refusals.map(({ status }) => status)).toEqual([400, 400, 400])
      const other = new Request(url(operation), {
        method: operation.method.toUpperCase(),
        headers: { ...known(), 'content-type': 'text/plain' },
        body: 'x',
      })
      expect((await fetch(other)).status).toBe(415)
    },
  )

  test('BD01 a body above the limit is 413 before it is read', async () => {
    const response = await server.fetch('/api/v1/auth/apikey', {
      method: 'POST',
      headers: { ...known(), 'content-type': 'application/json', 'content-length': '99999999' },
      body: '{}',
    })
    expect(response.status).toBe(413)
  })

  test('HT05 and unknown paths: 405 with Allow, 404 in the family of the path', async () => {
    const put = await server.fetch('/api/v1/models', { method: 'PUT' })
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    expect(await (await server.fetch('/api/v1/ai/nope', { method: 'POST' })).json()).toMatchObject({
      success: false,
      error: 'Endpoint not found: POST /api/v1/ai/nope',
    })
    expect(await (await server.fetch('/v1/nope')).json()).toMatchObject({
      error: { type: 'invalid_request_error', code: 'not_found' },
    })
  })

  test('HT07 a request id is kept where it is one, and replaced where it is not', async () => {
    const id = async (given: string) =>
      (await server.fetch('/health/live', { headers: { 'x-request-id': given } })).headers.get('x-request-id')
    expect(await id('mine-1')).toBe('mine-1')
    expect(await id('a b')).toMatch(/^req_/)
    expect(await id('x'.repeat(65))).toMatch(/^req_/)
  })

  test('HT10 ranges and conditions are ignored, and no answer to a credential is kept, but the catalog’s', async () => {
    const conditions = { range: 'bytes=0-1', 'if-none-match': '"x"', 'if-match': '*' }
    for (const operation of all.filter(({ method, path }) => method === 'get' && path !== '/ws')) {
      const { status, headers } = await fetch(request(operation, { ...known(), ...conditions }))
      expect([206, 304, 416], operation.id).not.toContain(status)
      const kept = headers.has('etag') ? 'private, no-cache' : 'no-store'
      expect(headers.get('cache-control'), operation.id).toBe(kept)
    }
  })

  test('HT10 nor is one to a credential in a header of the operator’s choice', async () => {
    const other = await startApp('auth: { api_key_header: X-Own-Key }')
    const response = await other.fetch('/api/v1/user', { headers: { 'x-own-key': other.key } })
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store'])
    await other.close()
  })

  test('AU01 two different credentials are 400; Basic alone is 401', async () => {
    const status = async (headers: Record<string, string>) => (await server.fetch('/api/v1/user', { headers })).status
    expect(await status({ 'x-api-key': server.key, authorization: 'Bearer other' })).toBe(400)
    expect(await status({ 'x-api-key': server.key, authorization: `Bearer ${server.key}` })).toBe(200)
    expect(await status({ authorization: `bearer ${server.key}` })).toBe(200)
    expect(await status({ authorization: 'Basic eDp5' })).toBe(401)
    expect(await status({ authorization: 'Bearer ' })).toBe(401)
  })
})

test('AU14 a credential that cannot be looked up is 503 everywhere, and never that of a stranger', async () => {
  const broken = await startApp()
  await broken.close()
  for (const operation of all.filter(({ path, permission }) => path !== '/ws' && permission !== 'public')) {
    const response = await broken.app.fetch(request(operation, { 'x-api-key': mintApiKey(testRandom(7).bytes) }))
    expect([operation.id, response.status, response.headers.get('x-should-retry')]).toEqual([operation.id, 503, 'true'])
    await response.body?.cancel()
  }
})

test('LK07 with its store gone, every operation says so, and nothing of how it is made', async () => {
  const broken = await startApp()
  await broken.close()
  const failed: string[] = []
  for (const operation of all.filter(({ path, id }) => path !== '/ws' && !id.startsWith('refresh'))) {
    const isRead = operation.method === 'get'
    const asked = request(operation, { 'x-api-key': broken.key }, isRead ? undefined : '{}')
    const response = await broken.app.fetch(asked)
    const text = await response.text()
    if (response.status < 500) continue
    failed.push(operation.id)
    expect(response.headers.get('x-request-id'), operation.id).toMatch(/^req_/)
    expect(text, operation.id).not.toMatch(/\n\s*at |\bselect\b|\binsert\b|sqlite|node_modules|\.ts\b|\/home|\/tmp/i)
  }
  expect(failed.length).toBeGreaterThan(20)
})

test('the served document is the bundle, byte for byte', async () => {
  const { readFileSync } = await import('node:fs')
  const bundle = readFileSync(new URL('../../contract/src/generated/openapi.json', import.meta.url), 'utf8')
  expect(await (await server.fetch('/openapi.json')).text()).toBe(bundle)
})

describe('idempotency', () => {
  const create = (key: string, body: object) =>
    server.fetch('/api/v1/auth/apikey', {
      method: 'POST',
      headers: { 'x-api-key': server.key, 'idempotency-key': key, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  test('MO10 the same request again gets the same answer, another one 422', async () => {
    const first = await create('k-1', { name: 'one' })
    const again = await create('k-1', { name: 'one' })
    expect(await again.text()).toBe(await first.text())
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect((await create('k-1', { name: 'two' })).status).toBe(422)
    expect((await create('k\u0001', { name: 'two' })).status).toBe(400)
  })

  test('100 duplicates at once have one effect', async () => {
    const before = await keys()
    const answers = await Promise.all(Array.from({ length: 100 }, () => create('k-2', { name: 'many' })))
    const done = answers.filter(({ status }) => status === 201)
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true)
    expect(new Set(await Promise.all(done.map((answer) => answer.text()))).size).toBe(1)
    expect(await keys()).toBe(before + 1)
  })

  const keys = async () =>
    (
      (await (
        await server.fetch('/api/v1/auth/apikey?limit=100', { headers: { 'x-api-key': server.key } })
      ).json()) as { count: number }
    ).count
})
