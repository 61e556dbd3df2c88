import { existsSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { ApiError } from '@proxyapi/contract/errors'
import {
  Kysely,
  PostgresDialect,
  type SqliteDatabase,
  SqliteDialect,
  type SqliteStatement,
  sql,
  type Transaction,
} from 'kysely'
import type { Log } from '../runtime.ts'
import { ManyRows } from './many-rows.ts'
import type { Tables } from './tables.ts'

export type Dialect = 'sqlite' | 'postgres'
/** A transaction, or the database outside of one: what store functions take first. */
export type Db = Kysely<Tables>
export type Tx = Transaction<Tables>

export interface Store {
  readonly dialect: Dialect
  /** Reads outside a transaction. */
  readonly db: Db
  /**
   * One write transaction: all or nothing. No network call belongs inside. What the database says may be tried again is,
   * at most three times, so `work` must be free of other effects. Throws STORAGE_UNAVAILABLE, STORAGE_FULL.
   */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** The same for what may be lost with the machine's power: does not wait for the disk. */
  writeSoon<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  close(): Promise<void>
}

const busyTimeoutMs = 5_000
const writeTries = 3
const sqliteVersionMin = [3, 51, 3] as const

export interface StoreOptions {
  /** `postgresql://…`, `sqlite:<file>`, a file name, or `:memory:`. */
  url: string
  poolMax?: number
  log: Log
}

export async function openStore({ url, poolMax = 10, log }: StoreOptions): Promise<Store> {
  return /^postgres(ql)?:/.test(url) ? openPostgres(url, poolMax, log) : openSqlite(url.replace(/^sqlite:(\/\/)?/, ''))
}

function openSqlite(file: string): Store {
  const existed = file !== ':memory:' && existsSync(file)
  const database = new DatabaseSync(file)
  const version = (database.prepare('SELECT sqlite_version() AS v').get() as { v: string }).v
  if (isOlder(version))
    throw new Error(`SQLite ${version} is older than ${sqliteVersionMin.join('.')}: use the Node of the lockfile.`)
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = ${busyTimeoutMs};
    PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;`)
  if (existed) {
    const found = database.prepare('PRAGMA quick_check').get() as { quick_check: string }
    if (found.quick_check !== 'ok') throw new Error(`${file} is damaged (${found.quick_check}): restore a backup.`)
  }
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: asSqliteDatabase(database) }) })
  return {
    dialect: 'sqlite',
    db,
    write: (work) => guarded(() => db.transaction().execute(work)),
    writeSoon: (work) => guarded(() => db.connection().execute((own) => unsynchronized(own, work))),
    close: () => db.destroy(),
  }
}

/** The connection is this call's alone until it is as durable as before. */
async function unsynchronized<T>(own: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  await sql`PRAGMA synchronous = NORMAL`.execute(own)
  try {
    return await own.transaction().execute(work)
  } finally {
    await sql`PRAGMA synchronous = FULL`.execute(own)
  }
}

/**
 * Kysely speaks better-sqlite3's interface; node:sqlite differs in three places. Each transaction begins IMMEDIATE; one that
 * SQLite took back by itself, as on a full disk, is not taken back twice, since that error would hide the first.
 */
function asSqliteDatabase(database: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>()
  const prepare = (text: string): SqliteStatement => {
    const made = database.prepare(text)
    return {
      reader: made.columns().length > 0,
      all: (parameters) => made.all(...(parameters as SQLInputValue[])),
      run: (parameters) => runOf(made, parameters),
      iterate: (parameters) => made.iterate(...(parameters as SQLInputValue[])) as IterableIterator<unknown>,
    }
  }
  return {
    close: () => database.close(),
    prepare(text) {
      const known = prepared.get(text)
      if (known) return known
      const made = text === 'rollback' ? rollback(database) : prepare(text === 'begin' ? 'begin immediate' : text)
      if (prepared.size >= 500) prepared.clear()
      prepared.set(text, made)
      return made
    },
  }
}

const rollback = (database: DatabaseSync): SqliteStatement => ({
  reader: false,
  all: () => [],
  run() {
    if (database.isTransaction) database.exec('ROLLBACK')
    return { changes: 0, lastInsertRowid: 0 }
  },
  iterate: () => [].values(),
})

function runOf(statement: StatementSync, parameters: readonly unknown[]) {
  const [rows] = parameters
  if (!(rows instanceof ManyRows)) return statement.run(...(parameters as SQLInputValue[]))
  for (const row of rows.rows) statement.run(...(row as SQLInputValue[]))
  return { changes: rows.rows.length, lastInsertRowid: 0 }
}

const isOlder = (version: string): boolean => {
  const parts = version.split('.').map(Number)
  for (const [i, least] of sqliteVersionMin.entries()) {
    if ((parts[i] ?? 0) !== least) return (parts[i] ?? 0) < least
  }
  return false
}

const int8 = 20

async function openPostgres(url: string, poolMax: number, log: Log): Promise<Store> {
  const { default: pg } = await import('pg')
  const pool = new pg.Pool({
    connectionString: url,
    max: poolMax,
    connectionTimeoutMillis: 2_000,
    statement_timeout: 5_000,
    lock_timeout: 2_000,
    idle_in_transaction_session_timeout: 10_000,
    types: {
      getTypeParser: ((oid: number, format: 'text' | 'binary') =>
        oid === int8 && format !== 'binary'
          ? safeInteger
          : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
    },
  })
  pool.on('error', (error) => log.warn('A database connection was lost', { error }))
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  return {
    dialect: 'postgres',
    db,
    write: (work) => guarded(() => db.transaction().execute(work)),
    writeSoon: (work) =>
      guarded(() =>
        db.transaction().execute(async (tx) => {
          await sql`SET LOCAL synchronous_commit = off`.execute(tx)
          return work(tx)
        }),
      ),
    close: () => db.destroy(),
  }
}

function safeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} does not fit a safe integer`)
  return value
}

const retryable = new Set(['40001', '40P01'])
const unavailable = /^(08|53|55|57|ECONN|SQLITE_BUSY)/

/** Retries what the database says may be tried again; renders its failures as ours. ApiErrors of the work pass. */
async function guarded<T>(run: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await run()
    } catch (error) {
      if (error instanceof ApiError) throw error
      const code = codeOf(error)
      if (retryable.has(code) && tried < writeTries) continue
      if (code === 'full' || code === '53100') throw new ApiError('STORAGE_FULL', undefined, { cause: error })
      if (retryable.has(code) || code === 'busy' || unavailable.test(code)) {
        throw new ApiError('STORAGE_UNAVAILABLE', undefined, { cause: error, retryAfterMs: 1_000 })
      }
      throw error
    }
  }
}

function codeOf(error: unknown): string {
  const { code, errcode, message } = error as { code?: string; errcode?: number; message?: string }
  if (errcode !== undefined) return (errcode & 0xff) === 5 ? 'busy' : (errcode & 0xff) === 13 ? 'full' : String(errcode)
  if (code === undefined && /timeout exceeded when trying to connect|Connection terminated/.test(message ?? ''))
    return '08000'
  return code ?? ''
}

/** `SELECT 1`, for health. */
export async function ping(store: Store): Promise<void> {
  await sql`SELECT 1`.execute(store.db)
}
