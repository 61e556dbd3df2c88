import { simulateVast } from '@proxyapi/simulators'
import { describe, expect, test } from 'vitest'
import { addressOf, benches, simulatorConformance, spec, startMs, tag } from '../../test/against-simulator.ts'
import type { CloudRequest } from '../cloud.ts'
import { vast } from './vast.ts'

const unknown = { kind: 'unknown', mayExist: true }

simulatorConformance({
  cloud: vast,
  simulate: simulateVast,
  creates: [
    ['sim/create-then-500', unknown, true],
    ['sim/create-empty-body', unknown, true],
    ['sim/bad-json', unknown, true],
    ['sim/html-502', unknown, true],
    ['sim/error-with-id', { kind: 'unknown', providerId: expect.any(String) }, true],
    ['sim/429-text', unknown, false],
    ['sim/error-500', unknown, false],
    ['sim/offer-gone', { kind: 'refused', code: 'offer_gone' }, false],
    ['sim/no-balance', { kind: 'refused', code: 'cloud_no_balance' }, false],
  ],
  sights: [
    ['sim/stuck-pull', { state: 'starting', progress: 'loading Pulling from sim/stuck-pull -1' }],
    ['sim/oci-error', { state: 'failed' }],
    ['sim/unknown-status', { state: 'unknown', native: 'hibernating' }],
    ['sim/wrong-gpu', { state: 'running', gpu_model: 'GTX 1050 Ti' }],
    ['sim/running-no-port', { state: 'running', ports: [] }],
  ],
})

const open = benches(vast, simulateVast)

describe('vast.ai against its simulator besides', () => {
  test('from offer to instance, request, logs, stop, start and end, for the price that was shown', async () => {
    const { sim, run, rent, find, offers } = await open()
    sim.foreign(30)
    const market = await offers()
    expect(market.find(({ id }) => id === 'vast-20114453')).toMatchObject({
      price_per_hour: 0.730417,
      vram: 24,
      country: 'US',
    })
    expect(market.filter(({ available }) => available)).toHaveLength(120)

    const { offer, outcome } = await rent()
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome))
    const { providerId } = outcome
    expect(await find()).toMatchObject({ id: providerId, state: 'creating', billed: 'idle', ports: [] })
    await sim.advance(2_000)
    const instance = await run(vast.get(providerId))
    expect(instance).toMatchObject({
      state: 'running',
      billed: 'full',
      gpu_model: offer.gpu_model,
      machine: offer.machine,
    })
    expect(instance?.price_per_hour).toBe(offer.price_per_hour)
    const url = `${addressOf(instance)}/v1/models`
    expect((await fetch(url)).status).toBe(401)
    expect((await fetch(url, { headers: { authorization: 'Bearer secret' } })).status).toBe(200)

    expect((await run(vast.logs?.(providerId, 1))).map(({ text }) => text)).toEqual(['ready'])
    await sim.advance(3_598_000)
    await run(vast.act?.(providerId, 'stop'))
    expect(await find()).toMatchObject({ state: 'stopped', billed: 'idle' })
    await run(vast.act?.(providerId, 'start'))
    await run(vast.act?.(providerId, 'reboot'))
    expect(await run(vast.destroy(providerId))).toBe('done')
    expect(await run(vast.destroy(providerId))).toBe('gone')
    expect(await run(vast.get(providerId))).toBeNull()
    expect((await run(vast.list())).total).toBe(30)

    const spent = sim.bill().find(({ instance_id }) => instance_id === providerId)
    const usd = (instance?.price_per_hour ?? 0) - (instance?.idle_price_per_hour ?? 0)
    const expected = usd * 1e6 * (3_598 / 3_600) + (instance?.idle_price_per_hour ?? 0) * 1e6
    expect(spent?.micro_usd).toBe(Math.round(expected))
    const charges = await run(vast.statement?.(new Date(startMs), new Date(startMs + 86_400_000)))
    expect(charges.filter(({ instanceId }) => instanceId === providerId).map(({ kind }) => kind)).toEqual([
      'gpu',
      'disk',
    ])
    expect(await run(vast.balance?.())).toBe(sim.balance())
  })

  test('a spot offer bids, and an outbid instance is interrupted', async () => {
    const { sim, rent, find } = await open()
    const { outcome, offer } = await rent({ image: 'sim/outbid' }, 'spot')
    expect(outcome.kind).toBe('accepted')
    await sim.advance(5_000)
    expect(await find()).toMatchObject({ state: 'running', price_per_hour: offer.price_per_hour })
    await sim.advance(5_000)
    expect(await find()).toMatchObject({ state: 'interrupted', billed: 'idle' })
  })

  test('a dearer price is announced, accepted, and charged from then on', async () => {
    const { sim, run, rent, find } = await open()
    const { offer } = await rent({ image: 'sim/price-up' })
    await sim.advance(10_000)
    const [increase] = await run(vast.priceIncreases?.())
    const before = await find()
    const gpu = (offer.price_per_hour ?? 0) - (before?.idle_price_per_hour ?? 0)
    expect(increase).toMatchObject({
      instanceId: before?.id,
      effective_at: new Date(startMs + 3_600_000).toISOString(),
    })
    expect(increase?.price_per_hour).toBeCloseTo(gpu * 1.5 + (before?.idle_price_per_hour ?? 0), 6)
    await run(vast.answerPriceIncrease?.(increase?.id ?? '', 'accept'))
    expect(await run(vast.priceIncreases?.())).toEqual([])
    expect((await find())?.price_per_hour).toBe(offer.price_per_hour)
    await sim.advance(3_600_000)
    expect((await find())?.price_per_hour).toBe(increase?.price_per_hour)
    await expect(run(vast.answerPriceIncrease?.(increase?.id ?? '', 'reject'))).rejects.toMatchObject({
      error: { code: 'not_found' },
    })
  })

  test('two buyers of one ask: one gets it, the other knows', async () => {
    const { offers, send } = await open()
    const [offer] = await offers()
    if (!offer) throw new Error('the market is empty')
    const replies = await Promise.all([1, 2].map(() => send(vast.create(offer, spec, tag))))
    const outcomes = replies.map((reply) => vast.created(reply))
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['accepted', 'refused'])
    expect(outcomes.find(({ kind }) => kind === 'refused')).toMatchObject({ code: 'offer_gone' })
  })

  test('the pace that the adapter states is the pace that the cloud keeps', async () => {
    const { sim, send, offers } = await open({ paces: true })
    const paceOf = (name: CloudRequest['class']) => vast.limits.find((pace) => pace.class === name)?.windowMs ?? 0
    const twice = async (one: CloudRequest, pauseMs: number) => {
      const first = (await send(one)).status
      await sim.advance(pauseMs)
      return [first, (await send(one)).status]
    }
    const list: CloudRequest = { method: 'GET', path: '/api/v1/instances/?limit=25', class: 'search' }
    const show: CloudRequest = { method: 'GET', path: '/api/v0/instances/1/', class: 'read' }
    const end: CloudRequest = { method: 'DELETE', path: '/api/v0/instances/1/', body: {}, class: 'destroy' }
    expect(await twice(list, paceOf('search'))).toEqual([200, 200])
    expect(await twice(show, paceOf('read'))).toEqual([200, 200])
    expect(await twice(end, paceOf('destroy'))).toEqual([404, 404])
    expect(await twice(end, paceOf('destroy') - 1)).toEqual([429, 429])
    await sim.advance(60_000)
    await offers()
    await offers()
    await expect(offers()).rejects.toMatchObject({ error: { code: 'rate_limited', retrySafe: true } })
  })
})
