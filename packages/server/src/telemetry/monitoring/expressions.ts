import type { metricCatalog } from '../catalog.ts'

/** A metric that exists: what is misspelled does not compile. */
export type MetricName = keyof typeof metricCatalog

/** How fast a counter grows, a second. `where` is a selector without its braces. */
export const rate = (name: MetricName, { where = '', over = '5m' } = {}): string =>
  `rate(${name}${where && `{${where}}`}[${over}])`

/** By labels, added over everything else. */
export const sumBy = (labels: string, expression: string): string =>
  labels === '' ? `sum(${expression})` : `sum by (${labels}) (${expression})`

/** Seconds that so great a part of observations stay below, over all processes. */
export const quantile = (part: number, name: MetricName, labels = ''): string =>
  `histogram_quantile(${part}, sum by (${['le', labels].filter(Boolean).join(', ')}) (rate(${name}_bucket[5m])))`

const failed = { where: 'status=~"5.."' }

/** Which part of requests fails for a reason of ours. A ratio of sums: divided label by label it would always be 1. */
export const errorRatio = (over: string): string =>
  `${sumBy('', rate('http_requests_total', { ...failed, over }))} / ${sumBy('', rate('http_requests_total', { over }))}`
