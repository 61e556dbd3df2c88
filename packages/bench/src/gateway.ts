/**
 * `pnpm bench gateway`: the bare limit, ours and a peer in one run. The upstream and the load share one core, the gateway
 * under test has the other. Ratios within a run are the claim; absolute figures belong to the machine.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type LoadResult, load } from './load.ts'
import { cpuMicros, type Running, rssMegabytes, start } from './processes.ts'

interface Contender {
  name: string
  running: Running
  port: number
  headers: Record<string, string>
  model: string
}

interface Row extends LoadResult {
  cpuMicrosPerRequest: number
}

const here = import.meta.dirname
const rounds = Number(process.env.BENCH_ROUNDS ?? 5)
const requestsPerRound = Number(process.env.BENCH_REQUESTS ?? 4_000)

export async function benchGateway(args: readonly string[]): Promise<void> {
  const upstream = await start([join(here, 'upstream.ts')], { core: 1 })
  const target = `http://127.0.0.1:${upstream.firstLine}`
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-bench-'))
  const contenders = [await bare(target), await ours(target, folder), await peer(target)]
  try {
    console.log(
      `Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model}), ${rounds} rounds of ${requestsPerRound} requests\n`,
    )
    for (const stream of [false, true]) await compare(contenders, stream)
    await addedLatency(contenders)
    console.log(
      `\nRSS after all: ${contenders.map(({ name, running }) => `${name} ${rssMegabytes(running.pid).toFixed(0)} MB`).join(', ')}`,
    )
    if (args.includes('--soak')) await soak(contenders[1]!)
  } finally {
    for (const { running } of contenders) await running.stop()
    await upstream.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const bodyOf = ({ model }: Contender, stream: boolean) =>
  JSON.stringify({
    model,
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'What is the capital of France? '.repeat(8) },
    ],
    ...(stream && { stream: true }),
  })

async function measure(contender: Contender, stream: boolean, connections: number, requests: number): Promise<Row> {
  const before = cpuMicros(contender.running.pid)
  const result = await load({
    port: contender.port,
    path: '/v1/chat/completions',
    headers: contender.headers,
    body: bodyOf(contender, stream),
    connections,
    requests,
  })
  return { ...result, cpuMicrosPerRequest: (cpuMicros(contender.running.pid) - before) / requests }
}

async function compare(contenders: Contender[], stream: boolean): Promise<void> {
  const requests = stream ? Math.ceil(requestsPerRound / 4) : requestsPerRound
  const rows = new Map<string, Row[]>(contenders.map(({ name }) => [name, []]))
  for (const contender of contenders) await measure(contender, stream, 64, Math.ceil(requests / 2))
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) rows.get(contender.name)!.push(await measure(contender, stream, 64, requests))
  }
  console.log(stream ? '\nStreams of 64 chunks, 64 connections' : 'Whole answers, 64 connections')
  print(contenders, rows)
}

/** How fast a request fails says nothing: who failed one has no figures. */
function print(contenders: Contender[], rows: Map<string, Row[]>): void {
  const limit = median(rows.get(contenders[0]!.name)!, 'requestsPerSecond')
  console.log(
    '| gateway | req/s (range) | × limit | p50 ms | p99 ms | CPU µs/request | failed |\n|---|---|---|---|---|---|---|',
  )
  for (const { name } of contenders) {
    const own = rows.get(name)!
    const rate = own.map(({ requestsPerSecond }) => requestsPerSecond).sort((a, b) => a - b)
    const rates = `${median(own, 'requestsPerSecond').toFixed(0)} (${rate[0]!.toFixed(0)}–${rate.at(-1)!.toFixed(0)})`
    const failed = own.reduce((sum, row) => sum + row.failed, 0)
    if (failed > 0) {
      console.log(`| ${name} | – | – | – | – | – | ${failed} |`)
      continue
    }
    console.log(
      `| ${name} | ${rates} | ${(median(own, 'requestsPerSecond') / limit).toFixed(2)} | ${median(own, 'p50Ms').toFixed(2)} | ${median(own, 'p99Ms').toFixed(2)} | ${median(own, 'cpuMicrosPerRequest').toFixed(0)} | ${failed} |`,
    )
  }
}

function median(rows: Row[], field: keyof Row): number {
  const sorted = rows.map((row) => row[field]).sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}

async function addedLatency(contenders: Contender[]): Promise<void> {
  console.log('\nOne connection, whole answers\n| gateway | p50 ms | p99 ms | CPU µs/request |\n|---|---|---|---|')
  for (const contender of contenders) {
    const row = await measure(contender, false, 1, 1_000)
    console.log(
      `| ${contender.name} | ${row.p50Ms.toFixed(3)} | ${row.p99Ms.toFixed(3)} | ${row.cpuMicrosPerRequest.toFixed(0)} |`,
    )
  }
}

async function soak(contender: Contender): Promise<void> {
  const before = rssMegabytes(contender.running.pid)
  await measure(contender, false, 64, 100_000)
  const after = rssMegabytes(contender.running.pid)
  await new Promise((resolve) => setTimeout(resolve, 60_000))
  console.log(
    `\nSoak, 100,000 requests: RSS ${before.toFixed(0)} → ${after.toFixed(0)} MB, 60 s later ${rssMegabytes(contender.running.pid).toFixed(0)} MB`,
  )
}

async function bare(target: string): Promise<Contender> {
  const running = await start([join(here, 'bare.ts'), target], { core: 0 })
  return {
    name: 'limit: node:http + undici',
    running,
    port: Number(running.firstLine),
    headers: {},
    model: 'gpt-4o-mini',
  }
}

/** Governed: key, permission, routing, metering into the ledger, request log; a prepaid account. */
async function ours(target: string, folder: string): Promise<Contender> {
  const config = join(folder, 'config.yaml')
  writeFileSync(
    config,
    `server: { port: 0 }\nlogging: { level: WARNING }\ndatabase: { url: '${join(folder, 'bench.db')}' }\negress: { allow: ['${new URL(target).host}'] }\nproviders:\n  - { name: openai, type: openai, base_url: '${target}/v1', models: ['*'], priority: 1 }\n`,
  )
  const main = join(here, '../../server/src/main.ts')
  const running = await start([main, 'serve', '--config', config], {
    core: 0,
    environment: { OPENAI_API_KEY: 'sk-bench' },
    ready: /listening on/i,
  })
  const port = Number(/:(\d+)/.exec(running.firstLine.slice(running.firstLine.indexOf('http') + 6))?.[1])
  const { api_key } = JSON.parse(readFileSync(join(folder, 'bench.db.keys'), 'utf8')) as { api_key: string }
  return { name: 'ours, governed', running, port, headers: { 'x-api-key': api_key }, model: 'openai/gpt-4o-mini' }
}

async function peer(target: string): Promise<Contender> {
  const entry = createRequire(import.meta.url)
    .resolve('@portkey-ai/gateway/package.json')
    .replace('package.json', 'build/start-server.js')
  const port = 8_700 + (process.pid % 1_000)
  const running = await start([entry, `--port=${port}`, '--headless'], { core: 0, ready: /running|ready|http/i })
  const headers = {
    'x-portkey-provider': 'openai',
    'x-portkey-custom-host': `${target}/v1`,
    authorization: 'Bearer sk-bench',
  }
  return { name: 'peer: @portkey-ai/gateway', running, port, headers, model: 'gpt-4o-mini' }
}
