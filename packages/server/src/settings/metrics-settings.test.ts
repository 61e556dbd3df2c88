import { expect, test } from 'vitest'
import { loadConfig } from '../config/load.ts'
import { metricsSettingsOf } from './metrics-settings.ts'

const settingsOf = (text: string, environment: Record<string, string> = {}) =>
  metricsSettingsOf(loadConfig({ files: [{ name: 'config.yaml', text }], environment }))

test('without a section there is the main port alone; a section without a port means 9090', () => {
  expect(settingsOf('{}')?.port).toBeNull()
  expect(settingsOf('metrics: { custom: { prefix: mine } }')).toMatchObject({ port: 9090, prefix: 'mine' })
  expect(settingsOf('metrics: { prometheus: { port: 9191, path: /m } }')).toMatchObject({ port: 9191, path: '/m' })
  expect(settingsOf('{}', { METRICS_PORT: '9192' })?.port).toBe(9192)
})

test.each([
  'metrics: { enabled: false }',
  'metrics: { prometheus: { enabled: false } }',
  'monitoring: { enabled: false }\nmetrics: { prometheus: { port: 1 } }',
])('%s is off', (text) => expect(settingsOf(text)).toBeNull())

test('names of our own may be switched back, and labels with them', () => {
  const written = 'metrics: { custom: { enabled: false, prefix: mine, labels: { region: eu } } }'
  expect(settingsOf(written)).toMatchObject({ prefix: 'proxyapi', labels: {} })
})

test.each([
  ['labels: { le: x }', 'metrics.custom.labels.le'],
  ['labels: { a-b: x }', 'metrics.custom.labels.a-b'],
  ['labels: { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1, h: 1, i: 1 }', 'metrics.custom.labels'],
  ['prefix: 9lives', 'metrics.custom.prefix'],
])('custom %s is a mistake', (written, path) => {
  expect(() => settingsOf(`metrics: { custom: { ${written.replaceAll(': 1', ": '1'")} } }`)).toThrow(path)
})
