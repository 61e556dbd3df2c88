import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileRoutes, type WrittenRoute } from './routes.ts'

const route = (more: Partial<WrittenRoute> = {}): WrittenRoute => ({
  strategy: 'priority',
  targets: [{ model: 'a/m', weight: 1 }],
  fallbacks: [],
  when: [],
  sticky: 'off',
  ...more,
})
const use = (name: string) => ({ when: [{ if: { input_tokens: { $gt: 1 } }, use: name }] })
const problemsOf = (written: Record<string, WrittenRoute>) => compileRoutes(written).problems

test('a route as it is used', () => {
  const { routes, problems } = compileRoutes({
    fast: route({
      strategy: 'cost',
      weights: { busy: 2 },
      fallbacks: ['b/m'],
      canary: { model: 'c/m', percent: 5, by: 'request' },
      sticky: 'session',
      ...use('slow'),
    }),
    slow: route(),
  })
  expect(problems).toEqual([])
  expect(routes.get('fast')).toMatchObject({
    name: 'fast',
    weights: { price: 1, failure: 1, firstToken: 0, speed: 0, busy: 2 },
    canary: { model: 'c/m', percent: 5, by: 'request' },
    isSticky: true,
    when: [{ text: 'input_tokens', use: 'slow' }],
  })
  expect(routes.get('slow')).toMatchObject({ weights: null, canary: null, isSticky: false, when: [] })
})

describe('what is refused when it is loaded', () => {
  test.each<[string, Record<string, WrittenRoute>, (string | number)[], string]>([
    [
      'a condition that cannot be asked',
      { a: route({ when: [{ if: { temperature: { $near: 1 } }, use: 'm' }] }) },
      ['a', 'when', 0, 'if', 'temperature', '$near'],
      '$eq',
    ],
    [
      'a route as target',
      { a: route({ targets: [{ model: 'b', weight: 1 }] }), b: route() },
      ['a', 'targets', 0, 'model'],
      'under `fallbacks`',
    ],
    [
      'a route as canary',
      { a: route({ canary: { model: 'b', percent: 1, by: 'session' } }), b: route() },
      ['a', 'canary', 'model'],
      'is a route',
    ],
    ['no weight', { a: route({ targets: [{ model: 'm', weight: 0 }] }) }, ['a', 'targets'], 'above 0'],
    ['itself', { a: route(use('a')) }, ['a'], 'lead back'],
  ])('%s', (_, written, path, message) => {
    expect(problemsOf(written)).toEqual([{ path, message: expect.stringContaining(message) }])
  })

  test('a circle through uses and fallbacks is told of each route that leads into it', () => {
    const circle = { a: route(use('b')), b: route({ fallbacks: ['c'] }), c: route(use('b')), d: route() }
    expect(problemsOf(circle).map(({ path }) => path)).toEqual([['a'], ['b'], ['c']])
  })

  test('two ways to one route are no circle', () => {
    expect(
      problemsOf({ a: route({ ...use('b'), fallbacks: ['c'] }), b: route({ fallbacks: ['c'] }), c: route() }),
    ).toEqual([])
  })

  test('eight routes in a chain, not nine', () => {
    const chain = (length: number) =>
      Object.fromEntries(Array.from({ length }, (_, at) => [`r${at}`, route(at + 1 < length ? use(`r${at + 1}`) : {})]))
    expect(problemsOf(chain(8))).toEqual([])
    expect(problemsOf(chain(9))).toEqual([{ path: ['r0'], message: expect.stringContaining('more than 8') }])
  })
})

test('CF05 any routes that name each other: a circle is found exactly where one can go round', () => {
  const names = ['a', 'b', 'c', 'd']
  const links = fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)), { maxLength: 6 })
  fc.assert(
    fc.property(links, (pairs) => {
      const written = Object.fromEntries(
        names.map((name) => [name, route({ fallbacks: pairs.filter(([from]) => from === name).map(([, to]) => to) })]),
      )
      const reach = (from: string, steps: number): string[] =>
        steps === 0 ? [from] : pairs.filter(([start]) => start === from).flatMap(([, to]) => reach(to, steps - 1))
      // With four names a way of five steps has gone round.
      const circular = names.filter((name) => reach(name, 5).length > 0)
      expect(problemsOf(written).map(({ path }) => path[0])).toEqual(circular)
    }),
  )
})
