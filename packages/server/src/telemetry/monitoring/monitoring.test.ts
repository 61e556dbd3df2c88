/** Rules and dashboard: every expression parses and speaks of what exists. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parser } from '@prometheus-io/lezer-promql'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { startApp } from '../../../test/app.ts'
import { type MetricRow, metricCatalog } from '../catalog.ts'
import { alertRules } from './alert-rules.ts'
import { panels } from './dashboard.ts'
import { monitoringFiles } from './monitoring-files.ts'

const root = join(import.meta.dirname, '../../../../..')
const folder = join(root, 'examples/deploy/monitoring')
const read = (name: string) => readFileSync(join(folder, name), 'utf8')
const catalog: Readonly<Record<string, MetricRow>> = metricCatalog

/** Of Prometheus itself and of its exporter for machines, with their labels. */
const foreign: Readonly<Record<string, readonly string[]>> = {
  up: [],
  node_memory_MemAvailable_bytes: [],
  node_memory_MemTotal_bytes: [],
  node_cpu_seconds_total: ['mode'],
  node_filesystem_avail_bytes: ['fstype', 'mountpoint'],
  node_filesystem_size_bytes: ['fstype', 'mountpoint'],
}
/** Put on every series by whoever scrapes. */
const scraped = ['job', 'instance']

interface Read {
  metrics: string[]
  labels: string[]
  isSound: boolean
}

/** Names in an expression, by its own grammar. */
function readExpression(text: string): Read {
  const found: Read = { metrics: [], labels: [], isSound: true }
  parser.parse(text).iterate({
    enter({ type, from, to }) {
      if (type.isError) found.isSound = false
      if (type.name === 'Identifier') found.metrics.push(text.slice(from, to))
      if (type.name === 'LabelName') found.labels.push(text.slice(from, to))
    },
  })
  return found
}

/** The row of a metric, of which a histogram has three. */
function rowOf(metric: string): { name: string; labels: readonly string[] } | undefined {
  if (foreign[metric]) return { name: metric, labels: [...foreign[metric], ...scraped] }
  const [, base = metric, part] = /^(.+)_(bucket|sum|count)$/.exec(metric) ?? []
  const row = part === undefined ? catalog[metric] : catalog[base]
  if (row === undefined || (row.kind === 'histogram') !== (part !== undefined)) return undefined
  return { name: base, labels: [...row.labels, ...scraped, ...(part === 'bucket' ? ['le'] : [])] }
}

const rules = alertRules.map(({ name, expression }) => [`rule ${name}`, expression] as const)
const lines = panels.flatMap(({ title, lines }) =>
  Object.entries(lines).map(([legend, expression]) => [`panel ${title}: ${legend}`, expression] as const),
)
const everything = [...rules, ...lines]

test.each(everything)('%s speaks of metrics and labels that exist', (_, expression) => {
  const { metrics, labels, isSound } = readExpression(expression)
  expect({ expression, isSound }).toEqual({ expression, isSound: true })
  expect(metrics.length).toBeGreaterThan(0)
  const known = metrics.map((metric) => ({ metric, row: rowOf(metric) }))
  expect(known.filter(({ row }) => row === undefined)).toEqual([])
  const allowed = new Set(known.flatMap(({ row }) => row!.labels))
  expect(labels.filter((label) => !allowed.has(label))).toEqual([])
})

test('a name that does not exist, a label that a metric has not, and a broken expression are found', () => {
  expect(rowOf('http_request_total')).toBeUndefined()
  expect(rowOf('http_requests_total_bucket')).toBeUndefined()
  expect(rowOf('http_request_duration_seconds')).toBeUndefined()
  expect(readExpression('sum by (tagg) (http_requests_total)').labels).toEqual(['tagg'])
  expect(readExpression('sum(rate(x[5m])').isSound).toBe(false)
})

test('legends name labels that their lines have', () => {
  for (const { title, lines } of panels)
    for (const [legend, expression] of Object.entries(lines)) {
      const named = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label!)
      const { labels } = readExpression(expression)
      expect({ title, missing: named.filter((label) => !labels.includes(label)) }).toEqual({ title, missing: [] })
    }
})

