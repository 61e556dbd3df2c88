import { createHash } from 'node:crypto'
import type { Clock } from '../runtime.ts'
import { type CatalogHead, catalogHead, hasMoreModels, modelsByUid, uidsSince } from '../store/catalog.ts'
import type { Store } from '../store/database.ts'
import { discoverySources, type StoredSource } from '../store/discovery-sources.ts'
import { observationHeads } from '../store/observations.ts'
import type { CatalogDoc, CatalogRow, CatalogSource } from './model.ts'
import type { ProviderNames } from './provider-names.ts'
import { type ObservationHead, rowOf, statedAt } from './records.ts'
import { rowTokens } from './row-tokens.ts'
import { indexing, type SearchIndex } from './search-index.ts'
import { type DiscoverySettings, rowsNameOf } from './settings.ts'
import { atOnce, type Breath, breathing, inSlices, type Sliced } from './slices.ts'
import { snapshotIdOf } from './snapshot-id.ts'
import { listId } from './sources.ts'
import { type Entry, type EntryParts, entryOf, type SourceWord, tokenCosts, type View } from './view.ts'

export interface CatalogParts {
  store: Store
  clock: Clock
  settings(): DiscoverySettings
  names(): ProviderNames
}

/** Holds the catalog as this process reads it. */
export interface Catalog {
  /** As it is now; what has become stale meanwhile is marked so. */
  view(): View
  /** Takes over what was written since, by this process or another. True where something was. */
  reload(): Promise<boolean>
  /** Memory holds the rows of enabled providers only; the others are in the database. */
  isPartial(): boolean
  /** Takes over a new configuration. */
  reconfigure(): void
}

interface Loaded {
  head: CatalogHead
  rows: ReadonlyMap<string, CatalogRow>
  words: ReadonlyMap<string, readonly SourceWord[]>
  sources: ReadonlyMap<string, StoredSource>
  /** Whose rows are held; null is all. */
  held: readonly string[] | null
}

/** What is loaded and what was made of it: swapped as one. */
interface Held {
  loaded: Loaded
  index: SearchIndex
  view: View
}

const readTries = 3
/** As many rows as are read in a few milliseconds. */
const pageRows = 200
const headsPage = 1000

export function createCatalog(parts: CatalogParts): Catalog {
  const nothing: Loaded = {
    head: { id: 'head', version: -1, seq: 0, snapshot: null },
    rows: new Map(),
    words: new Map(),
    sources: new Map(),
    held: null,
  }
  // Rows that have not changed are not read again.
  const tokensOf = remembered(rowTokens)
  const costsOf = remembered(tokenCosts)
  let held = atOnce(assemble(nothing, null))
  let configurations = 0
  let reading: Promise<boolean> = Promise.resolve(false)

  function* assemble(loaded: Loaded, known: SearchIndex | null): Sliced<Held> {
    const sorted = [...loaded.rows.values()].sort((a, b) => (a.doc.uid < b.doc.uid ? -1 : 1))
    yield
    const index = known ?? (yield* indexing(sorted, parts.names().words, tokensOf))
    const view = yield* viewOf(loaded, sorted, index, costsOf, parts.settings(), parts.clock.now())
    return { loaded, index, view }
  }

  async function read(): Promise<boolean> {
    const breathe = breathing(parts.clock)
    const next = await load(parts.store, held.loaded, parts.settings(), breathe)
    if (next === null) return false
    for (;;) {
      const configured = configurations
      const known = next.rows === held.loaded.rows ? held.index : null
      const made = await inSlices(assemble(next, known), breathe)
      // What was configured meanwhile is not in it.
      if (configured !== configurations) continue
      held = made
      return true
    }
  }

  return {
    view() {
      if (parts.clock.now() >= held.view.staleAt) held = atOnce(assemble(held.loaded, held.index))
      return held.view
    },
    reload() {
      reading = reading.then(read, read)
      return reading
    },
    isPartial: () => held.loaded.held !== null,
    reconfigure() {
      configurations++
      held = atOnce(assemble(held.loaded, null))
    },
  }
}

export function remembered<T>(make: (doc: CatalogDoc) => T): (doc: CatalogDoc) => T {
  const known = new WeakMap<CatalogDoc, { value: T }>()
  return (doc) => {
    const found = known.get(doc) ?? { value: make(doc) }
    known.set(doc, found)
    return found.value
  }
}

/**
 * What the database holds beyond `known`; null where that is nothing. Read again where a writer came in between; one that
 * still does is seen at the next reload, because the older version stays noted.
 */
async function load(store: Store, known: Loaded, settings: DiscoverySettings, breathe: Breath): Promise<Loaded | null> {
  for (let tried = 1; ; tried++) {
    const head = await catalogHead(store.db)
    const sources = new Map((await discoverySources(store.db)).map((row) => [row.id, row]))
    const held = await heldProviders(store, settings)
    const isSame = JSON.stringify(held) === JSON.stringify(known.held)
    if (isSame && head.version === known.head.version)
      return isSameSources(sources, known.sources) ? null : { ...known, sources }
    const fresh = await rowsSince(store, isSame ? known.head.version : -1, held, breathe)
    const words = await readWords(store, held, sources, breathe)
    const after = await catalogHead(store.db)
    if (after.version !== head.version && tried < readTries) continue
    const kept = isSame ? known.rows : new Map<string, CatalogRow>()
    const rows = isSame && fresh.length === 0 ? known.rows : new Map([...kept, ...fresh])
    return { head, rows, words, sources, held }
  }
}

