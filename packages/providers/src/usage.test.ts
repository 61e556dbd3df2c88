import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Usage } from './answer.ts'
import { mergeUsage, noUsage, usageOf } from './usage.ts'

const odd = fc.oneof(fc.nat(1_000), fc.double(), fc.constantFrom(Number.NaN, -1, Number.POSITIVE_INFINITY, 1e300))
const parts: fc.Arbitrary<Partial<Usage>> = fc.record(
  Object.fromEntries(Object.keys(noUsage).map((key) => [key, key === 'estimated' ? fc.boolean() : odd])),
  { requiredKeys: [] },
)

test('ST07 usage is counts, and no part is larger than its whole', () => {
  fc.assert(
    fc.property(parts, (wanted) => {
      const { estimated, reportedCost, ...counts } = usageOf(wanted)
      for (const count of Object.values(counts)) expect(Number.isSafeInteger(count) && count >= 0).toBe(true)
      expect(counts.cached + counts.cacheWrite5m + counts.cacheWrite1h).toBeLessThanOrEqual(counts.input)
      expect(counts.inputAudio).toBeLessThanOrEqual(counts.input)
      expect(Math.max(counts.reasoning, counts.outputAudio)).toBeLessThanOrEqual(counts.output)
      expect(typeof estimated).toBe('boolean')
      expect(reportedCost === undefined || reportedCost >= 0).toBe(true)
    }),
  )
})

test('ST07 merging is monotonic, counts a repeated report once and ignores nonsense', () => {
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      const one = usageOf({ ...a, estimated: false })
      const other = usageOf({ ...b, estimated: false })
      const merged = mergeUsage(one, other)
      expect(mergeUsage(merged, merged)).toEqual(merged)
      expect(mergeUsage(one, { ...one, input: Number.NaN, output: -4 })).toEqual(one)
      expect(merged.input).toBe(Math.max(one.input, other.input))
      expect(merged.output).toBe(Math.max(one.output, other.output))
    }),
  )
})

test('what was counted beats what was estimated, in either order', () => {
  const guess = usageOf({ input: 900, output: 900, estimated: true })
  const real = usageOf({ input: 10, output: 2 })
  expect(mergeUsage(guess, real)).toEqual(real)
  expect(mergeUsage(real, guess)).toEqual(real)
  expect(mergeUsage(undefined, guess)).toEqual(guess)
})
