import type { Offer, Plan } from '@proxyapi/clouds'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { anAccount, anOffer } from '../../test/gpu/offers.ts'
import { noMetrics, quietLog, testClock, testRandom } from '../../test/runtime.ts'
import { eachStore } from '../../test/stores.ts'
import { EgressFailure } from '../egress/failure.ts'
import { createCursors } from '../store/cursors.ts'
import type { Store } from '../store/database.ts'
import type { CloudAccount, Driver } from './drive.ts'
import { listOffers } from './list-offers.ts'
import { sourceState } from './market.ts'
import type { OfferQuery } from './offers.ts'
import { originOf } from './origin.ts'
import type { ComputeParts } from './parts.ts'
import { createSnapshots, type Snapshots } from './snapshot.ts'

const offers = (count: number): Offer[] => Array.from({ length: count }, (_, n) => anOffer({ id: `vast-${n}` }))

eachStore((_, open) => {
  let store: Store
  let clock: ReturnType<typeof testClock>
  /** What the cloud shows; an error is thrown. */
  let shown: Offer[] | Error
  let asked: number
  /** Until when it says nothing. */
  let hang: Promise<void> | null

  beforeEach(async () => {
    store = await open()
    clock = testClock()
    shown = offers(4)
    asked = 0
    hang = null
  })
  afterEach(() => store.close())

  function aProcess(account: CloudAccount = anAccount()): Snapshots {
    const drive = {
      async run(_account: CloudAccount, _op: string, _plan: Plan<unknown>) {
        asked++
        await new Promise((resolve) => setTimeout(resolve, 5))
        await hang
        if (shown instanceof Error) throw shown
        return { offers: shown, partial: false }
      },
    } as unknown as Driver
    const parts = {
      store,
      clock,
      random: testRandom(),
      log: quietLog,
      metrics: noMetrics,
      accounts: [account],
      settings: () => ({ marginPercent: 0 }),
    } as unknown as ComputeParts
    return createSnapshots({ ...parts, drive, origin: originOf(parts) })
  }

  const tick = (snapshots: Snapshots) => snapshots.job().run(new AbortController().signal)
  const stateOf = (snapshots: Snapshots) => {
    const source = snapshots.market().sources.get('vast.ai')
    return source && { state: sourceState(source, clock.now()), offers: source.offers.length }
  }

  test('reads the offers when they are due, and not before', async () => {
    const snapshots = aProcess()
    await tick(snapshots)
    expect(stateOf(snapshots)).toEqual({ state: 'fresh', offers: 4 })
    await clock.advance(29_999)
    await tick(snapshots)
    expect(asked).toBe(1)
    await clock.advance(1)
    await tick(snapshots)
    expect(asked).toBe(2)
  })

  test('a restart shows what was stored, as stale, until it is confirmed', async () => {
    await tick(aProcess())
    const restarted = aProcess()
    shown = new EgressFailure({ phase: 'connect', kind: 'timeout', sent: false })
    await clock.advance(30_000)
    await tick(restarted)
    expect(stateOf(restarted)).toEqual({ state: 'stale', offers: 4 })
    expect(restarted.market().listings).toHaveLength(4)
    shown = offers(5)
    await clock.advance(60_000)
    await tick(restarted)
    expect(stateOf(restarted)).toEqual({ state: 'fresh', offers: 5 })
  })

  test('one process reads, the others have it at their next look', async () => {
    const [first, second] = [aProcess(), aProcess()]
    await tick(first)
    await tick(second)
    await clock.advance(30_000)
    shown = offers(6)
    await Promise.all([tick(first), tick(second)])
    expect(asked).toBe(2)
    await Promise.all([tick(first), tick(second)])
    expect([stateOf(first), stateOf(second)]).toEqual([
      { state: 'fresh', offers: 6 },
      { state: 'fresh', offers: 6 },
    ])
  })

  test('a cloud that fails keeps its offers, and is asked less and less often', async () => {
    const snapshots = aProcess()
    await tick(snapshots)
    shown = new EgressFailure({ phase: 'connect', kind: 'timeout', sent: false })
    const times: number[] = []
    for (let second = 0; second < 300; second++) {
      await clock.advance(1_000)
      const before = asked
      await tick(snapshots)
      if (asked > before) times.push(second + 1)
    }
    expect(times).toEqual([30, 60, 120, 240])
    expect(stateOf(snapshots)).toEqual({ state: 'stale', offers: 4 })
  })

  test('a cloud that hangs delays nobody: its offers are shown as before, turn stale, then go', async () => {
    const snapshots = aProcess()
    await tick(snapshots)
    const account = anAccount()
    const list = () => {
      const query = {
        provider: ['all'],
        disk_gb: 50,
        pricing: 'any',
        available: true,
        stale: true,
        sort: 'price',
        limit: 10,
      }
      const parts = { userId: 'usr_a', accounts: [account], cursors: createCursors(new Uint8Array(32)) }
      const { data, sources } = listOffers({
        ...parts,
        query: query as OfferQuery,
        market: snapshots.market(),
        now: clock.now(),
      })
      return { offers: data.map(({ stale }) => stale), state: sources['vast.ai']?.state }
    }
    const fresh = { offers: [false, false, false, false], state: 'fresh' }
    expect(list()).toEqual(fresh)
    const released = Promise.withResolvers<void>()
    hang = released.promise
    clock.advance(31_000)
    const hanging = tick(snapshots)
    // A plain function of what is in memory: there is nothing in it that could wait for the cloud.
    expect(list()).toEqual(fresh)
    clock.advance(60_000)
    expect(list()).toEqual({ offers: [true, true, true, true], state: 'stale' })
    clock.advance(15 * 60_000)
    expect(list().offers).toEqual([])
    released.resolve()
    await hanging
  })

  test('an answer that is much smaller has to come twice', async () => {
    const snapshots = aProcess()
    await tick(snapshots)
    shown = offers(1)
    await clock.advance(30_000)
    await tick(snapshots)
    expect(stateOf(snapshots)?.offers).toBe(4)
    await clock.advance(30_000)
    await tick(snapshots)
    expect(stateOf(snapshots)?.offers).toBe(1)
  })

  test('a refresh that somebody waits for is the same for all who do', async () => {
    const snapshots = aProcess()
    await tick(snapshots)
    expect(await Promise.all([snapshots.refresh('vast.ai'), snapshots.refresh('vast.ai')])).toEqual([true, true])
    expect(asked).toBe(2)
    await clock.advance(30_000)
    const due = tick(snapshots)
    while (asked < 3) await new Promise((resolve) => setImmediate(resolve))
    expect(await snapshots.refresh('vast.ai')).toBe(true)
    await due
    expect(asked).toBe(3)
  })

  test('a cloud without a key is not asked; with one it is', async () => {
    const without = aProcess(anAccount({}, null))
    await tick(without)
    expect(asked).toBe(0)
    expect(stateOf(without)?.state).toBe('disabled')
    const withKey = aProcess()
    await tick(withKey)
    expect(stateOf(withKey)).toEqual({ state: 'fresh', offers: 4 })
  })
})
