import fc from 'fast-check'
import { expect, it } from 'vitest'
import { WAITING_BYTES_MAX, WAITING_FRAMES_LOW } from './limits.ts'
import { slicesOf } from './tails.ts'

it('slices hold all rows in order, and none more than may be sent in one go', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20_480 }), { maxLength: 600 }), (sizes) => {
      const rows = sizes.map((size, n) => ({ n, data: 'x'.repeat(size) }))
      const slices = slicesOf(rows)
      expect(slices.flat()).toEqual(rows)
      for (const slice of slices) {
        expect(slice.length).toBeGreaterThan(0)
        expect(slice.length).toBeLessThanOrEqual(WAITING_FRAMES_LOW)
        const chars = slice.reduce((sum, { data }) => sum + data.length, 0)
        expect(chars).toBeLessThan(WAITING_BYTES_MAX / 4)
      }
    }),
    { numRuns: 50 },
  )
})
