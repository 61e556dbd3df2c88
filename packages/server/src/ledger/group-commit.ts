import { ApiError } from '@proxyapi/contract/errors'
import type { Runtime } from '../runtime.ts'
import type { Store, Tx } from '../store/database.ts'
import { newId } from '../store/ids.ts'
import { openBook, writeBook } from '../store/ledger.ts'
import { announceMoney } from './announce-money.ts'
import { crossingsOf } from './crossings.ts'
import type { Deed } from './deed.ts'
import { gatherMs, groupMax, groupWaitMs, queueMax, retryFirstMs, retryMostMs } from './limits.ts'

export interface GroupCommit {
  /** Decides the deed in the next group, after those submitted before. Rejects with what it throws, or with STORAGE_UNAVAILABLE. */
  submit<T>(deed: Deed<T>): Promise<T>
  /** The same for what has happened already: kept and tried again while the store is down. */
  submitLasting<T>(deed: Deed<T>): Promise<T>
  /** False from a failed commit to the next good one. */
  healthy(): boolean
  /** Resolves when everything submitted so far was decided. Lasting deeds that the store refuses stay in the queue. */
  flush(): Promise<void>
}

interface Entry {
  deed: Deed<unknown>
  lasting: boolean
  resolve(value: unknown): void
  reject(error: unknown): void
}

/**
 * One transaction for all deeds of a tick, at most 256, decided one by one under the locks of their rows. A tick is 2 ms where
 * somebody waits for one of them, 50 ms where nobody does: a busy process then commits seldom, and loses no more.
 */
export function createGroupCommit(store: Store, runtime: Pick<Runtime, 'clock' | 'random' | 'log'>): GroupCommit {
  const { clock, log } = runtime
  let queue: Entry[] = []
  let running: Promise<void> | undefined
  let nap = new AbortController()
  let hurried = false
  /** It rests for the sake of deeds that nobody waits for. */
  let gathering = false
  let failures = 0

  return {
    submit: (deed) => enqueue(deed, false),
    submitLasting: (deed) => enqueue(deed, true),
    healthy: () => failures === 0,
    async flush() {
      hurried = true
      nap.abort()
      if (queue.length > 0) running ??= run()
      await running
      hurried = false
    },
  }

  function enqueue<T>(deed: Deed<T>, lasting: boolean): Promise<T> {
    if (queue.length >= queueMax) return Promise.reject(new ApiError('STORAGE_UNAVAILABLE'))
    return new Promise<T>((resolve, reject) => {
      queue.push({ deed, lasting, resolve: resolve as (value: unknown) => void, reject })
      // Whoever waits ends the longer rests, and probes a store that was down; what lasts waits for the next try.
      const isFull = queue.length >= groupMax && failures === 0
      if (isFull || (!lasting && (gathering || failures > 0))) nap.abort()
      running ??= run()
    })
  }

  async function run(): Promise<void> {
    while (queue.length > 0) {
      // However many wait: a store that is down is not asked again at once.
      if (!hurried && (queue.length < groupMax || failures > 0)) await rest()
      const group = queue.slice(0, groupMax)
      queue = queue.slice(groupMax)
      await commit(group)
      if (hurried && failures > 0) break
    }
    running = undefined
  }

  async function rest(): Promise<void> {
    if (failures > 0) return sleep(Math.min(retryFirstMs * 2 ** (failures - 1), retryMostMs))
    if (!isAwaited()) await gather()
    if (isAwaited() && queue.length < groupMax && !hurried) await sleep(groupWaitMs)
  }

  async function gather(): Promise<void> {
    gathering = true
    await sleep(gatherMs)
    gathering = false
  }

  function sleep(pauseMs: number): Promise<void> {
    nap = new AbortController()
    return clock.sleep(pauseMs, nap.signal)
  }

  function isAwaited(): boolean {
    return queue.some(({ lasting }) => !lasting)
  }

  async function commit(group: readonly Entry[]): Promise<void> {
    try {
      const outcomes = await store.write((tx) => decideAll(store, tx, runtime, group))
      failures = 0
      for (const [i, outcome] of outcomes.entries()) {
        if ('error' in outcome) group[i]?.reject(outcome.error)
        else group[i]?.resolve(outcome.value)
      }
    } catch (error) {
      if (error instanceof ApiError) return postpone(group, error)
      if (group.length > 1) {
        // One of them is broken: alone it fails alone.
        for (const entry of group) await commit([entry])
        return
      }
      log.error('A change of the ledger failed', { error })
      group[0]?.reject(error)
    }
  }

  function postpone(group: readonly Entry[], error: ApiError): void {
    failures += 1
    log.warn('The ledger could not be written', { error_code: error.code, entries: group.length, error: error.cause })
    queue = [...group.filter(({ lasting }) => lasting), ...queue]
    for (const { lasting, reject } of group) if (!lasting) reject(error)
  }
}

type Outcome = { value: unknown } | { error: ApiError }

async function decideAll(
  { dialect }: Store,
  tx: Tx,
  runtime: Pick<Runtime, 'clock' | 'random'>,
  entries: readonly { deed: Deed<unknown> }[],
): Promise<Outcome[]> {
  const touches = entries.map(({ deed }) => deed.touches)
  const book = await openBook(tx, dialect, touches, runtime.clock.now(), (prefix) => newId(prefix, runtime))
  const outcomes = entries.map(({ deed }): Outcome => {
    try {
      return { value: deed.decide(book) }
    } catch (error) {
      // A refusal has changed nothing, so the others stand; anything else is a bug and ends the group.
      if (error instanceof ApiError) return { error }
      throw error
    }
  })
  const crossings = crossingsOf(book)
  await writeBook(tx, dialect, book)
  if (crossings.length > 0) await announceMoney(runtime, tx, crossings)
  return outcomes
}

/** One deed within the caller's transaction; throws what it throws. */
export async function decideIn<T>(
  store: Store,
  tx: Tx,
  runtime: Pick<Runtime, 'clock' | 'random'>,
  deed: Deed<T>,
): Promise<T> {
  const [outcome] = await decideAll(store, tx, runtime, [{ deed }])
  if (!outcome || 'error' in outcome) throw outcome?.error
  return outcome.value as T
}
