/** `pnpm bench catalog`: what a refresh of a large catalog costs, and how fast a list of it is over HTTP. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { searchCatalog } from '@proxyapi/server/catalog-search'
import { request } from 'undici'
import { load } from './load.ts'
import { cpuMicros, type Running, start } from './processes.ts'
import { quantile } from './search/measure.ts'

const usage = 'usage: pnpm bench catalog --catalog FILE, a file of models.dev'
const rounds = 10
const resolveGoalMs = 200
const listedRows = 600
const connections = 50
const requests = 2_000
const loadedWithinMs = 60_000

export async function benchCatalog(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { catalog: { type: 'string' } } })
  if (values.catalog === undefined) {
    console.error(usage)
    process.exitCode = 2
    return
  }
  const text = readFileSync(values.catalog, 'utf8')
  printRefresh(text)
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-catalog-'))
  try {
    await listOverHttp(folder, text)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  console.log(`Load ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} processors.`)
}

/** Every row is resolved from what the file says and compared with what it was; without a database. */
function printRefresh(text: string): void {
  const catalog = searchCatalog(text, 'models_dev', [], Date.now())
  const resolve = catalog.resolvingAgain()
  const took = Array.from({ length: rounds }, () => {
    const [clock, cpu] = [performance.now(), process.cpuUsage()]
    resolve()
    const { user, system } = process.cpuUsage(cpu)
    return { clock: performance.now() - clock, cpu: (user + system) / 1_000 }
  })
  const [first] = took
  const clocks = took.map(({ clock }) => clock)
  const cpus = took.map(({ cpu }) => cpu)
  console.log(
    `\n| resolve and diff of | first ms | p50 ms | slowest ms | CPU p50 ms | goal ms |\n|---|---|---|---|---|---|`,
  )
  console.log(
    `| ${catalog.rows.length} rows | ${[first?.clock ?? Number.NaN, quantile(clocks, 0.5), quantile(clocks, 1), quantile(cpus, 0.5)].map((ms) => ms.toFixed(0)).join(' | ')} | < ${resolveGoalMs} |`,
  )
}

async function listOverHttp(folder: string, text: string): Promise<void> {
  const file = join(folder, 'models.json')
  writeFileSync(file, JSON.stringify(firstOf(JSON.parse(text) as CatalogFile)))
  const { server, port, headers } = await startServer(folder, file)
  try {
    console.log(
      `\n| listModels over HTTP | rows | requests/s | p50 ms | p99 ms | CPU a request µs | failed |\n|---|---|---|---|---|---|---|`,
    )
    for (const limit of [50, listedRows]) {
      const path = `/api/v1/models?scope=all&limit=${limit}`
      const ask = (of: number) => load({ method: 'GET', port, path, headers, body: '', connections, requests: of })
      await ask(requests / 10)
      const before = cpuMicros(server.pid)
      const { requestsPerSecond, p50Ms, p99Ms, failed } = await ask(requests)
      const cpu = (cpuMicros(server.pid) - before) / requests
      const figures = [requestsPerSecond.toFixed(0), p50Ms.toFixed(1), p99Ms.toFixed(1), cpu.toFixed(0), failed]
      console.log(`| ${connections} connections | ${[limit, ...figures].join(' | ')} |`)
    }
  } finally {
    await server.stop()
  }
}

type CatalogFile = Record<string, { models: Record<string, unknown> }>

/** The first providers of a file with as many models as are listed. */
function firstOf(file: CatalogFile): CatalogFile {
  let left = listedRows
  const cut = Object.entries(file).map(([name, provider]) => {
    const models = Object.entries(provider.models).slice(0, left)
    left -= models.length
    return [name, { ...provider, models: Object.fromEntries(models) }] as const
  })
  return Object.fromEntries(cut.filter(([, { models }]) => Object.keys(models).length > 0))
}

async function startServer(folder: string, catalog: string) {
  const server = createRequire(import.meta.url).resolve('@proxyapi/server/package.json')
  const main = join(server, '../dist/main.js')
  const flags = /^#!.* node (.*)$/m.exec(readFileSync(main, 'utf8'))?.[1]?.split(' ') ?? []
  const config = join(folder, 'config.yaml')
  const database = join(folder, 'bench.db')
  writeFileSync(
    config,
    `server: { port: 0 }
logging: { level: WARNING }
database: { url: '${database}' }
rate_limit: { requests_per_window: 1000000000 }
discovery: { catalogs: [{ format: models_dev, path: '${catalog}' }] }
`,
  )
  const running: Running = await start([...flags, main, 'serve', '--config', config], {
    core: 0,
    folder,
    ready: /listening on/i,
  })
  const url = /http:\/\/[^\s"]+/.exec(running.firstLine)?.[0] ?? ''
  const { api_key } = JSON.parse(readFileSync(`${database}.keys`, 'utf8')) as { api_key: string }
  const headers = { 'x-api-key': api_key }
  await hasRows(url, headers)
  return { server: running, port: Number(new URL(url).port), headers }
}

/** Waits until the catalog of the file is taken over. */
async function hasRows(url: string, headers: Record<string, string>): Promise<void> {
  for (const until = performance.now() + loadedWithinMs; performance.now() < until; ) {
    const { body } = await request(`${url}/api/v1/models?scope=all&limit=1`, { headers })
    const { total } = (await body.json()) as { total: number }
    if (total >= listedRows) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error('The server has not taken the catalog over')
}
