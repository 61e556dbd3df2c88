import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Deadlines, ticksOf, type Watched } from './deadlines.ts'
import { TICK_MS } from './limits.ts'

class Probe implements Watched {
  place = -1
  readonly ticks: number[] = []
  onCheck: () => void = () => undefined

  check(tick: number): void {
    this.ticks.push(tick)
    this.onCheck()
  }
}

describe('Deadlines', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  it('checks what it watches at every tick, and keeps its one timer only as long', () => {
    const deadlines = new Deadlines<Probe>()
    const probe = new Probe()
    expect(vi.getTimerCount()).toBe(0)
    deadlines.add(probe)
    deadlines.add(new Probe())
    expect(vi.getTimerCount()).toBe(1)
    vi.advanceTimersByTime(3 * TICK_MS)
    expect(probe.ticks).toEqual([1, 2, 3])
    for (const watched of [...deadlines]) deadlines.delete(watched)
    vi.advanceTimersByTime(TICK_MS)
    expect(probe.ticks).toEqual([1, 2, 3])
    expect(vi.getTimerCount()).toBe(0)
    expect(deadlines.running).toBe(false)
    deadlines.add(probe)
    vi.advanceTimersByTime(TICK_MS)
    expect(probe.ticks).toEqual([1, 2, 3, 5])
  })

  it('never ends a limit early, and at most two ticks late', () => {
    const deadlines = new Deadlines<Probe>()
    const probe = new Probe()
    deadlines.add(probe)
    for (const ms of [1, 49, 50, 51, 100, 3_000]) {
      vi.advanceTimersByTime(17)
      const end = deadlines.after(ms)
      const start = Date.now()
      while (deadlines.tick < end) vi.advanceTimersToNextTimer()
      expect(Date.now() - start).toBeGreaterThanOrEqual(ms)
      expect(Date.now() - start).toBeLessThanOrEqual(ms + 2 * TICK_MS)
    }
    expect(deadlines.after(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY)
    expect(ticksOf(0)).toBe(1)
  })

  it('FP01 while our own loop stands still nobody’s limit runs out', async () => {
    vi.useRealTimers()
    const deadlines = new Deadlines<Probe>()
    const probe = new Probe()
    deadlines.add(probe)
    const end = deadlines.after(500)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_000)
    await new Promise((resolve) => setImmediate(resolve))
    expect(deadlines.tick).toBeLessThanOrEqual(1)
    expect(deadlines.tick).toBeLessThan(end)
    deadlines.delete(probe)
  })

  it('survives deletions during a tick, each other one checked once', () => {
    const deadlines = new Deadlines<Probe>()
    const probes = Array.from({ length: 50 }, () => new Probe())
    for (const [index, probe] of probes.entries()) {
      deadlines.add(probe)
      if (index % 3 !== 0) probe.onCheck = () => deadlines.delete(probe)
    }
    vi.advanceTimersByTime(TICK_MS)
    expect(probes.every(({ ticks }) => ticks.length === 1)).toBe(true)
    expect(new Set(deadlines)).toEqual(new Set(probes.filter((_, index) => index % 3 === 0)))
    for (const probe of probes) deadlines.delete(probe)
    for (const probe of probes) deadlines.delete(probe)
    expect([...deadlines]).toEqual([])
  })
})
