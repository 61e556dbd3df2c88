import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { attemptLimits } from '../../src/gateway/deadlines.ts'
import type { ModelLookup } from '../../src/gateway/lane.ts'
import { withOverrides } from '../../src/settings/with-overrides.ts'
import { facts, lookup, provider } from './lanes.ts'
import { completion, done, finish, lane, reading, role, scripted, sse, text } from './scripted.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))
const configured = (text: string) => loadConfig({ files: [{ name: 'config.yaml', text }], environment: {} }).config
/** Models as the catalog and this configuration tell of them. */
const models = (text: string, rows = [facts('openai', 'm'), facts('anthropic', 'm')]): ModelLookup =>
  withOverrides(lookup(rows), configured(text))

/** As it stands in the documents of the existing users. */
const written = 'model_overrides: { m: { max_tokens: 8192, temperature: 0.8, presence_penalty: 0.1 } }'
const rows = (text: string) => ['openai', 'anthropic'].flatMap((name) => models(text).find(name, 'm') ?? [])

async function sent(config: string, body: object, inbound = 'openai-chat', brand = 'openai') {
  const { ask, calls } = scripted({ models: rows(config), providers: [lane('a', {}, brand)] })
  const reply = ask(body, inbound)
  await turn()
  const said = calls[0]?.body
  calls[0]?.answer(400, { error: { message: 'enough' } })
  await reply.catch(() => undefined)
  return { said, bytes: String(calls[0]?.call.body) }
}

describe('fields of a model', () => {
  test('are filled in where the caller left them out, and the rest stays as it was written', async () => {
    const { bytes } = await sent(written, { unknown_field: 1.0, top_p: 0.5 })
    expect(bytes).toBe(
      '{"model":"m","messages":[{"role":"user","content":"hi"}],"unknown_field":1,"top_p":0.5,"temperature":0.8,"presence_penalty":0.1,"max_completion_tokens":8192}',
    )
  })

  test('are the caller’s where he says something; null says nothing', async () => {
    const { said } = await sent(written, { temperature: 0, presence_penalty: null, max_tokens: 5 })
    expect(said).toMatchObject({ temperature: 0, presence_penalty: 0.1, max_completion_tokens: 5 })
  })

  test.each(['max_tokens', 'max_completion_tokens'])('cap %s', async (name) => {
    const { said } = await sent(written, { [name]: 100_000 })
    expect(said).toMatchObject({ max_completion_tokens: 8_192 })
    expect(Object.keys(said ?? {}).filter((key) => key.startsWith('max_'))).toHaveLength(1)
  })

  test('reach a lane of another dialect in its own words', async () => {
    const { said } = await sent(written, { max_tokens: 100_000 }, 'openai-chat', 'anthropic')
    expect(said).toMatchObject({ max_tokens: 8_192, temperature: 0.8 })
    expect(said).not.toHaveProperty('presence_penalty')
  })

  test('reach callers of another dialect', async () => {
    const body = { max_tokens: 9_000, messages: [{ role: 'user', content: 'hi' }], top_k: 3 }
    const { said } = await sent(written, body, 'anthropic-messages', 'anthropic')
    expect(said).toMatchObject({ max_tokens: 8_192, temperature: 0.8, top_k: 3 })
  })

  test('are those of the lane that is tried, not of the one before it', async () => {
    const config = 'model_overrides: { m: { temperature: 0.1 }, n: { top_p: 0.2 } }'
    const known = models(config, [facts('openai', 'm'), facts('openai', 'n')])
    const { ask, calls } = scripted({
      models: ['m', 'n'].flatMap((id) => known.find('openai', id) ?? []),
      providers: [lane('a', { models: ['m', 'n'] })],
    })
    const reply = ask({ proxyapi: { fallbacks: ['n'] } })
    await turn()
    calls[0]?.answer(404, { error: { message: 'The model does not exist', code: 'model_not_found' } })
    calls[1]?.answer(200, completion('x'))
    await reply
    expect(calls[0]?.body).toMatchObject({ temperature: 0.1 })
    expect(calls[1]?.body).toMatchObject({ top_p: 0.2 })
    expect(calls[1]?.body).not.toHaveProperty('temperature')
  })

  test('leave the reply’s bytes alone', async () => {
    const { ask, calls } = scripted({ models: rows(written), providers: [lane('a')] })
    const reply = ask({ stream: true })
    await turn()
    const odd = text('x').replace('{', '{"odd":1,')
    calls[0]?.head(200, sse).data(role, odd, finish, done).end()
    const { heard, over } = reading(await reply)
    await over
    expect(heard.text).toBe(role + odd + finish + done)
  })
})

describe('facts of a model', () => {
  const config = 'model_overrides: { m: { timeout: 7, context_length: 50, input_cost: 0.002, max_tokens: 20 } }'

  test('beat the catalog’s', () => {
    expect(models(config).find('openai', 'm')).toMatchObject({
      contextLength: 50,
      maxOutputTokens: 20,
      price: { input: 2_000_000, output: 4_000_000 },
    })
  })

  test('stand for a model that the catalog does not know', () => {
    const { written: complete } = models(config, [])
    expect(complete?.(facts('x', 'm', { price: null }))).toMatchObject({
      contextLength: 50,
      price: { input: 2_000_000 },
    })
  })

  test('its timeout beats the provider’s, and the caller’s beats both', () => {
    const model = models(config).find('openai', 'm')!
    const here = { id: 'a/m', provider: provider('a', 'openai', 'http://a', { timeoutMs: 3_000 }), model }
    const call = { stream: false, output: {} } as Parameters<typeof attemptLimits>[0]
    expect(attemptLimits(call, here, null, false).answerMs).toBe(7_000)
    expect(attemptLimits(call, here, 1_500, false).answerMs).toBe(1_500)
  })
})

test.each([
  ['temprature: 1', 'model_overrides.m.temprature: unknown key'],
  ['temperature: 3', 'model_overrides.m.temperature: 3 is greater than the maximum of 2'],
  ['max_tokens: 0', 'model_overrides.m.max_tokens: 0 is less than the minimum of 1'],
])('%s is a mistake', (text, problem) => {
  expect(() => configured(`model_overrides: { m: { ${text} } }`)).toThrow(problem)
})
