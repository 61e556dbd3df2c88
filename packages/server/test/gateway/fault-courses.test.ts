/** Faults over several calls: flaps, lasting outages, limits with and without a time, and what the gateway does about the lane. */
import type { ModelFault } from '@proxyapi/simulators'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callerOf } from './callers.ts'
import { type Upstream, upstreams } from './fault-cases.ts'
import { closedPort, type Harness, settledAll, startHarness } from './harness.ts'
import { facts, provider, speaking } from './lanes.ts'

const well = 'gpt-4o-mini'
const fallbacks = [`well/${well}`]
const kinds = ['flap', 'lasting', 'lonely', 'limited', 'no-quota', 'bad-key', 'not-found', 'content-policy'] as const
type Kind = (typeof kinds)[number]
const forms = ['seconds', 'date', 'ms', 'none', 'nonsense', 'huge'] as const
const faultOf: Partial<Record<Kind, ModelFault>> = {
  lasting: 'overloaded',
  lonely: 'overloaded',
  limited: 'rate-limited',
}
const modelOf = (kind: Kind) => (kind === 'flap' ? 'sim/slow-first-token' : `sim/${faultOf[kind] ?? kind}`)
const nameOf = (upstream: string, what: string) => `${upstream}-${what}`

let harness: Harness
beforeAll(async () => {
  const dead = await closedPort()
  harness = await startHarness({
    providers: (urls) => [
      provider('well', 'openai', urls.openai, { models: [well] }),
      provider('dead', 'openai', dead, { models: [well] }),
      provider('dead2', 'openai', dead, { models: [well] }),
      ...Object.entries(upstreams).flatMap(([upstream, brand]) =>
        [...kinds, ...forms].map((what) =>
          speaking(
            upstream,
            provider(nameOf(upstream, what), brand, urls[brand], {
              retryAttempts: what === 'flap' ? 1 : 0,
              retryDelayMs: 1,
              headers: { 'x-lane': nameOf(upstream, what) },
            }),
          ),
        ),
      ),
    ],
    models: [
      facts('openai', well),
      ...Object.values(upstreams).flatMap((brand) =>
        [...new Set([...kinds.map(modelOf), 'sim/rate-limited-bare', 'sim/off-schema'])].map((id) => facts(brand, id)),
      ),
    ],
  })
})
afterAll(() => harness.close())

