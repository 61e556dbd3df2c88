/** Finds or starts the services that tests need, once a run; vitest's workers learn of them by environment. */
import { execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export default async function setup() {
  const stops: (() => void)[] = []
  const postgres = process.env.DATABASE_URL ?? (await startPostgres(stops))
  if (postgres) {
    process.env.TEST_DATABASE_URL = postgres
    process.env.TEST_DATABASE_TEMPLATE = `test_template_${randomUUID().replaceAll('-', '')}`
  }
  return () => {
    for (const stop of stops) stop()
  }
}

async function startPostgres(stops: (() => void)[]): Promise<string | undefined> {
  const bin = postgresBinaries()
  if (!bin) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-postgres-'))
  const port = await freePort()
  const asServer = process.getuid?.() === 0 ? { uid: userId('postgres', '-u'), gid: userId('postgres', '-g') } : {}
  if (asServer.uid !== undefined) execFileSync('chown', [`${asServer.uid}:${asServer.gid}`, folder])
  execFileSync(
    join(bin, 'initdb'),
    ['-D', join(folder, 'data'), '-U', 'test', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
    { stdio: 'ignore', ...asServer },
  )
  const server = spawn(
    join(bin, 'postgres'),
    [
      '-D',
      join(folder, 'data'),
      '-h',
      '127.0.0.1',
      '-p',
      String(port),
      '-k',
      folder,
      '-c',
      'max_connections=200',
      '-c',
      'fsync=off',
      '-c',
      'synchronous_commit=off',
      '-c',
      'full_page_writes=off',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], ...asServer },
  )
  stops.push(() => {
    server.kill('SIGQUIT')
    // A database has a thousand files, and a run hundreds of databases: nobody waits for their end.
    spawn('rm', ['-rf', folder], { detached: true, stdio: 'ignore' }).unref()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('exit', () => reject(new Error('PostgreSQL ended while it started')))
    server.stderr.on('data', (text: Buffer) => {
      if (text.includes('database system is ready to accept connections')) resolve()
    })
  })
  return `postgresql://test@127.0.0.1:${port}/postgres`
}

function postgresBinaries(): string | undefined {
  const root = '/usr/lib/postgresql'
  if (!existsSync(root)) return undefined
  const newest = readdirSync(root).sort((a, b) => Number(b) - Number(a))[0]
  const bin = newest && join(root, newest, 'bin')
  return bin && existsSync(join(bin, 'initdb')) ? bin : undefined
}

const userId = (name: string, flag: '-u' | '-g') => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }))

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
