import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadTestingSection } from '../../config/load-testing.ts'
import { loadPlanOf } from './load-plan.ts'

const section = loadTestingSection.parse({})
const tiers = ['light', 'medium', 'heavy', 'extreme'] as const
const asked = (next: () => string, count: number) => Array.from({ length: count }, next)

test('the same seed asks the same, another one something else', () => {
  fc.assert(
    fc.property(fc.constantFrom(...tiers.slice(1)), fc.nat(2 ** 31), fc.nat(20), (tier, seed, user) => {
      const sequence = (of: number) => asked(loadPlanOf(section, tier, of).scenariosOf(user), 60).join()
      expect(sequence(seed)).toBe(sequence(seed))
      expect(sequence(seed)).not.toBe(sequence(seed + 1_000_003))
    }),
    { numRuns: 30 },
  )
})

test('a tier asks what it names, by weight', () => {
  const share = (tier: (typeof tiers)[number], name: string) =>
    asked(loadPlanOf(section, tier, 1).scenariosOf(0), 10_000).filter((one) => one === name).length / 10_000
  expect(share('light', 'chat_completion')).toBe(1)
  expect(share('medium', 'model_discovery')).toBeCloseTo(20 / 90, 1)
  expect(share('medium', 'summarization')).toBe(0)
  expect(share('extreme', 'summarization')).toBeCloseTo(0.1, 1)
})

test('users begin one after the other, in the time to ramp up or in half of a short test', () => {
  const { startOf, users } = loadPlanOf(section, 'light', 1)
  expect([startOf(0), startOf(15), users]).toEqual([0, 15_000, 30])
  const short = loadPlanOf(section, 'light', 1, { users: 10, durationMs: 2_000 })
  expect([short.startOf(9), short.durationMs, short.expectedRps]).toEqual([900, 2_000, 5 / 3])
})
