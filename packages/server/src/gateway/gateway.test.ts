import { describe, expect, test } from 'vitest'
import { facts, price } from '../../test/gateway/lanes.ts'
import { completion, lane, scripted } from '../../test/gateway/scripted.ts'
import type { Principal } from '../identity/principal.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))
const principal = (modelsAllow: string[] | null = null): Principal => ({
  kind: 'key',
  userId: 'usr_1',
  keyId: 'key_1',
  role: 'user',
  permissions: new Set(),
  billing: 'prepaid',
  modelsAllow,
})

describe('what can be called', () => {
  const { gateway } = scripted({
    providers: [lane('a', { models: ['*'] }), lane('b', { models: ['m', 'local'], priority: 2 })],
    models: [
      facts('openai', 'm', { price: { ...price, cacheWrite5m: 0 } }),
      facts('openai', 'n', { price: null, capabilities: [] }),
    ],
    settings: { aliases: { best: 'a/n', gone: 'nothing' } },
  })

  test('in OpenAI’s shape: all of it, by id, aliases too', () => {
    const list = gateway.models(principal(), 'openai', {})
    expect(list.data.map(({ id }) => id)).toEqual(['a/m', 'a/n', 'b/local', 'b/m', 'best'])
    expect(list.data[0]).toEqual({
      id: 'a/m',
      object: 'model',
      created: 0,
      owned_by: 'a',
      kind: 'model',
      context_length: 128_000,
      max_tokens: 16_384,
      pricing: { mode: 'fixed', currency: 'USD', input: 1, output: 4, cache_read: 0.1, cache_write_5m: 0 },
    })
    expect(list.data[4]).toMatchObject({ kind: 'alias', owned_by: 'proxyapi', pricing: null })
  })

  test('in Anthropic’s shape: pages in both directions', () => {
    const page = (query: object) => {
      const { data, ...rest } = gateway.models(principal(), 'anthropic', query) as { data: { id: string }[] }
      return { ids: data.map(({ id }) => id), ...rest }
    }
    expect(page({ limit: 2 })).toEqual({ ids: ['a/m', 'a/n'], has_more: true, first_id: 'a/m', last_id: 'a/n' })
    expect(page({ limit: 2, after_id: 'a/n' })).toMatchObject({ ids: ['b/local', 'b/m'], has_more: true })
    expect(page({ limit: 2, after_id: 'b/m' })).toMatchObject({ ids: ['best'], has_more: false })
    expect(page({ limit: 2, before_id: 'best' })).toMatchObject({ ids: ['b/local', 'b/m'], has_more: true })
    expect(page({ limit: 2, before_id: 'a/n' })).toMatchObject({ ids: ['a/m'], has_more: false })
    expect(page({ after_id: 'z' })).toEqual({ ids: [], has_more: false, first_id: null, last_id: null })
    expect(gateway.model(principal(), 'anthropic', 'a/m')).toMatchObject({
      type: 'model',
      max_input_tokens: 128_000,
      capabilities: { chat: { supported: true } },
    })
  })

  test('only what the key may use; the rest is as if it did not exist', () => {
    const list = gateway.models(principal(['b/*']), 'openai', {})
    expect(list.data.map(({ id }) => id)).toEqual(['b/local', 'b/m'])
    const code = (id: string, allow: string[] | null) => {
      try {
        return gateway.model(principal(allow), 'openai', id).id
      } catch (error) {
        return (error as { code: string }).code
      }
    }
    expect(code('a/n', ['b/*'])).toBe('MODEL_NOT_FOUND')
    expect(code('none', null)).toBe('MODEL_NOT_FOUND')
    expect(code('best', null)).toBe('a/n')
    expect(code('m', ['b/*'])).toBe('b/m')
  })
})

describe('a call that is refused before any upstream is asked', () => {
  test.each([
    ['an unknown model', { model: 'zzz' }, {}, 'MODEL_NOT_FOUND'],
    ['a model outside the key’s list', {}, { modelsAllow: ['other'] }, 'MODEL_NOT_ALLOWED'],
    ['a fallback that does not exist', { proxyapi: { fallbacks: ['zzz'] } }, {}, 'MODEL_NOT_FOUND'],
    ['api_base', { api_base: 'http://x' }, {}, 'UNKNOWN_PARAMETER'],
    ['base_url', { base_url: 'http://x' }, {}, 'UNKNOWN_PARAMETER'],
    ['api_key', { api_key: 'x' }, {}, 'UNKNOWN_PARAMETER'],
    [
      'a prompt beyond every context',
      { messages: [{ role: 'user', content: 'word '.repeat(300_000) }] },
      {},
      'CONTEXT_LENGTH_EXCEEDED',
    ],
    [
      'the result of a tool that nobody called',
      { messages: [{ role: 'tool', tool_call_id: 'x', content: '' }] },
      {},
      'INVALID_REQUEST',
    ],
  ])('%s', async (_, body, who, code) => {
    const { ask, calls, book } = scripted({ principal: who })
    await expect(ask(body)).rejects.toMatchObject({ code })
    expect(calls).toEqual([])
    expect(book.open()).toBe(0)
  })
})

describe('a model without a price', () => {
  const unpriced = { models: [facts('openai', 'm', { price: null })], providers: [lane('a')] }

  test('is refused to an account that pays', async () => {
    await expect(scripted(unpriced).ask()).rejects.toMatchObject({ code: 'PRICE_UNKNOWN' })
  })

  test('answers one that does not, without a cost', async () => {
    const { ask, calls, book } = scripted({ ...unpriced, principal: { billing: 'unmetered' } })
    const reply = ask()
    await turn()
    calls[0]?.answer(200, completion('x'))
    expect((await reply).headers).not.toHaveProperty('x-proxyapi-cost')
    expect(book.settled).toMatchObject([{ amount: 0, record: { outputTokens: 5 } }])
  })

  test('costs what the upstream says, where it does', async () => {
    const { ask, calls, book } = scripted({
      providers: [lane('a', {}, 'openrouter')],
      models: [facts('openrouter', 'm', { price: null })],
    })
    const reply = ask()
    await turn()
    calls[0]?.answer(200, completion('x', { usage: { prompt_tokens: 1, completion_tokens: 1, cost: 0.25 } }))
    expect((await reply).headers).toMatchObject({ 'x-proxyapi-cost': '0.25' })
    expect(book.settled).toMatchObject([{ amount: 250_000 }])
  })
})

test('the fallback provider of the configuration comes after all lanes of the model, before what the caller names', async () => {
  const { ask, calls } = scripted({
    providers: [
      lane('a', { fallbackProvider: 'z' }),
      lane('b', { priority: 2 }),
      lane('z', { models: ['m2'], priority: 9 }),
      lane('c', { models: ['m3'] }),
    ],
    models: ['m', 'm2', 'm3'].map((id) => facts('openai', id)),
  })
  const reply = ask({ proxyapi: { fallbacks: ['c/m3'] } })
  await turn()
  const missing = { error: { message: 'The model does not exist', code: 'model_not_found' } }
  for (let n = 0; n < 3; n++) calls[n]?.answer(404, missing)
  calls[3]?.answer(200, completion('x'))
  expect((await reply).headers).toMatchObject({ 'x-proxyapi-provider': 'c', 'x-proxyapi-attempts': '4' })
  expect(calls.map(({ body }) => body.model)).toEqual(['m', 'm', 'm2', 'm3'])
})
