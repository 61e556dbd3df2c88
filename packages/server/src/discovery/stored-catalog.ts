import { brands } from '@proxyapi/providers'
import { sql } from 'kysely'
import type { Log } from '../runtime.ts'
import { openStore } from '../store/database.ts'
import { migrate } from '../store/migrate.ts'
import { countAllWords, fillSearch } from '../store/search.ts'
import { providerNames } from './provider-names.ts'
import type { SearchedRow } from './row-tokens.ts'
import { bestMax } from './stored-search/best-rows.ts'
import { searchRecord } from './stored-search/search-record.ts'
import { createStoredSearch, type StoredHits } from './stored-search/stored-search.ts'

export type { SearchedRow } from './row-tokens.ts'

/** The search of a PostgreSQL by itself, for benchmarks. */
export interface StoredCatalog {
  /** Takes over rows that are new; none is found before `count`. */
  fill(rows: readonly SearchedRow[]): Promise<void>
  /** Counts the words of all rows. */
  count(): Promise<void>
  search(text: string): Promise<StoredHits>
  /** A statement as it stands. */
  run(statement: string): Promise<Record<string, unknown>[]>
  close(): Promise<void>
}

/** Opens an empty database of its own and brings it up to date. */
export async function openStoredCatalog(url: string): Promise<StoredCatalog> {
  const store = await openStore({ url, log: silent })
  await migrate(store)
  const { words } = providerNames(brands.values(), [])
  const search = createStoredSearch(store, silent)
  return {
    fill: (rows) => {
      const records = rows.map((row) => searchRecord(row, 1))
      return store.writeSoon((tx) => fillSearch(tx, records))
    },
    count: () => countAllWords(store.db),
    search: (text) => search({ text, providers: null, candidates: bestMax }, words),
    run: async (statement) => (await sql.raw<Record<string, unknown>>(statement).execute(store.db)).rows,
    close: () => store.close(),
  }
}

const silent: Log = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silent,
}
