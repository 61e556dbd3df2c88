/**
 * `pnpm bench realtime`: how long after an event was written its frame arrives, over a real socket. The time of the event
 * is taken before its transaction commits, so the commit is part of the figure. With DATABASE_URL a second server on the
 * same PostgreSQL tells what the first one writes (with REDIS_URL by Redis), else one server does both.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Running, start } from './processes.ts'

const events = Number(process.env.BENCH_EVENTS ?? 2_000)
const pauseMs = 10
const main = join(import.meta.dirname, '../../server/dist/main.js')

interface Frame {
  type: string
  timestamp: string
}

export async function benchRealtime(): Promise<void> {
  const isShared = process.env.DATABASE_URL !== undefined
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-bench-'))
  const servers = [await serverIn(folder)]
  if (isShared) servers.push(await serverIn(folder))
  try {
    const { api_key: key } = JSON.parse(readFileSync(join(folder, 'gpuproxy.db.keys'), 'utf8')) as { api_key: string }
    const [writer, teller] = [portOf(servers[0] as Running), portOf(servers.at(-1) as Running)]
    const waits = await measure(writer, teller, key)
    const wire = process.env.REDIS_URL ? 'Redis' : 'NOTIFY'
    const title = isShared ? `two servers, PostgreSQL, ${wire}` : 'one server, SQLite'
    const at = (share: number) => `${waits[Math.min(waits.length - 1, Math.floor(waits.length * share))]} ms`
    console.log(`Event → frame, ${title}, ${waits.length} events: p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)}`)
  } finally {
    for (const server of servers) await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const serverIn = (folder: string) =>
  start([main, 'dev'], {
    core: 0,
    folder,
    environment: { PROXY_API_PORT: '0', RATE_LIMIT_REQUESTS: '1000000' },
    ready: /listening on/i,
  })

const portOf = ({ firstLine }: Running) => Number(/:(\d+) /.exec(firstLine.slice(firstLine.indexOf('//')))?.[1])

/** Milliseconds from each event to its frame, shortest first. */
async function measure(writer: number, teller: number, key: string): Promise<number[]> {
  const headers = { 'x-api-key': key, 'content-type': 'application/json' }
  const made = await fetch(`http://127.0.0.1:${teller}/api/v1/auth/ws-ticket`, { method: 'POST', headers })
  const { data } = (await made.json()) as { data: { ticket: string } }
  const socket = new WebSocket(`ws://127.0.0.1:${teller}/ws?ticket=${data.ticket}`)
  const waits: number[] = []
  const done = Promise.withResolvers<void>()
  const subscribed = Promise.withResolvers<void>()
  socket.onopen = () => socket.send(JSON.stringify({ type: 'subscribe', channels: ['admin_events'] }))
  socket.onclose = ({ code, reason }) => {
    for (const { reject } of [subscribed, done]) reject(new Error(`the socket was closed with ${code} ${reason}`))
  }
  socket.onmessage = ({ data }) => {
    const { type, timestamp } = JSON.parse(String(data)) as Frame
    if (type === 'subscribed') subscribed.resolve()
    if (type === 'registry_registered') waits.push(Date.now() - Date.parse(timestamp))
    if (waits.length === events) done.resolve()
  }
  // What went wrong with a request is said first.
  done.promise.catch(() => {})
  await subscribed.promise
  for (let n = 0; n < events; n++) {
    const model = {
      model_id: `bench-${n}`,
      model_name: 'bench',
      model_type: 'chat',
      provider: 'bench',
      version: String(n),
    }
    const body = JSON.stringify(model)
    const response = await fetch(`http://127.0.0.1:${writer}/api/v1/registry/models`, { method: 'POST', headers, body })
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
  await done.promise
  socket.onclose = null
  socket.close()
  return waits.sort((a, b) => a - b)
}
