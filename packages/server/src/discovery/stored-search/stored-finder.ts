import type { Clock, Log } from '../../runtime.ts'
import type { Db, Store, Tx } from '../../store/database.ts'
import { headsOf } from '../../store/observations.ts'
import { modelsNamed, rowsMarked } from '../../store/search.ts'
import { wordOf } from '../catalog.ts'
import { type Candidate, type Condition, conditionsOf } from '../filter.ts'
import type { CatalogRow } from '../model.ts'
import { grouped, pageAfter, type Ranked, ranked, type SortKey } from '../page.ts'
import type { StoredFinder, StoredReads } from '../queries.ts'
import { rowOf } from '../records.ts'
import type { IndexedDoc, SearchedRow } from '../row-tokens.ts'
import { folded } from '../tokenize.ts'
import { type Entry, entryOf, type SourceWord, tokenCosts, type View } from '../view.ts'
import type { Wanted } from '../wanted.ts'
import { spellingMark } from './spelling-mark.ts'
import { fitOf, storedFacets } from './stored-facets.ts'
import { storedFilter } from './stored-filter.ts'
import { storedPage, storedTotal } from './stored-list.ts'
import { createStoredSearch, everything, type StoredHits, searching } from './stored-search.ts'

/** Finds the rows of a search or a list in the database. Rows that memory holds are taken from there. */
export function createStoredFinder(store: Store, clock: Clock, log: Log): StoredFinder {
  const search = createStoredSearch(log)

  return (wanted, view, names, position) =>
    searching(store, async (tx) => {
      const { text, filters, facets, hidesRetired } = wanted
      if (text === '') return listed(tx, wanted, view, position, [])
      const filter = storedFilter(filters)
      const named = hidesRetired ? storedFilter(filters, 'status') : filter
      const found = await search(tx, { text, filter, named }, names.words)
      if (filters.sort !== 'relevance' && !found.isAll) return listed(tx, wanted, view, position, found.queries)
      const passing = await passingOf(tx, found, wanted, view)
      const rows = ranked(passing, filters.sort, filters.group)
      const page = pageAfter(rows, position, filters.sort, wanted.limit)
      const own = found.isAll
        ? { queries: [], bounds: {}, uids: passing.map(({ entry }) => entry.row.doc.uid) }
        : fitOf(found.queries, filters)
      return {
        rows: await completed(tx, view, page.rows),
        next: page.next,
        total: found.isAll ? rows.length : found.total,
        isLowerBound: found.isLowerBound,
        providers: passing.map(({ entry }) => entry.row.doc.provider),
        facets: await storedFacets(tx, facets, found.queries, filters, own),
      }
    })

  /** Rows that have these words, in the order of the database. */
  async function listed(
    tx: Tx,
    { filters, facets, limit }: Wanted,
    view: View,
    position: SortKey | null,
    queries: readonly string[],
  ) {
    const fit = fitOf(queries, filters)
    const page = await storedPage(tx, fit, filters.sort, position, limit)
    const entries = await entriesOf(
      tx,
      view,
      page.rows.map(({ uid }) => uid),
      clock.now(),
    )
    const passes = passing(view, conditionsOf(filters, view), false)
    const rows = page.rows.flatMap((key): Ranked[] => {
      const entry = entries.get(key.uid)
      const candidate = entry && { entry, isExact: false, score: 0 }
      return candidate !== undefined && passes(candidate) ? [{ candidate, key, alsoAt: [] }] : []
    })
    return {
      ...(await storedTotal(tx, fit)),
      rows: filters.group === 'canonical' ? grouped(rows) : rows,
      next: page.next,
      facets: await storedFacets(tx, facets, queries, filters, fit),
    }
  }

  /** What the filters let pass, as far as ranking and sorting look at it. */
  async function passingOf(tx: Tx, { hits }: StoredHits, wanted: Wanted, view: View): Promise<Candidate[]> {
    const now = clock.now()
    const uids = hits.map(({ row }) => row.doc.uid)
    const known = wanted.filters.sort === 'relevance' ? null : await entriesOf(tx, view, uids, now)
    const passes = passing(view, conditionsOf(wanted.filters, view), wanted.hidesRetired)
    return hits.flatMap(({ row, score, isExact }): Candidate[] => {
      const { uid } = row.doc
      const entry = known === null ? (view.byUid.get(uid) ?? sketch(row, now)) : known.get(uid)
      return entry !== undefined && passes({ entry, isExact, score }) ? [{ entry, isExact, score }] : []
    })
  }

  async function completed(tx: Tx, view: View, rows: readonly Ranked[]): Promise<Ranked[]> {
    const uids = rows.map(({ key }) => key.uid)
    const entries = await entriesOf(tx, view, uids, clock.now())
    return rows.flatMap((row): Ranked[] => {
      const entry = entries.get(row.key.uid)
      return entry === undefined ? [] : [{ ...row, candidate: { ...row.candidate, entry } }]
    })
  }
}

