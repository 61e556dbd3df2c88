/** A million rows in PostgreSQL: how long loading and indexing take, what they weigh, what a search costs. */
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { type KeptRow, openStoredCatalog, type StoredCatalog } from '@proxyapi/server/stored-catalog'
import { quantile } from './measure.ts'
import { queryKinds, seededQueries } from './queries.ts'
import { manyRows } from './stored-rows.ts'

const batchRows = 2_000
const loaders = 2
const warmUp = 100
const queryCount = 1_000
const seed = 20_260_802
/** Each is in many of the rows. */
const frequentWords = [
  'gpt',
  'claude',
  'openai gpt',
  'gpt 5 mini',
  'llama 3 3 70b instruct',
  'qwen3-30b-a3b-i',
  'g',
  'openai g',
]
const frequentRounds = 10

const tables = "('model_search', 'model_tokens')"

export async function benchStored(url: string, kinds: readonly KeptRow[], rows: number): Promise<void> {
  const catalog = await openStoredCatalog(url)
  try {
    if ((await loadedRows(catalog)) < rows) await fill(catalog, kinds, rows)
    console.log(`Sizes: ${await sizes(catalog)}`)
    await measure(catalog, kinds)
  } finally {
    await catalog.close()
  }
}

async function loadedRows(catalog: StoredCatalog): Promise<number> {
  const [found] = await catalog.run('SELECT count(*) AS rows FROM model_search')
  return Number(found?.rows)
}

async function fill(catalog: StoredCatalog, kinds: readonly KeptRow[], rows: number): Promise<void> {
  await catalog.run('TRUNCATE model_search, model_tokens')
  const made = await dropIndexes(catalog)
  const loading = await costOf(catalog, () => load(catalog, manyRows(kinds, rows, seed)))
  const indexing = await costOf(catalog, () => index(catalog, made))
  console.log(`\n${rows} rows in PostgreSQL: loaded in ${loading}; words counted and indexes made in ${indexing}`)
}

/** By the clock, and of processors, ours and the database's, in seconds. */
async function costOf(catalog: StoredCatalog, work: () => Promise<void>): Promise<string> {
  // Whoever works at once has a connection of its own, and they stay.
  await Promise.all(Array.from({ length: loaders }, () => catalog.run('SELECT pg_sleep(0.1)')))
  const databaseMs = await databaseClock(catalog)
  const [clock, ours, database] = [performance.now(), ownMs(), databaseMs()]
  await work()
  const seconds = [performance.now() - clock, ownMs() - ours, databaseMs() - database].map((ms) =>
    (ms / 1_000).toFixed(0),
  )
  return `${seconds[0]} s (CPU: ours ${seconds[1]} s, the database ${seconds[2]} s)`
}

/** All but the primary keys; gives the statements that make them again. */
async function dropIndexes(catalog: StoredCatalog): Promise<string[]> {
  const found = await catalog.run(`SELECT indexname, indexdef FROM pg_indexes
    WHERE tablename IN ${tables} AND indexname NOT LIKE '%_pkey'`)
  for (const { indexname } of found) await catalog.run(`DROP INDEX ${indexname}`)
  return found.map(({ indexdef }) => String(indexdef))
}

/** While the database takes one batch, the next is made. */
async function load(catalog: StoredCatalog, rows: Iterator<KeptRow>): Promise<void> {
  const next = () => {
    const batch: KeptRow[] = []
    for (let one = rows.next(); !one.done; one = batch.length < batchRows ? rows.next() : { done: true, value: null })
      batch.push(one.value)
    return batch
  }
  const loader = async () => {
    for (let batch = next(); batch.length > 0; batch = next()) await catalog.fill(batch)
  }
  await Promise.all(Array.from({ length: loaders }, loader))
}

/** Two at a time; the words of all rows are counted before they are indexed. */
async function index(catalog: StoredCatalog, made: readonly string[]): Promise<void> {
  const work = [
    () => catalog.count(),
    ...made.toSorted(vocabularyLast).map((definition) => () => catalog.run(definition)),
  ]
  const next = work.values()
  await Promise.all(
    Array.from({ length: loaders }, async () => {
      for (const one of next) await one()
    }),
  )
  await catalog.run('VACUUM ANALYZE model_search')
  await catalog.run('VACUUM ANALYZE model_tokens')
}

