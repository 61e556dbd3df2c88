/** FK02: a process that dies at any call of the store, before or after its commit. */
import { ApiError } from '@proxyapi/contract/errors'
import { expect, test } from 'vitest'
import { type JumpingClock, jumpingClock } from '../../test/jumping-clock.ts'
import { aLedger, aUser, expectSound, outcome, usd } from '../../test/ledger.ts'
import { eachStore } from '../../test/stores.ts'
import type { Store } from '../store/database.ts'
import { readBalance } from '../store/statements.ts'
import type { LedgerRoom } from './create-ledger.ts'
import type { CallHold, Micros } from './ledger.ts'

type Fault = 'before' | 'after' | 'dead before' | 'dead after'

/** Fails the n-th write once; a dead one fails all that follow too. */
function failing(store: Store, n: number, fault: Fault): Store & { writes(): number } {
  let writes = 0
  const down = () => new ApiError('STORAGE_UNAVAILABLE')
  return {
    ...store,
    writes: () => writes,
    async write(work) {
      writes += 1
      if (writes === n && fault.endsWith('before')) throw down()
      if (writes > n && fault.startsWith('dead')) throw down()
      const result = await store.write(work)
      if (writes === n) throw down()
      return result
    },
  }
}

interface Served {
  rich: Micros
  poor: Micros
}

/** A morning of a server: slices, refills, notes, extensions, keyed calls, low balances. Returns what was served. */
async function work(
  ledger: LedgerRoom,
  store: Store,
  clock: JumpingClock,
  rich: string,
  poor: string,
): Promise<Served> {
  const served: Served = { rich: 0, poor: 0 }
  const call = (userId: string, amount: Micros, over = {}) => ({
    userId,
    keyId: null,
    billing: 'prepaid' as const,
    requestId: 'req_test',
    amount,
    ...over,
  })
  const attempt = async (userId: string, amount: Micros, use: (hold: CallHold) => unknown, over = {}) => {
    try {
      await use(await ledger.calls.admit(call(userId, amount, over)))
    } catch (error) {
      expect(error).toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
    }
  }
  const serve = (userId: string, amount: Micros) => (hold: CallHold) => {
    served[userId === rich ? 'rich' : 'poor'] += amount
    hold.settle(outcome(userId, amount))
  }
  await attempt(rich, usd(0.02), serve(rich, usd(0.01)))
  await attempt(rich, usd(0.02), serve(rich, usd(0.02)))
  await attempt(rich, usd(0.3), serve(rich, usd(0.31)))
  await attempt(rich, usd(0.05), (hold) => {
    served.rich += usd(0.04)
    hold.note(outcome(rich, usd(0.04)))
  })
  await attempt(rich, usd(0.02), async (hold) => {
    await hold.extend(usd(2))
    serve(rich, usd(1.5))(hold)
  })
  await attempt(rich, usd(0.1), serve(rich, usd(0.1)), { idempotencyKey: 'k1', operation: 'op' })
  await attempt(poor, usd(0.4), serve(poor, usd(0.3)))
  await attempt(poor, usd(0.4), async (hold) => {
    await hold.extend(usd(0.1))
    served.poor += usd(0.2)
    hold.note(outcome(poor, usd(0.2)))
  })
  clock.jump(25_000)
  await new Promise((resolve) => setTimeout(resolve, 5))
  const gpu = await store.write((tx) => ledger.hold(tx, gpuHold(rich, clock.now() + 60_000))).catch(() => undefined)
  if (gpu) await store.write((tx) => ledger.release(tx, gpu)).catch(() => {})
  await ledger.close()
  return served
}

const gpuHold = (userId: string, expiresAt: number) => ({
  userId,
  amount: usd(1),
  kind: 'gpu' as const,
  reference: `inst_of_${userId}`,
  expiresAt,
})

async function rescue(store: Store, clock: JumpingClock): Promise<void> {
  clock.jump(3_600_000)
  const ledger = aLedger(store, { clock })
  const [recover] = ledger.jobs()
  while ((await recover?.run(new AbortController().signal)) ?? 0) {}
  await ledger.close()
}

eachStore((name, open) => {
  test('FK02: whatever call of the store fails, charges are at most what was served, and nothing stays held', async () => {
    const store = await open()
    const dry = failing(store, Number.POSITIVE_INFINITY, 'before')
    const clock = jumpingClock()
    await work(
      aLedger(dry, { clock }),
      dry,
      clock,
      await aUser(store, { credits: usd(50) }),
      await aUser(store, { credits: usd(1) }),
    )
    const steps = dry.writes()
    expect(steps).toBeGreaterThan(10)

    const faults: Fault[] =
      name === 'sqlite' ? ['before', 'after', 'dead before', 'dead after'] : ['after', 'dead before']
    for (const fault of faults) {
      for (let n = 1; n <= steps; n++) {
        const rich = await aUser(store, { credits: usd(50) })
        const poor = await aUser(store, { credits: usd(1) })
        const broken = failing(store, n, fault)
        const served = await work(aLedger(broken, { clock }), broken, clock, rich, poor)
        await rescue(store, clock)
        await expectSound(store.db)
        for (const [userId, most] of [
          [rich, served.rich],
          [poor, served.poor],
        ] as const) {
          const balance = await readBalance(store.db, userId)
          expect(balance.held, `${fault} ${n}`).toBe(0)
          expect(balance.used, `${fault} ${n}`).toBeLessThanOrEqual(most)
          // A store that fails once loses nothing: what is served is charged when it is back.
          if (!fault.startsWith('dead')) expect(balance.used, `${fault} ${n}`).toBe(most)
        }
      }
    }
    await store.close()
  }, 600_000)
})
