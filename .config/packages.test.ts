/** What npm users get: the packed tarballs, installed into empty folders, used under the Nodes of this machine. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createMocks } from '../packages/mocks/src/index.ts'
import { hasChromium } from './chromium.ts'
import { inBrowser, inDeno, inWorkerd, type Site, serveSite } from './runtimes.ts'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'proxyapi-packed-'))
const names = ['sdk', 'mocks', 'simulators', 'server'] as const
const tarball = (name: string) => join(folder, `${name}.tgz`)
const bytesMax: Partial<Record<string, number>> = { sdk: 1_000_000, mocks: 2_000_000 }

/** A blocked test cannot be timed out from within: what it waits for is. */
const runMsMax = 180_000
const run = (command: string, args: readonly string[], cwd: string, timeout = runMsMax) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe', timeout })
const fetchMsMax = 60_000
let hasRuntimes = false

const nodes = [process.execPath, ...olderNodes()].map((path) => ({
  path,
  version: run(path, ['--version'], root).trim(),
}))

/** Those on PATH that are not the workspace's own; an SDK runs from 20 on. */
function olderNodes(): string[] {
  const paths = (process.env.PATH ?? '').split(delimiter).filter((path) => !path.includes('node_modules'))
  const found = paths.flatMap((path) => {
    try {
      const major = Number(run(join(path, 'node'), ['-p', 'parseInt(process.versions.node)'], root))
      return major >= 20 && major < 26 ? [join(path, 'node')] : []
    } catch {
      // No node in this folder.
      return []
    }
  })
  return [...new Set(found)].slice(0, 1)
}

