import { sql } from 'kysely'
import type { Db, Dialect, Store } from './database.ts'
import { accounts } from './migrations/001-accounts.ts'
import { events } from './migrations/002-events.ts'
import { catalog } from './migrations/003-catalog.ts'
import { gateway } from './migrations/004-gateway.ts'
import { gpu } from './migrations/005-gpu.ts'

/** One step of the schema; each runs once, in its own transaction, in this order. */
export interface Migration {
  name: string
  /** SQL statements. Types are SQLite's; `ddl` turns them into PostgreSQL's. */
  up(dialect: Dialect): string[]
}

export const migrations: readonly Migration[] = [accounts, events, catalog, gateway, gpu]

const lockKey = 7_026_915

/** Brings the schema up to date. Two that start at once: one works, the other waits. A newer schema than the code is refused. */
export async function migrate(store: Store, steps: readonly Migration[] = migrations): Promise<string[]> {
  const done: string[] = []
  for (const step of steps) {
    const ran = await store.write(async (tx) => {
      if (store.dialect === 'postgres') await sql`SELECT pg_advisory_xact_lock(${sql.lit(lockKey)})`.execute(tx)
      const applied = await appliedNames(tx)
      const unknown = applied.filter((name) => !steps.some((known) => known.name === name))
      if (unknown.length > 0) throw new Error(`The database has migrations this version does not know: ${unknown.join(', ')}. Start a newer version.`)
      if (applied.includes(step.name)) return false
      for (const statement of step.up(store.dialect)) await sql.raw(ddl(store.dialect, statement)).execute(tx)
      await sql`INSERT INTO schema_migrations (name) VALUES (${step.name})`.execute(tx)
      return true
    })
    if (ran) done.push(step.name)
  }
  return done
}

async function appliedNames(tx: Db): Promise<string[]> {
  await sql`CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY)`.execute(tx)
  const { rows } = await sql<{ name: string }>`SELECT name FROM schema_migrations`.execute(tx)
  return rows.map(({ name }) => name)
}

/** SQLite's words to PostgreSQL's. Tables are STRICT on SQLite. */
export function ddl(dialect: Dialect, statement: string): string {
  if (dialect === 'sqlite') return /^\s*CREATE TABLE/i.test(statement) ? `${statement} STRICT` : statement
  return statement.replace(/\bINTEGER\b/g, 'BIGINT').replace(/\bBLOB\b/g, 'BYTEA').replace(/\bREAL\b/g, 'DOUBLE PRECISION')
}

/** Statements that make a table append-only in the database itself. */
export function appendOnly(dialect: Dialect, table: string): string[] {
  if (dialect === 'sqlite') {
    return ['UPDATE', 'DELETE'].map(
      (verb) =>
        `CREATE TRIGGER ${table}_no_${verb.toLowerCase()} BEFORE ${verb} ON ${table} BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END`,
    )
  }
  return [
    `CREATE FUNCTION ${table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '${table} is append-only'; END $$`,
    `CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION ${table}_append_only()`,
  ]
}
