import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { run } from '../../test/shell.ts'

function folderOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-config-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

describe('config show', () => {
  test('Operations 3: names where each key comes from: a variable, a line of a file, an overlay, or the default', async () => {
    const folder = folderOf({
      'config.yaml':
        'server:\n  port: 9000\n  drain_timeout: 5s\nproviders:\n  - { name: a, type: openai, models: [x] }\n  - name: b\n    type: openai\n    models: [x]\n    timeout: 30\n',
      'config.staging.yaml': 'providers:\n  - name: b\n    timeout: 45\n',
      '.env': 'PROXY_API_COMPUTE__MARGIN_PERCENT=5\n',
    })
    const { code, out } = await run(folder, ['config', 'show'], { ENVIRONMENT: 'staging', PORT: '9100' })
    expect(code).toBe(0)
    const lines = out.split('\n')
    expect(lines).toContain('server.port: 9100  # env:PORT')
    expect(lines).toContain('server.drain_timeout: 5000  # config.yaml:3')
    expect(lines).toContain('server.host: "127.0.0.1"  # default')
    expect(lines).toContain('providers[b].timeout: 45  # config.staging.yaml:3')
    expect(lines).toContain('providers[b].models: ["x"]  # config.yaml:8')
    expect(lines).toContain('compute.margin_percent: 5  # env:PROXY_API_COMPUTE__MARGIN_PERCENT')
  })

  test('Operations 3: no secret is printed, in no form', async () => {
    const canary = (n: number) => `canary-${n}-of-a-secret-that-nobody-sees`
    const folder = folderOf({
      'config.yaml': `
auth:
  api_keys: ['${canary(1)}', { key: '${canary(2)}', role: admin }]
  jwt: { secret_key: '${canary(3)}', previous_secret_keys: ['${canary(4)}'] }
  oauth2: { client_secret: '${canary(5)}' }
database: { url: 'postgresql://me:${canary(6)}@db/x' }
redis: { url: 'redis://:${canary(7)}@cache' }
webhooks: { incoming: [{ name: one, secret: '${canary(8)}' }] }
telemetry:
  jaeger: { password: '${canary(9)}' }
  otlp: { headers: { authorization: 'Bearer ${canary(10)}' } }
providers: [{ name: a, type: openai, models: [x], headers: { x-own: '${canary(11)}' } }]
`,
    })
    for (const form of [[], ['--json']]) {
      const { code, out, error } = await run(folder, ['config', 'show', ...form])
      expect(code).toBe(0)
      expect(`${out}${error}`).not.toContain('canary-')
      expect(out).toContain('auth.jwt.secret_key')
    }
  })

  test('what was hidden cannot be written back', async () => {
    const folder = folderOf({ 'config.yaml': "auth: { api_keys: ['***'] }" })
    const { code, error } = await run(folder, ['config', 'validate'])
    expect(code).toBe(1)
    expect(error).toContain('auth.api_keys[0]: *** stands for a secret; write it  (line 1, column 20)')
  })
})

describe('config validate', () => {
  test('--json: every mistake with path, line, column and file', async () => {
    const folder = folderOf({ 'config.yaml': 'server:\n  port: many\nprovidres: []\n' })
    const { code, out } = await run(folder, ['config', 'validate', '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(out)).toEqual({
      valid: false,
      warnings: [],
      errors: [
        expect.objectContaining({ path: 'server.port', line: 2, column: 9, source: 'config.yaml' }),
        expect.objectContaining({ path: 'providres', message: expect.stringContaining("did you mean 'providers'?") }),
      ],
    })
  })

  test('a mistake of a provider is placed in the file that wrote it, wherever its row stands there', async () => {
    const folder = folderOf({
      'config.yaml':
        'providers:\n  - { name: a, type: openai, models: [x] }\n  - { name: b, type: openai, models: [x] }\n',
      'config.dev.yaml': 'providers:\n  - name: b\n    timeout: soon\n',
    })
    const { out } = await run(folder, ['config', 'validate', '--json'])
    expect(JSON.parse(out).errors).toEqual([
      expect.objectContaining({ path: 'providers[1].timeout', line: 3, column: 14, source: 'config.dev.yaml' }),
    ])
  })
})

describe('config init', () => {
  test('writes a row for each provider whose key is set, and never over a file', async () => {
    const folder = folderOf({})
    const keys = { OPENAI_API_KEY: 'k', ANTHROPIC_API_KEY: 'k' }
    expect(await run(folder, ['config', 'init'], keys)).toMatchObject({ code: 0 })
    const path = join(folder, 'config.yaml')
    expect(readFileSync(path, 'utf8')).toMatch(/name: openai[\s\S]*name: anthropic/)
    expect(statSync(path).mode & 0o077).toBe(0)
    expect(await run(folder, ['config', 'validate'], keys)).toMatchObject({ code: 0 })
    writeFileSync(path, 'app: { name: mine }')
    expect((await run(folder, ['config', 'init'], keys)).code).toBe(1)
    expect(readFileSync(path, 'utf8')).toBe('app: { name: mine }')
  })

  test('without a file the same rows run; one that is written is all there is', async () => {
    const folder = folderOf({})
    const keys = { OPENAI_API_KEY: 'k' }
    const providers = async () => {
      const { out } = await run(folder, ['config', 'show', '--json'], keys)
      return (JSON.parse(out) as { key: string }[]).flatMap(
        ({ key }) => /^providers\[(.*)\]\.name$/.exec(key)?.[1] ?? [],
      )
    }
    expect(await providers()).toEqual(['openai'])
    writeFileSync(join(folder, 'config.yaml'), 'providers: [{ name: own, type: ollama, models: [x] }]')
    expect(await providers()).toEqual(['own'])
    expect(existsSync(join(folder, 'gpuproxy.db'))).toBe(false)
  })
})

test('config schema: what is written in the docs is what is checked', async () => {
  const { code, out } = await run(folderOf({}), ['config', 'schema'])
  expect(code).toBe(0)
  const schema = JSON.parse(out) as { properties: { server: { properties: { port: object } } } }
  expect(schema.properties.server.properties.port).toEqual({ type: 'integer', minimum: 0, maximum: 65535 })
})

test('Operations 1: serve with the broken example of existing users prints their text with positions, and exits 1', async () => {
  const folder = folderOf({
    'config.yaml':
      'providers:\n  - name: openai\n    type: invalid_provider\n    models: [gpt-4]\n  - name: openai\n    type: openai\n    models: [gpt-4]\n',
  })
  const { code, error } = await run(folder, ['serve'])
  expect(code).toBe(1)
  const lines = error.split('\n')
  expect(lines[0]).toBe('❌ CONFIGURATION ERROR:')
  expect(lines[1]).toBe('Configuration validation failed for config.yaml:')
  expect(lines[2]).toMatch(
    /^ {2}providers\[0\]\.type: 'invalid_provider' is not one of \['openai', 'anthropic', 'azure_openai', .*\] {2}\(line 3, column 11\)$/,
  )
  expect(lines[3]).toBe('  providers[1].name: Provider names must be unique  (line 5, column 11)')
  expect(lines[5]).toBe('🔧 Please fix the configuration file and restart the application.')
  expect(existsSync(join(folder, 'gpuproxy.db'))).toBe(false)
})
