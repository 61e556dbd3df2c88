/** Traces of a server as a user runs it, seen by a collector on loopback. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Collector, startCollector } from './collector.ts'
import { type Running, startServer } from './running.ts'

let collector: Collector
let server: Running

/** In the form that the seeds write it. */
const telemetryTo = (url: string) => `
logging: { level: info }
discovery: { catalogs: [{ format: models_dev, path: ./not-there.json }] }
egress: { allow: ['${new URL(url).host}'] }
telemetry:
  enabled: true
  service_name: llm-proxy
  service_version: "2.0.0"
  zipkin: { enabled: true, endpoint: '${url}/api/v2/spans' }
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

const messages = [{ role: 'user', content: 'echo: Hello' }]

/** An instance that got ready, and a delivery that told of it. */
async function rented(): Promise<void> {
  const offers = JSON.parse(await ask('/api/v1/gpu/instances?limit=1')) as { data: { id: string; provider: string }[] }
  const { id, provider } = offers.data[0]!
  await ask(`/api/v1/gpu/instances/${provider}/${id}`, { body: {} })
  const list = async () => JSON.parse(await ask('/api/v1/gpu/contracts')) as { data: { status: string }[] }
  await vi.waitFor(async () => expect((await list()).data[0]?.status).toBe('ready'), { timeout: 20_000 })
  const told = () => collector.received.filter(({ path }) => path === '/hook')
  await vi.waitFor(() => expect(told()).not.toEqual([]), { timeout: 10_000 })
}

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
  await ask('/v1/chat/completions', { body: { model: 'openai/gpt-4o-mini', messages } })
  await ask('/api/v1/webhooks', { body: { url: `${collector.url}/hook`, events: ['*'] } })
  await rented()
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
  const otlp = collector.received.find(({ path }) => path === '/v1/traces')
  expect(otlp?.headers.authorization).toBe('Bearer of-the-operator')
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

test('a chat has its attempt at a provider below its request', () => {
  const [span] = collector.named('POST /v1/chat/completions')
  const [attempt] = collector.below(span!).filter(({ kind }) => kind === 3)
  expect(attempt).toMatchObject({
    name: 'chat gpt-4o-mini',
    attributes: { 'gen_ai.provider.name': 'openai', 'gen_ai.response.finish_reasons': ['stop'] },
  })
})

test('a refresh is the span discover_models, with a part for each page, and for resolve, diff and apply', () => {
  const refreshes = collector.named('discover_models')
  const listed = refreshes.find(({ attributes }) => attributes['proxyapi.source'] === 'list:openai')
  expect(listed).toMatchObject({ error: null, attributes: { provider: 'openai', verdict: 'healthy' } })
  expect(listed!.attributes['models.count']).toBeGreaterThan(0)
  const parts = collector.below(listed!)
  expect(parts.map(({ name }) => name)).toEqual(['page', 'apply'])
  expect(collector.below(parts[1]!).map(({ name }) => name)).toEqual(['resolve', 'diff'])
  const failed = refreshes.find(({ attributes }) => attributes['proxyapi.result'] === 'failed')
  expect(failed).toMatchObject({ error: 'NOT_FOUND', attributes: { provider: 'models_dev', verdict: 'unhealthy' } })
  expect(failed?.events[0]).toMatchObject({ name: 'exception', attributes: { 'exception.type': 'NOT_FOUND' } })
})

test('each state that an instance comes to is a span of its contract', () => {
  const [ready] = collector.named('gpu.ready')
  const contract = ready!.attributes['proxyapi.contract_id']
  const states = collector.spans
    .filter(({ name, attributes }) => name.startsWith('gpu.') && attributes['proxyapi.contract_id'] === contract)
    .sort((a, b) => a.startMs - b.startMs)
    .map(({ attributes }) => [attributes['proxyapi.from'], attributes['proxyapi.to']])
  expect(states[0]).toEqual(['requested', 'creating'])
  expect(states.at(-1)?.[1]).toBe('ready')
  for (const [i, [from]] of states.entries()) if (i > 0) expect(from).toBe(states[i - 1]![1])
})

test('an attempt to deliver a webhook is a span with its event and what came of it', () => {
  const [delivery] = collector.named('webhook.deliver')
  expect(delivery).toMatchObject({
    kind: 3,
    error: null,
    attributes: { 'proxyapi.result': 'delivered', 'http.response.status_code': 200, 'proxyapi.attempt': 1 },
  })
  expect(delivery!.attributes['proxyapi.event_id']).toMatch(/^evt_/)
})

test('every collector gets all spans, each in its own form', () => {
  const zipkin = collector.received
    .filter(({ path }) => path === '/api/v2/spans')
    .flatMap(({ body }) => JSON.parse(body) as { id: string; localEndpoint: { serviceName: string } }[])
  expect(new Set(zipkin.map(({ id }) => id))).toEqual(new Set(collector.spans.map(({ spanId }) => spanId)))
  expect(zipkin.every(({ localEndpoint }) => localEndpoint.serviceName === 'llm-proxy')).toBe(true)
})
