/** Every operation of the document, told to go to a listener on this machine: nothing arrives there. */
import { readFileSync } from 'node:fs'
import { type OperationMeta, operations } from '@proxyapi/contract'
import { expect, test } from 'vitest'
import { startApp } from '../app.ts'
import { startHarness } from '../gateway/harness.ts'
import { provider } from '../gateway/lanes.ts'
import { silentServer } from './loopback.ts'

interface Described {
  requestBody?: { content: Record<string, { examples?: Record<string, { value: unknown }> }> }
}
const bundle = new URL('../../../contract/src/generated/openapi.json', import.meta.url)
const { paths } = JSON.parse(readFileSync(bundle, 'utf8')) as { paths: Record<string, Record<string, Described>> }

const bodiesOf = ({ path, method }: OperationMeta): unknown[] =>
  Object.values(paths[path]?.[method]?.requestBody?.content['application/json']?.examples ?? {}).map(
    ({ value }) => value,
  )

/** The same, with every address in it replaced. */
function aimed(value: unknown, url: string): unknown {
  if (typeof value === 'string') return /^(?:https?|wss?):\/\//.test(value) ? url : value
  if (Array.isArray(value)) return value.map((item) => aimed(item, url))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, aimed(inner, url)]))
}

/** Where a caller might hope to steer us. */
const steering = [
  'base_url',
  'api_base',
  'target_url',
  'callback_url',
  'webhook_url',
  'image_url',
  'socketPath',
  'proxy',
]

const ulid = '01JD0000000000000000000000'
const pathOf = ({ path }: OperationMeta) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => (name.endsWith('_id') ? `x_${ulid}` : name === 'port' ? '80' : 'x'))

test('EG13 EG12 EG17 no operation takes its caller to a loopback address, wherever the address stands', async () => {
  const canary = await silentServer()
  const app = await startApp()
  const url = `http://127.0.0.1:${canary.port}/x`
  const asked: string[] = []
  const send = async (operation: OperationMeta, body: unknown, query = '') => {
    const response = await app.fetch(`${pathOf(operation)}${query}`, {
      method: operation.method.toUpperCase(),
      headers: { 'x-api-key': app.key, 'x-target-url': url, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    await response.body?.cancel()
    asked.push(operation.id)
    return response.status
  }
  for (const operation of Object.values(operations) as OperationMeta[]) {
    if (operation.path === '/ws') continue
    const isRead = operation.method === 'get'
    const query = `?${steering.map((name) => `${name}=${encodeURIComponent(url)}`).join('&')}`
    expect(await send(operation, undefined, query), operation.id).toBeGreaterThanOrEqual(isRead ? 200 : 400)
    if (isRead || !operation.accepts.includes('application/json')) continue
    for (const body of bodiesOf(operation)) {
      const status = await send(operation, aimed(body, url))
      const isAimed = JSON.stringify(aimed(body, url)) !== JSON.stringify(body)
      // Image and page addresses are told to models, not fetched by us; without an upstream nobody answers either.
      if (isAimed) expect(status, operation.id).toBeGreaterThanOrEqual(400)
      const name = steering[asked.length % steering.length] ?? ''
      await send(operation, { ...(body as object), [name]: url })
    }
  }
  expect(new Set(asked).size).toBe(Object.keys(operations).length - 1)
  expect(canary.accepted()).toBe(0)
  await app.close()
}, 60_000)

test('EG12 a field that would steer us is refused with its name, on every endpoint of `/v1` that takes JSON', async () => {
  const app = await startApp()
  const taking = (Object.values(operations) as OperationMeta[]).filter(
    ({ path, accepts }) => path.startsWith('/v1/') && accepts.includes('application/json'),
  )
  for (const operation of taking)
    for (const name of ['api_base', 'base_url', 'api_key']) {
      const [body] = bodiesOf(operation)
      const response = await app.fetch(pathOf(operation), {
        method: 'POST',
        headers: { 'x-api-key': app.key, 'content-type': 'application/json' },
        body: JSON.stringify({ ...(body as object), [name]: 'x' }),
      })
      expect([response.status, await response.text()], operation.id).toEqual([400, expect.stringContaining(name)])
    }
  await app.close()
})

test('AI02 the address of an image is told to the model and never fetched by us', async () => {
  const canary = await silentServer()
  const harness = await startHarness({
    providers: ({ openai, anthropic }) => [
      provider('openai', 'openai', openai, { models: ['gpt-4o'] }),
      provider('anthropic', 'anthropic', anthropic, { models: ['claude-sonnet-4-5-20250929'] }),
    ],
  })
  const url = `http://127.0.0.1:${canary.port}/cat.png`
  const content = [{ type: 'image_url' as const, image_url: { url } }]
  for (const model of ['openai/gpt-4o', 'anthropic/claude-sonnet-4-5-20250929'])
    await harness.openai.chat.completions.create({ model, messages: [{ role: 'user', content }] })
  const told = [...harness.sims.openai.requests(), ...harness.sims.anthropic.requests()].map(({ body }) => body)
  expect(told.map((body) => JSON.stringify(body).includes(url))).toEqual([true, true])
  expect(canary.accepted()).toBe(0)
  await harness.close()
})
