import { request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { simulateVast, type VastFaultName, type VastOptions, type VastSimulator } from '@proxyapi/simulators'
import { afterEach, describe, expect, test } from 'vitest'
import type { CloudReply, CloudRequest, LaunchSpec, Offer, Plan } from '../cloud.ts'
import { vast } from './vast.ts'

const startMs = Date.UTC(2026, 10, 20, 10, 30)
const tag = 'gp7f3a-01jd8z0000000000000000000-00'
const spec: LaunchSpec = {
  image: 'vllm/vllm-openai:v0.11.0',
  args: ['--model', 'Qwen/Qwen3-8B'],
  env: { PROXY_API_INSTANCE_TOKEN: 'secret' },
  ports: [{ port: 8000, protocol: 'http' }],
  diskGb: 50,
  sshPublicKeys: [],
}

let running: VastSimulator[] = []
afterEach(async () => {
  await Promise.all(running.map((sim) => sim.close()))
  running = []
})
async function cloud(options: VastOptions = {}): Promise<VastSimulator> {
  const sim = await simulateVast({ now: () => startMs, paces: false, ...options })
  running.push(sim)
  return sim
}

function send(sim: VastSimulator, { method, path, url, body }: CloudRequest): Promise<CloudReply> {
  const payload = body === undefined ? undefined : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const headers = {
      ...(url === undefined ? vast.auth('test') : {}),
      ...(payload === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
    }
    const outgoing = request(url ?? `${sim.url}${path}`, { method, headers, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: new Headers(response.headers as Record<string, string>),
          body: text,
        }),
      )
    })
    outgoing.on('error', reject)
    outgoing.end(payload)
  })
}

/** Drives a plan over the wire, as `compute/` does, but for its pace. */
async function run<T>(sim: VastSimulator, plan: Plan<T> | undefined): Promise<T> {
  if (!plan) throw new Error('vast.ai can do that')
  const take = async (one: CloudRequest) => {
    if (one.afterMs) await wait(one.afterMs)
    return send(sim, one)
  }
  let step = plan.next()
  while (!step.done) {
    const { value } = step
    step = plan.next(Array.isArray(value) ? await Promise.all(value.map(take)) : await take(value))
  }
  return step.value
}

async function offersOf(sim: VastSimulator): Promise<Offer[]> {
  return (await run(sim, vast.offers({ diskGb: 50 }))).offers
}

/** Rents the first offer of a kind. */
async function rent(sim: VastSimulator, more: Partial<LaunchSpec> = {}, pricing: Offer['pricing'] = 'on_demand') {
  const offer = (await offersOf(sim)).find((candidate) => candidate.pricing === pricing)
  if (!offer) throw new Error('the market is empty')
  const outcome = vast.created(await send(sim, vast.create(offer, { ...spec, ...more }, tag)))
  return { offer, outcome }
}
const find = async (sim: VastSimulator) =>
  (await run(sim, vast.list())).instances.find((instance) => instance.tag === tag)

