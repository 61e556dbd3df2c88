import { createHash } from 'node:crypto'
import type { components, RequestOf } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Brand } from '@proxyapi/providers'
import type { Clock, Metrics } from '../runtime.ts'
import { type Candidate, conditionsOf, type Facets, select } from './filter.ts'
import { alsoAt, findModel, nearModels, nearMost, type Preference } from './find-model.ts'
import { isoTime } from './iso-time.ts'
import type { Model } from './model.ts'
import { pageAfter, type Ranked, ranked, readPosition, type SortKey, writePosition } from './page.ts'
import type { ProviderNames } from './provider-names.ts'
import { countRows, type ProviderStatus, type StatusParts, statusOf, unconfigured } from './provider-status.ts'
import { search } from './rank.ts'
import { type DiscoverySettings, rowsNameOf } from './settings.ts'
import { listId } from './sources.ts'
import type { Entry, View } from './view.ts'
import { type ModelQuery, type Wanted, wantedOf } from './wanted.ts'
import { type CostUnit, conflictsOf, costUnitName, modelOf, provenanceOf, sourcesOf } from './wire.ts'

type Schemas = components['schemas']

/** Signs where a page ended, for one query; what was changed or belongs elsewhere is INVALID_CURSOR. */
export interface Cursors {
  write(scope: string, position: string): string
  read(scope: string, cursor: string): string
}

/** An answer that is put together only where its ETag is news to the caller. */
export interface Answer<Body> {
  etag: string
  body(): Body
}

export interface QueryParts {
  clock: Clock
  metrics: Metrics
  cursors: Cursors
  brands: readonly Brand[]
  /** When the built-in catalog of a brand was last checked. */
  checkedAt: ReadonlyMap<string, number>
  view(): View
  names(): ProviderNames
  settings(): DiscoverySettings
  /** Whether the gateway's last checks of a provider went unanswered. */
  isSilent(provider: string): boolean
  /** These providers' lists are older than they should be. */
  onStale(sourceIds: readonly string[]): void
}

type GetQuery = Omit<RequestOf<'getModel'>['query'], 'cost_unit'> & { cost_unit?: CostUnit }

/** The one read side of the catalog: REST, GraphQL, the gateway's list and the dashboard call nothing else. */
export interface Queries {
  list(query: ModelQuery): Answer<Schemas['ModelListAnswer']>
  search(query: ModelQuery): Answer<Schemas['ModelSearchAnswer']>
  /** Searches rows that are in the database, too; null where memory has all that is asked for. */
  searchStored(query: ModelQuery, find: StoredFinder): Promise<Answer<Schemas['ModelSearchAnswer']> | null>
  /** The same as a list; null where memory has all that is asked for. */
  listStored(query: ModelQuery, find: StoredFinder): Promise<Answer<Schemas['ModelListAnswer']> | null>
  /** Throws MODEL_NOT_FOUND with up to 3 suggestions. */
  get(id: string, query: GetQuery, preference: Preference): Answer<Schemas['ModelAnswer']>
  /** The same of rows in memory and in the database. */
  getStored(
    id: string,
    query: GetQuery,
    preference: Preference,
    stored: StoredReads,
  ): Promise<Answer<Schemas['ModelAnswer']>>
  /** Configured providers and all known brands. */
  providers(): Answer<Schemas['ProvidersAnswer']>
  /** Configured providers. */
  status(): Answer<Schemas['ProvidersAnswer']>
}

/** The page that the database finds for a search or a list. */
export interface StoredListing {
  rows: readonly Ranked[]
  next: SortKey | null
  total: number
  /** Counting stopped at `total`. */
  isLowerBound: boolean
  providers: readonly string[]
  facets: Facets
}

/** What getModel asks of the database. */
export interface StoredReads {
  /** Rows with this name that memory does not hold. */
  named(name: string, view: View): Promise<readonly Entry[]>
  /** Uids of rows that a name may mean, the likeliest first. */
  near(name: string, names: ProviderNames): Promise<readonly string[]>
}

/** Finds what comes after a position. */
export type StoredFinder = (
  wanted: Wanted,
  view: View,
  names: ProviderNames,
  position: SortKey | null,
) => Promise<StoredListing>

const listLimit = 1000
const searchLimit = 20

