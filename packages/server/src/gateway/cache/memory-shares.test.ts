import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memoryShares } from './memory-shares.ts'

const bytes = fc.integer({ min: 0, max: 2 ** 40 })

test('what fits stays as it is', () => {
  expect(memoryShares([256, 128], 512)).toEqual([256, 128])
})

test('what does not fit shrinks alike', () => {
  expect(memoryShares([256, 128], 192)).toEqual([128, 64])
})

test('together they never hold more than the ceiling, and none more than it wants', () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 5 }), bytes, (wanted, max) => {
      const shares = memoryShares(wanted, max)
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(max)
      for (const [index, share] of shares.entries()) expect(share).toBeLessThanOrEqual(wanted[index] ?? 0)
    }),
  )
})
