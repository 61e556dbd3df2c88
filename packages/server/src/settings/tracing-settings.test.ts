import { expect, test } from 'vitest'
import { loadConfig } from '../config/load.ts'
import { egressRulesOf } from './egress-settings.ts'
import { loggedIdsOf, tracingSettingsOf } from './tracing-settings.ts'

const load = (text: string, environment: Record<string, string> = {}) =>
  loadConfig({ files: [{ name: 'config.yaml', text }], environment })
const settingsOf = (text: string, environment?: Record<string, string>) =>
  tracingSettingsOf(load(text, environment).config)
const targetsOf = (text: string, environment?: Record<string, string>) => settingsOf(text, environment)?.targets

test('nothing is traced unless it is asked for, and somewhere to go', () => {
  expect(settingsOf('{}')).toBeNull()
  expect(settingsOf('telemetry: { otlp: { enabled: true } }')).toBeNull()
  expect(settingsOf('telemetry: { enabled: true }')).toBeNull()
  expect(load('telemetry: { enabled: true }').warnings).toContain(
    'telemetry.enabled has no effect: no exporter is enabled',
  )
  expect(
    settingsOf('{ telemetry: { enabled: true, otlp: { enabled: true } }, monitoring: { enabled: false } }'),
  ).toBeNull()
})

test.each([
  ['http://localhost:4317', 'http://localhost:4318/v1/traces'],
  ['http://otel:4318', 'http://otel:4318/v1/traces'],
  ['http://otel:4318/', 'http://otel:4318/v1/traces'],
  ['https://gateway.example.org/otlp', 'https://gateway.example.org/otlp/v1/traces'],
  ['https://gateway.example.org/otlp/v1/traces', 'https://gateway.example.org/otlp/v1/traces'],
])('a collector written as %s takes spans at %s', (endpoint, url) => {
  expect(targetsOf(`telemetry: { enabled: true, otlp: { enabled: true, endpoint: '${endpoint}' } }`)).toEqual([
    { name: 'otlp', format: 'otlp', url, headers: {} },
  ])
})

const seed = `
telemetry:
  enabled: true
  jaeger: { enabled: true, endpoint: 'http://localhost:14268/api/traces', username: '\${JAEGER_USER}', password: '\${JAEGER_PASS}' }
  zipkin: { enabled: true, endpoint: 'http://localhost:9411/api/v2/spans' }
  otlp: { enabled: false, endpoint: 'http://localhost:4317', headers: { authorization: 'Bearer \${OTLP_TOKEN}' } }
  sampling: { probability: 1.0, parent_based: true, rules: [{ service: llm-proxy, probability: 0.1 }, { service: other, probability: 0.9 }] }
  resource: { environment: '\${ENVIRONMENT}', region: '\${REGION}' }
`

test('Jaeger takes OTLP, Zipkin its own form: as the seeds write them', () => {
  const environment = { JAEGER_USER: 'u', JAEGER_PASS: 'p:w', ENVIRONMENT: 'staging' }
  const credential = `Basic ${Buffer.from('u:p:w').toString('base64')}`
  expect(targetsOf(seed, environment)).toEqual([
    { name: 'jaeger', format: 'otlp', url: 'http://localhost:4318/v1/traces', headers: { authorization: credential } },
    { name: 'zipkin', format: 'zipkin', url: 'http://localhost:9411/api/v2/spans', headers: {} },
  ])
  expect(load(seed, environment).warnings).toContain(
    'telemetry.jaeger.endpoint: spans go to localhost:4318, by OTLP over HTTP',
  )
  expect(targetsOf(seed)?.[0]?.headers).toEqual({})
})

test('rules of other services are not ours; what is not set of a resource is not said', () => {
  const { sampling, resource } = settingsOf(seed, { ENVIRONMENT: 'staging' })!
  expect(sampling).toEqual({
    probability: 1,
    isParentBased: true,
    rules: [{ operation: null, probability: 0.1 }],
  })
  expect(resource).toMatchObject({ 'service.name': 'llm-proxy', 'deployment.environment.name': 'staging' })
  expect(resource).not.toHaveProperty('cloud.region')
})

test.each([
  ['zipkin: { enabled: true }', 'telemetry.zipkin.endpoint: is a required property'],
  ['jaeger: { enabled: true }', 'telemetry.jaeger.endpoint: is a required property'],
  ["otlp: { endpoint: 'ftp://x' }", 'telemetry.otlp.endpoint'],
  ["otlp: { headers: { content-length: '1' } }", 'telemetry.otlp.headers'],
  ['sampling: { probability: 1.5 }', 'telemetry.sampling.probability'],
  ['sampling: { rules: [{ operation: a }] }', 'telemetry.sampling.rules[0].probability'],
  ['zipkn: {}', "did you mean 'zipkin'"],
])('%s is refused with its place', (text, message) => {
  expect(() => load(`telemetry: { ${text} }`)).toThrow(message)
})

test('a collector may stand on the inside, where it is written and for nothing else', () => {
  const { config } = load("telemetry: { enabled: true, otlp: { enabled: true, endpoint: 'http://otel:4318' } }")
  expect(egressRulesOf(config).allow).toContainEqual({ host: 'otel', port: 4318, class: 'telemetry' })
  expect(egressRulesOf(load('{}').config).allow).toEqual([])
})

test('a log line has the ids that are wanted', () => {
  const ids = (structured: string) => loggedIdsOf(load(`logging: { structured: ${structured} }`).config)
  expect(ids('{}')).toEqual({ requestId: true, traceId: true, spanId: true })
  expect(ids('{ include_span_id: false }')).toEqual({ requestId: true, traceId: true, spanId: false })
  expect(ids('{ enabled: false }')).toEqual({ requestId: false, traceId: false, spanId: false })
})
