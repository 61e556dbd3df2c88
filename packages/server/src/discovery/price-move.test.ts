import { expect, it } from 'vitest'
import { isAccepted, type PriceMove } from './price-move.ts'

const now = Date.UTC(2026, 10, 20)
const day = 86_400_000
const plain: PriceMove = {
  old: 3_000_000,
  isOldSuspect: false,
  new: 3_500_000,
  isNewSuspect: false,
  agreeing: 1,
  pendingSince: null,
}

it.each<[string, Partial<PriceMove>, boolean]>([
  ['a small rise', {}, true],
  ['a drop to a thousandth', { new: 3_000 }, true],
  ['to free', { new: 0 }, true],
  ['a correction of a suspect', { old: 3_000_000_000, isOldSuspect: true }, true],
  ['just below ten times', { new: 29_999_999 }, true],
  ['ten times, by one source', { new: 30_000_000 }, false],
  ['ten times, by two sources', { new: 30_000_000, agreeing: 2 }, true],
  ['ten times, seen an hour ago', { new: 30_000_000, pendingSince: now - day / 24 }, false],
  ['ten times, seen a day ago', { new: 30_000_000, pendingSince: now - day }, true],
  ['suspect, below ten times', { old: 150_000_000, new: 250_000_000, isNewSuspect: true }, false],
  ['suspect, by two sources', { new: 250_000_000, isNewSuspect: true, agreeing: 2 }, false],
  ['suspect, but the first price', { old: null, new: 250_000_000, isNewSuspect: true }, true],
  ['a price after free', { old: 0, new: 30_000_000 }, true],
  ['suspect after free', { old: 0, new: 250_000_000, isNewSuspect: true }, false],
  [
    'suspect after free, seen a day ago',
    { old: 0, new: 250_000_000, isNewSuspect: true, pendingSince: now - day },
    true,
  ],
  ['suspect after suspect', { old: 300_000_000, isOldSuspect: true, new: 250_000_000, isNewSuspect: true }, false],
])('%s: %#', (_, change, accepted) => {
  expect(isAccepted({ ...plain, ...change }, now)).toBe(accepted)
})
