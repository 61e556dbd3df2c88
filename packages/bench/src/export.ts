/** `pnpm bench export`: an account with a million movements is exported; how much memory that takes of the server. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { parseArgs } from 'node:util'
import { request } from 'undici'
import { type Running, rssMegabytes, start } from './processes.ts'

const limitMegabytes = 64
const sampleEveryMs = 20
/** As the command has them. */
const flags = ['--max-semi-space-size=32', '--min-semi-space-size=16', '--expose-gc']
const formats = ['json', 'ndjson', 'csv'] as const

export async function benchExport(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { rows: { type: 'string', default: '1000000' } } })
  const rows = Number(values.rows)
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-export-'))
  try {
    const first = await startServer(folder)
    await first.stop()
    fill(join(folder, 'gpuproxy.db'), rows)
    console.log(
      `| format | run | rows | MB | seconds | RSS before | most RSS | growth (goal ≤ ${limitMegabytes} MB) |\n|---|---|---|---|---|---|---|---|`,
    )
    for (const format of formats) await measure(folder, format, rows)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const startServer = (folder: string): Promise<Running> => {
  const server = createRequire(import.meta.url).resolve('@proxyapi/server/package.json')
  return start([...flags, join(server, '../dist/main.js'), 'dev'], {
    core: 0,
    folder,
    environment: { PROXY_API_PORT: '0' },
    ready: /listening on/,
  })
}

/** Movements of the development account, as calls leave them; without seals, so that nothing else has work meanwhile. */
function fill(file: string, rows: number): void {
  const db = new DatabaseSync(file)
  const { id } = db.prepare("SELECT id FROM users WHERE email = 'dev@localhost'").get() as { id: string }
  db.exec('PRAGMA synchronous = OFF; BEGIN')
  db.exec("INSERT OR IGNORE INTO ledger_accounts (id) VALUES ('revenue:inference')")
  const insert = db.prepare(`INSERT INTO ledger_transfers
    (id, posting_key, type, debit_account, credit_account, amount, reference, user_id, created_at)
    VALUES (?, ?, 'inference', ?, 'revenue:inference', 1, ?, ?, ?)`)
  const startAt = Date.now() - rows
  for (let n = 0; n < rows; n++) insert.run(`txn_bench${n}`, `bench:${n}`, `user:${id}`, `req_${n}`, id, startAt + n)
  db.exec('DELETE FROM chain_unsealed; COMMIT')
  db.close()
}

/** Twice in one server: the first time its memory grows to what it keeps anyway, so the second shows what an export takes. */
async function measure(folder: string, format: string, rows: number): Promise<void> {
  const server = await startServer(folder)
  const url = /http:\/\/\S+/.exec(server.firstLine)?.[0] ?? ''
  const { api_key } = JSON.parse(readFileSync(join(folder, 'gpuproxy.db.keys'), 'utf8')) as { api_key: string }
  const ask = (section: string) =>
    request(`${url}/api/v1/user/export?format=${format}&section=${section}`, { headers: { 'x-api-key': api_key } })
  await (await ask('profile')).body.dump()
  for (const run of ['first', 'second'])
    console.log(`| ${format} | ${run} | ${rows} | ${await once(server, () => ask('credits'))} |`)
  await server.stop()
}

async function once({ pid }: Running, ask: () => ReturnType<typeof request>): Promise<string> {
  const before = rssMegabytes(pid)
  let most = before
  const sampling = setInterval(() => {
    most = Math.max(most, rssMegabytes(pid))
  }, sampleEveryMs)
  const startedAt = performance.now()
  const { body, statusCode } = await ask()
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Uint8Array>) bytes += chunk.length
  const seconds = (performance.now() - startedAt) / 1_000
  clearInterval(sampling)
  if (statusCode !== 200) throw new Error(`the export was answered with ${statusCode}`)
  const growth = most - before
  return [bytes / 1e6, seconds, before, most, growth].map((figure) => figure.toFixed(1)).join(' | ')
}
