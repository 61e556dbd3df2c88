import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BestMemories, type Candidate, scoreOf, thatFit } from './rank-memories.ts'

const hour = 3_600_000
const now = 1_000 * hour
const ranking = { now, recencyWeight: 0.3, halfLifeMs: 168 * hour }
const one = (more: Partial<Candidate> = {}): Candidate => ({ id: 'mem_a', seq: 1, at: now, similarity: 0.5, ...more })

describe('the score', () => {
  test.each<[Partial<Candidate>, Partial<typeof ranking>, number]>([
    [{}, {}, 0.65],
    [{ at: now - 168 * hour }, {}, 0.5],
    [{ at: now - 336 * hour }, { recencyWeight: 1 }, 0.25],
    [{ at: 0 }, { recencyWeight: 0 }, 0.5],
    // A clock that went back makes nothing younger than now.
    [{ at: now + hour }, { recencyWeight: 1 }, 1],
  ])('of %j by %j is %d', (candidate, more, score) => {
    expect(scoreOf(one(candidate), { ...ranking, ...more })).toBeCloseTo(score, 12)
  })
})

describe('the best', () => {
  test('are those of all, by score, ties by age, however many are offered', () => {
    const likeness = fc.constantFrom(0, 0.25, 0.5, 1)
    fc.assert(
      fc.property(fc.array(likeness, { maxLength: 60 }), fc.integer({ min: 1, max: 7 }), (similarities, most) => {
        const best = new BestMemories(ranking, most)
        const all = similarities.map((similarity, seq) => one({ id: `${seq}`, seq, similarity }))
        for (const candidate of all) best.offer(candidate)
        const expected = [...all].sort((a, b) => b.similarity - a.similarity || b.seq - a.seq).slice(0, most)
        expect(best.sorted().map(({ id }) => id)).toEqual(expected.map(({ id }) => id))
      }),
    )
  })
})

describe('what fits', () => {
  const fit = (items: number[], k: number, maxTokens: number) => thatFit(items, { k, maxTokens, tokensOf: (n) => n })

  test('one that is too long is passed over, those behind it are not', () => {
    expect(fit([5, 9, 4, 1], 3, 10)).toEqual([5, 4, 1])
    expect(fit([5, 5, 5], 2, Number.POSITIVE_INFINITY)).toEqual([5, 5])
    expect(fit([1, 1], 0, 9)).toEqual([])
  })

  test('is never more than asked for, in number and tokens', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), fc.nat(5), fc.nat(40), (items, k, maxTokens) => {
        const taken = fit(items, k, maxTokens)
        expect(taken.length).toBeLessThanOrEqual(k)
        expect(taken.reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(maxTokens)
      }),
    )
  })
})