beforeAll(() => {
  run('pnpm', ['-r', 'build'], root)
  for (const name of names) run('pnpm', ['pack', '--out', tarball(name)], join(root, 'packages', name))
  writeFileSync(join(folder, 'package.json'), '{ "name": "user", "private": true }\n')
  const packed = names.map((name) => `file:${tarball(name)}`)
  const add = ['add', '--prefer-offline', '--ignore-workspace', '--ignore-scripts']
  run('pnpm', [...add, 'msw@3.0.5', ...packed], folder)
  try {
    // An alias, since pnpm takes the plain name for a runtime that it fetches from elsewhere.
    run('pnpm', [...add, 'deno-of-npm@npm:deno@2.9.6', 'workerd@1.20260730.1'], folder, fetchMsMax)
    hasRuntimes = true
  } catch {
    // They are not part of the lockfile: a machine without a registry does without them.
  }
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.for(names)('the tarball of %s', (name) => {
  const installed = join(folder, 'node_modules/@proxyapi', name)

  test('is found without fault by publint and by the checker of types', () => {
    run(join(root, 'node_modules/.bin/publint'), ['--strict', tarball(name)], root)
    if (name === 'server') return
    const profile = name === 'sdk' ? ['--profile', 'node16'] : ['--profile', 'esm-only']
    const entries = name === 'sdk' ? ['--exclude-entrypoints', './sync-worker'] : []
    run(join(root, 'node_modules/.bin/attw'), [tarball(name), ...profile, ...entries], root)
  })

  test('holds what is built and no more, and names no package that is not published', () => {
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' }).filter(
      (file) => !file.includes('node_modules'),
    )
    expect(files.filter((file) => /\.map$|\.test\.|(?<!\.d)\.ts$/.test(file))).toEqual([])
    const text = files
      .filter((file) => /\.(js|cjs|ts|cts)$/.test(file))
      .map((file) => readFileSync(join(installed, file)))
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { dependencies?: object }
    expect(JSON.stringify(manifest.dependencies ?? {})).not.toMatch(/workspace:|catalog:|@proxyapi/)
    expect(text.join('\n')).not.toMatch(/from ['"](\.\.\/|@proxyapi\/(contract|providers|clouds))/)
    const bytes = text.reduce((sum, { length }) => sum + length, 0)
    expect(bytes).toBeLessThan(bytesMax[name] ?? Number.POSITIVE_INFINITY)
  })
})

test('the SDK has one dependency', () => {
  const file = join(folder, 'node_modules/@proxyapi/sdk/package.json')
  const { dependencies } = JSON.parse(readFileSync(file, 'utf8')) as { dependencies: object }
  expect(Object.keys(dependencies)).toEqual(['openapi-fetch'])
})

const importsAll = `
const { ProxyAPI } = await import('@proxyapi/sdk'), { verify } = await import('@proxyapi/sdk/webhooks')
const sync = await import('@proxyapi/sdk/sync')
console.log(typeof ProxyAPI, typeof verify, typeof sync.ProxyAPI)`
const requiresAll = `
const { ProxyAPI } = require('@proxyapi/sdk'), { verify } = require('@proxyapi/sdk/webhooks')
const sync = require('@proxyapi/sdk/sync')
console.log(typeof ProxyAPI, typeof verify, typeof sync.ProxyAPI)`

/** One chat by the async client and one list by the blocking one, whose worker is a file of the package. */
const usesAll = `
const main = async ({ ProxyAPI }, sync) => {
  const chat = { model: 'openai/gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] }
  const answer = await new ProxyAPI().chat.completions.create(chat)
  const blocking = new sync.ProxyAPI()
  console.log(answer.choices[0].message.role, blocking.models.list({ limit: 1 }).length)
  blocking.close()
}`

describe.for(nodes)('Node $version', ({ path }) => {
  test('imports and requires every entry of the SDK', () => {
    const [esm, cjs] = [join(folder, 'all.mjs'), join(folder, 'all.cjs')]
    writeFileSync(esm, importsAll)
    writeFileSync(cjs, requiresAll)
    for (const file of [esm, cjs]) expect(run(path, [file], folder)).toBe('function function function\n')
  })
})

/** A list, a stream, a webhook without node:crypto, and the blocking client where threads are. */
const exercise = `
import { ProxyAPI } from '@proxyapi/sdk'
import * as sync from '@proxyapi/sdk/sync'
import { sign, verify } from '@proxyapi/sdk/webhooks'
async function main(baseURL) {
  const client = new ProxyAPI({ baseURL, token: () => 't' })
  const offers = await client.gpu.list()
  const chat = { model: 'openai/gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }], stream: true }
  const folded = await (await client.chat.completions.create(chat)).final()
  const refused = await client.models.list({ limit: 0 }).catch(({ name, code }) => [name, code])
  const body = JSON.stringify({ id: 'evt_1', event: 'instance.ready', timestamp: '2026-11-20T10:30:00Z', data: {} })
  const secrets = 'whsec_' + btoa('a secret of twenty-four bytes')
  const headers = await sign({ id: 'evt_1', timestamp: Math.floor(Date.now() / 1000), body, secrets })
  const { event } = await verify({ headers, body }, { secrets })
  let blocking = 'runs'
  try {
    new sync.ProxyAPI({ baseURL, token: 't' }).close()
  } catch (error) {
    blocking = error.code
  }
  await client.close()
  return [offers.length > 0, folded.object, refused, event, blocking]
}`
const outcome = [true, 'chat.completion', ['BadRequestError', 'INVALID_REQUEST'], 'instance.ready']

describe('the packed SDK beyond Node', () => {
  const { fetch: mocked } = createMocks()
  let site: Site
  beforeAll(async () => {
    site = await serveSite(mocked)
  })
  afterAll(() => site?.close())

  test('Deno runs it as it is', async ({ skip }) => {
    skip(!hasRuntimes, 'deno cannot be fetched here')
    expect(await inDeno(folder, exercise, site.url)).toEqual([...outcome, 'runs'])
  })

  test('workerd runs a bundle of it', async ({ skip }) => {
    skip(!hasRuntimes, 'workerd cannot be fetched here')
    expect(await inWorkerd(folder, exercise, site.url)).toEqual([...outcome, 'CONFIGURATION'])
  })

  test.skipIf(!hasChromium)('a browser runs a bundle of it (needs chromium)', async () => {
    expect(await inBrowser(folder, exercise, mocked)).toEqual([...outcome, 'CONFIGURATION'])
  })
})

test('mocks and simulators are imported', () => {
  const file = join(folder, 'mocks.mjs')
  writeFileSync(
    file,
    `import { createMocks } from '@proxyapi/mocks'
import { simulateAll } from '@proxyapi/simulators'
import { ProxyAPI } from '@proxyapi/sdk'
const offers = await new ProxyAPI({ apiKey: 'pxk_test', fetch: createMocks().fetch }).gpu.list()
console.log(offers.length > 0, typeof simulateAll)`,
  )
  expect(run(process.execPath, [file], folder)).toBe('true function\n')
})

const command = join(folder, 'node_modules/.bin/proxyapi')

/** The installed command, once it listens on a port of its own. */
async function started(verb: 'dev' | 'serve') {
  writeFileSync(join(folder, 'config.yaml'), 'server: { port: 0 }\n')
  const env = { PATH: process.env.PATH }
  const server = spawn(command, [verb], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((resolve) => server.once('exit', resolve))
  onTestFinished(() => void server.kill('SIGKILL'))
  const url = await new Promise<string>((resolve, reject) => {
    let text = ''
    server.stdout.on('data', (bytes) => {
      text += String(bytes)
      const found = /listening on (\S+)/.exec(text)?.[1]
      if (found) resolve(found)
    })
    server.once('exit', (code) => reject(new Error(`proxyapi ${verb} ended with ${code}`)))
  })
  const stop = () => {
    server.kill()
    return ended
  }
  return { url, pid: server.pid, stop }
}

describe('the command', () => {
  test('tells its use', () => {
    expect(run(command, ['--help'], folder)).toMatch(/serve.*\n.*dev/)
  })

  test('dev answers the packed SDK, and its page, document and assets are found', { timeout: 120_000 }, async () => {
    const { url, stop } = await started('dev')
    try {
      for (const page of ['/docs', '/docs/swagger-ui.css', '/openapi.json']) {
        expect((await fetch(url + page)).status, page).toBe(200)
      }
      const { api_key } = JSON.parse(readFileSync(join(folder, 'gpuproxy.db.keys'), 'utf8')) as { api_key: string }
      const env = { PATH: process.env.PATH, PROXY_API_BASE_URL: url, PROXY_API_KEY: api_key }
      const [esm, cjs] = [join(folder, 'use.mjs'), join(folder, 'use.cjs')]
      writeFileSync(esm, `${usesAll}\nawait main(await import('@proxyapi/sdk'), await import('@proxyapi/sdk/sync'))`)
      writeFileSync(cjs, `${usesAll}\nmain(require('@proxyapi/sdk'), require('@proxyapi/sdk/sync'))`)
      for (const { path } of nodes) {
        for (const file of [esm, cjs]) {
          expect(execFileSync(path, [file], { cwd: folder, env, encoding: 'utf8', timeout: 60_000 })).toBe(
            'assistant 1\n',
          )
        }
      }
    } finally {
      await stop()
    }
  })

  test('the image’s own commands start a healthy server in a folder laid out as its own, and end it', async () => {
    const dockerfile = readFileSync(join(root, 'examples/deploy/Dockerfile'), 'utf8')
    const command = (name: string) =>
      JSON.parse(new RegExp(`^${name} (\\[.*\\])`, 'm').exec(dockerfile)?.[1] ?? '') as string[]
    const [node, ...entry] = command('ENTRYPOINT')
    const [checkNode, ...check] = command('HEALTHCHECK .*CMD')
    expect([node, checkNode]).toEqual(['node', 'node'])
    const cwd = join(folder, 'node_modules/@proxyapi/server')
    const env = {
      ...{ PATH: process.env.PATH, NODE_ENV: 'production', ENVIRONMENT: 'production', HOST: '127.0.0.1', PORT: '0' },
      PROXY_API_CONFIG_FILE: join(root, 'examples/deploy/config/config.yaml'),
      DATABASE_URL: join(folder, 'image.db'),
      ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64url'),
      PROXY_API_PROXY_API_KEYS: '0123456789abcdef'.repeat(2),
    }
    const server = spawn(process.execPath, [...entry, ...command('CMD')], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    onTestFinished(() => void server.kill('SIGKILL'))
    const ended = new Promise((resolve) => server.once('exit', resolve))
    let text = ''
    for await (const bytes of server.stdout) {
      text += String(bytes)
      const url = /listening on (\S+)/.exec(text)?.[1]
      if (url === undefined) continue
      expect(execFileSync(process.execPath, [...check, '--url', url], { cwd, encoding: 'utf8', timeout: 60_000 })).toBe(
        'ready\n',
      )
      server.kill('SIGTERM')
    }
    expect(await ended).toBe(0)
  }, 60_000)

  test.runIf(process.platform === 'linux')('serve, idle on SQLite, takes less than 120 MB', async () => {
    const { pid, stop } = await started('serve')
    try {
      const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
      expect(kilobytes / 1024).toBeLessThan(120)
    } finally {
      await stop()
    }
  })
})
