import { expect, test } from 'vitest'
import { quietLog, testClock, testRandom } from '../../../test/runtime.ts'
import { createRegistry } from '../metrics.ts'
import { createTracing } from './create-tracing.ts'

test('what is recorded can change while it runs', () => {
  const sampling = { probability: 0, isParentBased: true, rules: [] }
  const parts = { clock: testClock(), random: testRandom(), log: quietLog, metrics: createRegistry() }
  const tracing = createTracing(
    { targets: [], resource: {}, sampling, propagates: false },
    { ...parts, egress: { request: () => Promise.reject(new Error('nobody is asked')) }, wake() {} },
  )
  expect(tracing.tracer.begin('a')).toBeNull()
  tracing.adopt({ ...sampling, probability: 1 })
  expect(tracing.tracer.begin('a')).not.toBeNull()
  tracing.adopt({ ...sampling, rules: [{ operation: 'a', probability: 1 }] })
  expect([tracing.tracer.begin('a') === null, tracing.tracer.begin('b') === null]).toEqual([false, true])
})