describe('the files of examples/deploy/monitoring', () => {
  test('are those that the command writes', () => {
    const { runbook_url } = (parse(read('alert_rules.yml')) as RuleFile).groups[0]!.rules[0]!.annotations
    for (const [name, text] of Object.entries(monitoringFiles(runbook_url.split('#')[0]!))) {
      expect({ name, text: read(name) }).toEqual({ name, text })
    }
  })

  test('say of each rule how bad it is, what happened and where to read on', () => {
    const guide = readFileSync(join(root, 'docs/guides/monitoring.md'), 'utf8')
    for (const { alert, labels, annotations } of (parse(read('alert_rules.yml')) as RuleFile).groups[0]!.rules) {
      expect(['critical', 'warning']).toContain(labels.severity)
      expect(annotations.summary && annotations.description).toBeTruthy()
      expect(annotations.runbook_url.endsWith(`docs/guides/monitoring.md#${alert.toLowerCase()}`)).toBe(true)
      expect(guide).toContain(`### ${alert}\n`)
    }
  })

  test('scrape what speaks HTTP, and name the rules', () => {
    const config = parse(read('prometheus.yml')) as {
      rule_files: string[]
      scrape_configs: { job_name: string; metrics_path?: string; static_configs: { targets: string[] }[] }[]
    }
    expect(config.rule_files).toEqual(['alert_rules.yml'])
    const jobs = config.scrape_configs.map(({ job_name }) => job_name)
    expect(jobs).toEqual(['proxyapi', 'node', 'postgres', 'redis'])
    const targets = config.scrape_configs.flatMap(({ static_configs }) =>
      static_configs.flatMap(({ targets }) => targets),
    )
    expect(targets).not.toContain('redis:6379')
  })
})

interface RuleFile {
  groups: {
    rules: {
      alert: string
      labels: { severity: string }
      annotations: { summary: string; description: string; runbook_url: string }
    }[]
  }[]
}

test('every metric is counted somewhere', () => {
  const source = join(root, 'packages/server/src')
  const texts = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|catalog\.ts$|monitoring\//.test(file))
    .map((file) => readFileSync(join(source, file), 'utf8'))
    .join('\n')
  const silent = Object.entries(catalog).filter(([name, row]) => !row.sumOf && !texts.includes(`'${name}'`))
  expect(silent.map(([name]) => name)).toEqual([])
})

/** Names that clients, rules and dashboards of older systems read. */
const seedNames = [
  'http_requests_total',
  'http_request_duration_seconds',
  'llm_requests_total',
  'llm_tokens_total',
  'cache_hits_total',
  'cache_misses_total',
  'context_condensations_total',
  'health_checks_total',
  'models_discovered_total',
  'provider_status',
  'active_providers',
  'discovery_duration_seconds',
  'gpuproxy_requests_total',
  'gpuproxy_errors_total',
  'gpuproxy_latency_seconds',
  'gpuproxy_active_instances',
]

test('a server that is used shows every metric of the seeds, of the rules and of the dashboard', async () => {
  const one = await startApp()
  const headers = { 'x-api-key': one.key }
  await one.fetch('/v1/models', { headers })
  await one.fetch('/v1/models/nothing', { headers })
  const text = await (await one.fetch('/metrics', { headers })).text()
  await one.close()
  const used = everything
    .flatMap(([, expression]) => readExpression(expression).metrics)
    .flatMap((metric) => (foreign[metric] ? [] : [rowOf(metric)!.name]))
  for (const name of new Set([...seedNames, ...used])) expect(text).toContain(`# TYPE ${name} `)
  expect(text).toMatch(/^gpuproxy_requests_total\{status="2xx"\} \d+$/m)
  expect(text).toMatch(/^gpuproxy_errors_total\{code="4xx"\} \d+$/m)
  expect(text).toMatch(/^gpuproxy_latency_seconds_count \d+$/m)
})
