export interface OperationCounts {
  request_count: number
  error_count: number
}

/** Counted per attempt; `error_rate` is errors by attempts, 0 without any. */
export interface ClientMetrics extends OperationCounts {
  error_rate: number
  retry_count: number
  in_flight: number
  cache_hits: number
  cache_misses: number
  by_operation: Record<string, OperationCounts>
}

export interface Counters {
  begin(operation: string): void
  end(operation: string, good: boolean, retried: boolean): void
  cache(hit: boolean): void
  read(): ClientMetrics
}

export function createCounters(): Counters {
  const total = { request_count: 0, error_count: 0, retry_count: 0, in_flight: 0, cache_hits: 0, cache_misses: 0 }
  const byOperation = new Map<string, OperationCounts>()
  const of = (operation: string) => {
    const known = byOperation.get(operation) ?? { request_count: 0, error_count: 0 }
    byOperation.set(operation, known)
    return known
  }
  return {
    begin(operation) {
      total.request_count++
      total.in_flight++
      of(operation).request_count++
    },
    end(operation, good, retried) {
      total.in_flight--
      if (retried) total.retry_count++
      if (good) return
      total.error_count++
      of(operation).error_count++
    },
    cache(hit) {
      if (hit) total.cache_hits++
      else total.cache_misses++
    },
    read: () => ({
      ...total,
      error_rate: total.request_count === 0 ? 0 : total.error_count / total.request_count,
      by_operation: Object.fromEntries([...byOperation].map(([name, counts]) => [name, { ...counts }])),
    }),
  }
}
