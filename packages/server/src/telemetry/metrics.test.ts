import { expect, test } from 'vitest'
import { metricCatalog } from './catalog.ts'
import { createRegistry } from './metrics.ts'

test('LK05 10,000 random label values stay within the declared series', () => {
  const metrics = createRegistry()
  for (let i = 0; i < 10_000; i++) {
    metrics.count('http_requests_total', { method: 'GET', operation: `o${i}`, tag: `t${i}`, status: '200' })
    metrics.count('llm_requests_total', { provider: `p${i}`, model: `m${i}`, status: 'ok' })
  }
  const lines = metrics
    .render()
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
  expect(lines.length).toBeLessThan(2_000)
  expect(lines.find((line) => line.startsWith('http_requests_total{method="other"'))).toContain('9700')
})

test('the budgets of all metrics add up to at most 2,000 series', () => {
  const rows = Object.values(metricCatalog)
  const series = rows.map((row) => row.series * ('buckets' in row && row.buckets ? row.buckets.length + 3 : 1))
  expect(series.reduce((a, b) => a + b)).toBeLessThanOrEqual(2_000)
})

test('a histogram renders cumulative buckets, sum and count', () => {
  const metrics = createRegistry({ t: { kind: 'histogram', help: 'h', labels: ['a'], series: 2, buckets: [1, 2] } })
  metrics.observe('t', 0.5, { a: 'x"y' })
  metrics.observe('t', 1.5, { a: 'x"y' })
  metrics.observe('t', 9, { a: 'x"y' })
  expect(metrics.render()).toContain(
    't_bucket{a="x\\"y",le="1"} 1\nt_bucket{a="x\\"y",le="2"} 2\nt_bucket{a="x\\"y",le="+Inf"} 3\nt_sum{a="x\\"y"} 11\nt_count{a="x\\"y"} 3',
  )
})

test('a metric that is another one with fewer labels is added up when it is read', () => {
  const metrics = createRegistry()
  for (const [operation, status] of [
    ['a', '200'],
    ['b', '201'],
    ['b', '404'],
    ['c', '503'],
  ] as const)
    metrics.count('http_requests_total', { method: 'GET', operation, tag: 't', status })
  metrics.observe('http_request_duration_seconds', 0.02, { tag: 't' })
  metrics.observe('http_request_duration_seconds', 7, { tag: 'u' })
  const text = metrics.render()
  expect(text).toContain('gpuproxy_requests_total{status="2xx"} 2\n')
  expect(text).toContain('gpuproxy_errors_total{code="4xx"} 1\ngpuproxy_errors_total{code="5xx"} 1\n')
  expect(text).not.toContain('gpuproxy_errors_total{code="2xx"}')
  expect(text).toContain('gpuproxy_latency_seconds_bucket{le="0.025"} 1\n')
  expect(text).toContain('gpuproxy_latency_seconds_sum 7.02\ngpuproxy_latency_seconds_count 2\n')
})

test('names of our own begin as the operator likes, seed names do not change, and his labels are on every series', () => {
  const metrics = createRegistry(undefined, { prefix: 'mine', labels: { region: 'eu' } })
  metrics.count('llm_requests_total', { provider: 'p', model: 'm', status: 'success' })
  metrics.observe('http_request_duration_seconds', 0.02, { tag: 't' })
  const lines = metrics.render().split('\n')
  expect(lines).toContain('llm_requests_total{region="eu",provider="p",model="m",status="success"} 1')
  expect(lines).toContain('http_request_duration_seconds_count{region="eu",tag="t"} 1')
  expect(lines).toContain('mine_ledger_drift{region="eu"} 0')
  expect(lines.filter((line) => line.includes('proxyapi_'))).toEqual([])
})

test('a name outside the catalog is a bug and throws', () => {
  expect(() => createRegistry().count('nobody_declared_me')).toThrow('telemetry/catalog.ts')
})
