/**
 * `pnpm bench gateway`: the bare limit, ours and a peer in one run. The upstream and the load share one core, the gateway
 * under test has the other. Ratios within a run are the claim; absolute figures belong to the machine.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { bare, type Contender, ours, peer } from './contenders.ts'
import { type LoadResult, load } from './load.ts'
import { cpuMicros, rssMegabytes, start } from './processes.ts'

interface Row extends LoadResult {
  cpuMicrosPerRequest: number
}

/** One table: what is asked, and over how many connections. */
interface Scene {
  title: string
  stream: boolean
  connections: number
  requests: number
  /** Requests that each gateway answers before it is measured. */
  warmUp: number
  isTranslated?: true
  isKeyed?: true
}

const rounds = Number(process.env.BENCH_ROUNDS ?? 5)
const requestsPerRound = Number(process.env.BENCH_REQUESTS ?? 4_000)
const warmUp = Number(process.env.BENCH_WARM_UP ?? 20_000)
const soakRequests = 100_000

const whole = { stream: false, connections: 64, requests: requestsPerRound }
const streamed = { stream: true, connections: 64, requests: Math.ceil(requestsPerRound / 4) }

const scenes: readonly Scene[] = [
  { title: 'Whole answers, 64 connections', ...whole, warmUp },
  { title: 'Whole answers, 8 connections', ...whole, connections: 8, warmUp: 0 },
  { title: 'Whole answers, 1 connection', ...whole, connections: 1, requests: whole.requests / 4, warmUp: 0 },
  { title: 'Streams of 64 chunks, 64 connections', ...streamed, warmUp: warmUp / 4 },
  { title: 'Streams of 64 chunks, 1 connection', ...streamed, connections: 1, warmUp: 0 },
  { title: 'Translated, whole, 64 connections', ...whole, warmUp: warmUp / 2, isTranslated: true },
  { title: 'Translated streams, 64 connections', ...streamed, warmUp: warmUp / 8, isTranslated: true },
]

const keyed: Scene = { title: 'Whole answers with keys, 64 connections', ...whole, warmUp: warmUp / 4, isKeyed: true }

export async function benchGateway(args: readonly string[]): Promise<void> {
  const upstream = await start([join(import.meta.dirname, 'upstream.ts')], { core: 1 })
  const target = `http://127.0.0.1:${upstream.firstLine}`
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-bench-'))
  const [limit, own, other] = [await bare(target), await ours(target, folder), await peer(target)]
  const contenders = [limit, own, other]
  try {
    console.log(
      `Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model}), ${rounds} rounds of ${requestsPerRound} requests`,
    )
    for (const scene of scenes) await compare(contenders, scene)
    // The peer has no idempotency keys.
    await compare([limit, own], keyed)
    const memory = contenders.map(
      ({ name, running, idleMegabytes }) =>
        `${name} ${idleMegabytes.toFixed(0)} → ${rssMegabytes(running.pid).toFixed(0)} MB`,
    )
    console.log(`\nRSS idle → after all: ${memory.join(', ')}`)
    if (args.includes('--soak')) await soak(own)
  } finally {
    for (const { running } of contenders) await running.stop()
    await upstream.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(contender: Contender, scene: Scene, requests: number): Promise<Row> {
  const { path, headers, model } = scene.isTranslated ? contender.translated : contender.native
  const before = cpuMicros(contender.running.pid)
  const result = await load({
    port: contender.port,
    path,
    headers,
    body: bodyOf(model, scene.stream),
    connections: scene.connections,
    requests,
    ...(scene.isKeyed && { countedHeader: 'idempotency-key' }),
  })
  return { ...result, cpuMicrosPerRequest: (cpuMicros(contender.running.pid) - before) / requests }
}

const bodyOf = (model: string, stream: boolean) =>
  JSON.stringify({
    model,
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'What is the capital of France? '.repeat(8) },
    ],
    ...(stream && { stream: true }),
  })

/** Rounds are interleaved, so that a busy moment of the machine strikes everyone. */
async function compare(contenders: readonly Contender[], scene: Scene): Promise<void> {
  const rows = new Map<string, Row[]>(contenders.map(({ name }) => [name, []]))
  for (const contender of contenders) if (scene.warmUp > 0) await measure(contender, scene, scene.warmUp)
  for (let round = 0; round < rounds; round++)
    for (const contender of contenders) rows.get(contender.name)?.push(await measure(contender, scene, scene.requests))
  console.log(`\n${scene.title}`)
  print(contenders, rows)
}

/** How fast a request fails says nothing: who failed one has no figures. */
function print(contenders: readonly Contender[], rows: ReadonlyMap<string, Row[]>): void {
  console.log(
    '| gateway | req/s (range) | × limit | p50 ms | p99 ms | first byte p50 ms | CPU µs/request | × limit | failed |\n|---|---|---|---|---|---|---|---|---|',
  )
  const limit = rows.get(contenders[0]?.name ?? '') ?? []
  for (const { name } of contenders) {
    const own = rows.get(name) ?? []
    const failed = own.reduce((sum, row) => sum + row.failed, 0)
    const figures = failed > 0 ? Array.from({ length: 7 }, () => '–') : figuresOf(own, limit)
    console.log(`| ${[name, ...figures, failed].join(' | ')} |`)
  }
}

function figuresOf(own: Row[], limit: Row[]): string[] {
  const rates = own.map(({ requestsPerSecond }) => requestsPerSecond)
  const [rate, cpu] = [median(own, 'requestsPerSecond'), median(own, 'cpuMicrosPerRequest')]
  return [
    `${rate.toFixed(0)} (${Math.min(...rates).toFixed(0)}–${Math.max(...rates).toFixed(0)})`,
    (rate / median(limit, 'requestsPerSecond')).toFixed(2),
    median(own, 'p50Ms').toFixed(3),
    median(own, 'p99Ms').toFixed(2),
    median(own, 'firstP50Ms').toFixed(3),
    cpu.toFixed(0),
    (cpu / median(limit, 'cpuMicrosPerRequest')).toFixed(2),
  ]
}

function median(rows: readonly Row[], field: keyof Row): number {
  const sorted = rows.map((row) => row[field]).sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

async function soak(contender: Contender): Promise<void> {
  const rss = () => `${rssMegabytes(contender.running.pid).toFixed(0)} MB`
  const before = rss()
  await measure(contender, { title: 'Soak', ...whole, warmUp: 0 }, soakRequests)
  const after = rss()
  await new Promise((resolve) => setTimeout(resolve, 60_000))
  console.log(
    `\nSoak: RSS idle ${contender.idleMegabytes.toFixed(0)} MB, before ${before}, after ${soakRequests} requests ${after}, 60 s later ${rss()}`,
  )
}