async function ask(model: string, options: object = {}) {
  const { path, body } = callerOf('openai-chat')
  const response = await fetch(`${harness.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...body('echo: all is well'), model, proxyapi: options }),
  })
  const { status, headers } = response
  // biome-ignore lint/suspicious/noExplicitAny: a body as it came.
  const json: any = await response.json()
  const told = { by: headers.get('x-proxyapi-provider'), attempts: headers.get('x-proxyapi-attempts') }
  return { status, json, ...told, retryAfter: headers.get('retry-after') }
}

/** How often this lane was called. */
const callsOf = (upstream: Upstream, what: string) =>
  harness.sims[upstreams[upstream]].requests().filter(({ headers }) => headers['x-lane'] === nameOf(upstream, what))
    .length

describe.each(Object.keys(upstreams) as Upstream[])('an upstream of %s', (upstream) => {
  const sim = () => harness.sims[upstreams[upstream]]
  const laneOf = (what: string, model: string) => `${nameOf(upstream, what)}/${model}`

  test('that flaps is asked once more each time, and stays in service', async () => {
    const model = 'sim/off-schema'
    for (const nth of [1, 3, 5]) sim().fault({ match: { model, nth }, do: 'error-500' })
    for (let n = 0; n < 3; n++) {
      expect(await ask(laneOf('flap', model))).toMatchObject({ status: 200, attempts: '2' })
    }
    expect(await ask(laneOf('flap', model))).toMatchObject({ status: 200, attempts: '1' })
    expect(degraded()).not.toContain(nameOf(upstream, 'flap'))
  })

  test('that stays down is left alone after five failures; no caller sees an error', async () => {
    for (let n = 0; n < 30; n++) {
      expect(await ask(laneOf('lasting', modelOf('lasting')), { fallbacks })).toMatchObject({ status: 200, by: 'well' })
    }
    expect(callsOf(upstream, 'lasting')).toBe(5)
    const last = await ask(laneOf('lasting', modelOf('lasting')), { fallbacks, trace: true })
    expect(last.json.proxyapi.skipped).toMatchObject([{ reason: 'closed off after failures' }])
  })

  test('that stays down and is the only one is asked by every call, and by none twice', async () => {
    for (let n = 0; n < 12; n++) expect((await ask(laneOf('lonely', modelOf('lonely')))).status).toBe(502)
    expect(callsOf(upstream, 'lonely')).toBe(12)
  })

  test('FU07 that asks for a pause is given it', async () => {
    const lane = laneOf('limited', modelOf('limited'))
    const first = await ask(lane)
    expect([first.status, first.retryAfter, first.json.error.code]).toEqual([429, '1', 'rate_limit_exceeded'])
    const second = await ask(lane)
    expect([second.status, second.retryAfter, callsOf(upstream, 'limited')]).toEqual([429, '1', 1])
    expect(await ask(lane, { fallbacks })).toMatchObject({ status: 200, by: 'well', attempts: '1' })
  })

  test.each<[(typeof forms)[number], Record<string, string>, number]>([
    ['seconds', { 'retry-after': '90' }, 90],
    ['date', { 'retry-after': new Date(Date.now() + 600_000).toUTCString() }, 600],
    ['ms', { 'retry-after-ms': '90000' }, 90],
    ['none', {}, 1],
    ['nonsense', { 'retry-after': 'soon' }, 1],
    ['huge', { 'retry-after': '9999999' }, 86_400],
  ])('FU07 a limit that says when in the form "%s" is kept until then', async (form, headers, seconds) => {
    const model = 'sim/off-schema'
    sim().fault({ match: { model }, do: 'rate-limited-bare', headers })
    const heard = [await ask(laneOf(form, model)), await ask(laneOf(form, model))]
    for (const { status, retryAfter } of heard) {
      expect(status).toBe(429)
      expect(Number(retryAfter)).toBeLessThanOrEqual(seconds)
      expect(Number(retryAfter)).toBeGreaterThan(seconds - 120)
      expect(Number(retryAfter)).toBeGreaterThan(0)
    }
    expect(callsOf(upstream, form)).toBe(1)
  })

  test.each(['no-quota', 'bad-key', 'not-found'] as const)(
    'FU10 after %s the next call goes elsewhere at once',
    async (kind) => {
      const lane = laneOf(kind, modelOf(kind))
      expect(await ask(lane, { fallbacks })).toMatchObject({ status: 200, by: 'well', attempts: '2' })
      expect(await ask(lane, { fallbacks })).toMatchObject({ status: 200, by: 'well', attempts: '1' })
      expect(callsOf(upstream, kind)).toBe(1)
    },
  )

  test('that refuses a prompt is not to blame', async () => {
    const lane = laneOf('content-policy', 'sim/content-policy')
    for (let n = 1; n <= 6; n++) {
      expect((await ask(lane, { fallbacks })).status).toBe(400)
      expect(callsOf(upstream, 'content-policy')).toBe(n)
    }
  })
})

/** Providers of which an event said so. */
const degraded = () => harness.told.flatMap(({ name, data }) => (name === 'provider.degraded' ? [data.provider] : []))

test('an outage is told once for each provider', async () => {
  await expect.poll(degraded).toContain('openai-chat-lasting')
  const names = degraded()
  expect(new Set(names).size).toBe(names.length)
})

test('FU09 all providers down: 503 with Retry-After, nothing is paid and nothing held', async () => {
  const heard = await ask(`dead/${well}`, { fallbacks: [`dead2/${well}`] })
  expect(heard).toMatchObject({ status: 503, retryAfter: '1', json: { error: { code: 'upstream_unavailable' } } })
  await settledAll(harness)
  expect(harness.book.settled.at(-1)).toMatchObject({ amount: 0 })
  expect(harness.book.settled.at(-1)?.attempts).toHaveLength(2)
})

test('a call that is refused before an upstream is asked has its row: by whom, for what, why', async () => {
  const [upstream] = Object.keys(upstreams) as Upstream[]
  const rowsOf = (asked: string) =>
    harness.store.db
      .selectFrom('inference_requests')
      .select(['status', 'code', 'cost', 'operation'])
      .where('asked_model', '=', asked)
      .orderBy('id')
      .execute()
  const lane = `${nameOf(upstream!, 'limited')}/${modelOf('limited')}`
  await ask(lane)
  const calls = callsOf(upstream!, 'limited')
  expect(await ask(lane)).toMatchObject({ status: 429 })
  expect(callsOf(upstream!, 'limited')).toBe(calls)
  const unknown = 'nobody/\0knows'
  const { status } = await ask(unknown)
  // Writes what it has kept so far.
  await harness.gateway.close()
  const refused = { cost: 0, operation: 'createChatCompletion' }
  expect((await rowsOf(lane)).at(-1)).toMatchObject({ ...refused, status: 429, code: 'RATE_LIMITED' })
  expect(await rowsOf('nobody/knows')).toMatchObject([{ ...refused, status, code: 'MODEL_NOT_FOUND' }])
})
