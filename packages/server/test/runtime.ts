/** A runtime that tests steer: a clock that moves when told, dice with a seed, a log that is kept. */
import type { Clock, Fields, Log, Metrics, Random, Runtime } from '../src/runtime.ts'

export interface TestClock extends Clock {
  advance(ms: number): Promise<void>
}

/** Sleeps end when `advance` has moved the clock past them. */
export function testClock(start = Date.UTC(2026, 10, 20, 10, 30)): TestClock {
  let now = start
  const sleepers = new Set<{ until: number; wake: () => void }>()
  return {
    now: () => now,
    monotonic: () => now - start,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const sleeper = {
          until: now + ms,
          wake: () => {
            sleepers.delete(sleeper)
            resolve()
          },
        }
        if (signal?.aborted) return resolve()
        sleepers.add(sleeper)
        signal?.addEventListener('abort', sleeper.wake, { once: true })
      }),
    async advance(ms) {
      now += ms
      for (const sleeper of [...sleepers]) if (sleeper.until <= now) sleeper.wake()
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

/** mulberry32: small, seeded, good enough for tests. */
export function testRandom(seed = 1): Random {
  let state = seed >>> 0
  const float = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  return { float, bytes: (length) => Uint8Array.from({ length }, () => Math.floor(float() * 256)) }
}

export const quietLog: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => quietLog }
export const noMetrics: Metrics = { count() {}, observe() {}, gauge() {} }

export interface Line {
  level: string
  message: string
  fields?: Fields
}

export function keptLog(lines: Line[]): Log {
  const at = (level: string) => (message: string, fields?: Fields) =>
    void lines.push({ level, message, ...(fields && { fields }) })
  const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), child: () => log }
  return log
}

export const testRuntime = (clock: Clock = testClock()): Runtime => ({
  clock,
  random: testRandom(),
  log: quietLog,
  metrics: noMetrics,
})
