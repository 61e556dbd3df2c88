import { brands } from '@proxyapi/providers'
import { sql } from 'kysely'
import type { Log } from '../runtime.ts'
import { type Db, openStore } from '../store/database.ts'
import { migrate } from '../store/migrate.ts'
import { countAllWords, fillSearch } from '../store/search.ts'
import { providerNames } from './provider-names.ts'
import { type KeptRow, searchRecord } from './stored-search/search-record.ts'
import { storedFilter } from './stored-search/stored-filter.ts'
import { createStoredSearch, type StoredHits, searching } from './stored-search/stored-search.ts'
import { type ModelQuery, wantedOf } from './wanted.ts'

export type { KeptRow } from './stored-search/search-record.ts'

/** The search of a PostgreSQL by itself, for benchmarks. */
export interface StoredCatalog {
  /** Takes over rows that are new; none is found before `count`. */
  fill(rows: readonly KeptRow[]): Promise<void>
  /** Counts the words of all rows. */
  count(): Promise<void>
  search(query: ModelQuery): Promise<StoredHits>
  /** A statement as it stands. */
  run(statement: string): Promise<Record<string, unknown>[]>
  close(): Promise<void>
}

/** Opens an empty database of its own and brings it up to date. */
export async function openStoredCatalog(url: string): Promise<StoredCatalog> {
  const store = await openStore({ url, log: silent })
  await migrate(store)
  const names = providerNames(brands.values(), [])
  const search = createStoredSearch(silent)
  return {
    fill: (rows) => {
      const records = rows.map((row) => searchRecord(row, 1))
      return store.writeSoon((tx) => fillSearch(tx, records))
    },
    count: () => patiently(store.db, countAllWords),
    search: (query) => {
      const { text, filters } = wantedOf({ ...query, scope: 'all' }, names, 20)
      const filter = storedFilter(filters)
      const named = storedFilter(filters, 'status')
      return searching(store, (tx) => search(tx, { text, filter, named }, names.words))
    },
    run: (statement) =>
      patiently(store.db, async (own) => (await sql.raw<Record<string, unknown>>(statement).execute(own)).rows),
    close: () => store.close(),
  }
}

/** What takes as long as it takes, with the memory that it takes. */
const patiently = <T>(db: Db, work: (own: Db) => Promise<T>): Promise<T> =>
  db.connection().execute(async (own) => {
    for (const setting of ["statement_timeout = '0'", "maintenance_work_mem = '1GB'", "work_mem = '256MB'"])
      await sql.raw(`SET ${setting}`).execute(own)
    try {
      return await work(own)
    } finally {
      await sql`RESET ALL`.execute(own)
    }
  })

const silent: Log = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silent,
}
