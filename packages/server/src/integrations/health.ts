/** How a service does, by what was met. */
import type { IntegrationHealth } from '../store/integration-tables.ts'
import type { BreakerState } from './breaker-book.ts'
import type { Schemas } from './integration-parts.ts'

const attemptsMin = 10
const errorRateMax = 0.1

interface Met {
  readonly breaker: BreakerState
  /** Of the last hour. */
  readonly metrics: Pick<Schemas['IntegrationMetrics'], 'request_count' | 'error_rate'>
  readonly isSyncFailing: boolean
}

export function healthOf({ breaker, metrics, isSyncFailing }: Met): IntegrationHealth {
  if (breaker === 'open' || isSyncFailing) return 'failing'
  return metrics.request_count >= attemptsMin && metrics.error_rate > errorRateMax ? 'degraded' : 'healthy'
}

const worstFirst = ['failing', 'degraded', 'healthy', 'disabled'] as const

/** The worst that is not disabled; nothing is healthy. */
export const worstOf = (all: readonly Schemas['IntegrationHealth'][]): Schemas['IntegrationHealth'] =>
  worstFirst.find((health) => all.includes(health)) ?? 'healthy'
