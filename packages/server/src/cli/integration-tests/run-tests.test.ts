import { expect, it } from 'vitest'
import { testClock } from '../../../test/runtime.ts'
import { junitOf } from './junit.ts'
import { runTests } from './run-tests.ts'

it('tests run one after another and are counted as the seed counts them', async () => {
  const clock = testClock()
  const order: string[] = []
  const test = (name: string, run: () => unknown) => ({
    name,
    async run() {
      order.push(name)
      return run()
    },
  })
  const tests = [
    test('a', () => ({ n: 1 })),
    test('b', () => 0),
    test('c', () => undefined),
    test('d', () => Promise.reject(new Error('<HTTP> & "503"\u0007'))),
  ]
  const told: string[] = []
  const summary = await runTests(tests, {
    clock,
    timeoutMs: 1_000,
    told: (name, { status }) => told.push(`${name} ${status}`),
  })
  expect(order).toEqual(['a', 'b', 'c', 'd'])
  expect(told).toEqual(['a passed', 'b failed', 'c failed', 'd error'])
  expect(summary).toEqual({
    last_run: '2026-11-20T10:30:00.000Z',
    results: {
      total_tests: 4,
      passed: 1,
      failed: 3,
      test_results: {
        a: { status: 'passed', result: { n: 1 } },
        b: { status: 'failed', result: 0 },
        c: { status: 'failed', result: null },
        d: { status: 'error', error: '<HTTP> & "503"\u0007' },
      },
    },
  })
  const xml = junitOf(summary)
  expect(xml).toContain('tests="4" failures="2" errors="1"')
  expect(xml).toContain('<testcase name="a"/>')
  expect(xml).toContain('<testcase name="c"><failure message="null"/></testcase>')
  expect(xml).toContain('<testcase name="d"><error message="&lt;HTTP&gt; &amp; &quot;503&quot; "/></testcase>')
})

it('a test that takes too long is an error, and the next one runs', async () => {
  const clock = testClock()
  const hangs = { name: 'hangs', run: () => new Promise(() => {}) }
  const ended = runTests([hangs, { name: 'next', run: async () => true }], { clock, timeoutMs: 2_000, told() {} })
  await clock.advance(2_000)
  expect((await ended).results.test_results).toEqual({
    hangs: { status: 'error', error: 'It took longer than 2 seconds.' },
    next: { status: 'passed', result: true },
  })
})
