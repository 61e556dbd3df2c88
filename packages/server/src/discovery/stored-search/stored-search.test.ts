import { brands } from '@proxyapi/providers'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtinRows, row, viewOfRows } from '../../../test/discovery/rows.ts'
import { freshDatabase, postgresUrl } from '../../../test/postgres.ts'
import { quietLog } from '../../../test/runtime.ts'
import { openStore, type Store } from '../../store/database.ts'
import { migrate } from '../../store/migrate.ts'
import { putSearchRecords } from '../../store/search.ts'
import type { CatalogRow } from '../model.ts'
import { providerNames } from '../provider-names.ts'
import { search } from '../rank.ts'
import { searchRecord } from './search-record.ts'
import { createStoredSearch, everything, type StoredHits, searching } from './stored-search.ts'

const words = providerNames(brands.values(), []).words
const postgres = postgresUrl()
const title = 'url' in postgres ? 'in PostgreSQL' : `in PostgreSQL (skipped: ${postgres.missing})`

/** The built-in catalog, and the same models at a dozen resellers. */
function resold(rows: readonly CatalogRow[]): CatalogRow[] {
  const all = new Map(rows.map((one) => [one.doc.uid, one]))
  for (let at = 0; at < 12; at++) {
    for (const { doc } of rows) {
      const uid = `host-${at}:${doc.author ?? 'maker'}/${doc.id}`
      const facts = { name: doc.name, ...(doc.release_date && { release_date: doc.release_date }) }
      all.set(uid, row(uid, { ...facts, ...(doc.family && { family: doc.family }) }))
    }
  }
  return [...all.values()]
}

describe.skipIf('missing' in postgres)(title, () => {
  const rows = resold(builtinRows())
  const view = viewOfRows(rows)
  let store: Store
  let find: (text: string) => Promise<StoredHits>

  beforeAll(async () => {
    store = await openStore({ url: await freshDatabase(), log: quietLog })
    await migrate(store)
    for (let at = 0; at < rows.length; at += 500) {
      const records = rows.slice(at, at + 500).map((one) => searchRecord(one, 1))
      await store.write((tx) => putSearchRecords(tx, records))
    }
    const search = createStoredSearch(quietLog)
    find = (text) => searching(store, (tx) => search(tx, { text, filter: everything, named: everything }, words))
  })
  afterAll(() => store.close())

  const found = async (text: string) => (await find(text)).hits.map(({ row }) => row.doc.uid)
  const foundInMemory = (text: string) =>
    search(view.index, text).map(({ place }) => view.entries[place]?.row.doc.uid ?? '')

  it.each([
    ['an exact id', 'gpt-4o'],
    ['a uid', 'openai:gpt-4o'],
    ['a provider and an id', 'azure/gpt-4o'],
    ['no separators', 'claudesonnet46'],
    ['a version in words', 'sonnet 4.5'],
    ['a beginning', 'claude-son'],
    ['a typo', 'claude sonet 4.6'],
    ['swapped letters', 'cluade opus'],
    ['provider words', 'azure openai gpt 4o mini'],
    ['a symbol', 'command r+'],
    ['a reseller', 'host-7 gpt-4o'],
    ['words of nobody', 'gpt-4o whatever'],
  ])('%s: %j finds first what memory finds first', async (_, text) => {
    expect((await found(text))[0]).toBe(foundInMemory(text)[0])
  })

  it('of 1,000 queries 95 % or more have the first row that they have in memory', async () => {
    const queries = sampledQueries(rows, 1_000)
    let agreed = 0
    for (const text of queries) if ((await found(text))[0] === foundInMemory(text)[0]) agreed++
    expect(agreed / queries.length).toBeGreaterThanOrEqual(0.95)
  }, 300_000)

  it('what is typed is no SQL, no pattern and no operator', async () => {
    for (const text of [
      "'",
      "'; DROP TABLE models; --",
      '%',
      '_',
      'gpt & !x',
      'a:*',
      '\\',
      "gpt' | 'x",
      '\u0000',
      '💥',
    ])
      expect(Array.isArray(await found(text))).toBe(true)
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (text) => {
        expect(await found(text)).toEqual(await found(text))
      }),
      { numRuns: 100 },
    )
  })

  it('a number that no model has is not guessed', async () => {
    expect(await found('claude 99')).toEqual([])
  })
})

/** Beginnings, typos, separators and orders of ids and names. */
function sampledQueries(rows: readonly CatalogRow[], count: number): string[] {
  const texts = fc.sample(
    fc.record({
      row: fc.constantFrom(...rows),
      isName: fc.boolean(),
      way: fc.integer({ min: 0, max: 4 }),
      at: fc.nat({ max: 1_000 }),
    }),
    { numRuns: count, seed: 11 },
  )
  return texts.map(({ row: { doc }, isName, way, at }) => {
    const text = isName ? doc.name : doc.id
    const place = 1 + (at % Math.max(1, text.length - 1))
    if (way === 0) return text
    if (way === 1) return text.replace(/[-./_]/g, ' ')
    if (way === 2) return text.slice(0, Math.max(3, place))
    if (way === 3) return text.slice(0, place) + text.slice(place + 1)
    return text.split(/[-/ ]/).reverse().join(' ')
  })
}
