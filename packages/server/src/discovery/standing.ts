import { isoDay } from './fact-values.ts'
import type { CatalogRow, Observation } from './model.ts'

export interface RemovalRules {
  removalMisses: number
  removalHoldMs: number
}

/** What fetches say of a row's presence. Times are milliseconds. */
export type Standing = Pick<CatalogRow, 'state' | 'misses' | 'missingSince'>

/** What is true of a row beside its observations. */
export interface StandingFacts {
  shutdownDate: string | null
  /** The provider itself was asked for this model and said that there is none. */
  isProvenGone: boolean
  wasRemoved: boolean
}

/** Sources whose word a model is there is the provider's own. */
const isList = ({ source }: Observation): boolean => source === 'provider_api' || source === 'deployment'

/**
 * Where a row stands. Absent from its provider's list it is `missing`, and `removed` only after enough misses over enough
 * time and with the provider's own word, or at once when its shutdown date has passed. What the configuration names is
 * never removed.
 */
export function standingOf(
  observations: readonly Observation[],
  facts: StandingFacts,
  rules: RemovalRules,
  now: number,
): Standing {
  const lists = observations.filter(isList)
  const best = [...lists].sort((a, b) => a.misses - b.misses || (b.missingSince ?? 0) - (a.missingSince ?? 0))[0]
  if (best?.misses === 0) return { state: 'listed', misses: 0, missingSince: null }
  const isConfigured = observations.some(({ source }) => source === 'config' || source === 'override')
  if (best === undefined) return withoutList(observations)
  const absence = { misses: best.misses, missingSince: best.missingSince }
  if (!isGone(best, facts, rules, now)) return { state: 'missing', ...absence }
  return { state: isConfigured ? 'unverified' : 'removed', ...absence }
}

/** A row that no provider's list has ever held is there as long as anybody names it. */
function withoutList(observations: readonly Observation[]): Standing {
  const [latest] = [...observations].sort(
    (a, b) => a.misses - b.misses || (b.missingSince ?? 0) - (a.missingSince ?? 0),
  )
  if (latest === undefined) return { state: 'removed', misses: 0, missingSince: null }
  if (latest.misses === 0) return { state: 'unverified', misses: 0, missingSince: null }
  return { state: 'missing', misses: latest.misses, missingSince: latest.missingSince }
}

function isGone(
  best: Observation,
  { shutdownDate, isProvenGone, wasRemoved }: StandingFacts,
  rules: RemovalRules,
  now: number,
): boolean {
  if (shutdownDate !== null && shutdownDate <= isoDay(now)) return true
  return wasRemoved || (isProvenGone && isRemovable(best, rules, now))
}

/** Whether a row has been absent often and long enough to be given up. */
export const isRemovable = (
  { misses, missingSince }: Pick<Observation, 'misses' | 'missingSince'>,
  rules: RemovalRules,
  now: number,
): boolean => misses >= rules.removalMisses && missingSince !== null && now - missingSince >= rules.removalHoldMs

/**
 * One more healthy fetch without the row. Time in which the list could not be read, `blindMs` since the fetch before, is no
 * time in which it was seen to be missing.
 */
export const missed = (observation: Observation, now: number, blindMs = 0): Observation => ({
  ...observation,
  misses: observation.misses + 1,
  missingSince: observation.missingSince === null ? now : Math.min(observation.missingSince + blindMs, now),
})
