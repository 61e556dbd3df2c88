import type { components } from '@proxyapi/contract'
import { pricesOf } from './doc.ts'
import { isoTime } from './iso-time.ts'
import type { CatalogDoc, CatalogRow, Conflict, ConflictVote, Model, Origin } from './model.ts'
import { type Pico, usdPer1K, usdPer1M } from './price.ts'
import type { Entry, SourceWord } from './view.ts'

type Schemas = components['schemas']
export type CostUnit = Schemas['CostUnitChoice']

const costUnits: Record<CostUnit, { name: Model['cost_unit']; usd: (price: Pico) => number }> = {
  per_1k: { name: 'usd_per_1k_tokens', usd: usdPer1K },
  per_1m: { name: 'usd_per_1m_tokens', usd: usdPer1M },
}

export const costUnitName = (unit: CostUnit): Model['cost_unit'] => costUnits[unit].name

/** A row as callers see it, without what they must ask for. */
export function modelOf({ row, servedBy, availability, input, output }: Entry, unit: CostUnit): Model {
  const { doc } = row
  const { usd, name } = costUnits[unit]
  return {
    ...doc,
    served_by: [...servedBy],
    input_cost: input === null ? null : usd(input),
    output_cost: output === null ? null : usd(output),
    cost_unit: name,
    availability,
    suspect: doc.suspect_fields.length > 0,
    version: row.version,
    created_at: isoTime(row.createdAt),
    updated_at: isoTime(row.updatedAt),
  }
}

/** A model in short, as events carry it. */
export function modelInShort(
  doc: CatalogDoc,
  { createdAt, updatedAt }: Pick<CatalogRow, 'createdAt' | 'updatedAt'>,
): Schemas['EventModel'] {
  const prices = pricesOf(doc.pricing)
  const per1K = (price: Pico | undefined) => (price === undefined ? null : usdPer1K(price))
  return {
    uid: doc.uid,
    id: doc.id,
    name: doc.name,
    provider: doc.provider,
    context_length: doc.context_length,
    max_tokens: doc.max_tokens,
    input_cost: per1K(prices['pricing.input']),
    output_cost: per1K(prices['pricing.output']),
    supports_chat: doc.supports_chat,
    supports_completion: doc.supports_completion,
    capabilities: doc.capabilities,
    created_at: isoTime(createdAt),
    updated_at: isoTime(updatedAt),
  }
}

type Source = Schemas['ModelSource']

const sourceOf = (word: SourceWord): Source => ({
  source: word.source,
  source_key: word.sourceKey,
  url: word.url,
  fetched_at: isoTime(word.statedAt),
})

/** Every source that states something about a row. */
export const sourcesOf = ({ words }: Entry): Source[] => words.map(sourceOf)

/** By field, the source that its value was taken from. */
export function provenanceOf(entry: Entry): Record<string, Source> {
  const { words, row } = entry
  const byId = new Map(words.map((word) => [word.sourceId, word]))
  const found = Object.entries(row.origins).flatMap(([field, origin]) => {
    const source = originOf(origin, byId)
    return source === null ? [] : [[field, source] as const]
  })
  return Object.fromEntries(found)
}

function originOf(origin: Origin, byId: ReadonlyMap<string, SourceWord>): Source | null {
  if (!('by' in origin))
    return {
      source: origin.source,
      source_key: origin.sourceKey,
      url: origin.url,
      fetched_at: isoTime(origin.fetchedAt),
      note: origin.note,
    }
  const word = byId.get(origin.by)
  return word === undefined ? null : { ...sourceOf(word), ...(origin.note !== undefined && { note: origin.note }) }
}

/** Where sources disagree about a row. */
export function conflictsOf({ row, words }: Entry): Schemas['ModelConflict'][] {
  const byId = new Map(words.map((word) => [word.sourceId, word]))
  const value = (vote: ConflictVote) => ({
    source: vote.source,
    value: vote.value,
    fetched_at: isoTime(vote.since ?? byId.get(vote.by)?.statedAt ?? row.updatedAt),
  })
  return row.conflicts.map(({ field, votes, chosen, rule }: Conflict) => ({
    field,
    values: votes.map(value),
    chosen,
    rule,
  }))
}
