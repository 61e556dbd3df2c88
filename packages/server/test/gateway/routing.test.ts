/** Routes from socket to socket: who answers, and why. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Harness, settledAll, startHarness } from './harness.ts'
import { facts, provider, routesOf } from './lanes.ts'

const model = 'gpt-4o-mini'
const at = (name: string, weight = 1) => ({ model: `${name}/${model}`, weight })

let harness: Harness
beforeAll(async () => {
  harness = await startHarness({
    providers: ({ openai }) => [
      ...['one', 'two', 'three', 'sick'].map((name, index) =>
        provider(name, 'openai', openai, { models: [model, 'sim/overloaded'], priority: index + 1 }),
      ),
      provider('paused', 'openai', openai, { models: ['sim/rate-limited', model], priority: 5 }),
      provider('narrow', 'openai', openai, {
        models: ['sim/hang', model],
        priority: 7,
        maxConnections: 1,
        timeoutMs: 3_000,
      }),
      provider('slow', 'openai', openai, {
        models: [model],
        priority: 6,
        buckets: [{ everyMs: 60_000, burst: 2 }],
      }),
    ],
    models: [
      facts('openai', model),
      facts('openai', 'sim/overloaded'),
      facts('openai', 'sim/rate-limited'),
      facts('openai', 'sim/hang'),
    ],
    settings: {
      routes: routesOf({
        shared: { strategy: 'weighted', targets: [at('one', 80), at('two', 20)] },
        ordered: {
          targets: [{ model: 'sick/sim/overloaded', weight: 1 }],
          fallbacks: [`three/${model}`],
        },
        sticky: { strategy: 'weighted', targets: [at('one'), at('two'), at('three')], sticky: 'session' },
        tried: { targets: [at('one')], canary: { model: `two/${model}`, percent: 25, by: 'request' } },
        picky: {
          targets: [at('one')],
          when: [
            { if: { 'metadata.tier': { $eq: 'free' } }, use: `two/${model}` },
            { if: { 'has.tools': { $eq: true } }, use: `three/${model}` },
          ],
        },
        even: { strategy: 'weighted', targets: [at('one'), at('two')] },
        scored: { strategy: 'score', targets: [at('one'), at('two')] },
      }),
    },
  })
})
afterEach(() => settledAll(harness))
afterAll(() => harness.close())

interface Trace {
  attempts: { provider: string; reason: string; outcome: string }[]
  skipped: { provider: string; reason: string }[]
}

async function ask(name: string, more: object = {}) {
  const messages = [{ role: 'user', content: 'echo: hi' }]
  const response = await fetch(`${harness.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer key' },
    body: JSON.stringify({ model: name, messages, proxyapi: { trace: true }, ...more }),
  })
  const body = (await response.json()) as { proxyapi?: Trace; error?: { code: string } }
  const { headers, status } = response
  return {
    status,
    answered: headers.get('x-proxyapi-provider'),
    attempts: Number(headers.get('x-proxyapi-attempts')),
    retryAfter: Number(headers.get('retry-after')),
    trace: body.proxyapi,
    code: body.error?.code,
  }
}

async function shareOf(name: string, wanted: string, calls: number): Promise<number> {
  const heard = await Promise.all(Array.from({ length: calls }, () => ask(name)))
  return heard.filter(({ answered }) => answered === wanted).length / calls
}

test('weighted: each target gets its share', async () => {
  const share = await shareOf('shared', 'one', 300)
  expect(share).toBeGreaterThan(0.72)
  expect(share).toBeLessThan(0.88)
})

test('what fails goes on to the fallbacks of the route, and the trace says why', async () => {
  const { answered, attempts, trace } = await ask('ordered')
  expect({ answered, attempts }).toEqual({ answered: 'three', attempts: 2 })
  expect(trace?.attempts).toMatchObject([
    { provider: 'sick', reason: 'route ordered: by priority', outcome: 'failed' },
    { provider: 'three', reason: `fallback three/${model} of route ordered: by priority`, outcome: 'answered' },
  ])
})

test('what is closed off is skipped, and the trace says so', async () => {
  for (let n = 0; n < 6; n++) await ask('ordered')
  const { attempts, trace } = await ask('ordered')
  expect(attempts).toBe(1)
  expect(trace?.skipped).toMatchObject([{ provider: 'sick', reason: 'closed off after failures' }])
  expect(harness.told.map(({ name }) => name)).toContain('provider.degraded')
})

test('sticky: a session stays on its lane, by any of the fields that name one', async () => {
  for (const [session, fields] of [
    ['a', { proxyapi: { session_id: 's-a', trace: true } }],
    ['b', { user: 's-b' }],
    ['c', { prompt_cache_key: 's-c' }],
  ] as const) {
    const heard = await Promise.all(Array.from({ length: 8 }, () => ask('sticky', fields)))
    expect(new Set(heard.map(({ answered }) => answered)).size, session).toBe(1)
    expect(heard[0]?.trace?.attempts[0]?.reason ?? 'its session stays here').toContain('its session stays here')
  }
  const many = await Promise.all(Array.from({ length: 30 }, (_, n) => ask('sticky', { user: `u${n}` })))
  expect(new Set(many.map(({ answered }) => answered)).size).toBe(3)
})

test('canary: its percentage of the calls', async () => {
  const share = await shareOf('tried', 'two', 300)
  expect(share).toBeGreaterThan(0.16)
  expect(share).toBeLessThan(0.34)
})

describe('conditions', () => {
  const tools = [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }]
  test.each<[string, object, string]>([
    ['by metadata', { metadata: { tier: 'free' } }, 'two'],
    ['by what the call brings', { tools }, 'three'],
    ['none holds', { metadata: { tier: 'paid' } }, 'one'],
  ])('%s', async (_, more, expected) => {
    expect(await ask('picky', more)).toMatchObject({ status: 200, answered: expected })
  })
})

test('by score: the reason gives the figures', async () => {
  const { trace } = await ask('scored')
  expect(trace?.attempts[0]?.reason).toMatch(/^route scored: (score [\d.]+ \(price |explored)/)
})

test('the pause that a provider asks for holds back even the last lane, and is told', async () => {
  const first = await ask('paused/sim/rate-limited')
  expect(first).toMatchObject({ status: 429, code: 'rate_limit_exceeded' })
  const sent = harness.sims.openai.requests().length
  const second = await ask('paused/sim/rate-limited')
  expect(second.status).toBe(429)
  expect(second.retryAfter).toBeGreaterThan(0)
  expect(harness.sims.openai.requests()).toHaveLength(sent)
})

test('our own limit for a provider: a lane is skipped while it is used up, and alone it is a 429 with the wait', async () => {
  expect([(await ask(`slow/${model}`)).status, (await ask(`slow/${model}`)).status]).toEqual([200, 200])
  const alone = await ask(`slow/${model}`)
  expect(alone).toMatchObject({ status: 429, code: 'rate_limit_exceeded' })
  expect(alone.retryAfter).toBeGreaterThan(30)
  expect(alone.retryAfter).toBeLessThanOrEqual(60)
  const other = await ask(`slow/${model}`, { proxyapi: { fallbacks: [`one/${model}`], trace: true } })
  expect(other).toMatchObject({ status: 200, answered: 'one', attempts: 1 })
  expect(other.trace?.skipped).toMatchObject([{ provider: 'slow', reason: expect.stringContaining('our own limit') }])
})

test('a provider whose connections are all in use is passed by after a second, and is not taken for ill', async () => {
  const hanging = ask('narrow/sim/hang')
  await expect.poll(() => harness.sims.openai.requests().some(({ model: asked }) => asked === 'sim/hang')).toBe(true)
  const more = { proxyapi: { fallbacks: [`one/${model}`], trace: true } }
  const passed = await ask(`narrow/${model}`, more)
  expect(passed).toMatchObject({ status: 200, answered: 'one', attempts: 2 })
  await hanging
  expect(await ask(`narrow/${model}`, more)).toMatchObject({ answered: 'narrow', attempts: 1 })
})

test('an answer that a provider keeps is gone on from there, whatever the route would draw', async () => {
  const respond = async (name: string, more: object = {}) => {
    const response = await fetch(`${harness.url}/v1/responses`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer key' },
      body: JSON.stringify({ model: name, input: 'echo: hi', store: true, ...more }),
    })
    const { id } = (await response.json()) as { id: string }
    return { status: response.status, answered: response.headers.get('x-proxyapi-provider'), id }
  }
  const firsts = await Promise.all(Array.from({ length: 12 }, () => respond('even')))
  expect(new Set(firsts.map(({ answered }) => answered))).toEqual(new Set(['one', 'two']))
  for (const { id, answered } of firsts) {
    expect(await respond('even', { previous_response_id: id })).toMatchObject({ status: 200, answered })
    expect(await respond(`three/${model}`, { previous_response_id: id })).toMatchObject({ status: 400 })
  }
})

test('routes stand in the list of models, without one price', async () => {
  const list = await harness.openai.models.list()
  expect(list.data.filter((row) => 'kind' in row && row.kind === 'route').map(({ id }) => id)).toEqual([
    'even',
    'ordered',
    'picky',
    'scored',
    'shared',
    'sticky',
    'tried',
  ])
  expect(await harness.openai.models.retrieve('shared')).toMatchObject({ kind: 'route', pricing: null })
})
