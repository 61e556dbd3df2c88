import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp } from '../app.ts'
import { type Harness, startHarness } from './harness.ts'
import { provider } from './lanes.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness({
    providers: ({ openai }) => [provider('openai', 'openai', openai, { models: ['gpt-4o'] })],
  })
})
afterAll(() => harness.close())

const ask = (body: object, path = '/v1/chat/completions') =>
  fetch(`${harness.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4o', max_tokens: 9, messages: [{ role: 'user', content: 'hi' }], ...body }),
  })
const turns = (count: number) => Array.from({ length: count }, () => ({ role: 'user', content: 'a' }))
const tools = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ type: 'function', function: { name: `f${index}`, parameters: {} } }))

describe('BD10 BD04 beyond a limit is 400 with the parameter, and no upstream is asked', () => {
  test.each<[string, object]>([
    ['messages', { messages: turns(4_097) }],
    ['messages', { messages: [] }],
    ['tools', { tools: tools(513) }],
    ['stop', { stop: Array(17).fill('x') }],
    ['n', { n: 9 }],
    ['n', { n: 0 }],
    ['max_tokens', { max_tokens: 0 }],
    ['max_completion_tokens', { max_completion_tokens: 1_000_001 }],
    ['temperature', { temperature: 2.1 }],
    ['temperature', { temperature: -0.1 }],
    ['top_p', { top_p: 1.1 }],
    ['proxyapi.fallbacks', { proxyapi: { fallbacks: Array(5).fill('gpt-4o') } }],
    ['proxyapi.timeout_ms', { proxyapi: { timeout_ms: 999 } }],
    ['proxyapi.session_id', { proxyapi: { session_id: 'x'.repeat(129) } }],
    ['proxyapi.template.name', { proxyapi: { template: { name: 'A B' } } }],
  ])('%s', async (param, body) => {
    const response = await ask(body)
    expect(response.status).toBe(400)
    const { error } = (await response.json()) as { error: { param: string } }
    expect(error.param).toBe(param)
    expect(harness.sims.openai.requests()).toEqual([])
  })

  test('an unknown member of the options is told as one', async () => {
    const response = await ask({ proxyapi: { fallback: [] } })
    expect(await response.json()).toMatchObject({ error: { code: 'unknown_parameter' } })
  })
})

test('what a server asks for beyond the description is asked at its door', async () => {
  const server = await startApp(
    'validation: { request: { required_headers: [Authorization, X-Tenant], allowed_content_types: [application/json] } }',
  )
  const send = async (headers: Record<string, string>) => {
    const init = { method: 'POST', headers: { 'x-api-key': server.key, 'content-length': '2', ...headers }, body: '{}' }
    const response = await server.fetch('/v1/chat/completions', init)
    return `${response.status} ${((await response.json()) as { error: { message: string } }).error.message}`
  }
  expect(await send({ 'content-type': 'application/json' })).toBe('400 This server asks for the header X-Tenant.')
  expect(await send({ 'content-type': 'text/plain', 'x-tenant': 'a' })).toMatch(/^415 /)
  expect(await send({ 'content-type': 'application/json', 'x-tenant': 'a' })).toMatch(/^400 .*model/)
  await server.close()
})
