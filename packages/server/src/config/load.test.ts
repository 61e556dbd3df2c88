import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { loadConfig } from './load.ts'
import { ConfigError } from './problem.ts'

const load = (text: string, environment: Record<string, string> = {}) =>
  loadConfig({ files: [{ name: 'config.yaml', text }], environment })
const failure = (text: string, environment: Record<string, string> = {}) => {
  try {
    load(text, environment)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('the configuration was accepted')
}

const provider = (fields: string) => `providers:\n  - name: a\n    type: openai\n    models: [gpt-4]\n${fields}`

describe('the text of a mistake', () => {
  test('is the one that existing users know, with line and column', () => {
    const text =
      'providers:\n  - name: openai\n    type: invalid_provider\n    models: [a]\n  - name: b\n    type: openai\n    models: [a]\n  - name: b\n    type: openai\n    models: [a]\n'
    const { message } = failure(text)
    expect(message).toMatch(/^❌ CONFIGURATION ERROR:\nConfiguration validation failed for config\.yaml:\n/)
    expect(message).toContain(
      "  providers[0].type: 'invalid_provider' is not one of ['openai', 'anthropic', 'azure_openai', ",
    )
    expect(message).toContain('(line 3, column 11)')
    expect(message).toContain('🔧 Please fix the configuration file and restart the application.')
  })

  test.each([
    ['server: { port: abc }', "server.port: 'abc' is not of type"],
    ['server: { port: 70000 }', 'server.port: 70000 is greater than the maximum of 65535'],
    ['providers:\n  - type: openai\n    models: [x]', 'providers[0].name: is a required property'],
    [provider('    models2: 1'), "providers[0].models2: unknown key, did you mean 'models'?"],
    [provider('    fallbck_provider: x'), "unknown key, did you mean 'fallback_provider'?"],
    [provider('    fallback_provider: a'), 'a provider cannot fall back to itself'],
    [provider('    fallback_provider: nobody'), "there is no provider 'nobody'"],
    [provider('    priority: 0'), 'providers[0].priority: 0 is less than the minimum of 1'],
    [provider('    api_key_env: lower'), 'must be the name of an environment variable'],
    ['providers: []\nprovidres: []', "providres: unknown key, did you mean 'providers'?"],
    ['a: 1\na: 2', 'Map keys must be unique'],
    ['server: [', ''],
  ])('%j says what is wrong', (text, message) => {
    expect(failure(text).message).toContain(message)
  })

  test('all mistakes come at once', () => {
    expect(failure('server: { port: x, workers: 0 }\nauth: { api_keys: 5 }').problems).toHaveLength(3)
  })

  test('CF01 alias expansion, depth and size are refused', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
      .split('')
      .map((name, i) => `${name}: &${name} [${`*${'abcdefg'[i]},`.repeat(9)}]`)
      .join('\n')}`
    expect(failure(bomb).message).toContain('alias')
    expect(failure(`x-a: ${'['.repeat(40)}${']'.repeat(40)}`).message).toContain('deeper than 32')
    expect(failure(`x-a: "${'y'.repeat(300_000)}"`).message).toContain('larger than')
  })
})

describe('layers', () => {
  test('environment beats file beats default', () => {
    expect(load('server: { port: 9000 }').config.server).toMatchObject({ port: 9000, host: '127.0.0.1' })
    expect(load('server: { port: 9000 }', { PROXY_API_PORT: '9100', PORT: '9200' }).config.server.port).toBe(9100)
    expect(failure('{}', { PROXY_API_PORT: 'many' }).message).toContain("PROXY_API_PORT: 'many' is not of type")
  })

  test('an overlay changes one field of one provider', () => {
    const base = { name: 'config.yaml', text: provider('    timeout: 30') }
    const overlay = { name: 'config.production.yaml', text: 'providers:\n  - name: a\n    timeout: 45' }
    const { config } = loadConfig({ files: [base, overlay], environment: {} })
    expect(config.providers).toHaveLength(1)
    expect(config.providers[0]).toMatchObject({ name: 'a', timeout: 45, models: ['gpt-4'] })
  })

  test('CF06 variables are put in after parsing, so that a value cannot become structure', () => {
    const { config } = load('app: { name: "${NAME}" }', { NAME: 'x\n  debug: true' })
    expect(config.app).toMatchObject({ name: 'x\n  debug: true', debug: false })
    expect(
      load('app: { name: "${NAME:-fallback}", x-free: "$${kept}" }'.replace(', x-free: "$${kept}"', '')).config.app
        .name,
    ).toBe('fallback')
  })

  test('CF06 a variable that is not set is absent with a warning, but an error in auth.api_keys', () => {
    const { config, warnings } = load('app: { name: "${NOT_SET}" }')
    expect(config.app.name).toBe('LLM Proxy API')
    expect(warnings).toEqual(['Environment variables that are not set: NOT_SET'])
    expect(failure('auth: { api_keys: ["${NOT_SET}"] }').message).toContain(
      "auth.api_keys[0]: Environment variable 'NOT_SET' not found",
    )
  })

  test('the result is frozen', () => {
    const { config } = load('{}')
    expect(() => Object.assign(config.server, { port: 1 })).toThrow(TypeError)
  })
})

const seed = new URL('../../../../../shared/seeds/003_bdef7d92cb4a22dd.txt', import.meta.url)

describe.skipIf(!existsSync(seed))('the files of existing users (needs the seeds beside the checkout)', () => {
  const blocks = existsSync(seed)
    ? [...readFileSync(seed, 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text!)
    : []
  const whole = blocks.filter((text) => /^(app|server|auth|providers|rate_limit|caching|logging):/m.test(text))

  test.each(whole.map((text, i) => [i, text] as const))('block %i loads', (_, text) => {
    const environment = { API_KEY_ENV: 'k'.repeat(40), JWT_SECRET: 's'.repeat(40) }
    // Blocks that change single fields of a provider are overlays: the base names its type and models.
    const names = [...text.matchAll(/^\s*- name: "?([a-z0-9_-]+)"?/gm)].map(([, name]) => name!)
    const base = `providers:\n${names.map((name) => `  - { name: ${name}, type: openai_compatible, base_url: 'http://example.com', models: [x] }`).join('\n')}`
    const files = [
      { name: 'base.yaml', text: names.length > 0 ? base : '{}' },
      { name: 'config.yaml', text },
    ]
    expect(() => loadConfig({ files, environment })).not.toThrow()
  })
})
