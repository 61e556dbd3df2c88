import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LaneStats, type Sample } from './lane-stats.ts'

const minute = 60_000
const answered: Sample = { answered: true, firstTokenMs: null, tokensPerSecond: null, outputTokens: null }
const failed: Sample = { ...answered, answered: false }

describe('means', () => {
  test('what was never called is unknown', () => {
    expect(new LaneStats().view('a', 0)).toEqual({
      success: null,
      firstTokenMs: null,
      tokensPerSecond: null,
      outputTokens: null,
      inFlight: 0,
      sampledAt: null,
    })
  })

  test('samples of one moment count alike', () => {
    const stats = new LaneStats()
    for (const firstTokenMs of [100, 200, 600]) stats.end('a', { ...answered, firstTokenMs }, 5)
    expect(stats.view('a', 5).firstTokenMs).toEqual({ value: 300, trust: 1 })
  })

  test.each([
    ['latency', minute],
    ['success', 5 * minute],
  ])('a sample of %s counts half a half-life later', (which, halfLife) => {
    const stats = new LaneStats()
    stats.end('a', { ...failed, firstTokenMs: 900 }, 0)
    stats.end('a', { ...answered, firstTokenMs: 0 }, halfLife)
    const view = stats.view('a', halfLife)
    const value = which === 'latency' ? view.firstTokenMs?.value : 900 * (1 - (view.success?.value ?? 0))
    expect(value).toBeCloseTo(300)
  })

  test('trust falls to nothing in ten minutes', () => {
    const stats = new LaneStats()
    stats.end('a', failed, 0)
    expect(stats.view('a', 0).success).toEqual({ value: 0, trust: 1 })
    expect(stats.view('a', 5 * minute).success).toEqual({ value: 0, trust: 0.5 })
    expect(stats.view('a', 10 * minute)).toMatchObject({ success: null, sampledAt: 0 })
  })

  test('a call that says nothing leaves no sample', () => {
    const stats = new LaneStats()
    stats.end('a', { ...answered, answered: null }, 1)
    expect(stats.view('a', 1).sampledAt).toBeNull()
  })

  test('a figure that is none is left out', () => {
    const stats = new LaneStats()
    stats.end('a', { ...answered, tokensPerSecond: Number.POSITIVE_INFINITY, outputTokens: Number.NaN }, 1)
    expect(stats.view('a', 1)).toMatchObject({ tokensPerSecond: null, outputTokens: null, sampledAt: 1 })
  })
})

test('open calls are counted, never below none', () => {
  const stats = new LaneStats()
  stats.begin('a')
  stats.begin('a')
  expect(stats.view('a', 0).inFlight).toBe(2)
  for (let n = 0; n < 3; n++) stats.end('a', answered, 0)
  expect(stats.view('a', 0).inFlight).toBe(0)
})

test('a leader leads since it took over', () => {
  const stats = new LaneStats()
  expect(stats.leader('fast')).toBeNull()
  stats.lead('fast', 'a', 1)
  stats.lead('fast', 'a', 2)
  expect(stats.leader('fast')).toEqual({ lane: 'a', since: 1 })
  stats.lead('fast', 'b', 3)
  expect(stats.leader('fast')).toEqual({ lane: 'b', since: 3 })
})

test('what was sampled longest ago is forgotten beyond 10,000 lanes', () => {
  const stats = new LaneStats()
  for (let lane = 0; lane < 10_000; lane++) stats.end(`${lane}`, answered, lane)
  stats.end('0', answered, 10_000)
  stats.end('new', answered, 10_001)
  expect(stats.view('1', 10_001).sampledAt).toBeNull()
  expect(stats.view('0', 10_001).sampledAt).toBe(10_000)
})

test('any samples at any times: a mean lies between the least and the most of them', () => {
  const samples = fc.array(fc.record({ value: fc.integer({ min: 0, max: 1e6 }), wait: fc.nat(9 * minute) }), {
    minLength: 1,
  })
  fc.assert(
    fc.property(samples, (rows) => {
      const stats = new LaneStats()
      let now = 0
      for (const { value, wait } of rows) {
        now += wait
        stats.end('a', { ...answered, firstTokenMs: value }, now)
      }
      const { firstTokenMs } = stats.view('a', now)
      const values = rows.map(({ value }) => value)
      expect(firstTokenMs?.value).toBeGreaterThanOrEqual(Math.min(...values) - 1e-6)
      expect(firstTokenMs?.value).toBeLessThanOrEqual(Math.max(...values) + 1e-6)
    }),
  )
})
