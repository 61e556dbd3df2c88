import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { desiredReplicas, freshLoad, type Load, type Scaling, sampled } from './autoscale.ts'

const scaling: Scaling = { targetInFlight: 10, minReplicas: 0, maxReplicas: 8, idleTtlMs: 900_000 }

/** One sample a second with so much open, by a fleet that follows at once. */
function run(opens: readonly number[], { start = freshLoad, from = 0, running = 0, ...over } = {} as Run) {
  const own = { ...scaling, ...over }
  let [load, count] = [start, running]
  const counts = opens.map((open, i) => {
    const now = from + i * 1_000
    const next = desiredReplicas(now, sampled(load, { at: now, open }, null), own, { ready: count, running: count })
    load = next.load
    count = next.desired
    return count
  })
  return { counts, load, count }
}
type Run = { start?: Load; from?: number; running?: number } & Partial<Scaling>
const lasting = (open: number, seconds: number) => Array.from({ length: seconds }, () => open)

describe('from nothing and back', () => {
  test('nothing runs before the first request, which starts one replica at once', () => {
    expect(run([0, 0, 1]).counts).toEqual([0, 0, 1])
  })

  test('the last one goes once nobody has called for the idle time, to the millisecond', () => {
    const { load } = run([1])
    const at = (now: number) => desiredReplicas(now, load, scaling, { ready: 1, running: 1 }).desired
    expect([at(899_999), at(900_000)]).toEqual([1, 0])
  })

  test('a long request keeps it for its whole length', () => {
    expect(run(lasting(1, 2_000)).count).toBe(1)
  })

  test('minReplicas run without requests', () => {
    expect(run([0, 0], { minReplicas: 2 }).counts).toEqual([2, 2])
  })
})

describe('up and down', () => {
  test('a burst that thirty seconds bear adds none', () => {
    const { counts } = run([...lasting(5, 30), ...lasting(40, 3), ...lasting(5, 60)])
    expect(Math.max(...counts)).toBe(1)
  })

  test('lasting load adds what it needs, doubling at the most', () => {
    const { counts } = run(lasting(75, 120))
    expect([...new Set(counts)]).toEqual([1, 2, 4, 8])
    expect(counts.indexOf(2)).toBe(16)
  })

  test('what is less than half for 300 s takes one away, then one after 300 s more', () => {
    const { load, count } = run(lasting(75, 120))
    expect(count).toBe(8)
    const { counts } = run(lasting(5, 1_000), { start: load, from: 120_000, running: 8 })
    expect(counts.indexOf(7)).toBeGreaterThanOrEqual(300)
    expect(counts.indexOf(6)).toBeGreaterThanOrEqual(counts.indexOf(7) + 300)
    expect(counts.at(-1)).toBeGreaterThanOrEqual(5)
  })

  test('while a replica boots no second one is added for want of it', () => {
    let load = freshLoad
    for (let now = 0; now < 60_000; now += 1_000) {
      const next = desiredReplicas(now, sampled(load, { at: now, open: 50 }, null), scaling, { ready: 0, running: 1 })
      expect(next.desired).toBe(1)
      load = next.load
    }
  })
})

test('whatever happens, the bounds hold, and equal loads give equal answers', () => {
  const bounds = fc
    .tuple(fc.nat(5), fc.nat(5))
    .map(([min, more]) => ({ minReplicas: min, maxReplicas: Math.max(1, min + more) }))
  fc.assert(
    fc.property(bounds, fc.array(fc.nat(200), { maxLength: 200 }), (over, opens) => {
      const first = run(opens, over)
      expect(first.counts.every((count) => count >= over.minReplicas && count <= over.maxReplicas)).toBe(true)
      expect(run(opens, over)).toEqual(first)
      first.counts.forEach((count, i) => {
        const before = first.counts[i - 1] ?? 0
        if (before > 0) expect(count).toBeLessThanOrEqual(Math.max(2 * before, over.minReplicas))
      })
    }),
  )
})
