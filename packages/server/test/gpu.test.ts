import type { VastFaultName } from '@proxyapi/simulators'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Contract, Owner } from '../src/compute/compute.ts'
import { EgressFailure } from '../src/egress/failure.ts'
import type { Store } from '../src/store/database.ts'
import { createsOf, expectSentOnce, expectSettled, mutationsOf } from './gpu/money.ts'
import { type GpuWorld, gpuWorld, type WorldOptions } from './gpu/world.ts'
import { aUser } from './ledger.ts'
import { eachStore } from './stores.ts'

/** The documented example: 2 × RTX 4090 for 0.730417 USD an hour with 50 GB of disk. */
const offerId = 'vast-20114453'
/** That machine and a few others: a market is read as often as time passes. */
const fewMachines = 6
/** A market with a second machine of that kind, a little dearer. */
const twoOfAKind = { machines: 28, seed: 'seed4' }
/** Asked of the cloud once a minute, where time passes and nothing else does. */
const quiet = { ready: { type: 'provider' } }
const minuteMs = 60_000
const hourMs = 60 * minuteMs

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

  async function start(options: WorldOptions = {}): Promise<void> {
    world = await gpuWorld(store, { ...options, simulator: { machines: fewMachines, ...options.simulator } })
    await world.work()
  }

  const create = (body: object = {}, owner: Owner = world.owner, idempotencyKey: string | null = null) =>
    world.compute.create(
      owner,
      { provider: 'vast.ai', offerId, body: { failover: 'same_cloud', ports: [8000], ...body }, idempotencyKey },
      null,
    )
  const destroy = (id: string) => world.compute.destroy(world.owner.userId, 'vast.ai', id, null)
  const isReady = ({ status }: Contract) => status === 'ready'
  const isOver = ({ ended_at }: Contract) => ended_at !== null
  const isSettled = (contract: Contract) => isReady(contract) || isOver(contract)
  const end = (id: string) => world.until(id, isOver, 3 * hourMs)
  const told = async () => (await world.books.told()).map(({ name }) => name)

  /** Rents a machine whose image names a fault, waits until it is ready or over, keeps it for a minute, and ends it. */
  async function liveWith(fault: VastFaultName, body: object = {}): Promise<Contract> {
    const { contract_id } = await create({ image: `sim/${fault}`, ...body })
    await world.until(contract_id, isSettled)
    await world.pass(minuteMs)
    await destroy(contract_id)
    return end(contract_id)
  }

  test('rents, gets ready, and destroys: the books equal the bill, and each event is told once', async () => {
    await start()
    const { contract_id, status, ip } = await create()
    expect({ status, ip }).toEqual({ status: 'requested', ip: null })
    const ready = await world.until(contract_id, isReady)
    expect(ready).toMatchObject({ ready: true, ready_evidence: 'port', ip: '127.0.0.1', cost: 0 })
    await world.pass(10 * minuteMs)
    await destroy(contract_id)
    const gone = await end(contract_id)
    const { tenant, operator } = await expectSettled(world)
    expect(gone).toMatchObject({ status: 'terminated', cost: tenant / 1e6, error: null })
    expect(operator).toBe(0)
    expect(await told()).toEqual([
      'instance.requested',
      'instance.created',
      'instance.provisioning',
      'instance.ready',
      'instance.destroyed',
    ])
  })

  describe('a create whose outcome is not known', () => {
    test.each([
      'create-then-500',
      'create-timeout',
      'create-then-reset',
      'create-empty-body',
      'bad-json',
      'html-502',
    ] as const)('%s: the machine is found by its tag and adopted, and nothing is sent twice', async (fault) => {
      await start()
      const { contract_id } = await create({ image: `sim/${fault}` })
      await world.work()
      expect((await world.compute.get(world.owner.userId, contract_id, null)).status).toBe('create_unknown')
      const ready = await world.until(contract_id, isReady)
      expect(ready.attempts).toEqual([{ offer_id: offerId, phase: 'live', error: null }])
      await world.pass(minuteMs)
      await destroy(contract_id)
      await end(contract_id)
      expect(createsOf(world.simulator)).toHaveLength(1)
      expect((await expectSettled(world)).operator).toBe(0)
    })

    test.each(['hang', 'reset', 'error-500', '429-text'] as const)(
      '%s without a machine: proved absent after the grace, then the next offer',
      async (fault) => {
        await start({ simulator: twoOfAKind })
        world.simulator.fault({ match: { method: 'PUT', path: '/api/v0/asks/*' }, do: fault })
        const { contract_id } = await create({ max_price_per_hour: 0.9 })
        await world.pass(minuteMs)
        expect(createsOf(world.simulator)).toHaveLength(1)
        const ready = await world.until(contract_id, isReady)
        expect(ready.attempts.map(({ phase, error }) => [phase, error?.code])).toEqual([
          ['absent', 'OUTCOME_UNKNOWN'],
          ['live', undefined],
        ])
        await destroy(contract_id)
        await end(contract_id)
        expect(createsOf(world.simulator)).toHaveLength(2)
        await expectSettled(world)
      },
    )

    test('a list that fails says nothing: the search goes on, and nothing else is rented', async () => {
      await start({ simulator: twoOfAKind })
      const { contract_id } = await create({ image: 'sim/create-then-500', max_price_per_hour: 0.9 })
      world.simulator.fault({ match: { method: 'GET', path: '/api/v1/instances/' }, do: 'list-500', times: 12 })
      const ready = await world.until(contract_id, isReady)
      expect(ready.attempts).toHaveLength(1)
      await destroy(contract_id)
      await end(contract_id)
      expect(createsOf(world.simulator)).toHaveLength(1)
      await expectSettled(world)
    })

    test('an error that names a machine: that machine is destroyed at the cost of the operator', async () => {
      await start()
      const gone = await liveWith('error-with-id')
      expect(gone).toMatchObject({ status: 'failed', cost: 0, attempts: [{ phase: 'destroyed' }] })
      expect(await expectSettled(world)).toMatchObject({ tenant: 0 })
    })

    test('refused, and there all the same: destroyed as an orphan, while the contract has another machine', async () => {
      await start({ simulator: twoOfAKind })
      world.simulator.fault({ match: { method: 'PUT', path: '/api/v0/asks/*' }, do: 'refuse-then-appear' })
      const { contract_id } = await create({ max_price_per_hour: 0.9 })
      await world.until(contract_id, isReady)
      await world.pass(5 * minuteMs)
      const running = world.simulator.instances().filter(({ state }) => state === 'running')
      expect(running).toHaveLength(1)
      await destroy(contract_id)
      const gone = await end(contract_id)
      const { tenant, operator } = await expectSettled(world)
      expect(gone.cost).toBe(tenant / 1e6)
      expect(operator).toBeGreaterThan(0)
      expect(await told()).toContain('orphan.destroyed')
    })
  })

  describe('an offer that cannot be had', () => {
    test('gone: the next one that fits, within the cap, under a tag of its own', async () => {
      await start({ simulator: twoOfAKind })
      world.simulator.fault({ match: { method: 'PUT', path: `/api/v0/asks/20114453/` }, do: 'offer-gone' })
      const { contract_id } = await create({ max_price_per_hour: 0.9 })
      const ready = await world.until(contract_id, isReady)
      expect(ready.instance_id).toBe(offerId)
      expect(ready.attempts.map(({ phase }) => phase)).toEqual(['refused', 'live'])
      expect(ready.price_per_hour).toBeGreaterThan(0.730417)
      expect(ready.price_per_hour).toBeLessThanOrEqual(0.9)
      await destroy(contract_id)
      await end(contract_id)
      expect(expectSentOnce(world)).toBe(2)
      expect((await expectSettled(world)).operator).toBe(0)
      expect(await told()).toContain('instance.attempt_failed')
    })

    test('gone, and nothing else within the cap: failed, and the money is free', async () => {
      await start()
      const { contract_id } = await create({ image: 'sim/offer-gone' })
      expect(await end(contract_id)).toMatchObject({ status: 'failed', error: { code: 'NO_CAPACITY' }, cost: 0 })
      expect(await expectSettled(world)).toEqual({ tenant: 0, operator: 0 })
      expect(await told()).toEqual(['instance.requested', 'instance.attempt_failed', 'instance.failed'])
    })

    test('without failover the contract fails for the reason of its one attempt', async () => {
      await start({ simulator: twoOfAKind })
      const { contract_id } = await create({ image: 'sim/offer-gone', failover: 'none', max_price_per_hour: 0.9 })
      expect(await end(contract_id)).toMatchObject({ status: 'failed', error: { code: 'OFFER_GONE' } })
    })

    test('two buyers: one has it, the other the next one', async () => {
      await start({ simulator: twoOfAKind })
      const other: Owner = { ...world.owner, userId: await aUser(store, { credits: 10_000_000 }) }
      const first = await create()
      const second = await create({ max_price_per_hour: 0.9 }, other)
      await world.until(first.contract_id, isReady)
      await world.pass(minuteMs)
      const theirs = await world.compute.get(other.userId, second.contract_id, null)
      expect(theirs.attempts.map(({ phase }) => phase)).toEqual(['refused', 'live'])
      await destroy(first.contract_id)
      await world.compute.destroy(other.userId, 'vast', second.contract_id, null)
      await end(first.contract_id)
      await world.pass(5 * minuteMs)
      await expectSettled(world)
    })

    test('sold twice: whose machine cannot start gets another, and pays nothing for the first', async () => {
      await start({ simulator: twoOfAKind })
      const other: Owner = { ...world.owner, userId: await aUser(store, { credits: 10_000_000 }) }
      world.simulator.fault({ match: { method: 'PUT', path: `/api/v0/asks/20114453/` }, do: 'accept-twice', times: 2 })
      const first = await create()
      const second = await create({ max_price_per_hour: 0.9 }, other)
      await world.until(first.contract_id, isReady)
      await world.pass(5 * minuteMs)
      const theirs = await world.compute.get(other.userId, second.contract_id, null)
      expect(theirs.attempts.map(({ phase, error }) => [phase, error?.code])).toEqual([
        ['destroyed', 'IMAGE_ERROR'],
        ['live', undefined],
      ])
      await destroy(first.contract_id)
      await world.compute.destroy(other.userId, 'vast', second.contract_id, null)
      await world.pass(5 * minuteMs)
      await expectSettled(world)
    })

    test('a cloud without balance is left alone, and the operator is told', async () => {
      await start()
      const gone = await liveWith('no-balance')
      expect(gone).toMatchObject({ status: 'failed', error: { code: 'NO_CAPACITY' } })
      expect(await told()).toContain('cloud.no_balance')
      await expect(create()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' })
      await expectSettled(world)
    })
  })

  describe('a machine that is not what was sold', () => {
    test.each([
      ['wrong-gpu', 'HARDWARE_MISMATCH'],
      ['price-mismatch', 'PRICE_CHANGED'],
      ['oci-error', 'IMAGE_ERROR'],
      ['stuck-pull', 'BOOT_TIMEOUT'],
      ['running-no-port', 'BOOT_TIMEOUT'],
      ['unknown-status', 'BOOT_TIMEOUT'],
    ] as const)('%s: destroyed, proved gone, and free of charge', async (fault, code) => {
      await start()
      const { contract_id } = await create({ image: `sim/${fault}` })
      const gone = await end(contract_id)
      expect(gone).toMatchObject({ status: 'failed', cost: 0, attempts: [{ phase: 'destroyed', error: { code } }] })
      expect(await expectSettled(world)).toMatchObject({ tenant: 0 })
    })

    test('a slow boot that moves is waited for', async () => {
      await start({ simulator: { bootMs: 3 * minuteMs } })
      expect(await liveWith('slow-pull')).toMatchObject({ status: 'terminated', attempts: [{ error: null }] })
      expect((await expectSettled(world)).operator).toBe(0)
    })
  })

  describe('an end', () => {
    test('refused for an hour: repeated until it works, listed and billed meanwhile', async () => {
      await start()
      const { contract_id } = await create({ image: 'sim/destroy-refused' })
      await world.until(contract_id, isReady)
      await destroy(contract_id)
      await world.pass(30 * minuteMs)
      expect(await world.books.openHolds()).toBe(1)
      const { data } = await world.compute.list(world.owner.userId, { status: 'live', limit: 10 })
      expect(data.map(({ status }) => status)).toEqual(['terminating'])
      expect(world.lines.filter(({ level }) => level === 'error').map(({ message }) => message)).toContain(
        'A machine cannot be destroyed',
      )
      const gone = await end(contract_id)
      const { tenant, operator } = await expectSettled(world)
      expect(gone.cost).toBe(tenant / 1e6)
      expect(gone.cost).toBeGreaterThan(0.73)
      expect(operator).toBe(0)
    })

    test('a 404 proves nothing: a machine that is still listed is destroyed again', async () => {
      await start()
      const gone = await liveWith('404-then-alive')
      const { tenant, operator } = await expectSettled(world)
      expect({ cost: gone.cost, operator }).toEqual({ cost: tenant / 1e6, operator: 0 })
      expect((await told()).filter((name) => name === 'instance.destroyed')).toHaveLength(1)
    })

    test('a list that lags: what it does not show yet is neither missing nor gone', async () => {
      await start()
      const { contract_id } = await create({ image: 'sim/list-lag' })
      await world.until(contract_id, isReady)
      await destroy(contract_id)
      await world.pass(minuteMs)
      expect((await world.compute.get(world.owner.userId, contract_id, null)).status).toBe('terminating')
      await end(contract_id)
      await expectSettled(world)
    })

    test('wished before the machine exists: nothing is sent', async () => {
      await start()
      const { contract_id } = await create()
      await destroy(contract_id)
      expect(await end(contract_id)).toMatchObject({ status: 'terminated', attempts: [{ phase: 'absent' }] })
      expect(createsOf(world.simulator)).toEqual([])
      await expectSettled(world)
    })

    test('wished while a create is on its way: destroyed on adoption, and repeating the wish changes nothing', async () => {
      await start()
      const { contract_id } = await create({ image: 'sim/create-timeout' })
      await world.work()
      for (const status of ['terminating', 'terminating']) {
        expect((await destroy(contract_id)).status).toBe(status)
      }
      expect(await end(contract_id)).toMatchObject({ status: 'terminated', cost: 0 })
      expect((await destroy(contract_id)).status).toBe('terminated')
      expect(await expectSettled(world)).toMatchObject({ tenant: 0 })
    })

    test('at the cloud and not by us: billed to its end, proved, and the contract is over', async () => {
      await start()
      const { contract_id } = await create({ image: 'sim/console-delete' })
      await world.until(contract_id, isReady)
      const gone = await end(contract_id)
      expect(gone).toMatchObject({ status: 'terminated', error: { code: 'UPSTREAM_ERROR' } })
      expect((await expectSettled(world)).operator).toBe(0)
    })

    test.each(['list-500', 'list-empty-200', 'page-drop'] as const)(
      '%s ends nothing that lives, and proves nothing gone',
      async (fault) => {
        await start()
        const { contract_id } = await create()
        await world.until(contract_id, isReady)
        world.simulator.fault({ match: { method: 'GET', path: '/api/v1/instances/' }, do: fault, times: 12 })
        await world.pass(6 * minuteMs)
        expect((await world.compute.get(world.owner.userId, contract_id, null)).status).toBe('ready')
        await destroy(contract_id)
        await end(contract_id)
        expect((await expectSettled(world)).operator).toBe(0)
      },
    )
  })

  describe('limits', () => {
    test('credit that runs out: warned of, then the machine ends, and the balance is not overspent', async () => {
      await start({ credit: 800_000 })
      const { contract_id } = await create(quiet)
      const gone = await end(contract_id)
      expect(gone).toMatchObject({ status: 'terminated', error: { code: 'INSUFFICIENT_CREDITS' } })
      expect(await told()).toEqual([
        'instance.requested',
        'instance.created',
        'instance.provisioning',
        'instance.ready',
        'billing.low_credit',
        'instance.lease_expiring',
        'instance.lease_expiring',
        'billing.exhausted',
        'instance.destroyed',
      ])
      const { tenant } = await expectSettled(world)
      expect(tenant).toBeGreaterThan(700_000)
      expect(tenant).toBeLessThanOrEqual(800_000)
    })

    test('no credit for an hour: 402, and nothing is left behind', async () => {
      await start({ credit: 700_000 })
      await expect(create()).rejects.toMatchObject({ code: 'INSUFFICIENT_CREDITS' })
      await world.pass(minuteMs)
      expect(await told()).toEqual([])
      expect(createsOf(world.simulator)).toEqual([])
    })

    test('max_spend ends it before it has cost more', async () => {
      await start()
      const { contract_id } = await create({ max_spend: 0.2, ...quiet })
      const gone = await end(contract_id)
      expect(gone.error?.code).toBe('BUDGET_EXCEEDED')
      expect(gone.cost).toBeGreaterThan(0.1)
      expect(gone.cost).toBeLessThanOrEqual(0.2)
      await expectSettled(world)
    })

    test('a lease ends it, with a warning before, unless it is renewed', async () => {
      await start()
      const { contract_id } = await create({ ttl_seconds: 900, ...quiet })
      await world.until(contract_id, isReady)
      await world.pass(6 * minuteMs)
      await world.compute.update(world.owner.userId, contract_id, { ttl_seconds: 900, name: 'renewed' })
      await world.pass(12 * minuteMs)
      expect((await world.compute.get(world.owner.userId, contract_id, null)).name).toBe('renewed')
      await world.pass(10 * minuteMs)
      await end(contract_id)
      expect((await told()).filter((name) => name === 'instance.lease_expiring')).toHaveLength(3)
      await expectSettled(world)
    })

    test('an account that is not charged is recorded only', async () => {
      await start({ billing: 'unmetered', credit: 0 })
      const { contract_id } = await create()
      await world.until(contract_id, isReady)
      await world.pass(5 * minuteMs)
      await destroy(contract_id)
      const gone = await end(contract_id)
      expect(gone.cost).toBeGreaterThan(0)
      await expectSettled(world)
    })
  })

  test('a repeated key is one contract, one hold and one create, and reads the same', async () => {
    await start()
    const answers = await Promise.all(Array.from({ length: 100 }, () => create({}, world.owner, 'key-1')))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    const contract_id = answers[0]?.contract_id ?? ''
    await world.until(contract_id, isReady)
    expect(JSON.stringify(await create({}, world.owner, 'key-1'))).toBe(JSON.stringify(answers[0]))
    await expect(create({ name: 'other' }, world.owner, 'key-1')).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    })
    await expect(create()).rejects.toMatchObject({ code: 'ALREADY_EXISTS' })
    expect(await world.books.openHolds()).toBe(1)
    await destroy(contract_id)
    await end(contract_id)
    expect(createsOf(world.simulator)).toHaveLength(1)
    await expectSettled(world)
  })

  test('stop, start and reboot: only the disk is billed while it is stopped', async () => {
    await start()
    const { userId } = world.owner
    const { contract_id } = await create()
    await world.until(contract_id, isReady)
    await expect(world.compute.act(userId, contract_id, 'start')).rejects.toMatchObject({ code: 'INVALID_STATE' })
    expect((await world.compute.act(userId, contract_id, 'stop')).status).toBe('stopping')
    await world.until(contract_id, ({ status }) => status === 'stopped')
    const before = (await world.compute.get(userId, contract_id, null)).cost
    await world.pass(hourMs)
    const after = (await world.compute.get(userId, contract_id, null)).cost
    expect(after - before).toBeLessThan(0.02)
    expect((await world.compute.act(userId, contract_id, 'start')).status).toBe('starting')
    await world.until(contract_id, isReady)
    await world.compute.act(userId, contract_id, 'reboot')
    await world.pass(minuteMs)
    expect((await world.compute.get(userId, contract_id, null)).status).toBe('ready')
    await destroy(contract_id)
    await end(contract_id)
    expect((await expectSettled(world)).operator).toBe(0)
    expect(await told()).toContain('instance.stopped')
  })

  test('a run that began and ended while nobody looked is paid for all the same', async () => {
    let isBlind = false
    await start({
      wrap: ({ store, egress }) => ({
        store,
        egress: {
          ...egress,
          request: (call) =>
            isBlind && /instances/.test(call.url)
              ? Promise.reject(new EgressFailure({ phase: 'connect', kind: 'refused', sent: false }))
              : egress.request(call),
        },
      }),
      simulator: { bootMs: 5_000 },
    })
    const { contract_id } = await create({ image: 'sim/outbid' })
    await world.until(contract_id, ({ status }) => status === 'provisioning')
    isBlind = true
    await world.pass(minuteMs)
    isBlind = false
    await world.pass(minuteMs)
    await destroy(contract_id)
    await end(contract_id)
    const [bill] = world.simulator.bill()
    expect(bill?.segments.map(({ kind }) => kind)).toContain('gpu')
    await expectSettled(world)
  })

  test('a tenant pays from readiness only, where the operator says so', async () => {
    await start({ settings: { chargeFrom: 'ready' }, simulator: { bootMs: 5 * minuteMs } })
    const { contract_id } = await create()
    await world.until(contract_id, isReady)
    await world.pass(minuteMs)
    await destroy(contract_id)
    await end(contract_id)
    expect((await expectSettled(world)).operator).toBeGreaterThan(0)
  })

  test('two processes on one database: each thing happens once', async () => {
    await start({ processes: 2 })
    const { contract_id } = await create({ image: 'sim/create-then-500' })
    await world.until(contract_id, isReady)
    await world.pass(3 * minuteMs)
    await destroy(contract_id)
    await end(contract_id)
    expect(createsOf(world.simulator)).toHaveLength(1)
    expect((await expectSettled(world)).operator).toBe(0)
    expect((await told()).filter((name) => name.startsWith('instance.'))).toHaveLength(5)
  })

  describe('machines in the same account that are not ours', () => {
    test('are never touched', async () => {
      await start()
      const foreign = world.simulator.foreign(30)
      const { contract_id } = await create()
      await world.until(contract_id, isReady)
      await world.pass(15 * minuteMs)
      await destroy(contract_id)
      await end(contract_id)
      expect(foreign.flatMap((id) => mutationsOf(world.simulator, id))).toEqual([])
      await expectSettled(world)
    })

    test('yesterday’s database: what was rented since is told to the operator, and not destroyed', async () => {
      await start()
      const { contract_id } = await create()
      await world.until(contract_id, isReady)
      for (const table of ['gpu_segments', 'gpu_attempts', 'gpu_instances'] as const) {
        await store.db.deleteFrom(table).execute()
      }
      world.restart()
      await world.pass(hourMs)
      expect(world.simulator.instances().map(({ state }) => state)).toEqual(['running'])
      expect((await told()).filter((name) => name.startsWith('orphan.'))).toEqual(['orphan.reported'])
    })

    test('a tag of ours that no row knows, older than what we know: destroyed after a while', async () => {
      await start()
      const lost = await create()
      await world.until(lost.contract_id, isReady)
      await world.pass(minuteMs)
      const kept = await world.compute.create(
        world.owner,
        { provider: 'vast', offerId: otherOffer(), body: { failover: 'none' }, idempotencyKey: null },
        null,
      )
      await world.until(kept.contract_id, isReady)
      await store.db.deleteFrom('gpu_segments').where('contract_id', '=', lost.contract_id).execute()
      await store.db.deleteFrom('gpu_attempts').where('contract_id', '=', lost.contract_id).execute()
      await store.db.deleteFrom('gpu_instances').where('id', '=', lost.contract_id).execute()
      world.restart()
      await world.pass(5 * minuteMs)
      expect(world.simulator.instances().filter(({ state }) => state === 'running')).toHaveLength(2)
      await world.pass(10 * minuteMs)
      expect(world.simulator.instances().filter(({ state }) => state === 'running')).toHaveLength(1)
      expect((await told()).filter((name) => name.startsWith('orphan.'))).toEqual([
        'orphan.suspected',
        'orphan.destroyed',
      ])
    })

    const otherOffer = () =>
      world.compute.offers(world.owner.userId, {
        provider: ['all'],
        disk_gb: 50,
        pricing: 'on_demand',
        available: true,
        stale: true,
        sort: 'price',
        limit: 1,
      }).data[0]?.id ?? ''
  })
})
