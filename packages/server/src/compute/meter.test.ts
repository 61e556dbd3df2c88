import fc from 'fast-check'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { aContract, anAttempt, contractId, nowMs } from '../../test/gpu/offers.ts'
import { aLedger, aUser } from '../../test/ledger.ts'
import { noMetrics, quietLog } from '../../test/runtime.ts'
import { eachStore, openSqlite } from '../../test/stores.ts'
import type { LedgerRoom } from '../ledger/create-ledger.ts'
import type { Store, Tx } from '../store/database.ts'
import { insertGpuAttempt } from '../store/gpu-attempts.ts'
import { insertGpuInstance } from '../store/gpu-instances.ts'
import { decideGpuPayer, gpuSegmentsOf } from '../store/gpu-segments.ts'
import { changeAttempt, type Rows } from './apply.ts'
import { meterAs, meterEnd, meterReady, observed, post, type Rate } from './meter.ts'
import type { Room } from './room.ts'

const idle: Rate = { kind: 'disk_only', costRate: 10_417 }
const full: Rate = { kind: 'gpu', costRate: 730_417 }
const hourMs = 3_600_000

/** A contract with a machine, on a ledger with money; what is done to it is a transaction each. */
async function metered(store: Store, settings: { marginPercent?: number; chargeFrom?: 'accepted' | 'ready' } = {}) {
  const ledger: LedgerRoom = aLedger(store)
  const userId = await aUser(store, { credits: 1_000_000_000_000 })
  const room = {
    store,
    ledger,
    metrics: noMetrics,
    log: quietLog,
    settings: () => ({ marginPercent: 0, chargeFrom: 'accepted', ...settings }),
  } as unknown as Room
  const rows: Rows = {
    contract: aContract({ user_id: userId, price_max: 1_000_000_000 }),
    attempt: anAttempt({ phase: 'live' }),
  }
  await store.write(async (tx) => {
    const hold = { userId, amount: 1_000_000, kind: 'gpu' as const, reference: contractId, expiresAt: null }
    rows.contract.hold_id = await ledger.hold(tx, hold)
    await insertGpuInstance(tx, rows.contract)
    await insertGpuAttempt(tx, rows.attempt)
  })
  const write = (work: (tx: Tx) => Promise<void>) => store.write(work)
  return {
    rows,
    as: (rate: Rate, at: number) => write((tx) => meterAs(tx, room, rows, rate, observed(at))),
    ready: (at: number) =>
      write(async (tx) => {
        await changeAttempt(tx, rows, { ready_at: at })
        await meterReady(tx, room, rows, at)
      }),
    post: (until: number) => write((tx) => post(tx, room, rows, until, () => {})),
    end: (at: number) =>
      write(async (tx) => {
        await meterEnd(tx, rows, observed(at))
        await decideGpuPayer(tx, rows.attempt.id, 'operator')
        await post(tx, room, rows, at, () => {})
      }),
    async sums() {
      const transfers = await store.db.selectFrom('ledger_transfers').selectAll().execute()
      const sum = (of: (row: (typeof transfers)[number]) => boolean) =>
        transfers.filter(of).reduce((total, { amount }) => total + amount, 0)
      return {
        tenant: sum(({ credit_account }) => credit_account === 'revenue:gpu'),
        provider: sum(({ credit_account }) => credit_account === 'provider_payable:vast.ai'),
        operator: sum(({ debit_account }) => debit_account === 'operator_loss'),
      }
    },
  }
}

