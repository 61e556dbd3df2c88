import { ApiError } from '@proxyapi/contract/errors'
import { type Usage, usageOf } from '@proxyapi/providers'
import type { Attempt } from './meter.ts'

/** Several answers as one: the lane and the times of the first, with the usage of all. Throws INTERNAL_ERROR where there is none. */
export function jointAttempt(parts: readonly Attempt[], usages: readonly (Usage | null | undefined)[]): Attempt {
  const [first] = parts
  if (first === undefined) throw new ApiError('INTERNAL_ERROR')
  const known = usages.filter((usage) => usage != null)
  const usage = known.length === 0 ? undefined : known.reduce(summed)
  const { prepared, n, reason, outcome, error, status, whole, isMade } = first
  const { startedAt, firstTokenAt, endedAt, heardAt } = first
  const times = { startedAt, firstTokenAt, endedAt, heardAt }
  const { id, model, finish } = first.watch
  const watch = { usage, outputTokens: 0, id, model, finish }
  return { prepared, n, reason, outcome, error, status, whole, isMade, ...times, watch }
}

const summed = (a: Usage, b: Usage): Usage =>
  usageOf({
    input: a.input + b.input,
    cached: a.cached + b.cached,
    cacheWrite5m: a.cacheWrite5m + b.cacheWrite5m,
    cacheWrite1h: a.cacheWrite1h + b.cacheWrite1h,
    output: a.output + b.output,
    reasoning: a.reasoning + b.reasoning,
    searchUnits: a.searchUnits + b.searchUnits,
    toolCalls: a.toolCalls + b.toolCalls,
    ...(a.reportedCost !== undefined &&
      b.reportedCost !== undefined && { reportedCost: a.reportedCost + b.reportedCost }),
    estimated: a.estimated || b.estimated,
  })
