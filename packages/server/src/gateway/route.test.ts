import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { callFacts, facts, price, provider } from '../../test/gateway/lanes.ts'
import { testRandom } from '../../test/runtime.ts'
import type { Standing } from './cell-book.ts'
import type { LaneGroup } from './lane-groups.ts'
import { LaneStats } from './lane-stats.ts'
import type { Lane } from './provider-settings.ts'
import { route, type Surroundings } from './route.ts'
import { strategyNames } from './strategies.ts'

const call = callFacts()
const well: Standing = { access: 'ready', since: 0, floorUntil: 0, waitsFor: 'upstream', isDegraded: false }
const now = 1_000_000

function lane(id: string, more: Partial<Lane['model']> = {}): Lane {
  const [name = '', model = ''] = id.split('/')
  return { id, provider: provider(name, 'openai', 'http://127.0.0.1:1'), model: facts(name, model, more) }
}

const group = (lanes: Lane[], more: Partial<LaneGroup> = {}): LaneGroup => ({
  why: 'asked model',
  strategy: 'priority',
  weights: null,
  isSticky: false,
  choices: lanes.map((known) => ({ lane: known, target: known.id, weight: 1 })),
  ...more,
})

type Standings = Record<string, Partial<Standing>>
const around = (standings: Standings = {}, more: Partial<Surroundings> = {}): Surroundings => ({
  standing: ({ id }) => ({ ...well, ...standings[id] }),
  stats: ({ id }) => new LaneStats().view(id, now),
  leader: () => null,
  now,
  random: () => 0.5,
  ...more,
})

const routed = (groups: Lane[][], standings: Standings = {}, asked = call) =>
  route(
    asked,
    groups.map((lanes) => group(lanes)),
    around(standings),
  )
const ids = (...given: Parameters<typeof routed>) => routed(...given).candidates.map((candidate) => candidate.lane.id)

describe('an upstream that cuts a prompt without a word', () => {
  const cutting = (contextLength: number | null): Lane => {
    const { id, provider: usual, model } = lane('a/m', { contextLength })
    return { id, model, provider: { ...usual, brand: { ...usual.brand, quirks: { truncatesBeyond: 4_096 } } } }
  }
  const asked = (inputTokens: number) => ({ ...call, inputTokens, maxTokens: 4_096 })

  test('gets no prompt that is too long for the least window, where nobody states a larger one', () => {
    expect(ids([[cutting(null)]], {}, asked(4_096))).toEqual(['a/m'])
    expect(() => routed([[cutting(null)]], {}, asked(4_097))).toThrow(
      expect.objectContaining({ code: 'CONTEXT_LENGTH_EXCEEDED' }),
    )
    expect(ids([[cutting(null), lane('b/m', { contextLength: null })]], {}, asked(4_097))).toEqual(['b/m'])
  })
  test('gets what fits where its window is stated', () => {
    expect(ids([[cutting(32_768)]], {}, asked(20_000))).toEqual(['a/m'])
    expect(() => routed([[cutting(2_048)]], {}, asked(100))).toThrow()
  })
})

describe('order', () => {
  test('groups as they were given, and within them by strategy', () => {
    expect(ids([[lane('c/m'), lane('a/m')], [lane('z/other')], [lane('y/last')]])).toEqual([
      'c/m',
      'a/m',
      'z/other',
      'y/last',
    ])
  })

  test('a lane stands once, where it comes first', () => {
    expect(ids([[lane('a/m')], [lane('b/m'), lane('a/m')]])).toEqual(['a/m', 'b/m'])
  })

  test('every place has its reason', () => {
    const groups = [
      group([lane('a/m')]),
      group([lane('b/m')], { why: 'fallback b of the call', strategy: 'least_busy' }),
    ]
    expect(route(call, groups, around()).candidates.map(({ reason }) => reason)).toEqual([
      'asked model: by priority',
      'fallback b of the call: 0 calls open',
    ])
  })
})

