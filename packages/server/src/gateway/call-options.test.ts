import { expect, test } from 'vitest'
import { callOptions } from './call-options.ts'

test('what the caller wishes, and what stands where nothing is said', () => {
  const none = {
    fallbacks: [],
    timeoutMs: null,
    requireParameters: false,
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
    trace: true,
    cache: 'refresh',
    condense: false,
    template: null,
  })
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
