import { expect, test } from 'vitest'
import { type FaultRule, ruleBook } from './rule-book.ts'

type Name = 'a' | 'b'
/** Which fault hits each of these requests. */
function hits(
  rules: FaultRule<Name>[],
  requests: { method?: string; path?: string; model?: string }[],
): (Name | null)[] {
  const book = ruleBook<Name>(['a', 'b'])
  for (const rule of rules) book.add(rule)
  return requests.map((request) => book.next({ method: 'GET', path: '/x', ...request })?.do ?? null)
}

test('a rule hits once, a number of times, or for ever', () => {
  const three = [{}, {}, {}]
  expect(hits([{ do: 'a' }], three)).toEqual(['a', null, null])
  expect(hits([{ do: 'a', times: 2 }], three)).toEqual(['a', 'a', null])
  expect(hits([{ do: 'a', times: null }], three)).toEqual(['a', 'a', 'a'])
})

test('nth counts the requests that match', () => {
  const rule: FaultRule<Name> = { match: { model: 'm', nth: 2 }, do: 'a' }
  expect(hits([rule], [{ model: 'm' }, {}, { model: 'm' }, { model: 'm' }])).toEqual([null, null, 'a', null])
})

test('rules of one match form a queue', () => {
  expect(hits([{ do: 'a' }, { do: 'b' }, { match: { nth: 4 }, do: 'a' }], [{}, {}, {}, {}])).toEqual([
    'a',
    'b',
    null,
    'a',
  ])
})

test('method and path must match, a star stands for anything', () => {
  const rule: FaultRule<Name> = { match: { method: 'PUT', path: '/api/*/asks/*' }, do: 'a', times: null }
  const requests = [
    { method: 'PUT', path: '/api/v0/asks/1/' },
    { method: 'GET', path: '/api/v0/asks/1/' },
    { method: 'PUT', path: '/api/v0/instances/1/' },
    { method: 'PUT', path: '/other/api/v0/asks/1/' },
  ]
  expect(hits([rule], requests)).toEqual(['a', null, null, null])
  expect(hits([{ match: { path: '/a.b' }, do: 'a' }], [{ path: '/aXb' }])).toEqual([null])
})

test('a name that nobody knows is refused', () => {
  expect(() => ruleBook(['a']).add({ do: 'c' as 'a' })).toThrow(TypeError)
})
