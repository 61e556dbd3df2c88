import { expect, test } from 'vitest'
import type { Verdict } from './cell-book.ts'
import { sampleOf } from './lane-sample.ts'

const answered: Verdict = { says: 'answered' }
const call = {
  startedAt: 1_000,
  firstTokenAt: 1_200,
  endedAt: 3_200,
  heardAt: 1_200,
  watch: { usage: undefined, outputTokens: 50 },
}

test('a stream: time to its first token, and speed after it', () => {
  expect(sampleOf(call, answered)).toEqual({ answered: true, firstTokenMs: 200, tokensPerSecond: 25, outputTokens: 50 })
})

test('a whole answer has no first token; its speed is over all of its time', () => {
  const whole = { ...call, firstTokenAt: null, endedAt: 2_000 }
  expect(sampleOf(whole, answered)).toMatchObject({ firstTokenMs: null, tokensPerSecond: 50 })
})

test('tokens as the upstream counts them; without any, and at once, no speed', () => {
  const usage = { output: 200 } as never
  expect(sampleOf({ ...call, watch: { usage, outputTokens: 1 } }, answered).tokensPerSecond).toBe(100)
  expect(sampleOf({ ...call, watch: { usage: undefined, outputTokens: 0 } }, answered)).toMatchObject({
    tokensPerSecond: null,
    outputTokens: null,
  })
  expect(sampleOf({ ...call, endedAt: 1_200 }, answered).tokensPerSecond).toBeNull()
})

test.each<[Verdict, boolean | null]>([
  [{ says: 'failed', whole: false, code: 'UPSTREAM_ERROR' }, false],
  [{ says: 'busy', waitMs: null }, false],
  [{ says: 'held', whole: true, code: 'UPSTREAM_AUTH_FAILED' }, null],
  [{ says: 'nothing' }, null],
])('%j: success is %j, and nothing is measured', (verdict, success) => {
  expect(sampleOf(call, verdict)).toEqual({
    answered: success,
    firstTokenMs: null,
    tokensPerSecond: null,
    outputTokens: null,
  })
})
