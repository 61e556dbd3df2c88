import type { components } from '@proxyapi/contract'
import type { CatalogDoc } from './model.ts'
import { type Pico, type PriceUnit, priceAtMost } from './price.ts'
import { rowsNameOf } from './settings.ts'
import type { Entry, View } from './view.ts'
import type { Filters } from './wanted.ts'
import type { CostUnit } from './wire.ts'

/** One condition; all must hold. What is unknown passes no condition on it. */
export interface Condition {
  /** The parameter that it stands for. */
  name: keyof Filters
  holds(entry: Entry): boolean
}

/** A row that may be in the answer. */
export interface Candidate {
  entry: Entry
  /** Its id, uid or alias was typed. */
  isExact: boolean
  /** Of a search; 0 without one. */
  score: number
}

const unitOf: Record<CostUnit, PriceUnit> = { per_1k: 'usd_per_1k_tokens', per_1m: 'usd_per_1m_tokens' }

/** The conditions of a query. */
export function conditionsOf(filters: Filters, view: Pick<View, 'providers'>): Condition[] {
  const conditions: Condition[] = []
  const add = <K extends keyof Filters>(
    name: K,
    make: (value: NonNullable<Filters[K]>) => (entry: Entry) => boolean,
  ) => {
    const value = filters[name]
    if (value !== undefined && value !== null) conditions.push({ name, holds: make(value) })
  }
  const doc = (holds: (doc: CatalogDoc) => boolean) => (entry: Entry) => holds(entry.row.doc)
  add('provider', (names) => doc(({ provider }) => names.includes(provider)))
  add('supports_chat', (wanted) => doc(({ supports_chat }) => supports_chat === wanted))
  add('supports_completion', (wanted) => doc(({ supports_completion }) => supports_completion === wanted))
  add('suspect', (wanted) => doc(({ suspect_fields }) => suspect_fields.length > 0 === wanted))
  add(
    'routable',
    (wanted) =>
      ({ servedBy }) =>
        servedBy.length > 0 === wanted,
  )
  add('min_context', (least) => doc(({ context_length }) => context_length !== null && context_length >= least))
  add('min_output_tokens', (least) => doc(({ max_tokens }) => max_tokens !== null && max_tokens >= least))
  add('max_cost', (most) => costsAtMost('input', most, filters.cost_unit))
  add('max_output_cost', (most) => costsAtMost('output', most, filters.cost_unit))
  add('capabilities', (all) => doc(({ capabilities }) => all.every((name) => capabilities.includes(name))))
  add('input_modality', (all) => doc(({ modalities }) => all.every((name) => modalities.input.includes(name))))
  add('output_modality', (all) => doc(({ modalities }) => all.every((name) => modalities.output.includes(name))))
  add('status', (states) => doc(({ status }) => states.includes(status)))
  add(
    'availability',
    (states) =>
      ({ availability }) =>
        states.includes(availability.state),
  )
  add('family', (family) => doc((row) => row.family === family))
  add('author', (author) => doc((row) => row.author === author))
  add('released_after', (day) => doc(({ release_date }) => release_date !== null && wholeDay(release_date) >= day))
  add('released_before', (day) => doc(({ release_date }) => release_date !== null && wholeDay(release_date) < day))
  add('shutdown_before', (day) => doc(({ shutdown_date }) => shutdown_date !== null && shutdown_date < day))
  add(
    'updated_since',
    (time) =>
      ({ row }) =>
        row.updatedAt >= Date.parse(time),
  )
  const configured = new Set(view.providers.filter(({ enabled }) => enabled).map(rowsNameOf))
  if (filters.scope === 'configured')
    conditions.push({ name: 'scope', holds: doc(({ provider }) => configured.has(provider)) })
  return conditions
}

/** A date known to the month or year counts as its first day. */
const wholeDay = (date: string): string => `${date}-01-01`.slice(0, 10)

function costsAtMost(side: 'input' | 'output', most: number, unit: CostUnit): (entry: Entry) => boolean {
  const bound = priceAtMost(most, unitOf[unit])
  const field = `pricing.${side}`
  return (entry) => {
    const price: Pico | null = entry[side]
    return price !== null && bound !== null && price <= bound && !entry.row.doc.suspect_fields.includes(field)
  }
}

export type Facet = components['schemas']['ModelFacet']
export type Facets = components['schemas']['ModelFacets']

const facetValues: Record<Facet, (doc: CatalogDoc) => readonly (string | null)[]> = {
  provider: ({ provider }) => [provider],
  brand: ({ brand }) => [brand],
  family: ({ family }) => [family],
  capabilities: ({ capabilities }) => capabilities,
  input_modality: ({ modalities }) => modalities.input,
  output_modality: ({ modalities }) => modalities.output,
  status: ({ status }) => [status],
}
export const facetValuesMax = 100

export interface Selection {
  found: Candidate[]
  facets: Facets
}

/** The candidates that meet every condition, in their order; each facet also counts those that fail its own condition only. */
export function select(
  candidates: Iterable<Candidate>,
  conditions: readonly Condition[],
  facets: readonly Facet[],
  hidesRetired: boolean,
): Selection {
  const found: Candidate[] = []
  const counts = new Map(facets.map((facet) => [facet, new Map<string, number>()]))
  for (const candidate of candidates) {
    const failed = firstFailures(candidate, conditions, hidesRetired)
    if (failed.length === 0) found.push(candidate)
    if (failed.length > 1) continue
    for (const [facet, values] of counts) {
      if (failed.length === 1 && failed[0] !== facet) continue
      for (const value of facetValues[facet](candidate.entry.row.doc))
        if (value !== null) values.set(value, (values.get(value) ?? 0) + 1)
    }
  }
  return { found, facets: Object.fromEntries([...counts].map(([facet, values]) => [facet, mostFrequent(values)])) }
}

/** Up to two conditions that a candidate fails; a retired row that was named exactly need not be asked for by status. */
function firstFailures(
  { entry, isExact }: Candidate,
  conditions: readonly Condition[],
  hidesRetired: boolean,
): string[] {
  const failed: string[] = []
  for (const { name, holds } of conditions) {
    if (holds(entry) || (name === 'status' && isExact && hidesRetired)) continue
    failed.push(name)
    if (failed.length === 2) break
  }
  return failed
}

/** The values of a facet, the most frequent first. */
export const mostFrequent = (values: ReadonlyMap<string, number>) =>
  [...values]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, facetValuesMax)
