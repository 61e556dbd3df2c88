import type { Dialect } from './database.ts'

/** One step of the schema; each runs once, in its own transaction, in this order. */
export interface Migration {
  name: string
  /** SQL statements. Types are SQLite's; `ddl` turns them into PostgreSQL's. */
  up(dialect: Dialect): string[]
}

/** SQLite's words to PostgreSQL's. Tables are STRICT on SQLite. */
export function ddl(dialect: Dialect, statement: string): string {
  if (dialect === 'sqlite') return /^\s*CREATE TABLE/i.test(statement) ? `${statement} STRICT` : statement
  return statement
    .replace(/\bINTEGER\b/g, 'BIGINT')
    .replace(/\bBLOB\b/g, 'BYTEA')
    .replace(/\bREAL\b/g, 'DOUBLE PRECISION')
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
