import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startApp } from '../../test/app.ts'
import { type Ran, run } from '../../test/shell.ts'
import { createSecrets } from '../identity/secrets.ts'
import { sealedLine } from './sealed-environment.ts'

const encryptionKey = Buffer.alloc(32, 7).toString('base64url')
const staticKey = 'f3a1c8d29be04571a6d2c37e90b85f14'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'proxyapi-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const database = () => join(folder, 'test.db')
const production = () => ({
  ENVIRONMENT: 'production',
  ENCRYPTION_KEY: encryptionKey,
  PROXY_API_PROXY_API_KEYS: staticKey,
  PROXY_API_PORT: '0',
  DATABASE_URL: database(),
})
const serve = (environment: Record<string, string>) => run(folder, ['serve'], environment)
function without(environment: Record<string, string>, name: string): Record<string, string> {
  const { [name]: _, ...rest } = environment
  return rest
}

test('production starts with an encryption key and a static key', async () => {
  const { code, error } = await serve(production())
  expect([code, error]).toEqual([0, expect.not.stringContaining('CONFIGURATION')])
})

describe('Accounts 14: production refuses', () => {
  const canary = 'canary-value-'
  test.each<[string, Record<string, string>, string, string]>([
    ['a short token secret', { JWT_SECRET: canary }, 'JWT_SECRET', 'openssl rand -base64 48'],
    [
      'a known token secret',
      { JWT_SECRET: 'your-secret-key-change-me-in-production!' },
      'JWT_SECRET',
      '32 random bytes',
    ],
    ['one letter again and again', { JWT_SECRET: 's'.repeat(64) }, 'JWT_SECRET', '32 random bytes'],
    ['a short static key', { PROXY_API_PROXY_API_KEYS: 'canary7' }, 'PROXY_API_PROXY_API_KEYS', 'openssl rand -hex 32'],
    [
      'a static key of the documentation',
      { PROXY_API_PROXY_API_KEYS: 'dev-key-123' },
      'PROXY_API_PROXY_API_KEYS',
      'example',
    ],
    [
      'an empty webhook secret',
      { PROXY_API_WEBHOOK_INCOMING_SECRET: '' },
      'PROXY_API_WEBHOOK_INCOMING_SECRET',
      'openssl rand -base64 32',
    ],
    [
      'a short webhook secret',
      { PROXY_API_WEBHOOK_INCOMING_SECRET: canary },
      'PROXY_API_WEBHOOK_INCOMING_SECRET',
      '24 bytes',
    ],
    ['an encryption key of another length', { ENCRYPTION_KEY: 'AAAA' }, 'ENCRYPTION_KEY', '32 bytes'],
  ])('%s, naming the remedy and no value', async (_, change, name, remedy) => {
    const { code, out, error } = await serve({ ...production(), ...change })
    expect(code).toBe(1)
    expect(out).toBe('')
    expect(error).toContain(remedy)
    expect(error).toMatch(new RegExp(`${name}|auth\\.`))
    expect(error).not.toMatch(/canary|change-me|ssss|dev-key-123/)
  })

  test('a missing encryption key: none is made up', async () => {
    const { code, error } = await serve(without(production(), 'ENCRYPTION_KEY'))
    expect([code, error]).toEqual([1, expect.stringContaining('openssl rand -base64 32')])
    expect(() => readFileSync(`${database()}.keys`)).toThrow()
  })

  test('no credential at all', async () => {
    const { code, error } = await serve(without(production(), 'PROXY_API_PROXY_API_KEYS'))
    expect(code).toBe(1)
    expect(error).toContain('Proxy API keys must be configured')
    expect(error).toContain('proxyapi admin create')
  })

  test('all that is wrong at once', async () => {
    const weak = { JWT_SECRET: 'short', PROXY_API_PROXY_API_KEYS: 'dev-key-123' }
    const { error } = await serve({ ...production(), ...weak })
    expect(error).toContain('auth.jwt.secret_key')
    expect(error).toContain('auth.api_keys[0]')
  })
})

test.each([
  ['empty', ''],
  ['unreadable', '["canary-value"'],
])('Accounts 2: %s PROXY_API_PROXY_API_KEYS exits 1 without printing it', async (_, keys) => {
  const { code, out, error } = await serve({ ...production(), PROXY_API_PROXY_API_KEYS: keys })
  expect([code, out]).toEqual([1, ''])
  expect(error).toContain('PROXY_API_PROXY_API_KEYS')
  expect(error).not.toContain('canary')
})

