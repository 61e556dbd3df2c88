import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareConfigs } from './compare.ts'
import { loadConfig } from './load.ts'

const config = (text: string) => loadConfig({ files: [{ name: 'config.yaml', text }], environment: {} }).config
const compare = (running: string, read: string) => compareConfigs(config(running), config(read))
const row = (name: string, fields = '') => `{ name: ${name}, type: openai, models: [gpt-4]${fields} }`

describe('what a new configuration changes', () => {
  test.each([
    ['server: { client_timeout: 5s }', ['server.client_timeout']],
    ['rate_limit: { ip_limits: { whitelist: [10.0.0.0/8] } }', ['rate_limit.ip_limits.whitelist']],
    ['auth: { api_keys: [aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa] }', ['auth.api_keys']],
    ["model_overrides: { 'gpt-4.1': { timeout: 3 } }", ['model_overrides[gpt-4.1].timeout']],
    ['model_aliases: { fast: openai/gpt-4 }', ['model_aliases.fast']],
  ])('%s takes effect', (text, applied) => {
    const { applied: found, needsRestart, config: merged } = compare('{}', text)
    expect(found).toEqual(applied)
    expect(needsRestart).toEqual([])
    expect(merged).toEqual(config(text))
  })

  test.each([
    ['server: { port: 9000 }', ['server.port']],
    ['server: { ssl: { certfile: a.pem, keyfile: b.pem } }', ['server.ssl.certfile', 'server.ssl.keyfile']],
    ['auth: { jwt: { expiration_hours: 5 } }', ['auth.jwt.expiration_hours']],
    ['redis: { url: "redis://127.0.0.1" }', ['redis.url']],
  ])('%s waits for a restart, and what runs stays', (text, waiting) => {
    const running = config('{}')
    const { applied, needsRestart, config: merged } = compareConfigs(running, config(text))
    expect(applied).toEqual([])
    expect(needsRestart.toSorted()).toEqual(waiting)
    expect(merged).toEqual(running)
  })

  test('one reading may hold both kinds; what waits is told again by the next one', () => {
    const first = compare('{}', 'server: { port: 9000, client_timeout: 5s }')
    expect(first).toMatchObject({ applied: ['server.client_timeout'], needsRestart: ['server.port'] })
    const next = compareConfigs(first.config, config('server: { port: 9000 }'))
    expect(next).toMatchObject({ applied: ['server.client_timeout'], needsRestart: ['server.port'] })
    expect(next.config).toEqual(config('{}'))
  })

  test('what was taken out is gone', () => {
    const { config: merged, applied } = compare(
      'model_aliases: { a: openai/x }\nmodel_overrides: { b: { timeout: 3 } }',
      '{}',
    )
    expect(merged).toEqual(config('{}'))
    expect(applied).toContain('model_aliases.a')
  })
})

describe('providers are compared by name', () => {
  test('one field of one that has moved is one path', () => {
    const read = `providers: [${row('b', ', timeout: 5, priority: 1')}, ${row('a', ', priority: 2')}]`
    const running = `providers: [${row('a', ', priority: 2')}, ${row('b', ', priority: 1')}]`
    expect(compare(running, read).applied).toEqual(['providers[b].timeout', 'providers'])
  })

  test('one that came and one that went', () => {
    const { applied, config: merged } = compare(`providers: [${row('a')}]`, `providers: [${row('b')}]`)
    expect(applied).toEqual(['providers[a]', 'providers[b]'])
    expect(merged.providers.map(({ name }) => name)).toEqual(['b'])
  })

  test('a name that looks like an index is a name', () => {
    expect(compare(`providers: [${row('0a')}]`, `providers: [${row('0a', ', timeout: 5')}]`).applied).toEqual([
      'providers[0a].timeout',
    ])
  })
})

describe('whatever is read', () => {
  const texts = fc.record({
    app: fc.record({ debug: fc.boolean(), name: fc.constantFrom('a', 'b') }),
    server: fc.record({ port: fc.integer({ min: 1, max: 4 }), client_timeout: fc.integer({ min: 1, max: 3 }) }),
    max_attempts: fc.integer({ min: 1, max: 3 }),
    model_aliases: fc.dictionary(fc.constantFrom('x', 'y.z'), fc.constantFrom('openai/a', 'openai/b')),
    providers: fc
      .uniqueArray(fc.constantFrom('one', 'two', 'three'), { maxLength: 3 })
      .map((names) => names.map((name) => ({ name, type: 'openai', models: ['m'], timeout: name.length }))),
  })
  const loaded = texts.map((value) => config(JSON.stringify(value)))

  test('it is told exactly where it differs, and then the same reading differs only in what waits', () => {
    fc.assert(
      fc.property(loaded, loaded, (running, read) => {
        const { applied, needsRestart, config: merged } = compareConfigs(running, read)
        expect(applied.length + needsRestart.length === 0).toBe(isDeepStrictEqual(running, read))
        const again = compareConfigs(merged, read)
        expect(again.applied).toEqual([])
        expect(again.needsRestart).toEqual(needsRestart)
        expect(again.config).toEqual(merged)
        expect(merged.server.port).toBe(running.server.port)
        expect(merged.server.client_timeout).toBe(read.server.client_timeout)
        expect(merged.providers).toEqual(read.providers)
        expect(merged.model_aliases).toEqual(read.model_aliases)
      }),
    )
  })

  test('what did not change is the same object', () => {
    const running = config('rate_limit: { requests_per_window: 5 }')
    const { config: merged } = compareConfigs(
      running,
      config('rate_limit: { requests_per_window: 5 }\nmax_attempts: 2'),
    )
    expect(merged.rate_limit).toBe(running.rate_limit)
    expect(Object.isFrozen(merged)).toBe(true)
  })
})
