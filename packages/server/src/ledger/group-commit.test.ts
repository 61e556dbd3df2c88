/** When groups are committed, in which order, and what becomes of deeds while the store is down. */
import { ApiError } from '@proxyapi/contract/errors'
import { expect, test } from 'vitest'
import { keptLog, type Line, testClock, testRandom } from '../../test/runtime.ts'
import { openSqlite } from '../../test/stores.ts'
import type { Store } from '../store/database.ts'
import type { Deed } from './deed.ts'
import { createGroupCommit } from './group-commit.ts'
import { gatherMs, groupMax, groupWaitMs, queueMax, retryFirstMs, retryMostMs } from './limits.ts'

/** A group commit over a store that can be down, and what was decided, in the order of the commits. */
async function bench() {
  const store = await openSqlite()
  const clock = testClock()
  const lines: Line[] = []
  const commits: unknown[][] = []
  let tried = 0
  let isDown = false
  const fragile: Store = {
    ...store,
    async write(work) {
      tried += 1
      if (isDown) throw new ApiError('STORAGE_UNAVAILABLE')
      decided = []
      const result = await store.write(work)
      commits.push(decided)
      return result
    },
  }
  let decided: unknown[] = []
  const group = createGroupCommit(fragile, { clock, random: testRandom(), log: keptLog(lines) })
  const says = <T>(value: T): Deed<T> => ({
    touches: {},
    decide() {
      decided.push(value)
      return value
    },
  })
  return {
    group,
    says,
    lines,
    commits,
    clock,
    tried: () => tried,
    down() {
      isDown = true
    },
    up() {
      isDown = false
    },
    /** Time goes by, and what is due by then is done. */
    async pass(ms: number) {
      await clock.advance(ms)
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

type Bench = Awaited<ReturnType<typeof bench>>

const fails = (text: string): Deed<never> => ({
  touches: {},
  decide() {
    throw new Error(text)
  },
})

test('deeds that nobody waits for gather, and are one commit', async () => {
  const { group, says, commits, pass } = await bench()
  void group.submitLasting(says('a'))
  await pass(gatherMs - 1)
  void group.submitLasting(says('b'))
  expect(commits).toEqual([])
  await pass(1)
  expect(commits).toEqual([['a', 'b']])
  void group.submitLasting(says('c'))
  await pass(gatherMs)
  expect(commits).toEqual([['a', 'b'], ['c']])
})

test('a deed that is awaited waits for its own tick alone', async () => {
  const { group, says, commits, pass } = await bench()
  const answer = group.submit(says('a'))
  await pass(groupWaitMs - 1)
  expect(commits).toEqual([])
  await pass(1)
  expect(commits).toEqual([['a']])
  expect(await answer).toBe('a')
})

test('a deed that is awaited ends a gathering, and is decided after what gathered', async () => {
  const { group, says, commits, pass } = await bench()
  void group.submitLasting(says('first'))
  await pass(1)
  const answer = group.submit(says('second'))
  void group.submitLasting(says('third'))
  await pass(0)
  expect(commits).toEqual([])
  await pass(groupWaitMs)
  expect(commits).toEqual([['first', 'second', 'third']])
  expect(await answer).toBe('second')
})

test('a full group waits for nobody, and the order is kept over groups', async () => {
  const { group, says, commits, pass } = await bench()
  const all = Array.from({ length: 2 * groupMax + 10 }, (_, n) => n)
  for (const n of all) void (n % 7 === 0 ? group.submit(says(n)) : group.submitLasting(says(n)))
  await pass(0)
  expect(commits.map(({ length }) => length)).toEqual([groupMax, groupMax])
  await pass(groupWaitMs)
  expect(commits.flat()).toEqual(all)
})

test('a gathering that fills up is committed before its time', async () => {
  const { group, says, commits, pass } = await bench()
  void group.submitLasting(says(0))
  await pass(1)
  for (let n = 1; n < groupMax; n++) void group.submitLasting(says(n))
  await pass(0)
  expect(commits.map(({ length }) => length)).toEqual([groupMax])
})

test('flush decides all that was submitted, without waiting', async () => {
  const { group, says, commits } = await bench()
  for (let n = 0; n < groupMax + 1; n++) void group.submitLasting(says(n))
  await group.flush()
  expect(commits.map(({ length }) => length)).toEqual([groupMax, 1])
  await group.flush()
  expect(commits).toHaveLength(2)
  void group.submitLasting(says('gathering'))
  await new Promise((resolve) => setImmediate(resolve))
  await group.flush()
  expect(commits.flat().at(-1)).toBe('gathering')
})

test('while the store is down what is awaited is refused, what lasts stays in order, and is decided when it is up', async () => {
  const { group, says, commits, pass, down, up } = await bench()
  down()
  const kept = group.submitLasting(says('kept'))
  const refused = expect(group.submit(says('refused'))).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
  expect(group.healthy()).toBe(true)
  await pass(0)
  await pass(groupWaitMs)
  await refused
  expect(group.healthy()).toBe(false)
  const later = group.submitLasting(says('later'))
  up()
  await pass(retryFirstMs)
  expect(group.healthy()).toBe(true)
  expect(await Promise.all([kept, later])).toEqual(['kept', 'later'])
  expect(commits).toEqual([['kept', 'later']])
})

test('the tries of what lasts come more and more seldom; whoever waits tries at once', async () => {
  const { group, says, commits, pass, tried, down, up } = await bench()
  down()
  void group.submitLasting(says('kept'))
  await pass(gatherMs)
  expect(tried()).toBe(1)
  const pauses = [retryFirstMs, 2 * retryFirstMs, 4 * retryFirstMs]
  for (const [n, pause] of pauses.entries()) {
    await pass(pause - 1)
    expect(tried()).toBe(n + 1)
    await pass(1)
    expect(tried()).toBe(n + 2)
  }
  for (let n = 0; n < 10; n++) await pass(retryMostMs)
  const before = tried()
  await pass(retryMostMs - 1)
  expect(tried()).toBe(before)
  up()
  const answer = group.submit(says('probe'))
  await pass(0)
  expect(await answer).toBe('probe')
  expect(commits).toEqual([['kept', 'probe']])
})

test('flush gives up on a store that is down, and keeps what lasts', async () => {
  const { group, says, commits, tried, down, up } = await bench()
  down()
  const kept = group.submitLasting(says('kept'))
  await group.flush()
  expect(tried()).toBe(1)
  up()
  await group.flush()
  expect(await kept).toBe('kept')
  expect(commits).toEqual([['kept']])
})

test('a deed that is broken fails alone; one that is refused too, in the same commit', async () => {
  const { group, says, commits, pass, lines } = await bench()
  const refusal: Deed<never> = {
    touches: {},
    decide() {
      throw new ApiError('INSUFFICIENT_CREDITS')
    },
  }
  const ends = Promise.allSettled([group.submit(says('a')), group.submit(refusal), group.submit(says('b'))])
  await pass(groupWaitMs)
  expect((await ends).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(commits).toEqual([['a', 'b']])
  const broken = Promise.allSettled([group.submit(says('c')), group.submit(fails('a bug')), group.submit(says('d'))])
  await pass(groupWaitMs)
  expect((await broken).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(commits.slice(1)).toEqual([['c'], ['d']])
  expect(lines.map(({ level }) => level)).toEqual(['error'])
})

test('a full queue rests like any other while the store is down', async () => {
  const { group, says, tried, pass, down } = await bench()
  down()
  for (let n = 0; n < 3 * groupMax; n++) void group.submitLasting(says(n))
  await pass(0)
  expect(tried()).toBe(1)
  await pass(retryFirstMs)
  expect(tried()).toBe(2)
})

test('beyond its bound the queue takes nothing, and says so', async () => {
  const { group, says, down }: Bench = await bench()
  down()
  for (let n = 0; n < queueMax; n++) void group.submitLasting(says(n))
  await expect(group.submitLasting(says('too many'))).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
})
