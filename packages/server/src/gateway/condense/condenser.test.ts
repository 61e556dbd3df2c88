import { noExtra, type Turn } from '@proxyapi/providers'
import { describe, expect, test } from 'vitest'
import { testCache } from '../../../test/gateway/cache.ts'
import { condenseSettings } from '../../../test/gateway/condense.ts'
import { noMetrics, testClock } from '../../../test/runtime.ts'
import type { CondenseSettings } from './condense-settings.ts'
import { Condenser, type CondenseWork } from './condenser.ts'
import type { Degradation } from './success-rate.ts'

const user = (text: string): Turn => ({ role: 'user', parts: [{ type: 'text', text, extra: noExtra }], extra: noExtra })
const long = (fact: string) => user(`${'many words and '.repeat(40)} ${fact}`)
const turns = [long('order 4711'), long('order 4712')]
/** Says little, but every number. */
const summaryOf = (transcript: string) => `In short: ${[...new Set(transcript.match(/\d+/g))].join(' ')}`

interface Asked {
  model: string
  transcript: string
  instructions: string
  tokensMax: number
  isAborted(): boolean
}
type Answers = (asked: Asked, n: number) => string | Error | Promise<string>

function setup(
  settings: Partial<CondenseSettings> = {},
  answers: Answers = ({ transcript }) => summaryOf(transcript),
  words = { prompt: 'Shorten to' },
) {
  const asked: Asked[] = []
  const told: Degradation[] = []
  const counted: Record<string, number> = {}
  const clock = testClock()
  const cache = testCache({ entriesMax: 100 }, [], { clock, name: 'summary' })
  const metrics = {
    ...noMetrics,
    count: (name: string, labels: object = {}) => {
      const key = `${name} ${Object.values(labels).join(' ')}`
      counted[key] = (counted[key] ?? 0) + 1
    },
  }
  const condenser = new Condenser({
    settings: () => ({ ...condenseSettings, ...settings }),
    cache: () => cache,
    clock,
    metrics,
    prompt: ({ max_tokens }) => ({
      text: `${words.prompt} ${max_tokens}`,
      template: { name: 'condensation', hash: words.prompt },
    }),
    degraded: (data) => told.push(data),
  })
  const work = (more: Partial<CondenseWork> = {}): CondenseWork => ({
    plan: { pieces: [turns], kept: [], at: 0 },
    tenant: 'usr_1',
    lastHalf: false,
    summarizers: () => ['cheap', 'second', 'third'],
    async ask(model, [instructions, conversation], tokensMax, signal) {
      const transcript = conversation?.content ?? ''
      const one = { model, transcript, instructions: instructions?.content ?? '', tokensMax }
      asked.push({ ...one, isAborted: () => signal.aborted })
      const answer = await answers(asked.at(-1) as Asked, asked.length)
      if (answer instanceof Error) throw answer
      return answer
    },
    signal: new AbortController().signal,
    ...more,
  })
  return { condense: (more?: Partial<CondenseWork>) => condenser.condense(work(more)), asked, told, counted, clock }
}

test('what was asked for in other words is made again', async () => {
  const words = { prompt: 'Shorten to' }
  const { condense, asked } = setup({}, undefined, words)
  for (const prompt of ['Shorten to', 'Fasse zusammen:', 'Fasse zusammen:']) {
    words.prompt = prompt
    await condense()
  }
  expect(asked.map(({ instructions }) => instructions)).toEqual([
    expect.stringMatching(/^Shorten to \d+$/),
    expect.stringMatching(/^Fasse zusammen: \d+$/),
  ])
})

describe('a good summary', () => {
  test('is marked, and says how many turns it stands for', async () => {
    const { condense, asked, counted } = setup()
    expect(await condense()).toBe('[Summary of 2 earlier messages of this conversation]\nIn short: 4711 4712')
    expect(asked.map(({ model }) => model)).toEqual(['cheap'])
    expect(asked[0]?.transcript).toContain('<keep>\n4712\n4711\n</keep>')
    expect(counted).toMatchObject({ 'context_condensations_total summarized': 1, 'cache_misses_total summary': 1 })
  })

  test('is remembered for its user, not for another', async () => {
    const { condense, asked, counted } = setup()
    const first = await condense()
    expect(await condense()).toBe(first)
    expect(asked).toHaveLength(1)
    expect(counted['cache_hits_total summary']).toBe(1)
    await condense({ tenant: 'usr_2' })
    expect(asked).toHaveLength(2)
  })

  test('a longer history finds the summary of its first piece', async () => {
    const { condense, asked } = setup()
    await condense()
    const text = await condense({ plan: { pieces: [turns, [long('order 4713')]], kept: [], at: 0 } })
    expect(text).toBe('[Summary of 3 earlier messages of this conversation]\nIn short: 4711 4712\n\nIn short: 4713')
    expect(asked).toHaveLength(2)
  })

  test('is no longer than the share of what it replaces, and than the longest', async () => {
    const { condense, asked } = setup({ adaptiveFactor: 0.1 })
    await condense()
    const [{ tokensMax } = { tokensMax: 0 }] = asked
    expect(tokensMax).toBeGreaterThanOrEqual(32)
    expect(tokensMax).toBeLessThan(60)
    const all = setup({ adaptiveFactor: null, summaryTokensMax: 100 })
    await all.condense()
    expect(all.asked[0]?.tokensMax).toBe(100)
  })

  test('ahead of need, the summarizer reads the last half', async () => {
    const { condense, asked } = setup()
    await condense({ lastHalf: true })
    expect(asked[0]?.transcript).not.toContain('4711')
    expect(asked[0]?.transcript).toContain('4712')
  })

  test('the configured model makes it', async () => {
    const { condense, asked } = setup({ model: 'mine' })
    await condense()
    expect(asked.map(({ model }) => model)).toEqual(['mine'])
  })
})

