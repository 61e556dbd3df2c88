import { inboundDialects } from '@proxyapi/providers'
import { describe, expect, test } from 'vitest'
import { facts, provider } from '../../test/gateway/lanes.ts'
import { attemptLimits, requestLimit } from './deadlines.ts'
import type { Lane, ProviderSettings } from './provider-settings.ts'

const lane = (more: Partial<ProviderSettings> = {}, capabilities: string[] = []): Lane => ({
  id: 'a/m',
  provider: provider('a', 'openai', 'http://127.0.0.1:1', more),
  model: facts('a', 'm', { capabilities }),
})
const call = (more: object = {}) => {
  const parsed = inboundDialects.get('openai-chat')?.parse({ model: 'm', messages: [], ...more })
  if (parsed === undefined) throw new Error('no such dialect')
  return parsed
}
const answerMs = (more: object, at = lane(), asked: number | null = null) =>
  attemptLimits(call(more), at, asked, false).answerMs

describe('until the answer', () => {
  test.each([
    ['a stream', { stream: true }, lane(), null, 30_000],
    ['a stream that thinks', { stream: true, reasoning_effort: 'high' }, lane(), null, 180_000],
    ['a stream of a model that thinks', { stream: true }, lane({}, ['reasoning']), null, 180_000],
    [
      'a stream that is not to think',
      { stream: true, reasoning_effort: 'none' },
      lane({}, ['reasoning']),
      null,
      30_000,
    ],
    ['a whole answer of unsaid length', {}, lane(), null, 30_000 + 20 * 4_096],
    ['a whole answer of some length', { max_tokens: 100 }, lane(), null, 32_000],
    ['a long whole answer', { max_tokens: 1_000_000 }, lane(), null, 600_000],
    ['as the configuration says', { max_tokens: 1_000_000 }, lane({ timeoutMs: 5_000 }), null, 5_000],
    ['as the caller says', { stream: true }, lane({ timeoutMs: 5_000 }), 1_000, 1_000],
  ])('%s', (_, more, at, asked, expected) => {
    expect(answerMs(more, at, asked)).toBe(expected)
  })
})

test('a connection may take long only where nobody else is left', () => {
  expect(attemptLimits(call(), lane(), null, true).connectMs).toBe(3_000)
  expect(attemptLimits(call(), lane(), null, false).connectMs).toBe(10_000)
  expect(attemptLimits(call(), lane({ connectTimeoutMs: 500 }), null, true).connectMs).toBe(500)
})

test('the request: the caller’s word, else the configuration’s, else a minute or the first attempt and half a minute', () => {
  const first = attemptLimits(call({ stream: true }), lane(), null, false)
  const long = attemptLimits(call({ stream: true, reasoning_effort: 'high' }), lane(), null, false)
  expect(requestLimit(first, 2_000, { clientTimeoutMs: 9_000 })).toBe(2_000)
  expect(requestLimit(first, null, { clientTimeoutMs: 9_000 })).toBe(9_000)
  expect(requestLimit(first, null, { clientTimeoutMs: null })).toBe(60_000)
  expect(requestLimit(long, null, { clientTimeoutMs: null })).toBe(210_000)
})
