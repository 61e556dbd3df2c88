import type { components } from '@proxyapi/contract'

type Schemas = components['schemas']
export type Metrics = Readonly<Record<string, number>>
export type Violation = Schemas['ThresholdViolation']

export interface Threshold {
  metric: string
  /** The last value that is still good. */
  threshold: number
  direction: Schemas['ThresholdDirection']
}

const isViolated = (current: number, { threshold, direction }: Threshold): boolean =>
  direction === 'min' ? current < threshold : current > threshold

/** What the newest values violate; a metric without a value violates nothing. */
export const violationsOf = (metrics: Metrics, thresholds: readonly Threshold[]): Violation[] =>
  thresholds.flatMap(({ metric, threshold, direction }) => {
    const current = newestOf(metrics, metric)
    const isBad = current !== undefined && isViolated(current, { metric, threshold, direction })
    return isBad ? [{ metric, current, threshold, direction }] : []
  })

/** The verdict over a model, as it is answered. */
export function checkOf(
  modelId: string,
  metrics: Metrics,
  thresholds: readonly Threshold[],
): Schemas['PerformanceCheck'] {
  const violations = violationsOf(metrics, thresholds)
  return {
    model_id: modelId,
    performance_metrics: { ...metrics },
    thresholds: Object.fromEntries(thresholds.map(({ metric, threshold }) => [metric, threshold])),
    directions: Object.fromEntries(thresholds.map(({ metric, direction }) => [metric, direction])),
    violations,
    missing: thresholds.filter(({ metric }) => newestOf(metrics, metric) === undefined).map(({ metric }) => metric),
    is_performing_well: violations.length === 0,
  }
}

/** The newest value of a metric; names are the caller's, so what objects inherit is none. */
export const newestOf = (metrics: Metrics, metric: string): number | undefined =>
  Object.hasOwn(metrics, metric) ? metrics[metric] : undefined

export type Turn = 'violated' | 'recovered'

/** What a verdict changes: from well to not well, back again, or nothing. */
export function turnOf(violatedBefore: readonly string[], violations: readonly Violation[]): Turn | null {
  if (violatedBefore.length === 0) return violations.length > 0 ? 'violated' : null
  return violations.length === 0 ? 'recovered' : null
}
