import { type Call, inboundDialects } from '@proxyapi/providers'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../canonical-json.ts'
import { cacheKey } from './cache-key.ts'

const asker = { kind: 'key' as const, userId: 'usr_1', modelsAllow: null }
const facts = { fallbacks: [], requireParameters: false, lanes: ['a/m', 'b/m'] }
const messages = [{ role: 'user', content: 'hi' }]

function parsed(body: object, dialect = 'openai-chat'): Call {
  const inbound = inboundDialects.get(dialect)
  if (inbound === undefined) throw new Error(`no ${dialect}`)
  return inbound.parse({ model: 'm', messages, ...body })
}
const keyOf = (body: object, who: object = {}, more: object = {}, dialect?: string) =>
  cacheKey({ ...asker, ...who }, parsed(body, dialect), { ...facts, ...more })
const plain = keyOf({})

describe('what does not count', () => {
  test.each([
    ['the stream', { stream: true }],
    ['its options', { stream: true, stream_options: { include_usage: true } }],
    ['the end user', { user: 'somebody' }],
    ['metadata', { metadata: { trace: '1' } }],
    ['our own options', { proxyapi: { trace: true } }],
    ['the order of members', { messages: [{ content: 'hi', role: 'user' }] }],
    ['how a text is written', { messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] }],
  ])('%s', (_, body) => {
    expect(keyOf(body)).toBe(plain)
  })

  test('the order of the lanes, which changes with their health', () => {
    expect(keyOf({}, {}, { lanes: ['b/m', 'a/m'] })).toBe(plain)
  })

  test('the dialect, where both callers say the same', () => {
    const body = { max_tokens: 5 }
    expect(keyOf(body, {}, {}, 'anthropic-messages')).toBe(keyOf(body))
  })

  test('the version of a dialect', () => {
    const call = { ...parsed({}), headers: { 'anthropic-version': '2023-06-01' } }
    expect(cacheKey(asker, call, facts)).toBe(plain)
  })
})

describe('what counts', () => {
  test.each([
    ['the model', { model: 'n' }],
    ['the text', { messages: [{ role: 'user', content: 'hi ' }] }],
    ['the temperature', { temperature: 0 }],
    ['the longest answer', { max_tokens: 5 }],
    ['a tool', { tools: [{ type: 'function', function: { name: 'f' } }] }],
    ['a field that we do not know', { unheard_of: 1 }],
    ['a field deep inside', { messages: [{ role: 'user', content: 'hi', name: 'x' }] }],
  ])('%s', (_, body) => {
    expect(keyOf(body)).not.toBe(plain)
  })

  test('what may answer, and what a lane may leave out', () => {
    expect(keyOf({}, {}, { lanes: ['a/m'] })).not.toBe(plain)
    expect(keyOf({}, {}, { fallbacks: ['b/m'] })).not.toBe(plain)
    expect(keyOf({}, {}, { requireParameters: true })).not.toBe(plain)
  })

  test('what the key may call', () => {
    expect(keyOf({}, { modelsAllow: ['a/*'] })).not.toBe(plain)
  })

  test('the dialect, where a field means something in it only', () => {
    const body = { max_tokens: 5, service_tier: 'auto' }
    expect(keyOf(body, {}, {}, 'anthropic-messages')).not.toBe(keyOf(body))
  })

  test('a header that changes the answer', () => {
    const call = { ...parsed({}), headers: { 'anthropic-beta': 'long-context' } }
    expect(cacheKey(asker, call, facts)).not.toBe(plain)
  })

  test('whom nobody knows shares with nobody who is known', () => {
    const anonymous = { kind: 'anonymous', userId: null }
    expect(keyOf({}, anonymous)).not.toBe(keyOf({}, { kind: 'operator', userId: 'usr_operator' }))
  })
})

const json = fc.jsonValue()
const text = fc.string({ maxLength: 20 })

test('a key never crosses users, whatever they are called and say', () => {
  fc.assert(
    fc.property(text, text, text, json, (one, other, said, metadata) => {
      fc.pre(one !== other)
      const body = { messages: [{ role: 'user', content: said }], metadata }
      expect(keyOf(body, { userId: one })).not.toBe(keyOf(body, { userId: other }))
      expect(keyOf(body, { userId: one })).toBe(keyOf(body, { userId: one }))
    }),
  )
})

test('two calls have one key only if they say the same', () => {
  fc.assert(
    fc.property(text, text, (one, other) => {
      const says = (content: string) => keyOf({ messages: [{ role: 'user', content }] })
      expect(says(one) === says(other)).toBe(one === other)
    }),
  )
})

test('canonical JSON: the order of members does not matter, the values do', () => {
  const reversed = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(reversed)
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([name, inner]) => [name, reversed(inner)]),
    )
  }
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const written = canonicalJson(value)
      expect(canonicalJson(reversed(value))).toBe(written)
      expect(canonicalJson(JSON.parse(written))).toBe(written)
      expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})
