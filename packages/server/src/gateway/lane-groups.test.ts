import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { facts, lookup, provider, routesOf } from '../../test/gateway/lanes.ts'
import { testRandom } from '../../test/runtime.ts'
import { type Asking, type Deployment, type DeploymentLookup, Directory, groupsFor } from './lane-groups.ts'
import { isAllowed, type Names } from './names.ts'

const url = 'http://127.0.0.1:1'
const one = (model: string, weight = 1) => ({ model, weight })
const names: Names = {
  providers: [
    provider('openai', 'openai', url, { models: ['gpt', 'mini'], priority: 1, fallbackProvider: 'router' }),
    provider('claude', 'anthropic', url, { models: ['sonnet'], priority: 2 }),
    provider('router', 'openrouter', url, { models: ['gpt', 'sonnet', 'other'], priority: 3 }),
  ],
  routes: routesOf({
    fast: {
      strategy: 'weighted',
      targets: [one('claude/sonnet', 10), one('openai/gpt', 90)],
      fallbacks: ['router/other', 'slow'],
      sticky: 'session',
    },
    slow: { targets: [one('openai/mini')] },
    picky: {
      targets: [one('openai/gpt')],
      when: [
        { if: { 'metadata.tier': { $eq: 'free' } }, use: 'slow' },
        { if: { input_tokens: { $gt: 1_000 } }, use: 'claude/sonnet' },
        { if: { hour_utc: { $gte: 22 } }, use: 'nowhere' },
      ],
    },
    tried: { targets: [one('openai/gpt')], canary: { model: 'claude/sonnet', percent: 20, by: 'session' } },
    diced: { targets: [one('openai/gpt')], canary: { model: 'claude/sonnet', percent: 20, by: 'request' } },
    empty: { targets: [one('gone/model')], fallbacks: [] },
    // A route beats every other kind of name.
    claude: { targets: [one('openai/mini')] },
  }),
  aliases: { best: 'fast', mine: 'deployment/qwen', plain: 'openai/gpt' },
  models: lookup([facts('openai', 'gpt')]),
  selections: new Map(),
}
const noDeployments: DeploymentLookup = { find: () => undefined }
const directory = new Directory(names, noDeployments)
const asking = (more: Partial<Asking> = {}): Asking => ({
  allow: null,
  userId: 'usr_1',
  sessionId: null,
  conditions: () => {
    throw new Error('no condition is to be asked')
  },
  random: () => 0.5,
  ...more,
})
const conditions: (more?: object) => Asking['conditions'] =
  (more = {}) =>
  () => ({
    body: {},
    inputTokens: 10,
    hasTools: false,
    hasImages: false,
    keyId: null,
    userId: null,
    hourUtc: 12,
    ...more,
  })

const found = (name: string, more: Partial<Asking> = {}, fallbacks: string[] = [], at = directory) =>
  groupsFor(name, fallbacks, at, asking(more)).map(({ why, choices }) => [why, choices.map(({ lane }) => lane.id)])

describe('what a name leads to', () => {
  test('a model: its lanes, then where their providers fall back to', () => {
    expect(found('openai/gpt')).toEqual([
      ['asked model', ['openai/gpt']],
      ['fallback of its provider', ['router/gpt']],
    ])
    expect(found('plain')).toEqual(found('openai/gpt'))
  })

  test('a route: its targets by priority, fallbacks of their providers, its own fallbacks, a route among them', () => {
    expect(found('fast')).toEqual([
      ['route fast', ['openai/gpt', 'claude/sonnet']],
      ['fallback of its provider', ['router/gpt']],
      ['fallback router/other of route fast', ['router/other']],
      ['fallback slow of route fast: route slow', ['openai/mini']],
      ['fallback slow of route fast: fallback of its provider', ['router/gpt']],
    ])
    expect(groupsFor('fast', [], directory, asking())[0]).toMatchObject({
      strategy: 'weighted',
      isSticky: true,
      choices: [{ weight: 90 }, { weight: 10 }],
    })
  })

  test('a route hides a provider of its name, and an alias may name one', () => {
    expect(found('claude')[0]).toEqual(['route claude', ['openai/mini']])
    expect(found('best')).toEqual(found('fast'))
  })

  test('the fallbacks of the call come last', () => {
    expect(found('claude/sonnet', {}, ['slow', 'router/other']).slice(1)).toEqual([
      ['fallback slow of the call: route slow', ['openai/mini']],
      ['fallback slow of the call: fallback of its provider', ['router/gpt']],
      ['fallback router/other of the call', ['router/other']],
    ])
  })

  test('what is not known, and a route that leads nowhere now', () => {
    expect(() => found('fastt')).toThrow(/There is no model "fastt"\. Did you mean fast/)
    expect(() => found('slow', {}, ['zzz'])).toThrow(expect.objectContaining({ code: 'MODEL_NOT_FOUND' }))
    expect(() => found('empty')).toThrow(/leads to no model/)
  })
})

