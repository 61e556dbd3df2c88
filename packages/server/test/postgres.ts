/** A PostgreSQL for tests: DATABASE_URL, else a private one that the test run started (test/global-setup.ts), else none. */
import { randomUUID } from 'node:crypto'
import pg from 'pg'

export function postgresUrl(): { url: string } | { missing: string } {
  const url = process.env.TEST_DATABASE_URL
  return url ? { url } : { missing: 'set DATABASE_URL, or install the PostgreSQL server binaries' }
}

/** Creates an empty database of its own and returns its URL. */
export async function freshDatabase(): Promise<string> {
  const found = postgresUrl()
  if ('missing' in found) throw new Error(found.missing)
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const client = new pg.Client({ connectionString: found.url })
  await client.connect()
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
  const url = new URL(found.url)
  url.pathname = `/${name}`
  return url.href
}