const vocabularyLast = (a: string, b: string): number =>
  Number(a.includes('model_tokens')) - Number(b.includes('model_tokens'))

async function sizes(catalog: StoredCatalog): Promise<string> {
  const found =
    await catalog.run(`SELECT c.relname AS name, pg_size_pretty(pg_relation_size(c.oid)) AS size FROM pg_class c
    WHERE c.relname LIKE 'model_search%' OR c.relname LIKE 'model_tokens%' ORDER BY pg_relation_size(c.oid) DESC`)
  return found.map(({ name, size }) => `${name} ${size}`).join(', ')
}

/** Milliseconds: by the clock, and of processors, ours and the database's. */
interface Cost {
  kind: string
  query: string
  clock: number
  ours: number
  database: number
}

async function measure(catalog: StoredCatalog, kinds: readonly KeptRow[]): Promise<void> {
  const seeded = seededQueries(
    kinds.map(({ doc }) => doc),
    queryCount + warmUp,
    seed,
  ).map((query, at) => ({ kind: String(queryKinds[at % queryKinds.length]), query }))
  const frequent = Array.from({ length: frequentRounds }, () => frequentWords).flat()
  const asked = [...seeded, ...frequent.map((q) => ({ kind: 'frequent words', query: { q } }))]
  const databaseMs = await databaseClock(catalog)
  const costs: Cost[] = []
  for (const { kind, query } of asked) {
    const [clock, ours, database] = [performance.now(), ownMs(), databaseMs()]
    await catalog.search(query)
    costs.push({
      kind,
      query: JSON.stringify(query),
      clock: performance.now() - clock,
      ours: ownMs() - ours,
      database: databaseMs() - database,
    })
  }
  print(costs.slice(warmUp))
}

function print(costs: readonly Cost[]): void {
  console.log(
    '\n| queries | number | clock p50 | p99 ms | CPU p50 | p99 ms | ours p99 | database p99 |\n|---|---|---|---|---|---|---|---|',
  )
  const all = costs.filter(({ kind }) => kind !== 'frequent words')
  for (const [kind, some] of [['all seeded', all] as const, ...Map.groupBy(costs, ({ kind }) => kind)]) {
    const at = (figure: (cost: Cost) => number, share: number) => quantile(some.map(figure), share).toFixed(1)
    const figures = [
      ...[at(({ clock }) => clock, 0.5), at(({ clock }) => clock, 0.99), at(cpuOf, 0.5), at(cpuOf, 0.99)],
      ...[at(({ ours }) => ours, 0.99), at(({ database }) => database, 0.99)],
    ]
    console.log(`| ${[kind, some.length, ...figures].join(' | ')} |`)
  }
  const slow = costs.toSorted((a, b) => cpuOf(b) - cpuOf(a)).slice(0, 8)
  console.log(
    `Load ${loadavg()
      .map((one) => one.toFixed(1))
      .join(' ')} on ${availableParallelism()} processors. Most CPU took:`,
  )
  for (const cost of slow)
    console.log(`  ${cost.query} ${cpuOf(cost).toFixed(0)} ms, the database ${cost.database.toFixed(0)}`)
}

const cpuOf = ({ ours, database }: Cost): number => ours + database

function ownMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

/** Reads what the database's processes have used so far; 0 where it is another machine's. */
async function databaseClock(catalog: StoredCatalog): Promise<() => number> {
  const found = await catalog.run('SELECT pid FROM pg_stat_activity WHERE datname = current_database()')
  const used = new Map(found.map(({ pid }) => [`/proc/${pid}/schedstat`, 0]))
  return () => {
    // A connection that was idle is closed, and costs nothing more.
    for (const file of used.keys())
      if (existsSync(file)) used.set(file, Number(readFileSync(file, 'utf8').split(' ')[0]) / 1e6)
    return [...used.values()].reduce((sum, ms) => sum + ms, 0)
  }
}
