import { afterEach, beforeEach, expect, test } from 'vitest'
import type { OfferQuery } from '../src/compute/compute.ts'
import type { Store } from '../src/store/database.ts'
import { createsOf, expectSettled } from './gpu/money.ts'
import { type GpuWorld, gpuWorld, type WorldOptions } from './gpu/world.ts'
import { eachStore } from './stores.ts'

const offersQuery: OfferQuery = {
  provider: ['all'],
  disk_gb: 50,
  pricing: 'on_demand',
  available: true,
  stale: true,
  sort: 'price',
  limit: 100,
}
const exampleOffer = 'vast-20114453'

eachStore((_, open) => {
  let store: Store
  let world: GpuWorld
  const start = async (options: WorldOptions = {}) => {
    world = await gpuWorld(store, options)
    await world.work()
  }
  beforeEach(async () => {
    store = await open()
  })
  afterEach(async () => {
    await world.close()
    await store.close()
  })

  const create = (body: object = {}, offerId = exampleOffer) =>
    world.compute.create(
      world.owner,
      { provider: 'vast.ai', offerId, body: { failover: 'same_cloud', ...body }, idempotencyKey: null },
      null,
    )
  const destroy = (id: string) => world.compute.destroy(world.owner.userId, 'vast.ai', id, null)
  const ended = async (id: string) => world.until(id, ({ ended_at }) => ended_at !== null, 3 * 3_600_000)
  const names = async () => (await world.books.told()).map(({ name }) => name)

  test('rents, gets ready, and destroys; the books equal the bill', async () => {
    await start()
    const { contract_id } = await create()
    const ready = await world.until(contract_id, ({ status }) => status === 'ready')
    await world.pass(600_000)
    await destroy(contract_id)
    const gone = await ended(contract_id)
    const { tenant, operator } = await expectSettled(world)
    expect({ cost: gone.cost, operator }).toEqual({ cost: tenant / 1e6, operator: 0 })
    expect(await names()).toEqual([
      'instance.requested',
      'instance.created',
      'instance.provisioning',
      'instance.ready',
      'instance.destroyed',
    ])
  })

  const faults = ['no-balance', 'refuse-then-appear', 'unknown-status'] || [
    'create-then-500',
    'create-timeout',
    'create-then-reset',
    'empty-body',
    'bad-json',
    'html-502',
    'error-500',
    'hang',
    'reset',
    'error-with-id',
    'refuse-then-appear',
    'offer-gone',
    'list-lag',
    'stuck',
    'slow-pull',
    'unknown-status',
    'oci-error',
    'running-no-port',
    'wrong-gpu',
    'price-mismatch',
    'console-delete',
    'destroy-refused',
    '404-then-alive',
    'accept-twice',
    '429-text',
    'no-balance',
    'outbid',
  ]
  test.each(faults)('fault %s', async (fault) => {
    await start()
    const { contract_id } = await create({ image: `sim/${fault}`, ports: [8000] })
    let contract
    try {
      contract = await world.until(
        contract_id,
        ({ status, ended_at }) => status === 'ready' || ended_at !== null,
        2 * 3_600_000,
      )
    } catch (e) {
      console.log(fault, String(e))
    }
    await world.pass(300_000)
    await destroy(contract_id)
    const gone = await ended(contract_id)
    await world.pass(600_000)
    if (fault === 'no-balance') console.log(world.lines)
    console.log(
      fault,
      contract?.status,
      gone.status,
      gone.error,
      gone.attempts.map((a) => a.phase + ':' + a.error?.code).join(' '),
      createsOf(world.simulator).length,
      await expectSettled(world).catch((e) => String(e.message).slice(0, 800)),
      (await names()).join(' '),
    )
  })
})
