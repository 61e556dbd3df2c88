import type { Config } from '../config/schema.ts'
import type { CondenseSettings } from '../gateway/condense/condense-settings.ts'

const defaultSummaryTokens = 512
const defaultErrorPatterns = ['context length', 'maximum context', 'too long', 'exceeds maximum']

export function condenseSettingsOf({ condensation: row }: Config): CondenseSettings {
  const { monitoring } = row
  return {
    enabled: row.enabled,
    truncationThreshold: row.truncation_threshold ?? null,
    summaryTokensMax: row.summary_max_tokens ?? row.max_tokens_default ?? defaultSummaryTokens,
    adaptiveFactor: row.adaptive_enabled ? row.adaptive_factor : null,
    qualityThreshold: row.quality_threshold,
    errorPatterns: row.error_patterns ?? row.error_keywords ?? defaultErrorPatterns,
    fallbackStrategies: row.fallback_strategies,
    parallelProviders: row.parallel_providers,
    batchSize: row.batch_size,
    concurrencyMax: row.concurrency_limit,
    timeoutMs: row.timeout * 1_000,
    model: row.model ?? null,
    metrics: monitoring.enabled && monitoring.metrics,
    alertBelow: monitoring.enabled && monitoring.alerts ? monitoring.alert_threshold : null,
  }
}
