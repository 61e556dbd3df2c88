import type { CatalogSource, Conflict, FactName, Observation } from './model.ts'
import type { Pico } from './price.ts'
import { areFarApart, isSuspectPrice } from './suspect.ts'

/** One source's value of one field. */
export interface Vote {
  value: unknown
  by: Observation
  /** It follows from the id alone. */
  isInferred: boolean
}

/** The vote that holds, why it holds over different ones, and whether its value is implausible. */
export interface Choice {
  vote: Vote
  rule: Exclude<Conflict['rule'], 'unconfirmed_rise'>
  isSuspect: boolean
  /** Sources that state the chosen value. */
  agreeing: number
}

const ranks: Record<CatalogSource, number> = {
  override: 0,
  provider_api: 1,
  config: 1,
  deployment: 1,
  deprecation_feed: 2,
  models_dev: 3,
  litellm: 4,
  openrouter: 5,
  static: 6,
  legacy: 7,
}
const inferredRank = 8

/** Public catalogs vote on prices together. */
const catalogs: ReadonlySet<CatalogSource> = new Set(['models_dev', 'litellm', 'openrouter'])

export const rankOf = ({ by, isInferred }: Pick<Vote, 'by' | 'isInferred'>): number =>
  isInferred ? inferredRank : ranks[by.source]

/** Strongest first: rank, then the newest, then by name, so that the order of votes does not matter. */
export const byStrength = (a: Vote, b: Vote): number =>
  rankOf(a) - rankOf(b) ||
  b.by.fetchedAt - a.by.fetchedAt ||
  compare(a.by.source, b.by.source) ||
  compare(a.by.sourceId, b.by.sourceId)

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

const dateAndStatus: ReadonlySet<FactName> = new Set(['status', 'deprecation_date', 'shutdown_date', 'replacement'])

/** Whether a source is heard on this field at all. */
export const isHeard = (source: CatalogSource, field: FactName): boolean =>
  source !== 'deprecation_feed' || dateAndStatus.has(field)

/** Existence, limits, modalities, capabilities, status, dates: the strongest source. Votes must not be empty. */
export function chooseFact(votes: readonly Vote[]): Choice {
  const [only] = votes
  if (votes.length === 1 && only !== undefined) return { vote: only, rule: 'precedence', isSuspect: false, agreeing: 1 }
  const [first, second] = [...votes].sort(byStrength) as [Vote, ...Vote[]]
  return {
    vote: first,
    rule: second !== undefined && rankOf(first) === rankOf(second) ? 'newest' : 'precedence',
    isSuspect: false,
    agreeing: supporters(votes, first.value),
  }
}

/** Prices: implausible ones have no vote; public catalogs decide by majority, then by age. Votes must not be empty. */
export function choosePrice(field: string, votes: readonly Vote[]): Choice {
  const sorted = [...votes].sort(byStrength)
  const plausible = sorted.filter((vote) => isPlausible(field, vote))
  const heard = plausible.length > 0 ? plausible : sorted
  const strongest = heard[0] as Vote
  const isSuspect = plausible.length === 0
  if (!catalogs.has(strongest.by.source) || isSuspect) {
    const rule = strongest === sorted[0] ? chooseFact(heard).rule : 'suspect'
    return { vote: strongest, rule, isSuspect, agreeing: supporters(votes, strongest.value) }
  }
  return chooseAmongCatalogs(heard.filter((vote) => catalogs.has(vote.by.source)))
}

/** What the operator says is believed, whatever it is. */
const isPlausible = (field: string, { value, by }: Vote): boolean =>
  by.source === 'override' || typeof value !== 'number' || !isSuspectPrice(field, value)

function chooseAmongCatalogs(votes: readonly Vote[]): Choice {
  const newestFirst = [...votes].sort((a, b) => b.by.fetchedAt - a.by.fetchedAt || byStrength(a, b))
  const most = Math.max(...votes.map(({ value }) => supporters(votes, value)))
  const vote = newestFirst.find(({ value }) => supporters(votes, value) === most) as Vote
  const contradicted = votes.some(({ value }) => typeof value === 'number' && areFarApart(value, vote.value as Pico))
  return { vote, rule: most > 1 ? 'majority' : 'newest', isSuspect: most === 1 && contradicted, agreeing: most }
}

const supporters = (votes: readonly Vote[], value: unknown): number => {
  if (votes.length === 1) return 1
  const text = JSON.stringify(value)
  return new Set(votes.filter((vote) => JSON.stringify(vote.value) === text).map(({ by }) => by.source)).size
}