describe('what is no good summary', () => {
  test.each<[string, string | Error]>([
    ['one that lost the numbers', 'They ordered something.'],
    ['an empty one', ' '],
    ['one as long as what it replaces', `4711 4712 ${'and so on '.repeat(500)}`],
    ['none at all', new Error('down')],
  ])('%s: it is asked for once more, then the oldest turns are left out', async (_, answer) => {
    const { condense, asked, counted } = setup({}, () => answer)
    expect(await condense()).toBe('[2 earlier messages of this conversation were left out because it is too long]')
    expect(asked.map(({ model }) => model)).toEqual(['cheap', 'cheap'])
    expect(counted['context_condensations_total truncated']).toBe(1)
  })

  test('the second try may be good', async () => {
    const { condense } = setup({}, ({ transcript }, n) => (n === 1 ? 'bad' : summaryOf(transcript)))
    expect(await condense()).toContain('4711 4712')
  })

  test('the strategies are followed in their order', async () => {
    const fallbackStrategies = ['secondary_provider', 'skip_summarization'] as const
    const some = setup({ fallbackStrategies }, ({ model, transcript }) =>
      model === 'third' ? summaryOf(transcript) : 'bad',
    )
    expect(await some.condense()).toContain('4711 4712')
    expect(some.asked.map(({ model }) => model)).toEqual(['cheap', 'cheap', 'second', 'third'])
    const none = setup({ fallbackStrategies }, () => 'bad')
    expect(await none.condense()).toBeNull()
    expect(none.counted['context_condensations_total skipped']).toBe(1)
    expect(await setup({ fallbackStrategies: [] }, () => 'bad').condense()).toBeNull()
  })

  test('only the pieces without a summary go to the second provider', async () => {
    const pieces = [[long('order 4711')], [long('order 4712')]]
    const { condense, asked } = setup({ fallbackStrategies: ['secondary_provider'] }, ({ model, transcript }) =>
      model === 'second' || transcript.includes('4711') ? summaryOf(transcript) : 'bad',
    )
    expect(await condense({ plan: { pieces, kept: [], at: 0 } })).toContain('4711\n\nIn short: 4712')
    expect(asked.filter(({ model }) => model === 'second')).toHaveLength(1)
  })
})

describe('several at once', () => {
  test('of the summarizers that race, the first good one wins and the others are given up', async () => {
    const { condense, asked } = setup({ parallelProviders: 3 }, ({ model, transcript }) => {
      if (model === 'cheap') return 'bad'
      return model === 'second' ? summaryOf(transcript) : new Promise(() => {})
    })
    expect(await condense()).toContain('4711 4712')
    expect(asked.map(({ model }) => model)).toEqual(['cheap', 'second', 'third'])
    expect(asked.every((one) => one.isAborted())).toBe(true)
  })

  test('no more pieces than the limit', async () => {
    let running = 0
    let most = 0
    const pieces = Array.from({ length: 6 }, (_, n) => [long(`order ${n}`)])
    const { condense } = setup({ concurrencyMax: 2 }, async ({ transcript }) => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setImmediate(resolve))
      running--
      return summaryOf(transcript)
    })
    await condense({ plan: { pieces, kept: [], at: 0 } })
    expect(most).toBe(2)
  })
})

describe('an end before the summary', () => {
  test('the deadline: what is asked is given up and the strategies follow', async () => {
    const { condense, asked, clock } = setup({}, async ({ isAborted }) => {
      while (!isAborted()) await new Promise((resolve) => setImmediate(resolve))
      throw new Error('aborted')
    })
    const text = condense()
    await clock.advance(5_000)
    expect(await text).toContain('left out')
    expect(asked).toHaveLength(1)
  })

  test('the caller leaves: nothing is asked again, and it counts as no failure', async () => {
    const leaving = new AbortController()
    const { condense, asked, told } = setup({}, async () => {
      leaving.abort()
      throw new Error('aborted')
    })
    for (let n = 0; n < 12; n++) await condense({ signal: leaving.signal })
    expect(asked).toHaveLength(1)
    expect(told).toEqual([])
  })
})

describe('the operator', () => {
  test('is told once when too few summaries are good', async () => {
    const { condense, told } = setup({}, () => 'bad')
    for (let n = 0; n < 12; n++) await condense()
    expect(told).toMatchObject([{ success_rate: 0, threshold: 0.9, attempts: 10 }])
  })

  test('is not told where alerts are off', async () => {
    const { condense, told } = setup({ alertBelow: null }, () => 'bad')
    for (let n = 0; n < 12; n++) await condense()
    expect(told).toEqual([])
  })
})