describe('eligible', () => {
  test.each<[string, Partial<Lane['model']>, object, string, string]>([
    ['no chat model', { supportsChat: false }, {}, 'UNSUPPORTED_PARAMETER', 'does not serve this operation'],
    ['no tools', { supports: { tools: false } }, { hasTools: true }, 'UNSUPPORTED_PARAMETER', 'takes no tools'],
    ['no images', { supports: { vision: false } }, { hasImages: true }, 'UNSUPPORTED_PARAMETER', 'takes no images'],
    ['no price, and the account pays', { price: null }, {}, 'PRICE_UNKNOWN', 'has no known price'],
    ['half a price', { price: { ...price, output: null } }, {}, 'PRICE_UNKNOWN', 'has no known price'],
    ['too short a context', { contextLength: 1_499 }, {}, 'CONTEXT_LENGTH_EXCEEDED', 'its context is too short'],
  ])('%s', (_, more, asked, code, reason) => {
    const judged = callFacts(asked)
    expect(() => ids([[lane('a/m', more)]], {}, judged)).toThrow(expect.objectContaining({ code }))
    const { candidates, skipped } = routed([[lane('a/m', more)], [lane('b/m')]], {}, judged)
    expect(candidates).toMatchObject([{ lane: { id: 'b/m' } }])
    expect(skipped).toMatchObject([{ lane: { id: 'a/m' }, reason }])
  })

  test.each<[string, Partial<Lane['model']>, object]>([
    ['an exact fit', { contextLength: 1_500 }, {}],
    ['an unknown limit', { contextLength: null }, {}],
    ['a free model', { price: { ...price, input: 0, output: 0 } }, {}],
    ['no price where nobody pays', { price: null }, { billed: false }],
    ['tools and images where nothing is known of them', {}, { hasTools: true, hasImages: true }],
    ['no tools where none are sent', { supports: { tools: false, vision: null } }, { hasImages: true }],
  ])('%s will do', (_, more, asked) => {
    expect(ids([[lane('a/m', more)]], {}, callFacts(asked))).toEqual(['a/m'])
  })
})

describe('health', () => {
  const lanes = [lane('a/m'), lane('b/m'), lane('c/m')]

  test('what is closed off is left out while another is not', () => {
    const { candidates, skipped } = routed([lanes], { 'a/m': { access: 'closed-off', since: 1 } })
    expect(candidates.map(({ lane: { id } }) => id)).toEqual(['b/m', 'c/m'])
    expect(skipped).toMatchObject([{ lane: { id: 'a/m' }, reason: 'closed off after failures' }])
  })

  test('a probe keeps its place', () => {
    expect(ids([lanes], { 'a/m': { access: 'probe' } })).toEqual(['a/m', 'b/m', 'c/m'])
  })

  test('what missed its checks comes last in its group, and is not taken away', () => {
    const degraded = { 'a/m': { isDegraded: true }, 'z/m': { isDegraded: true } }
    expect(ids([lanes, [lane('z/m')]], degraded)).toEqual(['b/m', 'c/m', 'a/m', 'z/m'])
    expect(routed([lanes], degraded).candidates[2]?.reason).toContain('last for missed health checks')
  })

  test('all closed off: the one that is so longest, as the last resort', () => {
    const { candidates } = routed([lanes], {
      'a/m': { access: 'closed-off', since: 30 },
      'b/m': { access: 'closed-off', since: 10 },
      'c/m': { access: 'closed-off', since: 20 },
    })
    expect(candidates).toMatchObject([{ lane: { id: 'b/m' }, lastResort: true }])
  })

  test('a floor holds back the last lane, too, and says for how long', () => {
    const floors = {
      'a/m': { floorUntil: now + 5_000 },
      'b/m': { floorUntil: now + 2_000 },
      'c/m': { floorUntil: now + 9_000 },
    }
    expect(() => ids([lanes], floors)).toThrow(
      expect.objectContaining({ code: 'RATE_LIMITED', options: expect.objectContaining({ retryAfterMs: 2_000 }) }),
    )
  })

  test('a used-up limit of ours skips a lane; where all are, the shortest wait is told', () => {
    const empty = (ms: number) => ({ floorUntil: now + ms, waitsFor: 'bucket' as const })
    const { candidates, skipped } = routed([lanes], { 'a/m': empty(4_000) })
    expect(candidates).toHaveLength(2)
    expect(skipped).toMatchObject([{ reason: 'our own limit for this provider is used up' }])
    expect(() => routed([lanes], { 'a/m': empty(4_000), 'b/m': empty(600.2), 'c/m': empty(9_000) })).toThrow(
      expect.objectContaining({ code: 'RATE_LIMITED', options: { retryAfterMs: 601 } }),
    )
  })
})

describe('sticky', () => {
  const lanes = ['a/m', 'b/m', 'c/m'].map((id) => lane(id))
  const sticky = group(lanes, { isSticky: true, strategy: 'weighted', why: 'route fast' })
  const first = (sessionId: string | null, standings: Standings = {}, random = testRandom(1).float) =>
    route(callFacts({ sessionId }), [sticky], around(standings, { random })).candidates[0]

  test('a session stays on its lane whatever the dice say, and sessions spread', () => {
    const { float: random } = testRandom(9)
    const seen = new Set<string>()
    for (let session = 0; session < 50; session++) {
      const id = first(`s${session}`)?.lane.id ?? ''
      for (let n = 0; n < 5; n++) expect(first(`s${session}`, {}, random)?.lane.id).toBe(id)
      seen.add(id)
    }
    expect(seen.size).toBe(3)
    expect(first('s1')?.reason).toBe('route fast: its session stays here')
  })

  test('it leaves while its lane is closed off, always to the same other one, and returns', () => {
    const home = first('s1')?.lane.id ?? ''
    const away = { [home]: { access: 'closed-off' as const } }
    expect(first('s1', away)?.lane.id).not.toBe(home)
    expect(first('s1', away)?.lane.id).toBe(first('s1', away)?.lane.id)
    expect(first('s1')?.lane.id).toBe(home)
  })

  test('a call without a session is drawn', () => {
    expect(first(null)?.reason).toContain('drawn')
  })
})

