import type { components, RequestOf } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { AvailabilityState, Capability, Modality, ModelStatus } from './model.ts'
import type { ProviderNames } from './provider-names.ts'
import type { CostUnit } from './wire.ts'

type Schemas = components['schemas']

/** The parameters of listModels and searchModels; all may be absent. */
export type ModelQuery = {
  [K in keyof RequestOf<'searchModels'>['query']]?: RequestOf<'searchModels'>['query'][K] | undefined
}

/** The filters as they were understood, under the names of their parameters: spellings resolved, defaults filled in. */
export interface Filters {
  provider?: string[]
  supports_chat?: boolean
  supports_completion?: boolean
  suspect?: boolean
  routable?: boolean
  min_context?: number
  min_output_tokens?: number
  max_cost?: number
  max_output_cost?: number
  cost_unit: CostUnit
  capabilities?: Capability[]
  input_modality?: Modality[]
  output_modality?: Modality[]
  status: ModelStatus[]
  availability: AvailabilityState[]
  family?: string
  author?: string
  released_after?: string
  released_before?: string
  shutdown_before?: string
  updated_since?: string
  scope: Schemas['ModelScope']
  sort: Schemas['ModelSort']
  group: Schemas['ModelGroup']
}

/** What a reader wants to know. */
export interface Wanted {
  /** NFKC; empty when browsing. */
  text: string
  filters: Filters
  /** Retired rows were not asked for by their status: only their exact id finds them. */
  hidesRetired: boolean
  facets: Schemas['ModelFacet'][]
  include: ReadonlySet<Schemas['ModelInclude']>
  limit: number
  cursor: string | null
}

const allStatuses: readonly ModelStatus[] = ['alpha', 'beta', 'ga', 'legacy', 'deprecated', 'retired', 'unknown']
const allStates: readonly AvailabilityState[] = ['listed', 'missing', 'stale', 'offline', 'unverified', 'removed']
const otherSpellings: Readonly<Record<string, Capability>> = {
  function_calling: 'tools',
  tool_calling: 'tools',
  embedding: 'embeddings',
}

/** Throws INVALID_REQUEST where two spellings of one parameter contradict each other. */
export function wantedOf(query: ModelQuery, names: ProviderNames, limit: number): Wanted {
  const text = (one('q', query.q || undefined, 'query', query.query || undefined) ?? '').normalize('NFKC').trim()
  return {
    text,
    filters: filtersOf(query, names, text !== ''),
    hidesRetired: query.status === undefined || query.status.length === 0,
    facets: query.facets ?? [],
    include: new Set(query.include ?? []),
    limit: query.limit ?? limit,
    cursor: query.cursor ?? null,
  }
}

function filtersOf(query: ModelQuery, names: ProviderNames, hasText: boolean): Filters {
  const sort = query.sort ?? 'relevance'
  return defined({
    provider: query.provider?.length ? resolved(query.provider, names) : undefined,
    supports_chat: query.supports_chat,
    supports_completion: query.supports_completion,
    suspect: query.suspect,
    routable: query.routable,
    min_context: one('min_context', query.min_context, 'min_context_length', query.min_context_length),
    min_output_tokens: query.min_output_tokens,
    max_cost: one('max_cost', query.max_cost, 'max_input_cost', query.max_input_cost),
    max_output_cost: query.max_output_cost,
    cost_unit: query.cost_unit ?? 'per_1k',
    capabilities: some(query.capabilities)?.map((name) => otherSpellings[name] ?? (name as Capability)),
    input_modality: some(query.input_modality),
    output_modality: some(query.output_modality),
    status: expand(query.status, allStatuses, 'retired'),
    availability: expand(query.availability, allStates, 'removed'),
    family: query.family,
    author: query.author,
    released_after: query.released_after,
    released_before: query.released_before,
    shutdown_before: query.shutdown_before,
    updated_since: query.updated_since,
    scope: query.scope ?? 'configured',
    sort: sort === 'relevance' && !hasText ? 'provider' : sort,
    group: query.group ?? 'none',
  })
}

/** Names of rows; a name that means nothing stays, and matches nothing. */
const resolved = (words: readonly string[], names: ProviderNames): string[] => [
  ...new Set(
    words.flatMap((word) => {
      const rows = names.rowsOf(word)
      return rows.length > 0 ? rows : [word]
    }),
  ),
]

const some = <T>(list: readonly T[] | undefined): readonly T[] | undefined =>
  list !== undefined && list.length > 0 ? list : undefined

function expand<T extends string>(asked: readonly (T | 'any')[] | undefined, all: readonly T[], hidden: T): T[] {
  if (asked === undefined || asked.length === 0) return all.filter((value) => value !== hidden)
  return asked.includes('any') ? [...all] : all.filter((value) => asked.includes(value))
}

function one<T>(name: string, value: T | undefined, otherName: string, other: T | undefined): T | undefined {
  if (value !== undefined && other !== undefined && value !== other) {
    const details = [{ path: `query.${otherName}`, message: `contradicts ${name}` }]
    throw new ApiError('INVALID_REQUEST', `${name} and ${otherName} mean the same; send one of them.`, { details })
  }
  return value ?? other
}

const defined = (filters: { [K in keyof Filters]: Filters[K] | undefined | readonly unknown[] }): Filters =>
  Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined)) as unknown as Filters