describe('conditions', () => {
  test.each<[string, object, string, string[]]>([
    [
      'the first that holds sends it elsewhere',
      { body: { metadata: { tier: 'free' } }, inputTokens: 5_000 },
      'route picky, for its metadata.tier: route slow',
      ['openai/mini'],
    ],
    ['or the second', { inputTokens: 5_000 }, 'route picky, for its input_tokens', ['claude/sonnet']],
    ['none holds', {}, 'route picky', ['openai/gpt']],
  ])('%s', (_, more, why, lanes) => {
    expect(found('picky', { conditions: conditions(more) })[0]).toEqual([why, lanes])
  })

  test('a use that means nothing is a miss', () => {
    expect(() => found('picky', { conditions: conditions({ hourUtc: 23 }) })).toThrow(
      expect.objectContaining({ code: 'MODEL_NOT_FOUND' }),
    )
  })
})

describe('canary', () => {
  const isTried = (name: string, more: Partial<Asking>) =>
    found(name, more)[0]?.[0] === `canary of route ${name}, 20 % by ${name === 'tried' ? 'session' : 'request'}`

  test('by session: its share of the sessions, each of them always', () => {
    const sessions = Array.from({ length: 5_000 }, (_, n) => `s${n}`)
    const tried = sessions.filter((sessionId) => isTried('tried', { sessionId }))
    expect(Math.abs(tried.length - 1_000)).toBeLessThan(100)
    for (const sessionId of tried.slice(0, 50)) expect(isTried('tried', { sessionId, random: () => 0.99 })).toBe(true)
  })

  test('by request: its share of the calls; so are calls without a session', () => {
    const { float: random } = testRandom(4)
    for (const [name, sessionId] of [
      ['diced', 's1'],
      ['tried', null],
    ] as const) {
      let tried = 0
      for (let n = 0; n < 5_000; n++) if (isTried(name, { sessionId, random })) tried++
      expect(Math.abs(tried - 1_000)).toBeLessThan(100)
    }
  })

  test('what fails there goes on to the targets; what is not drawn never goes there', () => {
    expect(found('diced', { random: () => 0 }).map(([why]) => why)).toEqual([
      'canary of route diced, 20 % by request',
      'route diced',
      'fallback of its provider',
    ])
    expect(found('diced', { random: () => 0.2 }).flat(2)).not.toContain('claude/sonnet')
  })
})

describe('what a key may use', () => {
  test('is judged on each lane: no alias, route, canary or fallback opens more', () => {
    expect(found('fast', { allow: ['router/*'] }).flatMap(([, lanes]) => lanes)).toEqual([
      'router/gpt',
      'router/other',
      'router/gpt',
    ])
    expect(() => found('fast', { allow: ['fast'] })).toThrow(expect.objectContaining({ code: 'MODEL_NOT_ALLOWED' }))
    expect(() => found('plain', { allow: ['plain'] })).toThrow(expect.objectContaining({ code: 'MODEL_NOT_ALLOWED' }))
    expect(() => found('openai/gpt', { allow: ['openai/gpt'] }, ['claude/sonnet'])).toThrow(
      expect.objectContaining({ code: 'MODEL_NOT_ALLOWED' }),
    )
  })

  test('any list and any name: no lane that the list does not name', () => {
    const rules = fc.array(fc.constantFrom('openai/gpt', 'openai/*', 'router/*', 'sonnet', 'fast', '*', 'x'))
    const name = fc.constantFrom('fast', 'slow', 'tried', 'best', 'gpt', 'openai', 'openai/gpt', 'sonnet')
    fc.assert(
      fc.property(rules, name, fc.nat(), (allow, asked, seed) => {
        try {
          const groups = groupsFor(asked, [], directory, asking({ allow, random: testRandom(seed).float }))
          const lanes = groups.flatMap(({ choices }) => choices.map(({ lane }) => lane))
          expect(lanes.length).toBeGreaterThan(0)
          for (const lane of lanes) expect(isAllowed(lane, allow)).toBe(true)
        } catch (error) {
          expect((error as { code: string }).code).toBe('MODEL_NOT_ALLOWED')
        }
      }),
    )
  })
})