describe('against the simulator', () => {
  test('from offer to instance, request, logs, stop, start and end, for the price that was shown', async () => {
    const sim = await cloud()
    sim.foreign(30)
    const offers = await offersOf(sim)
    expect(offers.find(({ id }) => id === 'vast-20114453')).toMatchObject({
      price_per_hour: 0.730417,
      vram: 24,
      country: 'US',
    })
    expect(offers.filter(({ available }) => available)).toHaveLength(120)

    const { offer, outcome } = await rent(sim)
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome))
    const { providerId } = outcome
    expect(await find(sim)).toMatchObject({ id: providerId, state: 'creating', billed: 'idle', ports: [] })
    await sim.advance(2_000)
    const instance = await run(sim, vast.get(providerId))
    expect(instance).toMatchObject({
      state: 'running',
      billed: 'full',
      gpu_model: offer.gpu_model,
      machine: offer.machine,
    })
    expect(instance?.price_per_hour).toBe(offer.price_per_hour)
    const [port] = instance?.ports ?? []
    expect(port).toMatchObject({ port: 8000, host: '127.0.0.1' })
    const url = `http://${port?.host}:${port?.public_port}/v1/models`
    expect((await fetch(url)).status).toBe(401)
    expect((await fetch(url, { headers: { authorization: 'Bearer secret' } })).status).toBe(200)

    expect((await run(sim, vast.logs?.(providerId, 1))).map(({ text }) => text)).toEqual(['ready'])
    await sim.advance(3_598_000)
    await run(sim, vast.act?.(providerId, 'stop'))
    expect(await find(sim)).toMatchObject({ state: 'stopped', billed: 'idle' })
    await run(sim, vast.act?.(providerId, 'start'))
    await run(sim, vast.act?.(providerId, 'reboot'))
    expect(await run(sim, vast.destroy(providerId))).toBe('done')
    expect(await run(sim, vast.destroy(providerId))).toBe('gone')
    expect(await run(sim, vast.get(providerId))).toBeNull()
    expect((await run(sim, vast.list())).total).toBe(30)

    const spent = sim.bill().find(({ instance_id }) => instance_id === providerId)
    const usd = (instance?.price_per_hour ?? 0) - (instance?.idle_price_per_hour ?? 0)
    const expected = usd * 1e6 * (3_598 / 3_600) + (instance?.idle_price_per_hour ?? 0) * 1e6
    expect(spent?.micro_usd).toBe(Math.round(expected))
    const charges = await run(sim, vast.statement?.(new Date(startMs), new Date(startMs + 86_400_000)))
    expect(charges.filter(({ instanceId }) => instanceId === providerId).map(({ kind }) => kind)).toEqual([
      'gpu',
      'disk',
    ])
    expect(await run(sim, vast.balance?.())).toBe(sim.balance())
  })

  test('a spot offer bids, and an outbid instance is interrupted', async () => {
    const sim = await cloud()
    const { outcome, offer } = await rent(sim, { image: 'sim/outbid' }, 'spot')
    expect(outcome.kind).toBe('accepted')
    await sim.advance(5_000)
    expect(await find(sim)).toMatchObject({ state: 'running', price_per_hour: offer.price_per_hour })
    await sim.advance(5_000)
    expect(await find(sim)).toMatchObject({ state: 'interrupted', billed: 'idle' })
  })

  test('a dearer price is announced, accepted, and charged from then on', async () => {
    const sim = await cloud()
    const { offer } = await rent(sim, { image: 'sim/price-up' })
    await sim.advance(10_000)
    const [increase] = await run(sim, vast.priceIncreases?.())
    const before = await find(sim)
    const gpu = (offer.price_per_hour ?? 0) - (before?.idle_price_per_hour ?? 0)
    expect(increase).toMatchObject({
      instanceId: before?.id,
      effective_at: new Date(startMs + 3_600_000).toISOString(),
    })
    expect(increase?.price_per_hour).toBeCloseTo(gpu * 1.5 + (before?.idle_price_per_hour ?? 0), 6)
    await run(sim, vast.answerPriceIncrease?.(increase?.id ?? '', 'accept'))
    expect(await run(sim, vast.priceIncreases?.())).toEqual([])
    expect((await find(sim))?.price_per_hour).toBe(offer.price_per_hour)
    await sim.advance(3_600_000)
    expect((await find(sim))?.price_per_hour).toBe(increase?.price_per_hour)
    await expect(run(sim, vast.answerPriceIncrease?.(increase?.id ?? '', 'reject'))).rejects.toMatchObject({
      error: { code: 'not_found' },
    })
  })

  test('two buyers of one ask: one gets it, the other knows', async () => {
    const sim = await cloud()
    const [offer] = await offersOf(sim)
    if (!offer) throw new Error('the market is empty')
    const replies = await Promise.all([1, 2].map(() => send(sim, vast.create(offer, spec, tag))))
    const outcomes = replies.map((reply) => vast.created(reply))
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['accepted', 'refused'])
    expect(outcomes.find(({ kind }) => kind === 'refused')).toMatchObject({ code: 'offer_gone' })
  })

  // What the adapter makes of a create, and whether the tag is found afterwards.
  test.each<[VastFaultName, object, boolean]>([
    ['create-then-500', { kind: 'unknown', mayExist: true }, true],
    ['create-empty-body', { kind: 'unknown', mayExist: true }, true],
    ['bad-json', { kind: 'unknown', mayExist: true }, true],
    ['html-502', { kind: 'unknown', mayExist: true }, true],
    ['error-with-id', { kind: 'unknown', providerId: expect.any(String) }, true],
    ['429-text', { kind: 'unknown', mayExist: true }, false],
    ['error-500', { kind: 'unknown', mayExist: true }, false],
    ['offer-gone', { kind: 'refused', code: 'offer_gone' }, false],
    ['no-balance', { kind: 'refused', code: 'cloud_no_balance' }, false],
  ])('sim/%s is %j, there: %s', async (fault, expected, isThere) => {
    const sim = await cloud()
    const { outcome } = await rent(sim, { image: `sim/${fault}` })
    expect(outcome).toMatchObject(expected)
    expect((await find(sim)) !== undefined).toBe(isThere)
  })

  test.each<[VastFaultName, object]>([
    ['stuck-pull', { state: 'starting', progress: 'loading Pulling from sim/stuck-pull -1' }],
    ['oci-error', { state: 'failed' }],
    ['unknown-status', { state: 'unknown', native: 'hibernating' }],
    ['wrong-gpu', { state: 'running', gpu_model: 'GTX 1050 Ti' }],
    ['running-no-port', { state: 'running', ports: [] }],
  ])('sim/%s is seen as %j', async (fault, expected) => {
    const sim = await cloud()
    await rent(sim, { image: `sim/${fault}` })
    await sim.advance(2_000)
    expect(await find(sim)).toMatchObject(expected)
  })

  test('the pace that the adapter states is the pace that the cloud keeps', async () => {
    const sim = await cloud({ paces: true })
    const paceOf = (name: CloudRequest['class']) => vast.limits.find((pace) => pace.class === name)?.windowMs ?? 0
    const twice = async (one: CloudRequest, pauseMs: number) => {
      const first = (await send(sim, one)).status
      await sim.advance(pauseMs)
      return [first, (await send(sim, one)).status]
    }
    const list: CloudRequest = { method: 'GET', path: '/api/v1/instances/?limit=25', class: 'search' }
    const show: CloudRequest = { method: 'GET', path: '/api/v0/instances/1/', class: 'read' }
    const end: CloudRequest = { method: 'DELETE', path: '/api/v0/instances/1/', body: {}, class: 'destroy' }
    expect(await twice(list, paceOf('search'))).toEqual([200, 200])
    expect(await twice(show, paceOf('read'))).toEqual([200, 200])
    expect(await twice(end, paceOf('destroy'))).toEqual([404, 404])
    expect(await twice(end, paceOf('destroy') - 1)).toEqual([429, 429])
    await sim.advance(60_000)
    await offersOf(sim)
    await offersOf(sim)
    await expect(offersOf(sim)).rejects.toMatchObject({ error: { code: 'rate_limited', retrySafe: true } })
  })
})
