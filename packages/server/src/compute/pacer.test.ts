import { expect, test } from 'vitest'
import { testClock } from '../../test/runtime.ts'
import { createPacer } from './pacer.ts'

/** When the turns of a class come, while the clock moves in steps of 10 ms. */
async function turnsOf(requests: number, windowMs: number, count: number): Promise<number[]> {
  const clock = testClock()
  const pacer = createPacer([{ class: 'read', requests, windowMs }], clock)
  const times: number[] = []
  for (let n = 0; n < count; n++) void pacer.turn('read').then(() => times.push(clock.monotonic()))
  for (let step = 0; step < 1_000 && times.length < count; step++) await clock.advance(10)
  return times
}

test('never more than so many in any window', async () => {
  const times = await turnsOf(3, 1_000, 10)
  expect(times).toHaveLength(10)
  for (const [index, time] of times.entries()) {
    const before = times[index - 3]
    if (before !== undefined) expect(time - before).toBeGreaterThan(1_000)
  }
  expect(times.slice(0, 3)).toEqual([10, 10, 10])
})

test('a class without a limit does not wait, and classes do not wait for one another', async () => {
  const clock = testClock()
  const pacer = createPacer([{ class: 'read', requests: 1, windowMs: 1_000 }], clock)
  await pacer.turn('read')
  await pacer.turn('create')
  await pacer.turn('create')
  expect(clock.monotonic()).toBe(0)
})

test('holds back as long as the cloud wants', async () => {
  const clock = testClock()
  const pacer = createPacer([{ class: 'create', requests: 1, windowMs: 10 }], clock)
  pacer.hold('create', 12_000)
  let sent = false
  const turn = pacer.turn('create').then(() => {
    sent = true
  })
  await clock.advance(11_999)
  expect(sent).toBe(false)
  await clock.advance(1)
  await turn
})

test('whoever gives up leaves the others their turn', async () => {
  const clock = testClock()
  const pacer = createPacer([{ class: 'read', requests: 1, windowMs: 1_000 }], clock)
  const leaving = new AbortController()
  await pacer.turn('read')
  const given = expect(pacer.turn('read', leaving.signal)).rejects.toThrow()
  const kept = pacer.turn('read')
  await clock.advance(1)
  leaving.abort(new Error('left'))
  await given
  for (let step = 0; step < 3; step++) await clock.advance(1_000)
  await kept
})
