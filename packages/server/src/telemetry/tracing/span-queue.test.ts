import { expect, test } from 'vitest'
import { batchMax, queueMax, SpanQueue } from './span-queue.ts'
import type { SpanRecord } from './span-record.ts'

const spanNamed = (name: string) => ({ name }) as SpanRecord

function someQueue() {
  const seen = { dropped: 0, full: 0 }
  const queue = new SpanQueue(
    (spans) => {
      seen.dropped += spans
    },
    () => {
      seen.full++
    },
  )
  const fill = (count: number, from = 0) => {
    for (let i = 0; i < count; i++) queue.add(spanNamed(String(from + i)))
  }
  return { queue, seen, fill }
}

test('a batch that has come together is told once; beyond the bound spans are dropped and counted', () => {
  const { queue, seen, fill } = someQueue()
  fill(batchMax - 1)
  expect(seen.full).toBe(0)
  fill(queueMax)
  expect(seen).toEqual({ full: 1, dropped: batchMax - 1 })
  expect(queue.length).toBe(queueMax)
})

test('the oldest go first, a batch at a time', () => {
  const { queue, fill } = someQueue()
  fill(batchMax + 1)
  expect(queue.take().map(({ name }) => name)).toEqual(Array.from({ length: batchMax }, (_, i) => String(i)))
  expect(queue.take().map(({ name }) => name)).toEqual([String(batchMax)])
  expect(queue.take()).toEqual([])
})

test('what is given back is the oldest again, as far as there is room', () => {
  const { queue, seen, fill } = someQueue()
  fill(batchMax)
  const batch = queue.take()
  fill(queueMax - 2, batchMax)
  queue.giveBack(batch)
  expect(queue.length).toBe(queueMax)
  expect(seen.dropped).toBe(batchMax - 2)
  expect(
    queue
      .take()
      .slice(0, 3)
      .map(({ name }) => name),
  ).toEqual(['0', '1', String(batchMax)])
})
