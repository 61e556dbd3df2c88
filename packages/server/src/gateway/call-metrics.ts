import type { Metrics } from '../runtime.ts'
import { type Run, usageOfAttempt } from './meter.ts'
import type { Lane } from './provider-settings.ts'

/** Counts a call that has ended. */
export function countCall({ attempts, delivered, ownMs }: Run, inputTokens: number, metrics: Metrics): void {
  let failed: string | null = null
  for (const call of attempts) {
    const { provider, model } = labelsOf(call.prepared.lane)
    metrics.count('proxyapi_attempts_total', { provider, outcome: call.error?.fault ?? call.outcome })
    metrics.count('llm_requests_total', { provider, model, status: call.outcome === 'answered' ? 'success' : 'error' })
    if (failed !== null)
      metrics.count('proxyapi_fallbacks_total', { from: failed, to: provider, reason: reasonOf(attempts, call.n) })
    failed = call.outcome === 'failed' ? provider : null
  }
  if (delivered === null) return
  metrics.observe('proxyapi_overhead_seconds', ownMs / 1_000, { phase: 'gateway' })
  const usage = usageOfAttempt(delivered, inputTokens)
  if (usage === null) return
  const labels = labelsOf(delivered.prepared.lane)
  metrics.count('llm_tokens_total', { ...labels, type: 'input' }, usage.input)
  metrics.count('llm_tokens_total', { ...labels, type: 'output' }, usage.output)
  if (usage.cached > 0) metrics.count('llm_tokens_total', { ...labels, type: 'cache_read' }, usage.cached)
  if (usage.reasoning > 0) metrics.count('llm_tokens_total', { ...labels, type: 'reasoning' }, usage.reasoning)
}

const reasonOf = (attempts: Run['attempts'], n: number): string => attempts[n - 2]?.error?.fault ?? 'none'

/** What accounts rent and name themselves would be a series each. */
const labelsOf = ({ provider, model }: Lane): { provider: string; model: string } =>
  provider.rented === undefined ? { provider: provider.name, model: model.id } : { provider: 'rented', model: 'rented' }
