import type { Metrics } from '../runtime.ts'
import { type Run, usageOfAttempt } from './meter.ts'

/** Counts a call that has ended. */
export function countCall({ attempts, delivered, ownMs }: Run, inputTokens: number, metrics: Metrics): void {
  let failed: string | null = null
  for (const call of attempts) {
    const provider = call.prepared.lane.provider.name
    const model = call.prepared.lane.model.id
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
  const { lane } = delivered.prepared
  const labels = { provider: lane.provider.name, model: lane.model.id }
  metrics.count('llm_tokens_total', { ...labels, type: 'input' }, usage.input)
  metrics.count('llm_tokens_total', { ...labels, type: 'output' }, usage.output)
  if (usage.cached > 0) metrics.count('llm_tokens_total', { ...labels, type: 'cache_read' }, usage.cached)
  if (usage.reasoning > 0) metrics.count('llm_tokens_total', { ...labels, type: 'reasoning' }, usage.reasoning)
}

const reasonOf = (attempts: Run['attempts'], n: number): string => attempts[n - 2]?.error?.fault ?? 'none'
