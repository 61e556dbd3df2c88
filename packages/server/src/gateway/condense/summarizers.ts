import { allLanes, isAllowed, type Names } from '../names.ts'
import { worstCost } from '../price.ts'
import type { Lane } from '../provider-settings.ts'

interface Need {
  readonly inputTokens: number
  readonly outputTokens: number
  /** Null: every model. */
  readonly allow: readonly string[] | null
}

/** Models that can read and shorten so much, one a provider, the cheapest first; those without a price are left out. */
export function summarizers(names: Names, { inputTokens, outputTokens, allow }: Need): string[] {
  const priced = allLanes(names).flatMap((lane) => {
    const cost = worstCost(lane.model.price, inputTokens, outputTokens)
    const isApt = lane.model.supportsChat === true && (allow === null || isAllowed(lane, allow))
    return cost !== null && isApt && fits(lane, inputTokens + outputTokens) ? [{ lane, cost }] : []
  })
  const seen = new Set<string>()
  return priced
    .sort((a, b) => a.cost - b.cost)
    .filter(({ lane: { provider } }) => !seen.has(provider.name) && seen.add(provider.name))
    .map(({ lane }) => lane.id)
}

const fits = ({ model: { contextLength } }: Lane, tokens: number): boolean =>
  contextLength !== null && tokens <= contextLength
