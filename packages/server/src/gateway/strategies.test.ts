import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { facts, price, provider } from '../../test/gateway/lanes.ts'
import { testRandom } from '../../test/runtime.ts'
import { LaneStats, type Sample } from './lane-stats.ts'
import { type Choice, type OrderContext, orderBy, type Strategy, scoreWeights, strategyNames } from './strategies.ts'

const sample: Sample = { answered: true, firstTokenMs: null, tokensPerSecond: null, outputTokens: 100 }
const now = 100_000
const choice = (id: string, more: Partial<Choice> & { input?: number } = {}): Choice => {
  const { input = 1_000_000, ...rest } = more
  const owner = provider(id, 'openai', 'http://127.0.0.1:1')
  const lane = { id: `${id}/m`, provider: owner, model: facts(id, 'm', { price: { ...price, input } }) }
  return { lane, target: id, weight: 1, ...rest }
}

function context(more: Partial<Omit<OrderContext, 'stats'>> & { stats?: LaneStats } = {}): OrderContext {
  const { stats = new LaneStats(), ...rest } = more
  const view: OrderContext['stats'] = ({ id }) => stats.view(id, more.now ?? now)
  return { inputTokens: 1_000, weights: null, leader: null, now, random: () => 0.5, ...rest, stats: view }
}

const order = (strategy: Strategy, choices: Choice[], given: OrderContext = context()) =>
  orderBy[strategy](choices, given).map(({ lane }) => lane.provider.name)

test('priority takes lanes as they come', () => {
  expect(order('priority', [choice('b'), choice('a')])).toEqual(['b', 'a'])
})

describe('weighted', () => {
  const choices = [choice('a', { weight: 70 }), choice('b', { weight: 20 }), choice('c', { weight: 10 })]

  test('each target is first for its share of the calls, and the rest is the order of failover', () => {
    const { float: random } = testRandom(7)
    const firsts: Record<string, number> = {}
    const seconds: Record<string, number> = {}
    for (let n = 0; n < 10_000; n++) {
      const [first = '', second = ''] = order('weighted', choices, context({ random }))
      firsts[first] = (firsts[first] ?? 0) + 1
      if (first === 'a') seconds[second] = (seconds[second] ?? 0) + 1
    }
    expect(firsts.a).toBeGreaterThan(6_800)
    expect(firsts.a).toBeLessThan(7_200)
    expect(firsts.c).toBeGreaterThan(850)
    expect(firsts.c).toBeLessThan(1_150)
    expect((seconds.b ?? 0) / (seconds.c ?? 1)).toBeGreaterThan(1.8)
    expect((seconds.b ?? 0) / (seconds.c ?? 1)).toBeLessThan(2.2)
  })

  test('the lanes of one target stay together and share its weight', () => {
    const shared = [choice('a1', { target: 'a', weight: 1 }), choice('b', { weight: 1 }), choice('a2', { target: 'a' })]
    expect(order('weighted', shared, context({ random: () => 0.49 }))).toEqual(['a1', 'a2', 'b'])
    expect(order('weighted', shared, context({ random: () => 0.51 }))).toEqual(['b', 'a1', 'a2'])
  })

  test('weight 0 takes over only where nothing else is left', () => {
    const { float: random } = testRandom(3)
    for (let n = 0; n < 100; n++)
      expect(order('weighted', [choice('off', { weight: 0 }), choice('on')], context({ random }))).toEqual([
        'on',
        'off',
      ])
  })

  test('the reason names weight and sum', () => {
    expect(orderBy.weighted(choices, context({ random: () => 0 }))[1]?.reason).toBe('drawn, weight 20 of 30')
  })
})

describe('least_busy', () => {
  test('of two the one with fewer open calls', () => {
    const stats = new LaneStats()
    for (let n = 0; n < 3; n++) stats.begin('a/m')
    stats.begin('b/m')
    for (const random of [() => 0, () => 0.99]) {
      expect(order('least_busy', [choice('a'), choice('b')], context({ stats, random }))).toEqual(['b', 'a'])
    }
    expect(orderBy.least_busy([choice('a'), choice('b')], context({ stats }))[0]?.reason).toBe('1 calls open')
  })

  test('spreads what comes at once', () => {
    const { float: random } = testRandom(5)
    const stats = new LaneStats()
    const choices = ['a', 'b', 'c', 'd'].map((id) => choice(id))
    for (let n = 0; n < 400; n++) stats.begin(`${order('least_busy', choices, context({ stats, random }))[0]}/m`)
    const open = choices.map(({ lane }) => stats.view(lane.id, now).inFlight)
    expect(Math.max(...open) - Math.min(...open)).toBeLessThan(15)
  })
})

