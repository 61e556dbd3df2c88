/** Every cloud with a simulator takes the same walk through the room: rented, ready, billed, destroyed. */
import {
  type CloudSimulator,
  simulateIonet,
  simulateLambda,
  simulateRunpod,
  simulateShadeform,
  type VastOptions,
} from '@proxyapi/simulators'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Contract } from '../src/compute/compute.ts'
import type { Store } from '../src/store/database.ts'
import { expectSettled } from './gpu/money.ts'
import { type GpuWorld, gpuWorld } from './gpu/world.ts'
import { eachStore } from './stores.ts'

const minuteMs = 60_000
interface Case {
  id: string
  simulate(options: VastOptions): Promise<CloudSimulator>
  offerId: string
  /** Method and path of a create. */
  creates: RegExp
  /** The cloud tells when it began to charge; else a machine that nobody saw running may have cost its least charge. */
  tellsTimes: boolean
}

const clouds: Case[] = [
  {
    id: 'io.net',
    simulate: simulateIonet,
    offerId: 'ionet-h167.l1.x1',
    creates: /\/caas\/deploy$/,
    tellsTimes: true,
  },
  {
    id: 'runpod',
    simulate: simulateRunpod,
    offerId: 'runpod-rtx4090.secure.eu-ro-1.x1',
    creates: /^POST \/v2\/pods$/,
    tellsTimes: true,
  },
  {
    id: 'shadeform',
    simulate: simulateShadeform,
    offerId: 'shadeform-massedcompute.l40s.desmoines-usa-1',
    creates: /^POST \/v1\/instances\/create$/,
    tellsTimes: true,
  },
  {
    id: 'lambda',
    simulate: simulateLambda,
    offerId: 'lambda-gpu_1x_a10.us-east-1',
    creates: /^POST \/api\/v1\/instance-operations\/launch$/,
    tellsTimes: false,
  },
]

eachStore((_, open) => {
  let store: Store
  let world: GpuWorld

  beforeEach(async () => {
    store = await open()
  })
  afterEach(async () => {
    await world.close()
    await store.close()
  })

  const isReady = ({ status }: Contract) => status === 'ready'
  const isOver = ({ ended_at }: Contract) => ended_at !== null

  describe.each(clouds)('$id', ({ id, simulate, offerId, creates, tellsTimes }) => {
    async function rented(body: object = {}): Promise<string> {
      world = await gpuWorld(store, { cloud: { id, simulate } })
      await world.work()
      const request = { provider: id, offerId, idempotencyKey: null }
      const all = { failover: 'none' as const, ports: [8000], ...body }
      return (await world.compute.create(world.owner, { ...request, body: all }, null)).contract_id
    }
    const sent = () => world.simulator.requests().filter(({ method, path }) => creates.test(`${method} ${path}`)).length
    async function end(contract: string): Promise<Contract> {
      await world.compute.destroy(world.owner.userId, id, contract, null)
      return world.until(contract, isOver)
    }

    test('rents, gets ready, answers, and ends: the books equal its bill to the micro-dollar', async () => {
      const contract = await rented()
      const ready = await world.until(contract, isReady)
      expect(ready).toMatchObject({ ready_evidence: 'port', provider: id })
      expect(ready.ports[0]?.url).toMatch(/^http:\/\/127\./)
      await world.pass(10 * minuteMs + 7_000)
      const gone = await end(contract)
      const { tenant, operator } = await expectSettled(world)
      expect([gone.status, gone.cost, operator, sent()]).toEqual(['terminated', tenant / 1e6, 0, 1])
    })

    test('a create whose answer was lost is found by its tag, and sent once', async () => {
      const contract = await rented({ image: 'sim/create-then-500' })
      await world.until(contract, isReady)
      await end(contract)
      await expectSettled(world)
      expect(sent()).toBe(1)
    })

    test('another GPU than was sold is given back, and costs its tenant nothing', async () => {
      const contract = await rented({ image: 'sim/wrong-gpu' })
      const over = await world.until(contract, isOver)
      expect(over).toMatchObject({ status: 'failed', cost: 0, error: { code: 'HARDWARE_MISMATCH' } })
      expect(world.simulator.instances().map(({ state }) => state)).toEqual(['destroyed'])
      if (tellsTimes) expect((await expectSettled(world)).tenant).toBe(0)
    })
  })
})
