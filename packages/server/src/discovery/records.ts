import { canonicalJson } from '../canonical-json.ts'
import type { StoredModel } from '../store/catalog.ts'
import type { StoredSource } from '../store/discovery-sources.ts'
import type { StoredObservation } from '../store/observations.ts'
import { pricesOf } from './doc.ts'
import type { CatalogDoc, CatalogRow, CatalogSource, Facts, Observation } from './model.ts'

/** Everything of a stored row that its meaning and its standing decide. */
export type ModelRecord = Omit<StoredModel, 'revision' | 'input_cost' | 'output_cost'>

/** A row of the catalog as it is stored. */
export function recordOf(row: CatalogRow): ModelRecord {
  const { doc } = row
  const prices = pricesOf(doc.pricing)
  return {
    uid: doc.uid,
    id: doc.id,
    name: doc.name,
    provider: doc.provider,
    brand: doc.brand,
    context_length: doc.context_length,
    max_tokens: doc.max_tokens,
    input_price: prices['pricing.input'] ?? null,
    output_price: prices['pricing.output'] ?? null,
    supports_chat: flag(doc.supports_chat),
    supports_completion: flag(doc.supports_completion),
    capabilities: JSON.stringify(doc.capabilities),
    metadata: canonicalJson(doc.metadata),
    doc: canonicalJson(doc),
    origins: JSON.stringify(row.origins),
    conflicts: JSON.stringify(row.conflicts),
    state: row.state,
    misses: row.misses,
    missing_since: row.missingSince,
    removed_at: row.removedAt,
    version: row.version,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
  }
}

const flag = (value: boolean | null): number | null => (value === null ? null : Number(value))

export const rowOf = (stored: ModelRecord): CatalogRow => ({
  doc: JSON.parse(stored.doc) as CatalogDoc,
  origins: JSON.parse(stored.origins) as CatalogRow['origins'],
  conflicts: JSON.parse(stored.conflicts) as CatalogRow['conflicts'],
  state: stored.state,
  misses: stored.misses,
  missingSince: stored.missing_since,
  version: stored.version,
  createdAt: stored.created_at,
  updatedAt: stored.updated_at,
  removedAt: stored.removed_at,
})

/** Whether two records of a row say the same. */
export const isSameRecord = (a: ModelRecord, b: StoredModel): boolean =>
  a.doc === b.doc &&
  a.origins === b.origins &&
  a.conflicts === b.conflicts &&
  a.state === b.state &&
  a.misses === b.misses &&
  a.missing_since === b.missing_since

/** Sources that are read from this process, and so state what they state at every moment. */
export const isLocalSource = (source: string): boolean =>
  source === 'static' || source === 'config' || source === 'override'

/** What is stored of every observation but its facts. */
export type ObservationHead = Omit<StoredObservation, 'facts' | 'inferred' | 'suspects' | 'note'>

/**
 * When a source last stated something. A row that stands in its source's newest list was stated then: its own time is
 * written only when it falls out of the list.
 */
export function statedAt(stored: ObservationHead, sources: ReadonlyMap<string, StoredSource>): number {
  const last = sources.get(stored.source_id)?.last_success_at ?? null
  return stored.misses > 0 || last === null || isLocalSource(stored.source)
    ? stored.fetched_at
    : Math.max(last, stored.fetched_at)
}

export const observationOf = (stored: StoredObservation, sources: ReadonlyMap<string, StoredSource>): Observation => ({
  uid: stored.uid,
  sourceId: stored.source_id,
  source: stored.source as CatalogSource,
  sourceKey: stored.source_key,
  url: stored.url,
  facts: JSON.parse(stored.facts) as Facts,
  inferred: JSON.parse(stored.inferred) as Facts,
  suspects: JSON.parse(stored.suspects) as string[],
  ...(stored.note !== null && { note: stored.note }),
  firstSeen: stored.first_seen,
  fetchedAt: statedAt(stored, sources),
  misses: stored.misses,
  missingSince: stored.missing_since,
})

export const storedObservation = (observation: Observation, provider: string): StoredObservation => ({
  source_id: observation.sourceId,
  uid: observation.uid,
  provider,
  source: observation.source,
  source_key: observation.sourceKey,
  url: observation.url,
  facts: JSON.stringify(observation.facts),
  inferred: JSON.stringify(observation.inferred),
  suspects: JSON.stringify(observation.suspects),
  note: observation.note ?? null,
  first_seen: observation.firstSeen,
  fetched_at: observation.fetchedAt,
  misses: observation.misses,
  missing_since: observation.missingSince,
})