describe('deployments', () => {
  const replica = (n: number) => {
    const model = facts('deployment', `qwen-${n}`, { canonicalId: 'deployment/qwen' })
    return { id: `deployment/qwen/${n}`, provider: provider('deployment', 'vllm', url), model }
  }
  const qwen = { lanes: [replica(1), replica(2)], fallbackModel: 'router/other', bootMs: 90_000 }
  const rented = (deployment: Deployment): DeploymentLookup => ({
    find: (name, userId) =>
      ['deployment/qwen', 'sonnet', 'Qwen/Qwen3-8B'].includes(name) && userId === 'usr_1' ? deployment : undefined,
  })
  const at = new Directory(names, rented(qwen))
  const cold = new Directory(names, rented({ ...qwen, lanes: [] }))
  const alone = new Directory(names, rented({ ...qwen, lanes: [], fallbackModel: null }))

  test('its replicas, then its fallback model; by an alias, too', () => {
    expect(found('deployment/qwen', {}, [], at)).toEqual([
      ['replica of deployment/qwen', ['deployment/qwen/1', 'deployment/qwen/2']],
      ['fallback model of deployment/qwen', ['router/other']],
    ])
    expect(found('mine', {}, [], at)).toEqual(found('deployment/qwen', {}, [], at))
    expect(found('deployment/qwen', { allow: ['deployment/qwen'] }, [], at)[0]?.[1]).toHaveLength(2)
  })

  test('a model’s plain name means the own replicas while one runs, and who hosts it while none does', () => {
    expect(found('sonnet', {}, [], at)[0]?.[0]).toBe('replica of sonnet')
    expect(found('sonnet', { userId: 'usr_2' }, [], at)).toEqual(found('sonnet'))
    expect(found('sonnet', {}, [], cold)).toEqual(found('sonnet'))
    expect(found('Qwen/Qwen3-8B', {}, [], cold).at(-1)?.[1]).toEqual(['router/other'])
  })

  test('while no replica is there its fallback answers, else those of the call, else it is told how long that takes', () => {
    expect(found('deployment/qwen', {}, [], cold).flatMap(([, lanes]) => lanes)).toEqual(['router/other'])
    expect(found('deployment/qwen', {}, ['openai/gpt'], alone).flatMap(([, lanes]) => lanes)).toEqual(
      found('openai/gpt').flatMap(([, lanes]) => lanes),
    )
    expect(() => found('deployment/qwen', {}, [], alone)).toThrow(
      expect.objectContaining({ code: 'UPSTREAM_UNAVAILABLE', options: { retryAfterMs: 90_000 } }),
    )
    expect(found('openai/gpt', {}, ['deployment/qwen'], alone)[0]).toEqual(found('openai/gpt')[0])
  })

  test('of another account does not exist', () => {
    expect(() => found('deployment/qwen', { userId: 'usr_2' }, [], at)).toThrow(
      expect.objectContaining({ code: 'MODEL_NOT_FOUND' }),
    )
  })
})

test('a name is looked up once; what callers invent is not remembered', () => {
  let asked = 0
  const counting: Names = {
    ...names,
    models: {
      ...names.models,
      named: (name) => {
        asked++
        return names.models.named(name)
      },
    },
  }
  const counted = new Directory(counting, noDeployments)
  const first = counted.groupsOfModel('openai/gpt')
  const before = asked
  expect(counted.groupsOfModel('openai/gpt')).toBe(first)
  expect(asked).toBe(before)
  for (let n = 0; n < 2; n++) counted.groupsOfModel('invented')
  expect(asked).toBe(before + 2)
})
