import { ApiError } from '@proxyapi/contract/errors'
import { expect, test } from 'vitest'
import { testClock, testRandom } from '../../../test/runtime.ts'
import { inSpan } from './in-span.ts'
import type { SpanRecord } from './span-record.ts'
import { createTracer } from './tracer.ts'

function someWork() {
  const clock = testClock()
  const ended: SpanRecord[] = []
  const sampling = { probability: 1, isParentBased: true, rules: [] }
  const tracer = createTracer({
    clock,
    random: testRandom(),
    sampling,
    propagates: false,
    ended: (span) => ended.push(span),
  })
  return { clock, ended, root: tracer.begin('root')! }
}

test('a part lasts as long as its work, at once or promised', async () => {
  const { clock, ended, root } = someWork()
  expect(inSpan(root, 'now', () => 1)).toBe(1)
  const later = inSpan(root, 'later', async () => {
    await clock.advance(5)
    return 2
  })
  expect(await later).toBe(2)
  expect(ended.map(({ name, startMs, endMs }) => [name, endMs - startMs])).toEqual([
    ['now', 0],
    ['later', 5],
  ])
})

test('a part that fails is recorded and fails as it would have', async () => {
  const { ended, root } = someWork()
  const error = new ApiError('UPSTREAM_ERROR')
  expect(() =>
    inSpan(root, 'now', () => {
      throw error
    }),
  ).toThrow(error)
  await expect(inSpan(root, 'later', () => Promise.reject(error))).rejects.toBe(error)
  expect(ended.map((span) => span.error)).toEqual(['UPSTREAM_ERROR', 'UPSTREAM_ERROR'])
})

test('where nothing is traced the work is only done', () => {
  expect(inSpan(null, 'part', (span) => span)).toBeNull()
})