test('another address than loopback asks for a credential and an encryption key, in development too', async () => {
  const open = { PROXY_API_HOST: '0.0.0.0', PROXY_API_PORT: '0', DATABASE_URL: database() }
  expect((await serve(open)).error).toContain('ENCRYPTION_KEY')
  expect((await serve({ ...open, ENCRYPTION_KEY: encryptionKey })).error).toContain('Proxy API keys must be configured')
  expect((await serve({ ...open, ENCRYPTION_KEY: encryptionKey, PROXY_API_PROXY_API_KEYS: staticKey })).code).toBe(0)
})

test('a development server on loopback starts with nothing', async () => {
  const { code } = await serve({ PROXY_API_PORT: '0', DATABASE_URL: database() })
  expect(code).toBe(0)
})

describe('the first administrator', () => {
  const admin = { PROXY_API_ADMIN_EMAIL: 'root@example.com', PROXY_API_ADMIN_PASSWORD: 'correct horse battery' }
  const post = (app: Awaited<ReturnType<typeof startApp>>, path: string, body: object) =>
    app.fetch(`/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  test('of the environment signs in; another one of a later start does not, and no key is asked for any more', async () => {
    const bare = without(production(), 'PROXY_API_PROXY_API_KEYS')
    expect((await serve({ ...bare, ...admin })).code).toBe(0)
    expect((await serve({ ...bare, ...admin, PROXY_API_ADMIN_PASSWORD: 'changed in the environment' })).code).toBe(0)
    expect((await serve({ ...bare, ...admin, PROXY_API_ADMIN_EMAIL: 'second@example.com' })).code).toBe(0)
    expect((await serve(bare)).code).toBe(0)
    const app = await startApp('{}', { database: database() })
    const signIn = async (email: string, password: string) =>
      (await post(app, '/auth/token', { grant_type: 'password', email, password })).status
    expect(await signIn('root@example.com', admin.PROXY_API_ADMIN_PASSWORD)).toBe(200)
    expect(await signIn('root@example.com', 'changed in the environment')).toBe(401)
    expect(await signIn('second@example.com', admin.PROXY_API_ADMIN_PASSWORD)).toBe(401)
    await app.close()
  })

  test.each([
    ['a short password', { ...admin, PROXY_API_ADMIN_PASSWORD: 'canary-pass' }, 'at least 12'],
    ['no password', { PROXY_API_ADMIN_EMAIL: 'root@example.com' }, 'PROXY_API_ADMIN_PASSWORD'],
    ['no email', { PROXY_API_ADMIN_PASSWORD: 'correct horse battery' }, 'PROXY_API_ADMIN_EMAIL'],
  ])('with %s is refused', async (_, given, text) => {
    const { code, error } = await serve({ ...production(), ...given })
    expect([code, error]).toEqual([1, expect.stringContaining(text)])
    expect(error).not.toMatch(/canary|battery/)
  })

  test('`admin create` prints a setup token once; again it prints another, and the former ends', async () => {
    const create = () => run(folder, ['admin', 'create', '--email', 'root@example.com'], production())
    const tokenOf = ({ out }: { out: string }) => /"setup_token":"([^"]+)"/.exec(out)?.[1]
    const [first, second] = [await create(), await create()]
    expect([first.code, second.code]).toEqual([0, 0])
    const app = await startApp('{}', { database: database() })
    const set = async (setup_token: string | undefined) =>
      (await post(app, '/auth/password', { setup_token, password: 'correct horse battery' })).status
    expect(await set(tokenOf(first))).toBe(401)
    expect(await set(tokenOf(second))).toBe(200)
    expect(await set(tokenOf(second))).toBe(401)
    await app.close()
  })

  test.each([[['--email', 'nobody']], [[]]])('`admin create` with %j is refused', async (args) => {
    expect((await run(folder, ['admin', 'create', ...args], production())).code).toBeGreaterThan(0)
  })
})

describe('sealed secrets of the environment', () => {
  const fernet = 'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA=='
  const fernetKey = 'cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4='
  const providers = 'providers:\n  - { name: openai, type: openai, models: ["*"] }\n'

  test('what `secrets encrypt` prints stands for the key, under its own name alone', async () => {
    writeFileSync(join(folder, 'config.yaml'), providers)
    const sealed = await run(folder, ['secrets', 'encrypt', 'OPENAI_API_KEY'], {
      ...production(),
      OPENAI_API_KEY: 'sk-canary',
    })
    expect(sealed.out).toMatch(/^OPENAI_API_KEY_ENCRYPTED=v1\.[0-9a-f]{8}\.[\w-]+\n$/)
    const line = sealed.out.trim().split('=')[1]!
    const started = await serve({ ...production(), OPENAI_API_KEY_ENCRYPTED: line })
    expect([started.code, started.error]).toEqual([0, expect.not.stringContaining('No key is set')])
    const moved = await serve({ ...production(), OPENAI_API_KEY_ENCRYPTED: line, COHERE_API_KEY_ENCRYPTED: line })
    expect([moved.code, moved.error]).toEqual([1, expect.stringContaining('COHERE_API_KEY_ENCRYPTED')])
    expect(`${sealed.error}${started.error}${moved.error}`).not.toContain('canary')
  })

  test('a Fernet token of an older server is read; without its key nothing starts', async () => {
    writeFileSync(join(folder, 'config.yaml'), providers)
    const given = { ...production(), OPENAI_API_KEY_ENCRYPTED: fernet }
    expect((await serve({ ...given, ENCRYPTION_KEY: fernetKey })).code).toBe(0)
    const other = await serve(given)
    expect([other.code, other.error]).toEqual([1, expect.stringContaining('OPENAI_API_KEY_ENCRYPTED')])
    const { code, error } = await serve({
      PROXY_API_PORT: '0',
      DATABASE_URL: database(),
      OPENAI_API_KEY_ENCRYPTED: fernet,
    })
    expect([code, error]).toEqual([1, expect.stringContaining('ENCRYPTION_KEY')])
  })

  test.each([
    ['STRIPE_SECRET_KEY', 'sk_test_0123456789'],
    ['STRIPE_WEBHOOK_SECRET', 'whsec_0123456789abcdefghijklmnop'],
    ['JWT_SECRET', 'canary7'],
    ['PROXY_API_PROXY_API_KEYS', 'canary7'],
    ['PROXY_API_ADMIN_PASSWORD', 'canary7'],
    ['PROXY_API_WEBHOOK_INCOMING_SECRET', 'canary7'],
    ['REDIS_URL', 'canary://7'],
  ])('%s is read sealed as it is read plain, and refused where it does not open', async (name, value) => {
    const base = without(production(), name)
    const line = sealedLine(name, value, createSecrets(encryptionKey)).slice(`${name}_ENCRYPTED=`.length)
    const [plain, given] = [
      await serve({ ...base, [name]: value }),
      await serve({ ...base, [`${name}_ENCRYPTED`]: line }),
    ]
    const timeless = ({ error }: Ran) => error.replaceAll(/"timestamp":"[^"]*"/g, '')
    expect([given.code, timeless(given)]).toEqual([plain.code, timeless(plain)])
    const other = await serve({ ...base, [`${name}_ENCRYPTED`]: line.slice(0, -8) })
    expect([other.code, other.error]).toEqual([1, expect.stringContaining(`${name}_ENCRYPTED`)])
    expect(`${given.error}${other.error}`).not.toContain('canary')
  })

  test('after an exchange of the key the earlier one still opens what is sealed, and `secrets rotate` says what to write', async () => {
    const name = 'OPENAI_API_KEY'
    const newer = Buffer.alloc(32, 8).toString('base64url')
    writeFileSync(join(folder, 'config.yaml'), providers)
    const sealed = await run(folder, ['secrets', 'encrypt', name], { ...production(), [name]: 'sk-canary' })
    const line = sealed.out.trim().slice(`${name}_ENCRYPTED=`.length)
    const rotating = {
      ...production(),
      ENCRYPTION_KEY: newer,
      ENCRYPTION_KEYS_PREVIOUS: encryptionKey,
      [`${name}_ENCRYPTED`]: line,
    }
    expect((await serve(rotating)).error).not.toContain('No key is set')
    const { code, out } = await run(folder, ['secrets', 'rotate'], rotating)
    const [, fresh] = /OPENAI_API_KEY_ENCRYPTED=(\S+)/.exec(out) ?? []
    expect([code, fresh]).toEqual([0, expect.stringMatching(/^v1\./)])
    const rotated = { ...production(), ENCRYPTION_KEY: newer, [`${name}_ENCRYPTED`]: `${fresh}` }
    expect((await serve(rotated)).error).not.toContain('No key is set')
    expect((await run(folder, ['secrets', 'rotate'], rotated)).out).not.toContain('_ENCRYPTED')
  })

  test('a variable of others that only looks like ours is left alone', async () => {
    expect((await serve({ ...production(), BACKUP_ENCRYPTED: 'true' })).code).toBe(0)
  })

  test('what is not set cannot be encrypted', async () => {
    const { code, error } = await run(folder, ['secrets', 'encrypt', 'OPENAI_API_KEY'], production())
    expect([code, error]).toEqual([1, expect.stringContaining('OPENAI_API_KEY')])
  })
})
