import { expect, test } from 'vitest'
import { callOptions } from './call-options.ts'

test('what the caller wishes, and what stands where nothing is said', () => {
  const none = {
    fallbacks: [],
    timeoutMs: null,
    requireParameters: false,
    sessionId: null,
    trace: false,
    cache: 'default',
    condense: true,
    template: null,
  }
  expect(callOptions({})).toEqual(none)
  expect(callOptions({ proxyapi: null })).toEqual(none)
  expect(callOptions({ proxyapi: { cache: 'default', condense: 'default' } })).toEqual(none)
  const asked = { timeout_ms: 5_000, require_parameters: true, trace: true, cache: 'refresh', condense: 'off' }
  const all = { fallbacks: ['a', 'b'], ...asked }
  expect(callOptions({ proxyapi: all })).toEqual({
    fallbacks: ['a', 'b'],
    timeoutMs: 5_000,
    requireParameters: true,
    sessionId: null,
    trace: true,
    cache: 'refresh',
    condense: false,
    template: null,
  })
})

test.each<[string, object, string | null]>([
  ['said', { proxyapi: { session_id: 's' }, prompt_cache_key: 'p', user: 'u' }, 's'],
  ['the key of a prompt cache', { prompt_cache_key: 'p', safety_identifier: 'i', user: 'u' }, 'p'],
  ['who must be safe', { safety_identifier: 'i', user: 'u' }, 'i'],
  ['the end user', { proxyapi: {}, user: 'u', metadata: { user_id: 'm' } }, 'u'],
  ['the end user in the other dialect', { metadata: { user_id: 'm' } }, 'm'],
  ['cut where it is too long', { user: 'x'.repeat(200) }, 'x'.repeat(128)],
  ['nobody', { user: '', prompt_cache_key: 7, metadata: null }, null],
])('whose session it is: %s', (_, body, expected) => {
  expect(callOptions({ ...body }).sessionId).toBe(expected)
})

test.each(['api_base', 'base_url', 'api_key'])('%s would steer us', (name) => {
  expect(() => callOptions({ [name]: 'x' })).toThrow(
    expect.objectContaining({
      code: 'UNKNOWN_PARAMETER',
      options: { details: [{ path: `/${name}`, message: 'unknown field' }] },
    }),
  )
})

test('a template stands before the call unless it is said to be the user’s', () => {
  const wish = (template: object) => callOptions({ proxyapi: { template } }).template
  expect(wish({ name: 'x' })).toEqual({ name: 'x', variables: {}, role: 'system' })
  expect(wish({ name: 'x', variables: { a: 1 }, role: 'user' })).toEqual({
    name: 'x',
    variables: { a: 1 },
    role: 'user',
  })
})