export function createQueries(parts: QueryParts): Queries {
  const { clock, names, view, settings } = parts

  return {
    list: (query) => {
      const wanted = wantedOf(query, names(), listLimit)
      return { etag: etagOf(view(), ['list', wanted]), body: () => listAnswer(wanted) }
    },
    search: (query) => {
      const wanted = wantedOf(query, names(), searchLimit)
      const body = () => ({ ...listAnswer(wanted), query: wanted.text, filters_applied: { ...wanted.filters } })
      return { etag: etagOf(view(), ['search', wanted]), body }
    },
    async listStored(query, find) {
      const wanted = wantedOf(query, names(), listLimit)
      const list = await storedList(wanted, find)
      return list && { etag: etagOf(view(), ['list', wanted]), body: () => list }
    },
    async searchStored(query, find) {
      const wanted = wantedOf(query, names(), searchLimit)
      const list = await storedList(wanted, find)
      if (list === null) return null
      const body = { ...list, query: wanted.text, filters_applied: { ...wanted.filters } }
      return { etag: etagOf(view(), ['search', wanted]), body: () => body }
    },
    get: (id, query, preference) => {
      const now = view()
      return detailAnswer(now, entryNamed(now, id, query, preference), query)
    },
    async getStored(id, query, preference, stored) {
      const now = withEntries(view(), await stored.named(id, view()))
      const entry = entryAmong(now, id, query, preference)
      if (entry === undefined) throw notFound(id, nearFirst(await stored.near(id, names()), now, id))
      const { canonical_id } = entry.row.doc
      const all = canonical_id === null ? now : withEntries(now, await stored.named(canonical_id, now))
      return detailAnswer(all, entry, query)
    },
    providers: () => {
      const known = statusParts()
      const configured = settings().providers
      const missing = parts.brands.filter(
        ({ id }) => !configured.some(({ brand, name }) => brand.id === id || name === id),
      )
      return providersAnswer([
        ...configured.map((provider) => statusOf(provider, known)),
        ...missing.map((brand) => unconfigured(brand, known)),
      ])
    },
    status: () => {
      const known = statusParts()
      return providersAnswer(settings().providers.map((provider) => statusOf(provider, known)))
    },
  }

  /** What the database finds; null where memory has all that is wanted: what can be called is there. */
  async function storedList(wanted: Wanted, find: StoredFinder): Promise<Schemas['ModelListAnswer'] | null> {
    const { scope, routable } = wanted.filters
    if (scope !== 'all' || routable === true) return null
    const { isLowerBound, ...found } = await find(wanted, view(), names(), positionOf(wanted))
    return { ...rendered(wanted, found), ...(isLowerBound && { total_is_lower_bound: true }) }
  }

  /** Throws MODEL_NOT_FOUND. */
  function entryNamed(now: View, id: string, query: GetQuery, preference: Preference): Entry {
    const entry = entryAmong(now, id, query, preference)
    if (entry === undefined) throw notFound(id, nearModels(now, id))
    return entry
  }

  function entryAmong(now: View, id: string, { provider }: GetQuery, preference: Preference): Entry | undefined {
    const providerOrder = preference.providerOrder.flatMap((word) => [word, ...names().rowsOf(word)])
    return findModel(now, id, provider === undefined ? null : names().rowsOf(provider), { providerOrder })
  }

  function detailAnswer(now: View, entry: Entry, { cost_unit = 'per_1k' }: GetQuery): Answer<Schemas['ModelAnswer']> {
    const { uid } = entry.row.doc
    const held = now.byUid.has(uid) ? [] : [entry.row.version, entry.availability]
    return { etag: etagOf(now, ['get', uid, cost_unit, ...held]), body: () => detail(now, entry, cost_unit) }
  }

  function listAnswer(wanted: Wanted): Schemas['ModelListAnswer'] {
    const { text, filters, facets: facetNames, hidesRetired, limit } = wanted
    const all = candidatesOf(view(), text)
    const { found, facets } = select(all, conditionsOf(filters, view()), facetNames, hidesRetired)
    const rows = ranked(found, filters.sort, filters.group)
    const page = pageAfter(rows, positionOf(wanted), filters.sort, limit)
    const providers = found.map(({ entry }) => entry.row.doc.provider)
    return rendered(wanted, { ...page, total: rows.length, providers, facets })
  }

  function rendered(
    wanted: Wanted,
    { rows, next, total, providers, facets }: Omit<StoredListing, 'isLowerBound'>,
  ): Schemas['ModelListAnswer'] {
    const now = view()
    return {
      models: rows.map((row) => shown(row, wanted)),
      count: rows.length,
      total,
      next_cursor: next === null ? null : parts.cursors.write(scopeOf(wanted), writePosition(next)),
      providers: [...new Set(providers)].sort(),
      snapshot: now.snapshot,
      cache_hit: noteAge(now, wanted.filters.provider ?? null),
      cost_unit: costUnitName(wanted.filters.cost_unit),
      timestamp: isoTime(clock.now()),
      ...(wanted.facets.length > 0 && { facets }),
    }
  }

  /** Throws INVALID_CURSOR. */
  function positionOf(wanted: Wanted): SortKey | null {
    return wanted.cursor === null ? null : readPosition(parts.cursors.read(scopeOf(wanted), wanted.cursor))
  }

  function candidatesOf(now: View, text: string): Candidate[] {
    if (text === '') return now.entries.map((entry) => ({ entry, isExact: false, score: 0 }))
    const startedAt = clock.monotonic()
    const hits = search(now.index, text)
    parts.metrics.observe('proxyapi_model_search_seconds', (clock.monotonic() - startedAt) / 1000)
    return hits.flatMap(({ place, score, isExact }) => {
      const entry = now.entries[place]
      return entry === undefined ? [] : [{ entry, isExact, score }]
    })
  }

  /** Whether the lists that an answer rests on are young; old ones are told of. */
  function noteAge({ sources }: View, rows: readonly string[] | null): boolean {
    const { providers, cacheTtlMs } = settings()
    const asked = providers.filter(
      (provider) => provider.enabled && (rows === null || rows.includes(rowsNameOf(provider))),
    )
    const lists = asked.flatMap(({ name }) => sources.get(listId(name)) ?? [])
    const old = lists.filter(
      ({ last_refresh_at }) => last_refresh_at === null || clock.now() - last_refresh_at >= cacheTtlMs,
    )
    const provider = rows?.length !== 1 ? 'all' : asked.length === 0 ? 'other' : (rows[0] ?? 'all')
    parts.metrics.count(old.length === 0 ? 'cache_hits_total' : 'cache_misses_total', { cache: 'models', provider })
    if (old.length > 0) parts.onStale(old.map(({ id }) => id))
    return old.length === 0
  }

  function detail(now: View, entry: Entry, unit: CostUnit): Schemas['ModelAnswer'] {
    const told = { provenance: provenanceOf(entry), conflicts: conflictsOf(entry), sources: sourcesOf(entry) }
    return {
      model: { ...modelOf(entry, unit), ...told },
      provider_info: providerInfo(entry),
      also_at: alsoAt(now, entry),
    }
  }

  function providerInfo({ row: { doc }, servedBy }: Entry): Schemas['ModelProviderInfo'] {
    const own = settings().providers.filter((provider) => rowsNameOf(provider) === doc.provider)
    const best = own.find(({ name }) => servedBy.includes(name)) ?? own[0]
    return { name: doc.provider, status: best === undefined ? 'unconfigured' : statusOf(best, statusParts()).status }
  }

  function statusParts(): StatusParts {
    const { entries, sources } = view()
    const { checkedAt, isSilent } = parts
    const { staleAfterMs } = settings()
    return { sources, ...countRows(entries), checkedAt, isSilent, staleAfterMs, now: clock.now() }
  }
}