async function rowsSince(
  { db }: Store,
  version: number,
  held: readonly string[] | null,
  breathe: Breath,
): Promise<(readonly [uid: string, row: CatalogRow])[]> {
  const uids = await uidsSince(db, version, held)
  const rows: (readonly [uid: string, row: CatalogRow])[] = []
  for (let from = 0; from < uids.length; from += pageRows) {
    for (const stored of await modelsByUid(db, uids.slice(from, from + pageRows)))
      rows.push([stored.uid, rowOf(stored)])
    await breathe()
  }
  return rows
}

/** Whose rows memory holds: all, or only those of enabled providers where the catalog is too large. */
async function heldProviders(store: Store, settings: DiscoverySettings): Promise<readonly string[] | null> {
  const { searchEngine, maxInMemoryRows, providers } = settings
  if (searchEngine === 'memory') return null
  if (searchEngine === 'auto' && !(await hasMoreModels(store.db, maxInMemoryRows))) return null
  if (store.dialect === 'sqlite') throw new Error(sqliteRefusal(settings))
  return [...new Set(providers.filter(({ enabled }) => enabled).map(rowsNameOf))].sort()
}

const sqliteRefusal = ({ searchEngine, maxInMemoryRows }: DiscoverySettings): string =>
  searchEngine === 'postgres'
    ? 'discovery.search.engine is postgres, but the database is SQLite: use a PostgreSQL, or the engine auto.'
    : `The catalog has more models than discovery.search.max_in_memory_rows (${maxInMemoryRows}), and SQLite cannot search them: use a PostgreSQL, or the engine memory.`

const isSameSources = (a: ReadonlyMap<string, StoredSource>, b: ReadonlyMap<string, StoredSource>): boolean =>
  a.size === b.size && [...a].every(([id, row]) => JSON.stringify(b.get(id)) === JSON.stringify(row))

/** Who says something of each row that is held. */
async function readWords(
  { db }: Store,
  held: readonly string[] | null,
  sources: ReadonlyMap<string, StoredSource>,
  breathe: Breath,
): Promise<Map<string, SourceWord[]>> {
  const words = new Map<string, SourceWord[]>()
  let last: ObservationHead | null = null
  for (;;) {
    const page: ObservationHead[] = await observationHeads(db, held, last, headsPage)
    for (const head of page) {
      const list = words.get(head.uid)
      if (list === undefined) words.set(head.uid, [wordOf(head, sources)])
      else list.push(wordOf(head, sources))
    }
    last = page.at(-1) ?? null
    if (page.length < headsPage) return words
    await breathe()
  }
}

/** What a source says of a row, but for the facts. */
export const wordOf = (head: ObservationHead, sources: ReadonlyMap<string, StoredSource>): SourceWord => ({
  sourceId: head.source_id,
  source: head.source as CatalogSource,
  sourceKey: head.source_key,
  url: head.url,
  statedAt: statedAt(head, sources),
  isCurrent: head.misses === 0,
})

function* viewOf(
  loaded: Loaded,
  rows: readonly CatalogRow[],
  index: SearchIndex,
  costsOf: EntryParts['costsOf'],
  settings: DiscoverySettings,
  now: number,
): Sliced<View> {
  const { providers } = settings
  const freshUntil = freshness(settings, loaded.sources)
  const entries: Entry[] = []
  for (const row of rows) {
    entries.push(entryOf(row, loaded.words.get(row.doc.uid) ?? [], { providers, freshUntil, costsOf, now }))
    yield
  }
  const snapshot = loaded.head.snapshot ?? snapshotIdOf([])
  const later = [...freshUntil.values()].filter((until) => until > now)
  return {
    snapshot,
    stamp: yield* stampOf(snapshot, entries),
    entries,
    byUid: new Map(entries.map((entry) => [entry.row.doc.uid, entry])),
    index,
    sources: loaded.sources,
    providers,
    staleAt: Math.min(Number.POSITIVE_INFINITY, ...later),
  }
}

/** `provider` of rows → until when its newest healthy list counts. */
function freshness(
  { providers, staleAfterMs }: DiscoverySettings,
  sources: ReadonlyMap<string, StoredSource>,
): Map<string, number> {
  const until = new Map<string, number>()
  for (const provider of providers) {
    const last = sources.get(listId(provider.name))?.last_success_at ?? null
    if (!provider.enabled || last === null) continue
    const name = rowsNameOf(provider)
    until.set(name, Math.max(until.get(name) ?? 0, last + staleAfterMs))
  }
  return until
}

/** Of everything that an answer may show and that the snapshot does not cover. */
function* stampOf(snapshot: string, entries: readonly Entry[]): Sliced<string> {
  const hash = createHash('sha256').update(snapshot)
  for (const { row, servedBy, availability } of entries) {
    hash.update(`${row.doc.uid}\n${availability.state}\n${servedBy.join()}\n`)
    yield
  }
  return hash.digest('hex').slice(0, 8)
}
