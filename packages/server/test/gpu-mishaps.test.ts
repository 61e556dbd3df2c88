import { ApiError } from '@proxyapi/contract/errors'
import { expect, test } from 'vitest'
import type { Contract, OfferQuery } from '../src/compute/compute.ts'
import { type Mishap, mishaps, Died } from './gpu/mishaps.ts'
import { expectSettled } from './gpu/money.ts'
import { type GpuWorld, gpuWorld } from './gpu/world.ts'
import { eachStore, type OpenStore } from './stores.ts'

const anyOffer: OfferQuery = {
  provider: ['all'],
  disk_gb: 50,
  pricing: 'any',
  available: true,
  stale: true,
  sort: 'price',
  limit: 1,
}

const request = {
  provider: 'vast.ai',
  offerId: 'vast-20114453',
  body: { failover: 'same_cloud' as const, ports: [8000], max_price_per_hour: 2 },
  idempotencyKey: 'once',
}

/** Waits until there is something to rent. */
async function offered(world: GpuWorld): Promise<void> {
  const { userId } = world.owner
  for (await world.work(); world.compute.offers(userId, anyOffer).total === 0; ) await world.pass(5_000)
}

/** A caller who repeats what failed, with the same key. */
async function repeated<T>(world: GpuWorld, ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (error instanceof Died) {
        world.restart()
        await offered(world)
      } else if (!(error instanceof ApiError && error.retry)) throw error
    }
  }
}

/** The life of one contract, with one mishap on its way; returns how many mishaps were possible. */
async function life(open: OpenStore, kind: Mishap, at: number): Promise<number> {
  const store = await open()
  const plan = mishaps(kind, at)
  const world = await gpuWorld(store, { wrap: plan.doors, survives: true, simulator: { bootMs: 3_000, machines: 300 } })
  try {
    await offered(world)
    const { userId } = world.owner
    const { contract_id } = await repeated(world, () => world.compute.create(world.owner, request, null))
    const over = ({ ended_at }: Contract) => ended_at !== null
    await world.until(contract_id, (contract) => contract.ready || over(contract))
    await world.pass(90_000)
    await repeated(world, () => world.compute.destroy(userId, 'vast.ai', contract_id, null))
    const gone = await world.until(contract_id, over)
    await world.pass(60_000)
    const told = (await world.books.told()).map(({ name }) => name)
    const { tenant } = await expectSettled(world)
    expect(gone.status).toBe('terminated')
    expect(gone.cost).toBe(tenant / 1e6)
    expect(tenant).toBeGreaterThan(0)
    expect(told.filter((name) => name === 'instance.created')).toHaveLength(1)
    expect(told.filter((name) => name === 'instance.destroyed')).toHaveLength(1)
    return plan.count
  } finally {
    await world.close()
    await store.close()
  }
}

eachStore((name, open) => {
  const kinds: Mishap[] = ['dies', 'lost', 'refused']
  test.each(kinds)('whatever %s, wherever: one machine, one bill, none left', async (kind) => {
    const t = Date.now()
    const points = await life(open, kind, 0)
    console.log(name, kind, points, Date.now() - t)
    for (let at = 1; at <= points; at++) {
      try { await life(open, kind, at) } catch (e) { console.log('FAILED', kind, at, e); throw e }
    }
    console.log(name, kind, Date.now() - t)
  }, 600_000)
})