describe('pinned', () => {
  const groups = [group([lane('a/m'), lane('a/n'), lane('b/m')])]
  const pinned = (pinnedTo: string, standings: Standings = {}) =>
    route(callFacts({ pinnedTo }), groups, around(standings)).candidates.map((candidate) => candidate.lane.id)

  test('only the lane that keeps the answer', () => expect(pinned('a/n')).toEqual(['a/n']))
  test('another model: the lanes of the same provider', () => expect(pinned('a/gone')).toEqual(['a/m', 'a/n']))
  test('also while it is closed off', () => {
    expect(pinned('b/m', { 'b/m': { access: 'closed-off' } })).toEqual(['b/m'])
  })
  test('the lane is gone', () => {
    expect(() => pinned('z/m')).toThrow(
      expect.objectContaining({ status: 400, options: { param: 'previous_response_id' } }),
    )
  })
})

test('the leader by score is told, but not one that is only explored', () => {
  const groups = [group([lane('a/m'), lane('b/m')], { strategy: 'cost', why: 'route cheap' })]
  expect(route(call, groups, around()).leaders).toEqual([{ group: 'route cheap', lane: 'a/m' }])
  const explored = route(call, groups, around({}, { random: () => 0.001 }))
  expect(explored.candidates[0]?.reason).toContain('explored')
  expect(explored.leaders).toHaveLength(1)
  expect(route(call, [group([lane('a/m')])], around()).leaders).toEqual([])
})

const laneIds = ['a', 'b', 'c', 'd'].flatMap((name) => [`${name}/m`, `${name}/n`])
const health = fc.record({
  access: fc.constantFrom('ready' as const, 'probe' as const, 'closed-off' as const),
  since: fc.nat(1_000),
  floorUntil: fc.constantFrom(0, now - 1, now + 1_000),
  waitsFor: fc.constantFrom('upstream' as const, 'bucket' as const),
  isDegraded: fc.boolean(),
})
const anyLane = fc.record({ health, fits: fc.boolean() })
const anyLanes = fc.tuple(...laneIds.map(() => anyLane))
const anyGroup = fc.record({
  ids: fc.array(fc.constantFrom(...laneIds)),
  strategy: fc.constantFrom(...strategyNames),
  isSticky: fc.boolean(),
})
const anyGroups = fc.array(anyGroup, { minLength: 1, maxLength: 3 })

test('any lanes in any health: deterministic, never empty while one may be called, never one that may not', () => {
  fc.assert(
    fc.property(anyLanes, anyGroups, fc.nat(), fc.option(fc.string()), (rows, wanted, seed, sessionId) => {
      const known = new Map(laneIds.map((id, index) => [id, rows[index]]))
      const groups = wanted.map(({ ids: members, ...more }) =>
        group(
          members.map((id) => lane(id, { contextLength: known.get(id)?.fits ? null : 100 })),
          more,
        ),
      )
      const run = () => {
        const standing: Surroundings['standing'] = ({ id }) => known.get(id)?.health ?? well
        const given = around({}, { standing, random: testRandom(seed).float })
        try {
          return route(callFacts({ sessionId }), groups, given).candidates
        } catch (error) {
          return (error as { code: string }).code
        }
      }
      const found = run()
      expect(run()).toEqual(found)
      const asked = [...new Set(wanted.flatMap((one) => one.ids))]
      const mayBeCalled = asked.filter((id) => known.get(id)?.fits && (known.get(id)?.health.floorUntil ?? 0) <= now)
      if (typeof found === 'string') {
        expect(mayBeCalled).toEqual([])
        return
      }
      const called = found.map((candidate) => candidate.lane.id)
      const usable = mayBeCalled.filter((id) => known.get(id)?.health.access !== 'closed-off')
      expect(new Set(called)).toEqual(new Set(usable.length > 0 ? usable : called.slice(0, 1)))
      expect(called).toHaveLength(Math.max(usable.length, 1))
      expect(mayBeCalled).toContain(called[0])
      expect(found[0]?.lastResort).toBe(usable.length === 0)
      for (const { reason } of found) expect(reason).toMatch(/.+: .+/)
    }),
  )
})
