/** What came of the requests of a load test, counted as they end. */
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'
import type { ScenarioName } from '../../config/load-testing.ts'

/** One request that ended. Times in milliseconds from the start of the test. */
export interface Outcome {
  readonly scenario: ScenarioName
  /** When it was due: who could not ask then has waited already. */
  readonly dueMs: number
  readonly sentMs: number
  /** Of a stream; null where none came, or no stream was asked for. */
  readonly firstTokenMs: number | null
  readonly endMs: number
  /** 0 where there was no answer. */
  readonly status: number
  /** Why it counts as failed; null where it does not. */
  readonly error: string | null
}

export interface Quantiles {
  p50: number
  p90: number
  p95: number
  p99: number
  max: number
}

export interface Second {
  second: number
  requests: number
  errors: number
  p95_ms: number
}

const errorsMax = 20
const outcomesMax = 1_000_000

export class Tally {
  readonly outcomes: Outcome[] = []
  #count = { all: 0, failed: 0 }
  readonly #latency = createHistogram()
  readonly #service = createHistogram()
  readonly #firstToken = createHistogram()
  readonly #byScenario = new Map<ScenarioName, { requests: number; errors: number; latency: RecordableHistogram }>()
  readonly #byStatus = new Map<string, number>()
  readonly #errors = new Map<string, number>()
  readonly #seconds = new Map<number, { requests: number; errors: number; latency: RecordableHistogram }>()

  get requests(): number {
    return this.#count.all
  }

  get failed(): number {
    return this.#count.failed
  }

  add(outcome: Outcome): void {
    const { scenario, dueMs, sentMs, firstTokenMs, endMs, status, error } = outcome
    if (this.outcomes.length < outcomesMax) this.outcomes.push(outcome)
    const isFailed = error !== null
    this.#count.all++
    if (isFailed) this.#count.failed++
    record(this.#latency, endMs - dueMs)
    record(this.#service, endMs - sentMs)
    if (firstTokenMs !== null) record(this.#firstToken, firstTokenMs - sentMs)
    bump(this.#byStatus, String(status))
    if (error !== null && (this.#errors.has(error) || this.#errors.size < errorsMax)) bump(this.#errors, error)
    for (const row of [rowOf(this.#byScenario, scenario), rowOf(this.#seconds, Math.floor(endMs / 1_000))]) {
      row.requests++
      if (isFailed) row.errors++
      record(row.latency, endMs - dueMs)
    }
  }

  p95(): number {
    return millis(this.#latency.percentile(95))
  }

  figures() {
    return {
      latency_ms: quantiles(this.#latency),
      service_ms: quantiles(this.#service),
      ttft_ms: this.#firstToken.count === 0 ? null : quantiles(this.#firstToken),
      by_scenario: Object.fromEntries(
        [...this.#byScenario].map(([name, { requests, errors, latency }]) => [
          name,
          { requests, errors, latency_ms: quantiles(latency) },
        ]),
      ),
      by_status: Object.fromEntries(this.#byStatus),
      errors: [...this.#errors].map(([error, times]) => ({ error, times })),
      timeline: this.#timeline(),
    }
  }

  /** A row each second, also where nothing ended. */
  #timeline(): Second[] {
    const last = Math.max(-1, ...this.#seconds.keys())
    return Array.from({ length: last + 1 }, (_, second) => {
      const row = this.#seconds.get(second)
      return {
        second,
        requests: row?.requests ?? 0,
        errors: row?.errors ?? 0,
        p95_ms: row === undefined ? 0 : millis(row.latency.percentile(95)),
      }
    })
  }
}

const microsOf = (ms: number): number => Math.max(1, Math.round(ms * 1_000))
const record = (histogram: RecordableHistogram, ms: number): void => histogram.record(microsOf(ms))
const millis = (micros: number): number => Math.round(micros / 10) / 100
const bump = (counts: Map<string, number>, name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1)

function quantiles(histogram: RecordableHistogram): Quantiles {
  const at = (percent: number) => (histogram.count === 0 ? 0 : millis(histogram.percentile(percent)))
  return { p50: at(50), p90: at(90), p95: at(95), p99: at(99), max: histogram.count === 0 ? 0 : millis(histogram.max) }
}

function rowOf<Key>(
  rows: Map<Key, { requests: number; errors: number; latency: RecordableHistogram }>,
  key: Key,
): { requests: number; errors: number; latency: RecordableHistogram } {
  const known = rows.get(key)
  if (known) return known
  const made = { requests: 0, errors: 0, latency: createHistogram() }
  rows.set(key, made)
  return made
}