/** The query that a cursor belongs to. */
const scopeOf = ({ text, filters }: Wanted): string => `models ${JSON.stringify([text, filters])}`

function shown({ candidate, alsoAt }: Ranked, { filters, include, text }: Wanted): Model {
  const { entry, score } = candidate
  return {
    ...modelOf(entry, filters.cost_unit),
    ...(filters.group === 'canonical' && { also_at: alsoAt }),
    ...(include.has('score') && text !== '' && { score: Math.round(score * 1000) / 1000 }),
    ...(include.has('provenance') && { provenance: provenanceOf(entry) }),
    ...(include.has('conflicts') && { conflicts: conflictsOf(entry) }),
    ...(include.has('sources') && { sources: sourcesOf(entry) }),
  }
}

/** A view that has these rows, too. */
const withEntries = (view: View, entries: readonly Entry[]): View => {
  const known = new Set(view.entries.map(({ row }) => row.doc.uid))
  return { ...view, entries: [...view.entries, ...entries.filter(({ row }) => !known.has(row.doc.uid))] }
}

function providersAnswer(rows: readonly ProviderStatus[]): Answer<Schemas['ProvidersAnswer']> {
  const body = {
    providers: Object.fromEntries(rows.map((row) => [row.name, row])),
    active: rows.filter(({ status }) => status === 'active').length,
  }
  return { etag: `"${digest(body).slice(0, 24)}"`, body: () => body }
}

/** What the database suggests, else what memory does. */
const nearFirst = (stored: readonly string[], view: View, id: string): readonly string[] =>
  stored.length > 0 ? stored.slice(0, nearMost) : nearModels(view, id)

function notFound(id: string, near: readonly string[]): ApiError {
  const hint = near.length > 0 ? ` Did you mean ${near.join(', ')}?` : ''
  const details = near.map((uid) => ({ path: 'path.model_id', message: `perhaps ${uid}` }))
  return new ApiError(
    'MODEL_NOT_FOUND',
    `There is no model ${JSON.stringify(id)} in the catalog.${hint}`,
    near.length > 0 ? { details } : {},
  )
}

/** Differs whenever the answer to this question would, but for its times. */
const etagOf = ({ snapshot, stamp }: View, question: unknown): string =>
  `"${snapshot.slice(5)}-${stamp}-${digest(question).slice(0, 8)}"`

const digest = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(value, (_, inner: unknown) => (inner instanceof Set ? [...inner].sort() : inner)))
    .digest('hex')
