import { expect, test } from 'vitest'
import { testClock } from '../../test/runtime.ts'
import { createChanges } from './changes.ts'

const never = new AbortController().signal

test('whoever waits for one thing hears of it at once, and of nothing else', async () => {
  const clock = testClock()
  const changes = createChanges(clock)
  let heard = false
  const change = changes.next('inst_1', 60_000, never).then(() => {
    heard = true
  })
  changes.notify('inst_2')
  await clock.advance(59_999)
  expect(heard).toBe(false)
  changes.notify('inst_1')
  await change
})

test('the wait ends by itself, and when its caller leaves', async () => {
  const clock = testClock()
  const changes = createChanges(clock)
  const over = changes.next('inst_1', 1_000, never)
  await clock.advance(1_000)
  await over
  const leaving = new AbortController()
  const left = changes.next('inst_1', 1_000, leaving.signal)
  leaving.abort()
  await left
  changes.notify('inst_1')
})
