import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { facts, price, provider } from '../../test/gateway/lanes.ts'
import type { Standing } from './cell-book.ts'
import type { Lane } from './provider-settings.ts'
import { type CallFacts, route } from './route.ts'

const call: CallFacts = { inputTokens: 1_000, maxTokens: 500, billed: true }
const well: Standing = { access: 'ready', since: 0, floorUntil: 0 }
const now = 1_000_000

function lane(id: string, priority = 1, more: Partial<Lane['model']> = {}): Lane {
  const [name = '', model = ''] = id.split('/')
  return { id, provider: provider(name, 'openai', 'http://127.0.0.1:1', { priority }), model: facts(name, model, more) }
}

const ids = (groups: Lane[][], standing: (lane: Lane) => Standing = () => well, asked = call) =>
  route(asked, groups, standing, now).map((candidate) => candidate.lane.id)

const standings = (rows: Record<string, Partial<Standing>>) => (known: Lane) => ({ ...well, ...rows[known.id] })

describe('order', () => {
  test('within a name by priority, then as they came; names as they were given', () => {
    const asked = [lane('c/m', 2), lane('a/m', 1), lane('b/m', 1)]
    expect(ids([asked, [lane('z/other', 9)], [lane('y/last', 1)]])).toEqual(['a/m', 'b/m', 'c/m', 'z/other', 'y/last'])
  })

  test('a lane stands once, where it comes first', () => {
    expect(ids([[lane('a/m')], [lane('b/m'), lane('a/m')]])).toEqual(['a/m', 'b/m'])
  })
})

describe('eligible', () => {
  test.each([
    ['no chat model', { supportsChat: false }, 'UNSUPPORTED_PARAMETER'],
    ['no price, and the account pays', { price: null }, 'PRICE_UNKNOWN'],
    ['half a price', { price: { ...price, output: null } }, 'PRICE_UNKNOWN'],
    ['too short a context', { contextLength: 1_499 }, 'CONTEXT_LENGTH_EXCEEDED'],
  ])('%s', (_, more, code) => {
    expect(() => ids([[lane('a/m', 1, more)]])).toThrow(expect.objectContaining({ code }))
    expect(ids([[lane('a/m', 1, more)], [lane('b/m')]])).toEqual(['b/m'])
  })

  test('an exact fit, an unknown limit, a free model, and no price where nobody pays', () => {
    expect(ids([[lane('a/m', 1, { contextLength: 1_500 })]])).toEqual(['a/m'])
    expect(ids([[lane('a/m', 1, { contextLength: null })]])).toEqual(['a/m'])
    expect(ids([[lane('a/m', 1, { price: { ...price, input: 0, output: 0 } })]])).toEqual(['a/m'])
    expect(ids([[lane('a/m', 1, { price: null })]], () => well, { ...call, billed: false })).toEqual(['a/m'])
  })
})

describe('health', () => {
  const lanes = [lane('a/m', 1), lane('b/m', 2), lane('c/m', 3)]

  test('what is closed off is left out while another is not', () => {
    expect(ids([lanes], standings({ 'a/m': { access: 'closed-off', since: 1 } }))).toEqual(['b/m', 'c/m'])
  })

  test('a probe keeps its place', () => {
    expect(ids([lanes], standings({ 'a/m': { access: 'probe' } }))).toEqual(['a/m', 'b/m', 'c/m'])
  })

  test('all closed off: the one that is so longest, as the last resort', () => {
    const all = standings({
      'a/m': { access: 'closed-off', since: 30 },
      'b/m': { access: 'closed-off', since: 10 },
      'c/m': { access: 'closed-off', since: 20 },
    })
    expect(route(call, [lanes], all, now)).toMatchObject([{ lane: { id: 'b/m' }, lastResort: true }])
  })

  test('a floor holds back the last lane, too, and says for how long', () => {
    const floors = standings({
      'a/m': { floorUntil: now + 5_000 },
      'b/m': { floorUntil: now + 2_000 },
      'c/m': { floorUntil: now + 9_000 },
    })
    expect(() => ids([lanes], floors)).toThrow(
      expect.objectContaining({ code: 'RATE_LIMITED', options: expect.objectContaining({ retryAfterMs: 2_000 }) }),
    )
  })
})

const laneIds = ['a', 'b', 'c', 'd'].flatMap((name) => [`${name}/m`, `${name}/n`])
const health = fc.record({
  access: fc.constantFrom('ready' as const, 'probe' as const, 'closed-off' as const),
  since: fc.nat(1_000),
  floorUntil: fc.constantFrom(0, now - 1, now + 1_000),
})
const anyLane = fc.record({ health, priority: fc.integer({ min: 1, max: 4 }), fits: fc.boolean() })
const anyLanes = fc.tuple(...laneIds.map(() => anyLane))
const anyGroups = fc.array(fc.array(fc.constantFrom(...laneIds)), { minLength: 1, maxLength: 3 })

test('any lanes in any health: deterministic, never empty while one may be called, never one that may not', () => {
  fc.assert(
    fc.property(anyLanes, anyGroups, (rows, groups) => {
      const known = new Map(laneIds.map((id, index) => [id, rows[index]]))
      const lanes = groups.map((group) =>
        group.map((id) => lane(id, known.get(id)?.priority, { contextLength: known.get(id)?.fits ? null : 100 })),
      )
      const run = () => {
        try {
          return route(call, lanes, ({ id }) => known.get(id)?.health ?? well, now)
        } catch (error) {
          return (error as { code: string }).code
        }
      }
      const routed = run()
      expect(run()).toEqual(routed)
      const mayBeCalled = [...new Set(groups.flat())].filter(
        (id) => known.get(id)?.fits && (known.get(id)?.health.floorUntil ?? 0) <= now,
      )
      if (typeof routed === 'string') {
        expect(mayBeCalled).toEqual([])
        return
      }
      const found = routed.map((candidate) => candidate.lane.id)
      const usable = mayBeCalled.filter((id) => known.get(id)?.health.access !== 'closed-off')
      expect(new Set(found)).toEqual(new Set(usable.length > 0 ? usable : found.slice(0, 1)))
      expect(found).toHaveLength(Math.max(usable.length, 1))
      expect(mayBeCalled).toContain(found[0])
      expect(routed[0]?.lastResort).toBe(usable.length === 0)
    }),
  )
})
