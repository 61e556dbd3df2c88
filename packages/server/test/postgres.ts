/** A PostgreSQL for tests: DATABASE_URL, else a private one that the test run started (test/global-setup.ts), else none. */
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { openStore } from '../src/store/database.ts'
import { migrate } from '../src/store/migrate.ts'
import { quietLog } from './runtime.ts'

export function postgresUrl(): { url: string } | { missing: string } {
  const url = process.env.TEST_DATABASE_URL
  return url ? { url } : { missing: 'set DATABASE_URL, or install the PostgreSQL server binaries' }
}

/** Creates a database without a table and returns its URL. */
export const emptyDatabase = (): Promise<string> => withServer((client) => created(client, ''))

/** Creates a database of its own, which has the schema of today and no rows, and returns its URL. */
export const freshDatabase = (): Promise<string> =>
  withServer(async (client) => created(client, `TEMPLATE ${await migratedTemplate(client)}`))

async function created(client: pg.Client, template: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await client.query(`CREATE DATABASE ${name} ${template}`)
  return urlOf(name)
}

async function withServer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: server() })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** The schema is built once a run, by whoever comes first; a copy takes a fifth of the time. */
async function migratedTemplate(client: pg.Client): Promise<string> {
  const name = process.env.TEST_DATABASE_TEMPLATE ?? 'test_template'
  await client.query('SELECT pg_advisory_lock(1)')
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
  if (rowCount === 0) {
    await client.query(`CREATE DATABASE ${name}_unready`)
    const store = await openStore({ url: urlOf(`${name}_unready`), log: quietLog })
    await migrate(store)
    await store.close()
    await client.query(`ALTER DATABASE ${name}_unready RENAME TO ${name}`)
  }
  await client.query('SELECT pg_advisory_unlock(1)')
  return name
}

function urlOf(database: string): string {
  const url = new URL(server())
  url.pathname = `/${database}`
  return url.href
}

function server(): string {
  const found = postgresUrl()
  if ('missing' in found) throw new Error(found.missing)
  return found.url
}
