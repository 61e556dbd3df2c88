import { ApiError } from '@proxyapi/contract/errors'
import { expect, test } from 'vitest'
import { testClock, testRandom } from '../../../test/runtime.ts'
import type { SpanRecord } from './span-record.ts'
import { createTracer } from './tracer.ts'

function someTracer(probability = 1) {
  const clock = testClock()
  const ended: SpanRecord[] = []
  const sampling = { probability, isParentBased: true, rules: [] }
  const tracer = createTracer({
    clock,
    random: testRandom(),
    sampling,
    propagates: false,
    ended: (span) => ended.push(span),
  })
  return { clock, ended, tracer }
}

test('spans of a trace know it and their parents, and the time of the wall', async () => {
  const { clock, ended, tracer } = someTracer()
  const root = tracer.begin('work', { kind: 'server' })!
  await clock.advance(5)
  const part = root.child('part')
  await clock.advance(7)
  part.end()
  root.end()
  const [first, second] = ended
  expect(first).toMatchObject({ name: 'part', parentSpanId: second!.spanId, traceId: second!.traceId })
  expect(second).toMatchObject({ name: 'work', kind: 'server', parentSpanId: null, endMs: clock.now() })
  expect(first!.endMs - first!.startMs).toBe(7)
  expect(second!.traceId).toMatch(/^[0-9a-f]{32}$/)
  expect(new Set([first!.spanId, second!.spanId]).size).toBe(2)
})

test('a trace of somebody else goes on', () => {
  const { ended, tracer } = someTracer(0)
  const traceParent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
  tracer.begin('work', { traceParent })!.end()
  expect(ended[0]).toMatchObject({ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', parentSpanId: '00f067aa0ba902b7' })
})

test('what is not recorded has no span', () => {
  expect(someTracer(0).tracer.begin('work')).toBeNull()
})

test('a failure of our table is recorded with its message, any other by its name alone', () => {
  const { ended, tracer } = someTracer()
  const told = tracer.begin('work')!
  told.fail(new ApiError('MODEL_NOT_FOUND', 'There is no model Bearer abcdefghijkl.'))
  told.end()
  const untold = tracer.begin('work')!
  untold.fail(new TypeError('of {"prompt":"my secret"}'))
  untold.end()
  expect(ended[0]).toMatchObject({
    error: 'MODEL_NOT_FOUND',
    attributes: { 'error.type': 'MODEL_NOT_FOUND' },
    events: [{ name: 'exception', attributes: { 'exception.message': 'There is no model Bearer ***' } }],
  })
  expect(ended[1]!.error).toBe('TypeError')
  expect(JSON.stringify(ended[1])).not.toContain('secret')
})

test('a span ends once and never before it began', () => {
  const { clock, ended, tracer } = someTracer()
  const span = tracer.begin('work', { startedAt: clock.monotonic() + 10 })!
  span.end()
  span.end()
  expect(ended).toHaveLength(1)
  expect(ended[0]!.endMs).toBe(ended[0]!.startMs)
})