describe('by score', () => {
  const measured = () => {
    const stats = new LaneStats()
    stats.end('quick/m', { ...sample, firstTokenMs: 100 }, now)
    stats.end('cheap/m', { ...sample, firstTokenMs: 1_600 }, now)
    return stats
  }
  const choices = [choice('quick', { input: 64_000_000 }), choice('cheap')]

  test.each<[Strategy, string[]]>([
    ['least_latency', ['quick', 'cheap']],
    ['cost', ['cheap', 'quick']],
    ['score', ['cheap', 'quick']],
  ])('%s', (strategy, expected) => {
    expect(order(strategy, choices, context({ stats: measured() }))).toEqual(expected)
  })

  test('written weights count instead', () => {
    const weights = { ...scoreWeights.cost, price: 0, firstToken: 1 }
    expect(order('cost', choices, context({ stats: measured(), weights }))).toEqual(['quick', 'cheap'])
  })

  test('one that fails comes after one that costs a thousand times as much', () => {
    const stats = measured()
    for (let n = 0; n < 50; n++) stats.end('cheap/m', { ...sample, answered: false }, now)
    expect(order('score', [choice('quick', { input: 1e9 }), choice('cheap')], context({ stats }))).toEqual([
      'quick',
      'cheap',
    ])
  })

  test('the reason gives the figures', () => {
    const [first] = orderBy.cost(choices, context({ stats: measured() }))
    expect(first?.reason).toBe('score 0 (price 0, failure 0, first token 1, speed 0, busy 0)')
  })

  test.each([
    ['close to the best, it stays', 1_010_000, 60_000, ['old', 'new']],
    ['clearly worse, it stays for five seconds', 4_000_000, 4_999, ['old', 'new']],
    ['clearly worse after five seconds, it goes', 4_000_000, 5_000, ['new', 'old']],
  ])('a leader: %s', (_, input, age, expected) => {
    const stats = new LaneStats()
    for (const id of ['old', 'new']) stats.end(`${id}/m`, { ...sample, outputTokens: 0 }, now)
    const leader = { lane: 'old/m', since: now - age }
    const given = context({ stats, leader })
    expect(order('cost', [choice('new'), choice('old', { input })], given)).toEqual(expected)
  })

  test('a leader that is not among the lanes leads nothing', () => {
    const given = context({ stats: measured(), leader: { lane: 'gone/m', since: now } })
    expect(order('cost', choices, given)).toEqual(['cheap', 'quick'])
  })

  test('one call in a hundred goes to a lane without a sample for a minute', () => {
    const { float: random } = testRandom(11)
    const stats = new LaneStats()
    stats.end('cheap/m', sample, now)
    stats.end('old/m', sample, now - 60_000)
    let explored = 0
    const dear = choice('old', { input: 1e9 })
    for (let n = 0; n < 10_000; n++)
      if (order('cost', [choice('cheap'), dear], context({ stats, random }))[0] === 'old') explored++
    expect(explored).toBeGreaterThan(70)
    expect(explored).toBeLessThan(130)
    const [first] = orderBy.cost([choice('cheap'), dear], context({ stats, random: () => 0 }))
    expect(first).toMatchObject({ reason: 'explored, no call ended there for 60 s' })
    stats.end('old/m', sample, now - 59_999)
    expect(order('cost', [choice('cheap'), dear], context({ stats, random: () => 0 }))[0]).toBe('cheap')
  })
})

test('any strategy, any lanes: every lane once, the same for the same dice', () => {
  const anyChoices = fc.uniqueArray(fc.record({ id: fc.nat(20), weight: fc.nat(5), open: fc.nat(3) }), {
    selector: ({ id }) => id,
  })
  fc.assert(
    fc.property(fc.constantFrom(...strategyNames), anyChoices, fc.nat(), (strategy, rows, seed) => {
      const stats = new LaneStats()
      for (const { id, open } of rows) for (let n = 0; n < open; n++) stats.begin(`p${id}/m`)
      const choices = rows.map(({ id, weight }) => choice(`p${id}`, { weight, target: `t${id % 3}` }))
      const run = () => orderBy[strategy](choices, context({ stats, random: testRandom(seed).float }))
      const ordered = run()
      expect(ordered.map(({ lane }) => lane.id).sort()).toEqual(choices.map(({ lane }) => lane.id).sort())
      expect(run()).toEqual(ordered)
      for (const { reason } of ordered) expect(reason).not.toBe('')
    }),
  )
})
