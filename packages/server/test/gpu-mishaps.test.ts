import { ApiError } from '@proxyapi/contract/errors'
import { expect, test } from 'vitest'
import type { Contract, OfferQuery } from '../src/compute/compute.ts'
import { Died, type MishapPlan, mishaps } from './gpu/mishaps.ts'
import { expectSettled } from './gpu/money.ts'
import { type GpuWorld, gpuWorld } from './gpu/world.ts'
import { eachStore, type OpenStore } from './stores.ts'

/** GPU_MISHAPS=all: at every single step, not once at each place that differs from those before. */
const everyStep = process.env.GPU_MISHAPS === 'all'

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

/** The life of one contract, from create to its proved end, with one mishap on its way. */
async function live(open: OpenStore, plan: MishapPlan): Promise<void> {
  const store = await open()
  const world = await gpuWorld(store, {
    wrap: mishaps(plan),
    survives: true,
    // A market with a second machine of the kind.
    simulator: { bootMs: 3_000, machines: 28, seed: 'seed4' },
  })
  try {
    await offered(world)
    const { userId } = world.owner
    const { contract_id } = await repeated(world, () => world.compute.create(world.owner, request, null))
    const isOver = ({ ended_at }: Contract) => ended_at !== null
    await world.until(contract_id, (contract) => contract.ready || isOver(contract))
    await world.pass(90_000)
    await repeated(world, () => world.compute.destroy(userId, 'vast.ai', contract_id, null))
    const gone = await world.until(contract_id, isOver)
    await world.pass(60_000)
    const told = (await world.books.told()).map(({ name }) => name)
    const { tenant } = await expectSettled(world)
    expect(gone.status).toBe('terminated')
    expect(gone.cost).toBe(tenant / 1e6)
    expect(tenant).toBeGreaterThan(0)
    expect(told.filter((name) => name === 'instance.created')).toHaveLength(1)
    expect(told.filter((name) => name === 'instance.destroyed')).toHaveLength(1)
  } finally {
    await world.close()
    await store.close()
  }
}

eachStore((name, open) => {
  // A transaction means the same everywhere: the slower database is asked at every third place.
  const share = everyStep || name === 'sqlite' ? 1 : 3
  test.each(['dies', 'lost', 'refused'] as const)(
    'one mishap (%s) at each place in turn: one machine, one bill, nothing left',
    { timeout: 600_000 },
    async (kind) => {
      const places: string[] = []
      await live(open, { kind, at: 0, note: (place) => void places.push(place) })
      const steps = places.flatMap((place, index) => (everyStep || places.indexOf(place) === index ? [index + 1] : []))
      expect(steps.length).toBeGreaterThan(30)
      for (const at of steps.filter((_, index) => index % share === 0)) {
        await live(open, { kind, at }).catch((error: unknown) => {
          throw new Error(`the mishap at step ${at}: ${places[at - 1]}`, { cause: error })
        })
      }
    },
  )
})
