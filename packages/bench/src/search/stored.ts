/** A million rows in PostgreSQL: how long loading and indexing take, what they weigh, how fast a search is. */
import { openStoredCatalog, type SearchedRow, type StoredCatalog } from '@proxyapi/server/stored-catalog'
import { quantile } from './measure.ts'
import { dice, seededQueries } from './queries.ts'

const batchRows = 5_000
const warmUp = 100
const queryCount = 1_000
const seed = 20_260_802
const syllables = [
  'ka',
  'lo',
  'mi',
  'ren',
  'tu',
  'vex',
  'qua',
  'sol',
  'ber',
  'nix',
  'or',
  'phi',
  'zen',
  'dra',
  'cu',
  'wy',
]

const tables = "('model_search', 'model_tokens')"

export async function benchStored(url: string, kinds: readonly SearchedRow[], rows: number): Promise<void> {
  const catalog = await openStoredCatalog(url)
  try {
    // One connection does it all, one statement after the other.
    await catalog.run('SET statement_timeout = 0')
    const made = await dropIndexes(catalog)
    const loadedIn = await seconds(() => load(catalog, kinds, rows))
    const indexedIn = await seconds(() => index(catalog, made))
    console.log(
      `\n${rows} rows in PostgreSQL: loaded in ${loadedIn.toFixed(0)} s, words counted and indexes made in ${indexedIn.toFixed(0)} s`,
    )
    console.log(`Sizes: ${await sizes(catalog)}`)
    await measure(catalog, kinds)
  } finally {
    await catalog.close()
  }
}

/** All but the primary keys; gives the statements that make them again. */
async function dropIndexes(catalog: StoredCatalog): Promise<string[]> {
  const found = await catalog.run(`SELECT indexname, indexdef FROM pg_indexes
    WHERE tablename IN ${tables} AND indexname NOT LIKE '%_pkey'`)
  for (const { indexname } of found) await catalog.run(`DROP INDEX ${indexname}`)
  return found.map(({ indexdef }) => String(indexdef))
}

/** Rows like those of real catalogs: every model of the file again and again, tuned by somebody and sold by somebody. */
async function load(catalog: StoredCatalog, kinds: readonly SearchedRow[], rows: number): Promise<void> {
  const draw = dice(seed)
  const below = (limit: number) => Math.floor(draw() * limit)
  const word = () => Array.from({ length: 2 + below(3) }, () => syllables[below(syllables.length)]).join('')
  let batch: SearchedRow[] = []
  for (let at = 0; at < rows; at++) {
    const kind = kinds[at % kinds.length] as SearchedRow
    batch.push(at < kinds.length ? kind : variantOf(kind, `host-${below(500)}`, word(), at))
    if (batch.length === batchRows || at === rows - 1) {
      await catalog.fill(batch)
      batch = []
    }
  }
}

function variantOf({ doc, state }: SearchedRow, provider: string, word: string, at: number): SearchedRow {
  const slug = doc.id.slice(doc.id.lastIndexOf('/') + 1)
  const id = `${doc.author ?? 'community'}/${slug}-${word}-${at.toString(36)}`
  const name = `${doc.name} ${word}`
  return {
    state,
    doc: { ...doc, uid: `${provider}:${id}`, id, name, provider, brand: provider, canonical_id: null, aliases: [] },
  }
}

async function index(catalog: StoredCatalog, made: readonly string[]): Promise<void> {
  await catalog.run("SET maintenance_work_mem = '512MB'")
  await catalog.run("SET work_mem = '256MB'")
  await catalog.count()
  for (const definition of made) await catalog.run(definition)
  await catalog.run('VACUUM ANALYZE model_search')
  await catalog.run('VACUUM ANALYZE model_tokens')
  await catalog.run('RESET work_mem')
}

async function sizes(catalog: StoredCatalog): Promise<string> {
  const found =
    await catalog.run(`SELECT c.relname AS name, pg_size_pretty(pg_relation_size(c.oid)) AS size FROM pg_class c
    WHERE c.relname LIKE 'model_search%' OR c.relname LIKE 'model_tokens%' ORDER BY pg_relation_size(c.oid) DESC`)
  return found.map(({ name, size }) => `${name} ${size}`).join(', ')
}

async function measure(catalog: StoredCatalog, kinds: readonly SearchedRow[]): Promise<void> {
  const texts = seededQueries(
    kinds.map(({ doc }) => doc),
    queryCount + warmUp,
    seed,
  ).map(({ q }) => q ?? '')
  const took: number[] = []
  const slow: [number, string][] = []
  for (const [at, text] of texts.entries()) {
    const startedAt = performance.now()
    await catalog.search(text)
    const ms = performance.now() - startedAt
    if (at < warmUp) continue
    took.push(ms)
    slow.push([ms, text])
  }
  slow.sort(([a], [b]) => b - a)
  console.log(
    `${took.length} queries, one after the other: p50 ${quantile(took, 0.5).toFixed(1)} ms, p99 ${quantile(took, 0.99).toFixed(1)} ms, slowest ${quantile(took, 1).toFixed(1)} ms`,
  )
  console.log(
    `The slowest: ${slow
      .slice(0, 5)
      .map(([ms, text]) => `${JSON.stringify(text)} ${ms.toFixed(0)} ms`)
      .join(', ')}`,
  )
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return (performance.now() - startedAt) / 1000
}
