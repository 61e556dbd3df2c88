import type { Knock, PlainReply } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import { expect, test } from 'vitest'
import { testClock, testRandom } from '../../test/runtime.ts'
import type { SpanRecord } from '../telemetry/tracing/span-record.ts'
import { createTracer } from '../telemetry/tracing/tracer.ts'
import { RequestSpans } from './request-spans.ts'

const operation = { id: 'listInferenceModels', path: '/v1/models' } as Knock['operation']
const knockWith = (headers: Headers): Knock => ({
  operation,
  requestId: 'req_1',
  method: 'GET',
  url: 'http://localhost/v1/models?secret=1',
  headers,
  signal: new AbortController().signal,
  connection: undefined,
})

function someSpans(probability: number) {
  const clock = testClock()
  const ended: SpanRecord[] = []
  const sampling = { probability, isParentBased: true, rules: [] }
  const parts = { clock, random: testRandom(), sampling, propagates: false }
  const spans = new RequestSpans(createTracer({ ...parts, ended: (span) => ended.push(span) }), clock)
  return { clock, ended, spans }
}

const names = (ended: SpanRecord[]) => ended.map(({ name }) => name)

test('a span lasts from the arrival to the last byte of a stream, its laps follow one another', async () => {
  const { clock, ended, spans } = someSpans(1)
  const headers = new Headers()
  const arrivedAt = clock.monotonic()
  await clock.advance(2)
  spans.begin(knockWith(headers), arrivedAt)
  spans.lap(headers, 'auth')
  await clock.advance(3)
  spans.lap(headers, 'limits')
  spans.answered(headers, 200, undefined)
  const streamed = spans.closing(headers, { status: 200, content: () => clock.advance(10) } as PlainReply)
  expect(names(ended)).toEqual(['auth', 'limits'])
  await (streamed.content as (outlet: unknown) => Promise<void>)(undefined)
  const [auth, limits, request] = ended
  expect([auth, limits, request].map((span) => span!.endMs - span!.startMs)).toEqual([2, 3, 15])
  expect(limits!.startMs).toBe(auth!.endMs)
  expect(JSON.stringify(request)).not.toContain('secret')
})

test('a whole answer ends its span at once, a refusal also where nothing is sent', () => {
  const { ended, spans } = someSpans(1)
  const [whole, refused] = [new Headers(), new Headers()]
  const reply: PlainReply = { status: 200, body: {} }
  spans.begin(knockWith(whole), 0)
  expect(spans.closing(whole, reply)).toBe(reply)
  spans.begin(knockWith(refused), 0)
  spans.answered(refused, 401, new ApiError('AUTH_REQUIRED'))
  expect(ended.map(({ error }) => error)).toEqual([null, 'AUTH_REQUIRED'])
})

const unsampled = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`
const batches = 60
const perBatch = 2_000

test.each([
  ['that nobody traces', {}, 1e-9],
  ['of a trace that is not recorded', { traceparent: unsampled }, 1],
])('a request %s costs at most a microsecond', (_, header, probability) => {
  const { spans, ended } = someSpans(probability)
  const knocks = Array.from({ length: perBatch }, () => knockWith(new Headers(header)))
  const reply: PlainReply = { status: 200, body: {} }
  let best = Number.POSITIVE_INFINITY
  for (let batch = 0; batch < batches; batch++) {
    const from = performance.now()
    for (const knock of knocks) {
      spans.begin(knock, 0)
      spans.lap(knock.headers, 'auth')
      spans.lap(knock.headers, 'limits')
      spans.answered(knock.headers, 200, undefined)
      spans.closing(knock.headers, reply)
    }
    best = Math.min(best, ((performance.now() - from) * 1_000) / perBatch)
  }
  expect(ended).toEqual([])
  // The quickest batch: others may have had to wait for the machine.
  expect(best).toBeLessThan(1)
})