eachStore((_, open) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
  })
  afterEach(() => store.close())

  test('nobody pays before it is ready, then the tenant does, from the beginning', async () => {
    const meter = await metered(store)
    await meter.as(idle, nowMs)
    await meter.as(full, nowMs + 60_000)
    await meter.post(nowMs + 90_000)
    expect(await meter.sums()).toEqual({ tenant: 0, provider: 0, operator: 0 })
    await meter.ready(nowMs + 90_000)
    await meter.post(nowMs + 90_000)
    const paid = Math.round((10_417 * 60_000 + 730_417 * 30_000) / hourMs)
    expect(await meter.sums()).toEqual({ tenant: paid, provider: paid, operator: 0 })
    expect(meter.rows.contract.cost).toBe(paid)
  })

  test('what never got ready is the operator’s loss', async () => {
    const meter = await metered(store)
    await meter.as(idle, nowMs)
    await meter.end(nowMs + hourMs)
    expect(await meter.sums()).toEqual({ tenant: 0, provider: 10_417, operator: 10_417 })
  })

  test('the same posting twice is one', async () => {
    const meter = await metered(store)
    await meter.as(full, nowMs)
    await meter.ready(nowMs)
    await meter.post(nowMs + hourMs)
    await meter.post(nowMs + hourMs)
    expect(await meter.sums()).toMatchObject({ tenant: 730_417, provider: 730_417 })
  })

  test('a margin is the tenant’s to pay, up to his cap', async () => {
    const meter = await metered(store, { marginPercent: 10 })
    await meter.as(full, nowMs)
    await meter.ready(nowMs)
    await meter.post(nowMs + hourMs)
    expect(await meter.sums()).toMatchObject({ tenant: 803_459, provider: 730_417 })
    meter.rows.contract.price_max = 900_000
    await meter.as({ ...full, costRate: 5_000_000 }, nowMs + hourMs)
    await meter.post(nowMs + 2 * hourMs)
    expect((await meter.sums()).tenant).toBe(803_459 + 900_000)
  })

  test('from readiness on, where the operator says so', async () => {
    const meter = await metered(store, { chargeFrom: 'ready' })
    await meter.as(full, nowMs)
    await meter.ready(nowMs + hourMs)
    await meter.post(nowMs + 2 * hourMs)
    expect(await meter.sums()).toEqual({ tenant: 730_417, provider: 1_460_834, operator: 730_417 })
  })

  test('the usage view has hours and USD, and agrees with the ledger', async () => {
    const meter = await metered(store)
    await meter.as(idle, nowMs)
    await meter.as(full, nowMs + hourMs)
    await meter.ready(nowMs + hourMs)
    await meter.post(nowMs + 2 * hourMs)
    // The seed's query; SQLite spells the interval in its own way.
    const since = store.dialect === 'postgres' ? "NOW() - INTERVAL '3650 days'" : "datetime('now', '-3650 days')"
    const { rows } = await sql<{ total_hours: string; total_cost: string }>`
      SELECT u.email, SUM(g.duration) as total_hours, SUM(g.cost) as total_cost
      FROM users u JOIN gpu_usage g ON u.id = g.user_id
      WHERE g.start_time > ${sql.raw(since)} GROUP BY u.email`.execute(store.db)
    expect(Number(rows[0]?.total_hours)).toBe(2)
    expect(Number(rows[0]?.total_cost)).toBeCloseTo((await meter.sums()).tenant / 1e6, 9)
    const { rows: first } = await sql<{ instance_id: string; contract_id: string; kind: string; end_time: unknown }>`
      SELECT instance_id, contract_id, kind, end_time FROM gpu_usage ORDER BY start_time`.execute(store.db)
    expect(first).toMatchObject([
      { instance_id: 'vast-20114453', contract_id: contractId, kind: 'disk_only' },
      { kind: 'gpu', end_time: null },
    ])
  })
})

describe('whatever happens to a machine', () => {
  const step = fc.oneof(
    fc.record({
      do: fc.constant('as' as const),
      rate: fc.constantFrom(idle, full, { ...full, costRate: 999_999_999 }),
    }),
    fc.record({ do: fc.constant('post' as const) }),
  )
  // Much happens at the same moment: a posting, then another price.
  const ms = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 10_000_000 }))
  const life = fc.array(fc.record({ step, ms }), { maxLength: 25 })

  test('its stretches have no gap and no overlap, and its postings are their exact cost', async () => {
    await fc.assert(
      fc.asyncProperty(life, fc.nat(25), async (steps, readyAt) => {
        const store = await openSqlite()
        const meter = await metered(store)
        let now = nowMs
        let exact = 0n
        let rate = idle
        await meter.as(idle, now)
        for (const [index, { step, ms }] of steps.entries()) {
          exact += BigInt(rate.costRate) * BigInt(ms)
          now += ms
          if (index === readyAt) await meter.ready(now)
          if (step.do === 'post') await meter.post(now)
          if (step.do === 'as') {
            rate = step.rate
            await meter.as(rate, now)
          }
        }
        await meter.end(now)
        const segments = await gpuSegmentsOf(store.db, meter.rows.attempt.id)
        for (const [index, { from_at, to_at }] of segments.entries()) {
          expect(from_at).toBe(index === 0 ? nowMs : segments[index - 1]?.to_at)
          expect(to_at).toBeGreaterThanOrEqual(from_at)
        }
        const { provider, tenant, operator } = await meter.sums()
        expect(BigInt(provider)).toBe((exact + BigInt(hourMs) / 2n) / BigInt(hourMs))
        expect(tenant + operator).toBe(provider)
        await store.close()
      }),
      { numRuns: 100 },
    )
  })
})
