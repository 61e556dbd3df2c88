/** What happens where no good summary was made: the oldest turns go, another provider tries, or nothing is changed. */
export type FallbackStrategy = 'truncate' | 'secondary_provider' | 'skip_summarization'

export interface CondenseSettings {
  readonly enabled: boolean
  /** Characters of history above which it acts unasked; null: only where a prompt does not fit. */
  readonly truncationThreshold: number | null
  readonly summaryTokensMax: number
  /** Largest share of what it replaces that a summary may be; null: any. */
  readonly adaptiveFactor: number | null
  /** Share of the facts that a summary must keep, 0–1. */
  readonly qualityThreshold: number
  readonly errorPatterns: readonly string[]
  readonly fallbackStrategies: readonly FallbackStrategy[]
  /** Summarizers that are asked at the same time. */
  readonly parallelProviders: number
  /** Turns a piece, and pieces at once. */
  readonly batchSize: number
  readonly concurrencyMax: number
  readonly timeoutMs: number
  /** Who summarizes; null: the cheapest model that fits. */
  readonly model: string | null
  readonly metrics: boolean
  /** Success rate below which the operator is told; null: never. */
  readonly alertBelow: number | null
}
