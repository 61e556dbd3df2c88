import { describe, expect, test } from 'vitest'
import { testClock } from '../../test/runtime.ts'
import type { Draw } from './limit-store.ts'
import { MemoryLimits } from './memory-limits.ts'

const draw = (key: string, limit: number, weight = 1): Draw => ({
  layer: 'user',
  key,
  rate: { limit, windowMs: 60_000, burst: limit },
  weight,
})

describe('buckets', () => {
  test('1,000 at once against 100: exactly 100', () => {
    const limits = new MemoryLimits(testClock())
    const taken = Array.from({ length: 1_000 }, () => limits.take([draw('a', 100)], []))
    expect(taken.filter(({ isAdmitted }) => isAdmitted)).toHaveLength(100)
  })

  test('all or none: what one layer refuses costs the others nothing', () => {
    const limits = new MemoryLimits(testClock())
    const both = [draw('wide', 10), draw('narrow', 1)]
    expect(limits.take(both, [])).toEqual({ isAdmitted: true, levels: [1, 1], full: null })
    for (let i = 0; i < 20; i++) expect(limits.take(both, []).isAdmitted).toBe(false)
    expect(limits.take([draw('wide', 10)], []).levels).toEqual([2])
  })

  test('drain with time', async () => {
    const clock = testClock()
    const limits = new MemoryLimits(clock)
    for (let i = 0; i < 60; i++) limits.take([draw('a', 60)], [])
    expect(limits.take([draw('a', 60)], []).isAdmitted).toBe(false)
    await clock.advance(1_000)
    expect(limits.take([draw('a', 60)], []).isAdmitted).toBe(true)
    expect(limits.take([draw('a', 60)], []).isAdmitted).toBe(false)
  })

  test('a draw of nothing looks and leaves no bucket', () => {
    const limits = new MemoryLimits(testClock())
    expect(limits.take([draw('a', 10, 0)], []).levels).toEqual([0])
    expect(limits.size).toBe(0)
  })

  test('a correction gives back, never more than was there, or leaves a debt', () => {
    const limits = new MemoryLimits(testClock())
    const tokens = draw('t', 1_000, 400)
    limits.take([tokens], [])
    limits.correct([tokens], -300)
    expect(limits.take([draw('t', 1_000, 0)], []).levels).toEqual([100])
    limits.correct([tokens], -900)
    expect(limits.take([draw('t', 1_000, 0)], []).levels).toEqual([0])
    limits.correct([tokens], 5_000)
    expect(limits.take([draw('t', 1_000, 0)], []).isAdmitted).toBe(false)
  })
})

describe('room', () => {
  test('never holds more buckets than its most', () => {
    const limits = new MemoryLimits(testClock(), 100)
    for (let i = 0; i < 1_000; i++) limits.take([draw(`k${i}`, 10)], [])
    expect(limits.size).toBeLessThanOrEqual(100)
  })

  test('buckets in which nothing counts go first', async () => {
    const clock = testClock()
    const limits = new MemoryLimits(clock, 100)
    for (let i = 0; i < 50; i++) limits.take([draw(`old${i}`, 60)], [])
    for (let i = 0; i < 40; i++) for (let n = 0; n < 60; n++) limits.take([draw(`busy${i}`, 60)], [])
    await clock.advance(2_000)
    for (let i = 0; i < 55; i++) limits.take([draw(`new${i}`, 60)], [])
    const left = Array.from({ length: 40 }, (_, i) => limits.take([draw(`busy${i}`, 60, 0)], []).levels[0])
    expect(left).toEqual(new Array(40).fill(58))
  })

  test('among those in use, the one that soonest is empty goes', () => {
    const limits = new MemoryLimits(testClock(), 4)
    for (const [key, times] of [
      ['a', 9],
      ['b', 2],
      ['c', 8],
      ['d', 7],
    ] as const)
      for (let n = 0; n < times; n++) limits.take([draw(key, 10)], [])
    limits.take([draw('e', 10)], [])
    const levels = ['a', 'b', 'c', 'd'].map((key) => limits.take([draw(key, 10, 0)], []).levels[0])
    expect(levels).toEqual([9, 0, 8, 7])
  })
})

describe('slots', () => {
  const slots = [
    { key: 'user', limit: 3 },
    { key: 'key', limit: 2 },
  ]

  test('are given until one is full, and again once one is free', () => {
    const limits = new MemoryLimits(testClock())
    expect(limits.take([], slots).isAdmitted).toBe(true)
    expect(limits.take([], slots).isAdmitted).toBe(true)
    expect(limits.take([], slots)).toEqual({ isAdmitted: false, levels: [], full: slots[1] })
    limits.free(slots)
    expect(limits.take([], slots).isAdmitted).toBe(true)
  })

  test('that are full cost no bucket', () => {
    const limits = new MemoryLimits(testClock())
    const one = [{ key: 'key', limit: 1 }]
    expect(limits.take([draw('a', 10)], one).levels).toEqual([1])
    expect(limits.take([draw('a', 10)], one).full).toEqual(one[0])
    expect(limits.take([draw('a', 10, 0)], []).levels).toEqual([1])
  })
})
