import type { Labels, Metrics } from '../runtime.ts'
import { type MetricRow, metricCatalog } from './catalog.ts'

interface Series {
  labels: Labels
  value: number
  /** Histograms: a count for each bucket, cumulative only when rendered. */
  buckets?: number[]
  count?: number
}

export interface Registry extends Metrics {
  /** Prometheus text format 0.0.4. */
  render(): string
}

/** How metrics are written: what stands for the first part of our own names, and labels on every series. */
export interface Spelling {
  prefix: string
  labels: Readonly<Labels>
}

/** Metrics in memory. The number of series is bounded: beyond a metric's budget every label value becomes `other`. */
export function createRegistry(
  catalog: Record<string, MetricRow> = metricCatalog,
  { prefix, labels: always }: Spelling = { prefix: 'proxyapi', labels: {} },
): Registry {
  const all = new Map<string, Map<string, Series>>(Object.keys(catalog).map((name) => [name, new Map()]))

  function series(name: string, labels: Labels, kind: MetricRow['kind']): Series {
    const row = catalog[name]
    if (row?.kind !== kind) throw new Error(`${name} is not a ${kind} of telemetry/catalog.ts`)
    const own = all.get(name)!
    let key = ''
    for (const label of row.labels) key += `${labels[label] ?? ''}\u0000`
    const known = own.get(key)
    if (known) return known
    if (row.latest) own.clear()
    if (own.size < row.series) return add(own, key, row, labels)
    const others = Object.fromEntries(row.labels.map((label) => [label, 'other']))
    const otherKey = row.labels.map(() => 'other\u0000').join('')
    if (name !== dropped) registry.count(dropped)
    return own.get(otherKey) ?? add(own, otherKey, row, others)
  }

  const registry: Registry = {
    count(name, labels = {}, by = 1) {
      series(name, labels, 'counter').value += by
    },
    gauge(name, value, labels = {}) {
      series(name, labels, 'gauge').value = value
    },
    observe(name, value, labels = {}) {
      const found = series(name, labels, 'histogram')
      const bounds = catalog[name]!.buckets!
      let at = 0
      while (at < bounds.length && value > bounds[at]!) at++
      found.buckets![at]!++
      found.count!++
      found.value += value
    },
    render: () =>
      [...all]
        .flatMap(([name, own]) => {
          const { sumOf, ...row } = catalog[name]!
          const list = sumOf === undefined ? [...own.values()] : summed(all.get(sumOf.metric)!, row, sumOf)
          return text(name.replace(/^proxyapi(?=_)/, prefix), row, list, always)
        })
        .join('\n')
        .concat('\n'),
  }
  return registry
}

const dropped = 'proxyapi_metrics_dropped_series_total'

function add(own: Map<string, Series>, key: string, row: MetricRow, labels: Labels): Series {
  const made: Series = { labels: Object.fromEntries(row.labels.map((label) => [label, labels[label] ?? ''])), value: 0 }
  if (row.buckets) Object.assign(made, { buckets: new Array<number>(row.buckets.length + 1).fill(0), count: 0 })
  own.set(key, made)
  return made
}

/** The series of a metric that is another one with fewer labels. */
function summed(parts: Map<string, Series>, row: MetricRow, { labels }: NonNullable<MetricRow['sumOf']>): Series[] {
  const sums = new Map<string, Series>()
  for (const part of parts.values()) {
    const own = labels(part.labels)
    if (own === null) continue
    const key = row.labels.map((label) => own[label]).join('\u0000')
    const sum = sums.get(key) ?? add(sums, key, row, own)
    sum.value += part.value
    sum.buckets = sum.buckets?.map((count, i) => count + part.buckets![i]!)
    sum.count = (sum.count ?? 0) + (part.count ?? 0)
  }
  return [...sums.values()]
}

function text(name: string, row: MetricRow, list: Series[], always: Labels): string[] {
  const head = [`# HELP ${name} ${row.help}`, `# TYPE ${name} ${row.kind}`]
  if (list.length === 0)
    return row.labels.length === 0 && row.kind !== 'histogram' ? [...head, `${name}${braces(always)} 0`] : head
  return [
    ...head,
    ...list.flatMap(({ labels, ...series }) => {
      const told = { ...always, ...labels }
      return row.kind === 'histogram'
        ? histogramText(name, row, { ...series, labels: told })
        : [`${name}${braces(told)} ${series.value}`]
    }),
  ]
}

function histogramText(name: string, row: MetricRow, { labels, buckets, count, value }: Series): string[] {
  let sum = 0
  const lines = [...row.buckets!, Number.POSITIVE_INFINITY].map((bound, i) => {
    sum += buckets![i]!
    return `${name}_bucket${braces({ ...labels, le: bound === Number.POSITIVE_INFINITY ? '+Inf' : String(bound) })} ${sum}`
  })
  return [...lines, `${name}_sum${braces(labels)} ${value}`, `${name}_count${braces(labels)} ${count}`]
}

function braces(labels: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escaped(value)}"`)
  return pairs.length > 0 ? `{${pairs.join(',')}}` : ''
}

const escaped = (value: string) => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
