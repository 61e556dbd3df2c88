import { expect, test } from 'vitest'
import { facts, lookup, price, provider } from '../../../test/gateway/lanes.ts'
import { summarizers } from './summarizers.ts'

const named = (name: string, models: string[]) => provider(name, 'openai', `http://${name}.test`, { models })
const cheap = { ...price, input: 1, output: 1 }
const names = {
  providers: [named('a', ['big', 'small', 'cheap']), named('b', ['big', 'free', 'mute'])],
  routes: new Map(),
  selections: new Map(),
  aliases: {},
  models: lookup([
    facts('a', 'big'),
    facts('a', 'small', { contextLength: 1_000, price: { ...price, input: 0, output: 0 } }),
    facts('a', 'cheap', { price: cheap }),
    facts('b', 'big'),
    facts('b', 'free', { price: null }),
    facts('b', 'mute', { supportsChat: false, price: cheap }),
  ]),
}
const found = (need: Partial<Parameters<typeof summarizers>[1]> = {}) =>
  summarizers(names, { inputTokens: 2_000, outputTokens: 100, allow: null, ...need })

test('one a provider, the cheapest first; without a price, without chat or too small is none', () => {
  expect(found()).toEqual(['a/cheap', 'b/big'])
})

test('what is small enough for a small one goes there', () => {
  expect(found({ inputTokens: 100 })).toEqual(['a/small', 'b/big'])
})

test('only what the key may use', () => {
  expect(found({ allow: ['b/*'] })).toEqual(['b/big'])
  expect(found({ allow: ['none'] })).toEqual([])
})
