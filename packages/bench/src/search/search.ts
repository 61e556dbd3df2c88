/** `pnpm bench search`: how well the catalog search finds what was meant, and how fast, on the rows of a catalog file alone. */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type CatalogFormat, type CatalogSearch, rowFormats, searchCatalog } from '@proxyapi/server/catalog-search'
import { type Judged, judge, type LabelSet, readLabels } from './labels.ts'
import { quantile } from './measure.ts'
import { seededQueries } from './queries.ts'
import { benchStored } from './stored.ts'

const usage = `usage: pnpm bench search --catalog FILE --format ${rowFormats.join('|')} [--providers a,b] [--labels FILE]… [--as-of DATE]
  [--stored ROWS --database postgresql://…]`
const queryCount = 2_000
const seed = 20_260_801
const rebuilds = 10
const storedRows = 1_000_000

interface Wanted {
  text: string
  format: CatalogFormat
  /** Null: as the labels say. */
  providers: string[] | null
  labels: string[]
  /** Rows to put into a PostgreSQL; null for none. */
  stored: { rows: number; url: string } | null
  /** Decides what is retired. */
  now: number
}

export async function benchSearch(args: readonly string[]): Promise<void> {
  const wanted = readArguments(args)
  if (wanted === null) {
    console.error(usage)
    process.exitCode = 2
    return
  }
  const sets = wanted.labels.flatMap((file) => readLabels(readFileSync(file, 'utf8')).map((set) => ({ file, set })))
  const fitting = sets.filter(({ set }) => set.format === undefined || set.format === wanted.format)
  for (const { file, set } of fitting) printQuality(file, set, open(wanted, set))
  const first = fitting[0]?.set
  const chosen = wanted.providers ?? first?.providers ?? []
  console.log(
    `\n| rows | p50 ms | p99 ms | slowest ms | rebuild, one row new ms | rebuild, all new ms | rows and index MB |\n|---|---|---|---|---|---|---|`,
  )
  for (const providers of chosen.length > 0 ? [chosen, []] : [[]]) printSpeed(wanted, providers)
  if (wanted.stored !== null) {
    const { rows } = searchCatalog(wanted.text, wanted.format, [], wanted.now)
    await benchStored(wanted.stored.url, rows, wanted.stored.rows)
  }
}

function readArguments(args: readonly string[]): Wanted | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      catalog: { type: 'string' },
      format: { type: 'string' },
      providers: { type: 'string' },
      labels: { type: 'string', multiple: true },
      'as-of': { type: 'string' },
      stored: { type: 'string' },
      database: { type: 'string' },
    },
  })
  const format = rowFormats.find((one) => one === values.format)
  if (values.catalog === undefined || format === undefined) return null
  return {
    text: readFileSync(values.catalog, 'utf8'),
    format,
    providers: values.providers?.split(',') ?? null,
    labels: values.labels ?? [],
    stored: values.database === undefined ? null : { rows: Number(values.stored ?? storedRows), url: values.database },
    now: values['as-of'] === undefined ? Date.now() : Date.parse(values['as-of']),
  }
}

function open({ text, format, providers, now }: Wanted, set: Pick<LabelSet, 'providers'>): CatalogSearch {
  return searchCatalog(text, format, providers ?? set.providers ?? [], now)
}

function printQuality(file: string, { rows }: LabelSet, catalog: CatalogSearch): void {
  const judged = rows.map((label) => {
    const { models } = catalog.search({ ...label.filters, q: label.query, limit: 200 }).body()
    return judge(
      label,
      models.map(({ id, provider }) => ({ id, providers: catalog.spellingsOf(provider) })),
    )
  })
  const top1 = judged.filter(({ isTop1 }) => isTop1).length
  const recall = judged.reduce((sum, one) => sum + one.recall, 0) / judged.length
  console.log(
    `${file}: ${catalog.rows.length} rows, ${rows.length} queries, top-1 ${top1} (${((100 * top1) / rows.length).toFixed(1)} %), recall@5 ${recall.toFixed(3)}`,
  )
  for (const miss of judged.filter(({ isTop1, recall }) => !isTop1 || recall < 1)) console.log(`  ${missLine(miss)}`)
}

const missLine = ({ label, isTop1, recall, came }: Judged): string =>
  isTop1
    ? `recall ${recall.toFixed(2)} of ${JSON.stringify(label.query)} (${label.why}): wanted ${label.expect_in_top5.join(', ')}; came ${came.join(', ')}`
    : `${JSON.stringify(label.query)} (${label.why}): wanted ${label.expect_top1_any_of.join(' or ')}; came ${came.join(', ')}`

function printSpeed(wanted: Wanted, providers: readonly string[]): void {
  const before = heapMegabytes()
  const catalog = searchCatalog(wanted.text, wanted.format, providers, wanted.now)
  const megabytes = heapMegabytes() - before
  const queries = seededQueries(
    catalog.rows.map(({ doc }) => doc),
    queryCount,
    seed,
  )
  for (const query of queries) catalog.search(query).body()
  const took = queries.map((query) => milliseconds(() => catalog.search(query).body()))
  const warm = Array.from({ length: rebuilds }, () => milliseconds(() => catalog.rebuild('changed')))
  const cold = Array.from({ length: rebuilds }, () => milliseconds(() => catalog.rebuild('all')))
  const figures = [
    quantile(took, 0.5),
    quantile(took, 0.99),
    quantile(took, 1),
    quantile(warm, 0.5),
    quantile(cold, 0.5),
  ]
  console.log(`| ${[catalog.rows.length, ...figures.map((ms) => ms.toFixed(3)), megabytes.toFixed(1)].join(' | ')} |`)
}

function milliseconds(work: () => unknown): number {
  const startedAt = performance.now()
  work()
  return performance.now() - startedAt
}

/** What the heap holds once nothing unused is left. */
function heapMegabytes(): number {
  global.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 2 ** 20
}
