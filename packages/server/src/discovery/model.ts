import type { components } from '@proxyapi/contract'
import type { Pico } from './price.ts'

type Schemas = components['schemas']

/** A model as callers see it. */
export type Model = Schemas['Model']
export type CatalogSource = Schemas['CatalogSource']
export type ModelStatus = Schemas['ModelStatus']
export type Modality = Schemas['Modality']
export type Capability = Schemas['ModelCapability']
export type ModelPricing = Schemas['ModelPricing']
export type AvailabilityState = Schemas['ModelAvailabilityState']
export type FieldValue = Schemas['ModelFieldValue']
export type ProviderFailure = Schemas['ProviderFailure']

/**
 * What a row says of its model, in the wire's own members: what is stored, compared and hashed. Left out is what depends
 * on time, on fetches or on the configuration, and what follows from other members.
 */
export type CatalogDoc = Omit<
  Model,
  | 'served_by'
  | 'input_cost'
  | 'output_cost'
  | 'cost_unit'
  | 'availability'
  | 'suspect'
  | 'version'
  | 'created_at'
  | 'updated_at'
  | 'also_at'
  | 'score'
  | 'provenance'
  | 'conflicts'
  | 'sources'
>

export const textFields = ['name', 'canonical_id', 'author', 'family', 'alias_of'] as const
export const limitFields = ['context_length', 'max_input_tokens', 'max_tokens'] as const
export const dateFields = ['release_date', 'knowledge_cutoff', 'deprecation_date', 'shutdown_date'] as const
export const supportNames = [
  'streaming',
  'tools',
  'parallel_tools',
  'json_mode',
  'structured_output',
  'vision',
  'audio',
  'pdf',
  'reasoning',
  'prompt_cache',
  'embeddings',
  'rerank',
  'web_search',
] as const
/** Capabilities that have no place in `supports`. */
export const otherCapabilities = [
  'moderation',
  'image_generation',
  'speech',
  'transcription',
  'realtime',
  'batch',
  'fine_tuning',
] as const
export const tokenPrices = [
  'input',
  'output',
  'cache_read',
  'cache_write_5m',
  'cache_write_1h',
  'reasoning',
  'input_audio',
  'output_audio',
  'input_image',
] as const
/** USD for one of these, not for tokens. */
export const piecePrices = ['image', 'request', 'web_search', 'character', 'audio_minute', 'hour'] as const

export type SupportName = (typeof supportNames)[number]
export type OtherCapability = (typeof otherCapabilities)[number]
export type TokenPrice = (typeof tokenPrices)[number]
export type PriceName = TokenPrice | (typeof piecePrices)[number]
export type Flag =
  | 'supports_chat'
  | 'supports_completion'
  | `supports.${SupportName}`
  | `capabilities.${OtherCapability}`
export type PriceField = `pricing.${PriceName}`

export interface PriceTier {
  min_input_tokens: number
  input: Pico | null
  output: Pico | null
  cache_read: Pico | null
  /** Absent where it is not stated. */
  cache_write_5m?: Pico
}

/** What a tier says of writing to the cache: nothing, where nothing is known. */
export const cacheWriteOf = (price: Pico | null): Pick<PriceTier, 'cache_write_5m'> =>
  price === null ? {} : { cache_write_5m: price }

/** What one source states about one model, by dotted field name; what it does not state is absent. */
export type Facts = { [F in (typeof textFields)[number] | (typeof dateFields)[number]]?: string } & {
  [F in (typeof limitFields)[number]]?: number
} & { [F in Flag]?: boolean } & { [F in PriceField]?: Pico } & {
  status?: ModelStatus
  aliases?: string[]
  replacement?: string[]
  'modalities.input'?: Modality[]
  'modalities.output'?: Modality[]
  /** The provider decides a call at a time. */
  'pricing.mode'?: 'dynamic' | 'hourly'
  'pricing.batch'?: { input: Pico | null; output: Pico | null }
  'pricing.tiers'?: PriceTier[]
  metadata?: Record<string, unknown>
}

export type FactName = keyof Facts

/** One source's word on one model. */
export interface Observation {
  uid: string
  /** Id of the row of `discovery_sources` that it came by. */
  sourceId: string
  source: CatalogSource
  /** The key under which the source has it. */
  sourceKey: string | null
  /** Where a person can look it up. */
  url: string | null
  facts: Facts
  /** What its id alone suggests; weaker than anything that is stated. */
  inferred: Facts
  /** Fields whose stated value was implausible and was not taken. */
  suspects: readonly string[]
  /** Why the source says so. */
  note?: string
  firstSeen: number
  /** When the source last stated it. */
  fetchedAt: number
  /** Healthy fetches in a row without it. */
  misses: number
  missingSince: number | null
}

/** What a source yields: observations that have no history yet. */
export type Statement = Pick<Observation, 'uid' | 'sourceKey' | 'url' | 'facts' | 'inferred' | 'suspects' | 'note'> & {
  /** When it was last checked, where the source says so; else the time of the fetch. */
  checkedAt?: number
  /** Whose row it speaks of, where its source speaks of those of many. */
  owner?: RowOwner
}

/** `provider` and `brand` of rows. */
export interface RowOwner {
  provider: string
  brand: string
}

/** Who a row belongs to; never resolved, always known. */
export interface Identity {
  uid: string
  id: string
  provider: string
  brand: string
}

export const uidOf = (provider: string, id: string): string => `${provider}:${id}`

/** Where the value of a field comes from: an observation of the row, or, for a value that nobody states any more, a copy. */
export type Origin = { by: string; note?: string } | LastKnown

export interface LastKnown {
  source: CatalogSource
  sourceKey: string | null
  url: string | null
  fetchedAt: number
  note: 'last_known'
}

export interface ConflictVote {
  by: string
  source: CatalogSource
  value: FieldValue
  /** When a value that waits for confirmation was first seen. */
  since?: number
}

export interface Conflict {
  field: string
  rule: 'precedence' | 'majority' | 'newest' | 'suspect' | 'unconfirmed_rise'
  chosen: FieldValue
  /** The strongest first. */
  votes: ConflictVote[]
}

/** What all observations of a model come to. */
export interface Resolved {
  doc: CatalogDoc
  origins: Record<string, Origin>
  conflicts: Conflict[]
}

/** A row of the catalog. Times are milliseconds. */
export interface CatalogRow extends Resolved {
  state: 'listed' | 'missing' | 'unverified' | 'offline' | 'removed'
  misses: number
  missingSince: number | null
  version: number
  createdAt: number
  updatedAt: number
  removedAt: number | null
}
