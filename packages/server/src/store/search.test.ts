import { sql } from 'kysely'
import { describe, expect, it, onTestFinished } from 'vitest'
import { freshDatabase, postgresUrl } from '../../test/postgres.ts'
import { quietLog } from '../../test/runtime.ts'
import { openStore } from './database.ts'
import { migrate } from './migrate.ts'
import { dropSearchRecords, prepareSearch, putSearchRecords, type SearchRecord } from './search.ts'
import { bandConditions } from './search-bands.ts'
import { rowsFitting, type SearchFit } from './search-fit.ts'

const record = (uid: string, words: string): SearchRecord => ({
  uid,
  id: uid,
  revision: 1,
  worth: 0,
  is_shown: true,
  provider: 'host',
  name: uid,
  input_price: null,
  output_price: null,
  context_length: null,
  max_tokens: null,
  release_date: null,
  shutdown_date: null,
  updated_at: 0,
  spellings: [],
  card: '[]',
  words: words.split(' '),
})

async function openSearch() {
  const store = await openStore({ url: await freshDatabase(), log: quietLog })
  onTestFinished(() => store.close())
  await migrate(store)
  return {
    put: (...records: SearchRecord[]) => store.write((tx) => putSearchRecords(tx, records)),
    drop: (...uids: string[]) => store.write((tx) => dropSearchRecords(tx, uids)),
    /** Which index finds what fits. */
    plan: (fit: SearchFit) =>
      store.write(async (tx) => {
        await prepareSearch(tx, 2_000)
        const { rows } = await sql<{ 'QUERY PLAN': string }>`EXPLAIN ${rowsFitting(sql`uid`, fit)}`.execute(tx)
        const lines = rows.map((row) => row['QUERY PLAN'])
        return lines.flatMap((line) => /Index Scan on (model_search_words_\d+)/.exec(line)?.[1] ?? []).join()
      }),
    /** Every word, and how many rows are said to have it. */
    async words() {
      const rows = await store.db.selectFrom('model_tokens').selectAll().where('df', '>', 0).orderBy('token').execute()
      return Object.fromEntries(rows.map(({ token, df }) => [token, Number(df)]))
    },
  }
}

const postgres = postgresUrl()
const title = 'url' in postgres ? 'words of the catalog' : `words of the catalog (skipped: ${postgres.missing})`

describe.skipIf('missing' in postgres)(title, () => {
  it('have an index for each band of rows, and each is read for its band', async () => {
    const { plan } = await openSearch()
    for (const [band, condition] of bandConditions.entries()) {
      expect([condition, await plan({ queries: ["'gpt'"], bounds: {}, bands: [band, band + 1] })]).toEqual([
        condition,
        `model_search_words_${band}`,
      ])
    }
  })

  it('count the rows that have them, however often these are written', async () => {
    const { put, words } = await openSearch()
    await put(record('a', 'gpt mini'), record('b', 'gpt'))
    await put(record('a', 'gpt mini'))
    await put(record('a', 'gpt mini'), record('b', 'gpt'))
    expect(await words()).toEqual({ gpt: 2, mini: 1 })
  })

  it('go with the last row that has them', async () => {
    const { put, drop, words } = await openSearch()
    await put(record('a', 'gpt mini'), record('b', 'gpt nano'))
    await put(record('a', 'gpt max'))
    expect(await words()).toEqual({ gpt: 2, max: 1, nano: 1 })
    await drop('b', 'nobody')
    expect(await words()).toEqual({ gpt: 1, max: 1 })
    await drop('a')
    await drop()
    expect(await words()).toEqual({})
  })
})
