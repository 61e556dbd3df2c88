/** `pnpm bench sdk`: what the SDK costs its user, beside the budget of each figure. Times are the least of many rounds. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { operations } from '@proxyapi/contract'
import { createMocks } from '@proxyapi/mocks'
import { ProxyAPI } from '@proxyapi/sdk'
import * as sync from '@proxyapi/sdk/sync'
import { sign, verify, verifySync } from '@proxyapi/sdk/webhooks'
import { start } from '../processes.ts'
import { bundleBytes } from './bundle-bytes.ts'

const root = join(import.meta.dirname, '../../../..')
const runMsMax = 120_000
const run = (command: string, args: string[], cwd = root) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: runMsMax })

export async function benchSdk(): Promise<void> {
  for (const name of ['sdk', 'mocks']) run('pnpm', ['--silent', '--filter', `@proxyapi/${name}`, 'build'])
  console.log(`${cpus()[0]?.model}, Node ${process.version}\n\n| figure | measured | budget |\n|---|---|---|`)
  await sizes()
  coldImport()
  await requests()
  await signatures()
  await mockRoundTrip()
  typeCheck()
}

const row = (figure: string, measured: string, budget: string) => console.log(`| ${figure} | ${measured} | ${budget} |`)
const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`
const microseconds = (ms: number) => `${(ms * 1000).toFixed(0)} µs`

async function sizes(): Promise<void> {
  row('ProxyAPI, gzip', kilobytes(await bundleBytes('ProxyAPI', './index.ts')), '< 15 kB')
  row('DiscoveryClient alone, gzip', kilobytes(await bundleBytes('DiscoveryClient', './index.ts')), '< 8 kB')
  row('verify of /webhooks, gzip', kilobytes(await bundleBytes('verify', './webhooks/index.ts')), '< 3 kB')
  row('SDK unpacked', kilobytes(folderBytes('packages/sdk/dist')), '< 1,000 kB')
  row('mocks unpacked', kilobytes(folderBytes('packages/mocks/dist')), '< 2,000 kB')
}

const folderBytes = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => statSync(join(root, folder, file)))
    .reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0)

/** Each spawn of an import stands beside one of nothing. */
function coldImport(): void {
  const entry = JSON.stringify(join(root, 'packages/sdk/dist/index.js'))
  const spawned = (code: string) => {
    const began = performance.now()
    run(process.execPath, ['--input-type=module', '-e', code])
    return performance.now() - began
  }
  const differences = Array.from({ length: 21 }, () => spawned(`await import(${entry})`) - spawned('')).sort(ascending)
  row('cold import above an empty process', `${differences[10]!.toFixed(1)} ms`, '< 15 ms')
}

const ascending = (a: number, b: number) => a - b

async function requests(): Promise<void> {
  const server = await start([join(import.meta.dirname, 'json-server.ts')], { core: 1 })
  const url = `http://127.0.0.1:${server.firstLine}`
  const options = { baseURL: url, apiKey: 'k', logLevel: 'off' } as const
  const client = new ProxyAPI(options)
  const bare = async () => void (await (await fetch(`${url}/health/live`)).json())
  const [raw, ours] = await leastOf([bare, async () => void (await client.system.live())])
  row('GET above bare fetch', microseconds(ours! - raw!), '< 30 µs')
  const began = performance.now()
  const blocking = new sync.ProxyAPI(options)
  blocking.system.live()
  row('first blocking call', `${(performance.now() - began).toFixed(0)} ms`, '< 250 ms')
  const [blocked] = await leastOf([async () => void blocking.system.live()])
  row('blocking GET above the asynchronous one', microseconds(blocked! - ours!), '< 120 µs')
  blocking.close()
  await server.stop()
}

/** Milliseconds a call, the least of 25 rounds that take turns. */
async function leastOf(calls: readonly (() => Promise<void> | void)[], count = 400): Promise<number[]> {
  const least = calls.map(() => Number.POSITIVE_INFINITY)
  for (let round = 0; round < 25; round++) {
    for (const [i, call] of calls.entries()) {
      const began = performance.now()
      for (let n = 0; n < count; n++) await call()
      least[i] = Math.min(least[i]!, (performance.now() - began) / count)
    }
  }
  return least
}

async function signatures(): Promise<void> {
  const body = JSON.stringify({ id: 'evt_1', event: 'webhook.test', timestamp: '', data: { text: 'x'.repeat(940) } })
  const secrets = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
  const headers = await sign({ id: 'evt_1', timestamp: Math.floor(Date.now() / 1000), body, secrets })
  const given = { headers, body }
  const [blocking, promised] = await leastOf([
    () => void verifySync(given, { secrets }),
    async () => void (await verify(given, { secrets })),
  ])
  row('verifySync of 1 kB', microseconds(blocking!), '< 20 µs')
  row('verify of 1 kB', microseconds(promised!), '< 40 µs')
}

async function mockRoundTrip(): Promise<void> {
  const client = new ProxyAPI({ apiKey: 'k', fetch: createMocks().fetch })
  const [least] = await leastOf([async () => void (await client.user.credits())], 100)
  row('round trip of a mock', microseconds(least!), '< 1,000 µs')
}

/** Every method’s parameters and answer, by the types that are published. */
function typeCheck(): void {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-types-'))
  try {
    symlinkSync(join(root, 'packages/bench/node_modules'), join(folder, 'node_modules'))
    const lines = Object.keys(operations).map(
      (id, n) => `export type A${n} = Answer<'${id}'>\nexport type B${n} = BodyOf<'${id}'>`,
    )
    const entry = JSON.stringify(join(root, 'packages/sdk/dist/index.js'))
    writeFileSync(
      join(folder, 'all.mts'),
      `import { ProxyAPI, type Answer, type BodyOf } from ${entry}\nexport const client = new ProxyAPI()\n${lines.join('\n')}\n`,
    )
    const tsc = join(root, 'node_modules/.bin/tsc')
    const began = performance.now()
    run(
      tsc,
      [
        '--noEmit',
        '--strict',
        '--module',
        'nodenext',
        '--target',
        'es2022',
        '--lib',
        'es2023,dom,dom.iterable',
        'all.mts',
      ],
      folder,
    )
    row('type check of every answer and body', `${((performance.now() - began) / 1000).toFixed(1)} s`, '< 2 s')
  } finally {
    rmSync(folder, { recursive: true })
  }
}
