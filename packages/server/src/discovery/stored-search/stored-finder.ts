import type { Clock, Log } from '../../runtime.ts'
import { headsOf } from '../../store/catalog.ts'
import type { Store } from '../../store/database.ts'
import { modelsNamed, rowsMarked } from '../../store/search.ts'
import { wordOf } from '../catalog.ts'
import type { Candidate } from '../filter.ts'
import type { CatalogRow } from '../model.ts'
import type { Ranked } from '../page.ts'
import type { StoredFinder, StoredNames } from '../queries.ts'
import { rowOf } from '../records.ts'
import type { IndexedDoc, SearchedRow } from '../row-tokens.ts'
import { folded } from '../tokenize.ts'
import { type Entry, entryOf, type SourceWord, tokenCosts, type View } from '../view.ts'
import type { Filters } from '../wanted.ts'
import { bestMax } from './best-rows.ts'
import { spellingMark } from './spelling-mark.ts'
import { createStoredSearch } from './stored-search.ts'

/** Filters that what ranking knows of a row decides. */
const ownFilters: ReadonlySet<keyof Filters> = new Set([
  'provider',
  'status',
  'availability',
  'cost_unit',
  'scope',
  'sort',
  'group',
])

/** And so many where filters, facets or another order look at all of them. */
const candidatesMax = 1_000

/** Finds the rows of a search in the database. Rows that memory holds are taken from there. */
export function createStoredFinder(store: Store, clock: Clock, log: Log): StoredFinder {
  const search = createStoredSearch(store, log)
  return async (wanted, view, names) => {
    const { filters, facets, text } = wanted
    const isDecided =
      filters.sort === 'relevance' && facets.length === 0 && keysOf(filters).every((name) => ownFilters.has(name))
    const { hits, total, isLowerBound } = await search(
      {
        text,
        providers: isDecided ? (filters.provider ?? null) : null,
        candidates: isDecided && wanted.hidesRetired ? bestMax : candidatesMax,
      },
      names.words,
    )
    const load = (uids: readonly string[]) => entriesOf(store, view, uids, clock.now())
    const uids = hits.map(({ row }) => row.doc.uid)
    const known = isDecided ? new Map<string, Entry>() : await load(uids)
    const candidates = hits.flatMap(({ row, score, isExact }): Candidate[] => {
      const entry = isDecided ? (view.byUid.get(row.doc.uid) ?? sketch(row, clock.now())) : known.get(row.doc.uid)
      return entry === undefined ? [] : [{ entry, score, isExact }]
    })
    return {
      candidates,
      total,
      isLowerBound,
      async complete(rows) {
        const entries = isDecided ? await load(rows.map(({ key }) => key.uid)) : known
        return rows.flatMap((row): Ranked[] => {
          const entry = entries.get(row.key.uid)
          return entry === undefined ? [] : [{ ...row, candidate: { ...row.candidate, entry } }]
        })
      },
    }
  }
}

const keysOf = (filters: Filters) => Object.keys(filters) as (keyof Filters)[]

const namedMax = 200

/** Rows in the database only that have this id, uid, alias or canonical id, or are called so at their provider. */
export function createStoredNames(store: Store, clock: Clock): StoredNames {
  return async (name, view) => {
    const found = await rowsMarked(store.db, [spellingMark(folded(name))], namedMax)
    // What was written in the last seconds is not known to the search yet, but by its uid.
    const uids = [...new Set([name, ...found.map(({ uid }) => uid)])].filter((uid) => !view.byUid.has(uid))
    return [...(await entriesOf(store, view, uids, clock.now())).values()]
  }
}

async function entriesOf(store: Store, view: View, uids: readonly string[], now: number): Promise<Map<string, Entry>> {
  const missing = uids.filter((uid) => !view.byUid.has(uid))
  const stored = missing.length === 0 ? [] : await modelsNamed(store.db, missing)
  const heads =
    stored.length === 0
      ? []
      : await headsOf(
          store.db,
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

/** As much of an entry as ranking and the filters of `ownFilters` look at. */
function sketch({ doc, state }: SearchedRow<IndexedDoc>, now: number): Entry {
  const row = { doc, state, misses: 0, missingSince: null, createdAt: now } as unknown as CatalogRow
  return entryOf(row, [], { providers: [], freshUntil: new Map(), costsOf: () => ({ input: null, output: null }), now })
}
