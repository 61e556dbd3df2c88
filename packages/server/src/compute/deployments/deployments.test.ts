import { afterEach, beforeEach, expect, test } from 'vitest'
import { expectSettled } from '../../../test/gpu/money.ts'
import { type GpuWorld, gpuWorld, type WorldOptions } from '../../../test/gpu/world.ts'
import { eachStore } from '../../../test/stores.ts'
import type { Store } from '../../store/database.ts'
import type { RouteDoc } from '../../store/deployment-tables.ts'
import { gatewayRoutes, putGatewayLoad } from '../../store/gateway-routes.ts'
import type { Deployment } from './render.ts'
import type { CreateBody } from './spec.ts'

const minute = 60_000
const wanted: CreateBody = {
  name: 'qwen',
  model: 'Qwen/Qwen3-8B',
  gpu: { min_vram: 16, count: 1 },
  max_price_per_hour: 5,
  engine: 'vllm',
  pricing: 'on_demand',
  min_replicas: 0,
  max_replicas: 1,
  idle_ttl_seconds: 900,
  target_in_flight: 16,
  cold_wait_ms: 0,
}

eachStore((name, open) => {
  /** Hours pass in them, which say the same on each store. */
  const once = name === 'sqlite' ? test : () => {}

  let store: Store
  let world: GpuWorld
  let id: string
  beforeEach(async () => {
    store = await open()
  })
  afterEach(async () => {
    await world.close()
    await store.close()
  })

  const asked = (userId = world.owner.userId) => ({
    owner: { ...world.owner, userId },
    hosted: (model: string) => (model === 'hosted/qwen' ? { model, input: 0.2, output: 0.6 } : undefined),
  })
  async function start(body: Partial<CreateBody> = {}, options: WorldOptions = {}): Promise<Deployment> {
    world = await gpuWorld(store, options)
    await world.work()
    const made = await world.compute.deployments.create(asked(), { ...wanted, ...body }, async () => {})
    id = made.deployment_id
    return made
  }
  const here = () => world.compute.deployments.get(asked(), id)
  /** What a gateway would say now. */
  async function load(count: number, replicas: Record<string, number> = {}): Promise<void> {
    const at = world.clock.now()
    const row = { deployment_id: id, node: 'one', at, called_at: at, open: count, waiting: 0 }
    await store.write((tx) => putGatewayLoad(tx, { ...row, replicas: JSON.stringify(replicas) }))
  }
  async function until(is: (deployment: Deployment) => boolean, most = 60 * minute): Promise<Deployment> {
    const end = world.clock.now() + most
    for (;;) {
      const now = await here()
      if (is(now)) return now
      if (world.clock.now() > end) throw new Error(`it is still ${now.status}: ${JSON.stringify(now.error)}`)
      await world.pass(1_000)
    }
  }
  const targets = async () => {
    const [route] = await gatewayRoutes(store.db)
    return route === undefined ? null : (JSON.parse(route.doc) as RouteDoc).targets
  }

  test('rents nothing before a request, one replica for the first, and gives it up when nobody has called for long', async () => {
    const made = await start({ idle_ttl_seconds: 120 })
    expect(made).toMatchObject({ status: 'idle', replicas: [], fallback_model: null })
    await world.pass(2 * minute)
    expect(await here()).toMatchObject({ status: 'idle', replicas: [] })
    expect(await targets()).toEqual([])

    await load(1)
    const ready = await until(({ status }) => status === 'ready')
    expect(ready.replicas).toMatchObject([{ status: 'ready' }])
    expect(await targets()).toMatchObject([{ contract_id: ready.replicas[0]!.contract_id, private: true }])
    expect((await world.books.told()).map(({ name }) => name)).toContain('deployment.ready')

    await until(({ status, replicas }) => status === 'idle' && replicas.length === 0)
    expect(await targets()).toEqual([])
    const { cost } = await here()
    expect(cost.spent).toBeGreaterThan(0)
    await expectSettled(world)
  })

  test('what is asked of the machine needs the token, which nobody is shown', async () => {
    await start({ min_replicas: 1 })
    const { replicas } = await until(({ status }) => status === 'ready')
    const [target] = (await targets())!
    const bare = await fetch(`${target!.base_url}/models`)
    expect(bare.status).toBe(401)
    const [route] = await gatewayRoutes(store.db)
    const { text } = JSON.parse(route!.token) as { text: string }
    const told = await fetch(`${target!.base_url}/models`, { headers: { authorization: `Bearer ${text}` } })
    expect(((await told.json()) as { data: unknown[] }).data).toMatchObject([{ id: 'Qwen/Qwen3-8B' }])
    const contract = await world.compute.get(world.owner.userId, replicas[0]!.contract_id, null)
    expect(contract).toMatchObject({ deployment_id: id, name: 'deployment/qwen', ready_evidence: 'token' })
    const shown = JSON.stringify([await here(), contract, await world.books.told(), world.lines])
    expect(shown).not.toContain(text)
  })

  test('lasting load adds replicas, within the caps an hour of all may cost', async () => {
    await start({ max_replicas: 4, target_in_flight: 1, max_price_per_hour: 1, max_total_per_hour: 1.5 })
    for (let second = 0; second < 240; second += 5) {
      await load(10)
      await world.pass(5_000)
    }
    const { replicas, cost } = await here()
    expect(replicas.length).toBeGreaterThan(1)
    expect(cost.per_hour).toBeLessThanOrEqual(1.5)
    expect(new Set(replicas.map(({ contract_id }) => contract_id)).size).toBe(replicas.length)
  })

  test('a machine that dies is replaced at once', async () => {
    await start({ min_replicas: 1 })
    const [first] = (await until(({ status }) => status === 'ready')).replicas
    await world.compute.destroy(world.owner.userId, first!.provider, first!.contract_id, null)
    const again = await until(({ replicas }) =>
      replicas.some(({ contract_id, status }) => contract_id !== first!.contract_id && status === 'ready'),
    )
    expect(again.status).toBe('ready')
    expect((await targets())!.map(({ contract_id }) => contract_id)).not.toContain(first!.contract_id)
  })

  once('three that never get ready end the spending; a change of its owner tries again', async () => {
    await start({ min_replicas: 1, engine: 'custom', image: 'acme/broken:1', port: 9_000, health_path: '/none' })
    const failed = await until(({ status }) => status === 'failed', 5 * 60 * minute)
    expect(failed.error).toMatchObject({ code: 'BOOT_TIMEOUT' })
    const rented = await store.db.selectFrom('gpu_instances').select('id').execute()
    expect(rented).toHaveLength(3)
    await world.pass(10 * minute)
    expect(await store.db.selectFrom('gpu_instances').select('id').execute()).toHaveLength(3)
    expect((await world.books.told()).filter(({ name }) => name === 'deployment.failed')).toHaveLength(1)

    await world.compute.deployments.update(asked(), id, { max_price_per_hour: 4 })
    await world.pass(5_000)
    expect(await store.db.selectFrom('gpu_instances').select('id').execute()).toHaveLength(4)
  })

  test('without an offer that fits it says so, and rents one when there is', async () => {
    await start({ min_replicas: 1, gpu: { models: ['no such GPU'], count: 1 } })
    await world.pass(5_000)
    expect(await here()).toMatchObject({ status: 'pending', replicas: [], error: { code: 'NO_CAPACITY' } })
    await world.compute.deployments.update(asked(), id, { gpu: { min_vram: 16, count: 1 } })
    expect((await until(({ status }) => status === 'ready')).error).toBeNull()
  })

  test('without credit it says so, and goes on when there is some', async () => {
    await start({ min_replicas: 1 }, { credit: 1 })
    await world.pass(5_000)
    expect(await here()).toMatchObject({ status: 'pending', error: { code: 'INSUFFICIENT_CREDITS' } })
  })

  once('max_spend is not passed', async () => {
    await start({ min_replicas: 1, max_spend: 0.06, max_price_per_hour: 0.2 })
    const failed = await until(({ status }) => status === 'failed', 5 * 60 * minute)
    expect(failed.error).toMatchObject({ code: 'BUDGET_EXCEEDED' })
    await until(({ replicas }) => replicas.length === 0)
    expect((await here()).cost.spent).toBeLessThanOrEqual(0.06)
  })

  test('deleted, its route is gone at once and its machines end; the name is free again', async () => {
    await start({ min_replicas: 1 })
    await until(({ status }) => status === 'ready')
    expect((await world.compute.deployments.delete(asked(), id)).status).toBe('deleting')
    expect(await targets()).toBeNull()
    const gone = await until(({ status }) => status === 'deleted')
    expect(gone).toMatchObject({ replicas: [], ended_at: expect.any(String) })
    await expectSettled(world)
    await world.books.check()
    const again = await world.compute.deployments.create(asked(), wanted, async () => {})
    expect(again.deployment_id).not.toBe(id)
    expect((await world.compute.deployments.list(asked(), { limit: 10 })).data).toHaveLength(1)
  })

  test('a crash between any two steps rents no second machine', async () => {
    await start({ min_replicas: 1 })
    for (let second = 0; second < 30; second++) {
      world.restart()
      await world.pass(1_000)
    }
    await until(({ status }) => status === 'ready')
    expect(await store.db.selectFrom('gpu_instances').select('id').execute()).toHaveLength(1)
  })

  test('two processes rent one machine', async () => {
    await start({ min_replicas: 1 }, { processes: 2 })
    await until(({ status }) => status === 'ready')
    expect(await store.db.selectFrom('gpu_instances').select('id').execute()).toHaveLength(1)
  })

  test('is its owner’s alone', async () => {
    await start()
    const other = asked('usr_other')
    const { deployments } = world.compute
    await expect(deployments.get(other, id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(deployments.delete(other, id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(deployments.update(other, id, { max_replicas: 2 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await deployments.list(other, { limit: 10 })).data).toEqual([])
  })
})
