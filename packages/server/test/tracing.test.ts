/** Traces of a server as a user runs it, seen by a collector on loopback. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Collector, startCollector } from './collector.ts'
import { type Running, startServer } from './running.ts'

let collector: Collector
let server: Running

/** In the form that the seeds write it. */
const telemetryTo = (url: string) => `
logging: { level: info }
telemetry:
  enabled: true
  service_name: llm-proxy
  service_version: "2.0.0"
  otlp: { enabled: true, endpoint: '${url}', headers: { authorization: 'Bearer of-the-operator' } }
  resource: { environment: test, region: eu-1, cluster: c1 }
`

const ask = async (path: string, init: { headers?: Record<string, string>; body?: unknown } = {}) => {
  const response = await fetch(server.url + path, {
    method: init.body === undefined ? 'GET' : 'POST',
    headers: { 'x-api-key': server.key, 'content-type': 'application/json', ...init.headers },
    ...(init.body !== undefined && { body: JSON.stringify(init.body) }),
  })
  return response.text()
}

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const parentId = '00f067aa0ba902b7'
const unsampledId = 'a'.repeat(32)

/** All is asked, and the server ends: what it has not sent until then it sends at its end. */
beforeAll(async () => {
  collector = await startCollector()
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-tracing-'))
  writeFileSync(join(folder, 'config.yaml'), telemetryTo(collector.url))
  server = await startServer({ folder })
  const headers = { traceparent: `00-${traceId}-${parentId}-01`, 'x-request-id': 'req_traced' }
  await ask('/v1/models?limit=1', { headers })
  await ask('/v1/models', { headers: { traceparent: `00-${unsampledId}-${parentId}-00` } })
  await ask('/v1/models/none-of-this-name')
  await server.stop()
})
afterAll(async () => {
  server?.process.kill('SIGKILL')
  await collector?.close()
})

test('a request is a span of its caller’s trace, with what stands before its handler as parts', () => {
  const [span] = collector.named('GET /v1/models')
  expect(span).toMatchObject({
    traceId,
    parentSpanId: parentId,
    kind: 2,
    error: null,
    attributes: {
      'http.request.method': 'GET',
      'http.route': '/v1/models',
      'http.response.status_code': 200,
      'proxyapi.operation': 'listInferenceModels',
      'proxyapi.request_id': 'req_traced',
    },
  })
  const parts = collector.below(span!)
  expect(parts.map(({ name }) => name)).toEqual(['auth', 'limits'])
  for (const part of parts) {
    expect(part.startMs).toBeGreaterThanOrEqual(span!.startMs)
    expect(part.endMs).toBeLessThanOrEqual(span!.endMs)
  }
  expect(collector.resource()).toMatchObject({
    'service.name': 'llm-proxy',
    'service.version': '2.0.0',
    'deployment.environment.name': 'test',
    'cloud.region': 'eu-1',
    'k8s.cluster.name': 'c1',
  })
  expect(collector.received[0]).toContain('"authorization":"Bearer of-the-operator"')
})

test('its log line carries the ids of trace and span', () => {
  const [span] = collector.named('GET /v1/models')
  const line = server
    .output()
    .split('\n')
    .find((text) => text.includes('req_traced'))
  expect(JSON.parse(line!)).toMatchObject({ event: 'http.request', trace_id: traceId, span_id: span!.spanId })
})

test('a trace that its caller does not record is not recorded here', () => {
  expect(collector.spans.filter((span) => span.traceId === unsampledId)).toEqual([])
})

test('a refusal is a span with its code', () => {
  const [span] = collector.named('GET /v1/models/{model}')
  expect(span).toMatchObject({
    error: 'MODEL_NOT_FOUND',
    attributes: { 'http.response.status_code': 404, 'error.type': 'MODEL_NOT_FOUND' },
    events: [{ name: 'exception', attributes: { 'exception.type': 'MODEL_NOT_FOUND' } }],
  })
})