/** By these the database lets more pass where a row is named exactly. */
const namedConditions: ReadonlySet<Condition['name']> = new Set(['status', 'availability'])

/** What memory holds is judged by what it is there, the rest was by the database. */
const passing =
  (view: View, conditions: readonly Condition[], hidesRetired: boolean) =>
  ({ entry, isExact }: Candidate): boolean =>
    conditions.every(
      ({ name, holds }) =>
        (!view.byUid.has(entry.row.doc.uid) && !namedConditions.has(name)) ||
        (name === 'status' && isExact && hidesRetired) ||
        holds(entry),
    )

const namedMax = 200

/** Rows in the database only that have this id, uid, alias or canonical id, or are called so at their provider. */
export function createStoredNames(store: Store, clock: Clock): StoredReads['named'] {
  return async (name, view) => {
    const found = await rowsMarked(
      store.db,
      [spellingMark(folded(name))],
      { queries: [], bounds: everything.bounds },
      namedMax,
    )
    // What was written in the last seconds is not known to the search yet, but by its uid.
    const uids = [...new Set([name, ...found.map(({ uid }) => uid)])].filter((uid) => !view.byUid.has(uid))
    return [...(await entriesOf(store.db, view, uids, clock.now())).values()]
  }
}

const nearCharacters = 200

/** Uids of rows that are not removed and fit a name somehow, the best first. */
export function createStoredNear(store: Store, log: Log): StoredReads['near'] {
  const search = createStoredSearch(log)
  return async (name, names) => {
    const question = { text: name.slice(0, nearCharacters), filter: everything, named: everything }
    const { hits } = await searching(store, (tx) => search(tx, question, names.words))
    return hits.filter(({ row }) => row.state !== 'removed').map(({ row }) => row.doc.uid)
  }
}

async function entriesOf(db: Db, view: View, uids: readonly string[], now: number): Promise<Map<string, Entry>> {
  const missing = uids.filter((uid) => !view.byUid.has(uid))
  const stored = missing.length === 0 ? [] : await modelsNamed(db, missing)
  const heads =
    stored.length === 0
      ? []
      : await headsOf(
          db,
          stored.map(({ uid }) => uid),
        )
  const words = Map.groupBy(heads, ({ uid }) => uid)
  const wordsOf = (uid: string) => (words.get(uid) ?? []).map((head) => wordOf(head, view.sources))
  const read = new Map(stored.map((row) => [row.uid, entryOfRow(rowOf(row), wordsOf(row.uid), now)]))
  return new Map(
    uids.flatMap((uid) => {
      const entry = view.byUid.get(uid) ?? read.get(uid)
      return entry === undefined ? [] : [[uid, entry] as const]
    }),
  )
}

const entryOfRow = (row: CatalogRow, words: readonly SourceWord[], now: number): Entry =>
  entryOf(row, words, { providers: [], freshUntil: new Map(), costsOf: tokenCosts, now })

/** As much of an entry as ranking looks at. */
function sketch({ doc, state }: SearchedRow<IndexedDoc>, now: number): Entry {
  const row = { doc, state, misses: 0, missingSince: null, createdAt: now } as unknown as CatalogRow
  return entryOf(row, [], { providers: [], freshUntil: new Map(), costsOf: () => ({ input: null, output: null }), now })
}
