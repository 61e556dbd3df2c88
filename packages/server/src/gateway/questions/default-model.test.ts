import { expect, test } from 'vitest'
import { facts, lookup, provider } from '../../../test/gateway/lanes.ts'
import type { Names } from '../names.ts'
import { defaultModel } from './default-model.ts'

const names = (more: Partial<Names> = {}): Names => ({
  providers: [
    provider('late', 'openai', 'http://l', { priority: 9, models: ['l'] }),
    provider('off', 'openai', 'http://o', { priority: 1, enabled: false, models: ['o'] }),
    provider('vectors', 'openai', 'http://v', { priority: 2, models: ['e'] }),
    provider('first', 'openai', 'http://f', { priority: 3, models: ['a', 'b'] }),
  ],
  routes: new Map(),
  aliases: {},
  models: lookup([facts('vectors', 'e', { supportsChat: false }), facts('first', 'a'), facts('first', 'b')]),
  selections: new Map(),
  ...more,
})

test('the first model of the first enabled provider that chats', () => {
  expect(defaultModel(names(), null)).toBe('first/a')
})

test('its selected model, where one is', () => {
  expect(defaultModel(names({ selections: new Map([['first', 'b']]) }), null)).toBe('first/b')
})

test('what the key may not use is passed over', () => {
  expect(defaultModel(names(), ['late/*'])).toBe('late/l')
})

test('where there is none, the field is named', () => {
  expect(() => defaultModel(names(), [])).toThrow(
    expect.objectContaining({
      code: 'INVALID_REQUEST',
      options: expect.objectContaining({ details: [expect.objectContaining({ path: '/model' })] }),
    }),
  )
})
