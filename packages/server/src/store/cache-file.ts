import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Log } from '../runtime.ts'

interface Entry {
  readonly key: string
  readonly sealed: string
  readonly expiresAt: number
}

/** Sealed entries in a SQLite file of its own, for one machine. Losing it costs nothing but time. */
export interface CacheFile {
  readonly name: string
  get(key: string): Promise<Omit<Entry, 'key'> | null>
  set(key: string, sealed: string, expiresAt: number, model: string): Promise<void>
  forget(prefix: string): Promise<void>
  /** Of one model, the newest first. */
  newest(model: string, count: number): Entry[]
  /** Deletes what has run out, and the oldest beyond the size. */
  sweep(nowMs: number): void
  close(): void
}

const fileName = 'entries.db'
/** For another process that writes: long while the file is opened, short once calls wait. */
const openWaitMs = 5_000
const waitMs = 10
/** SQLITE_CORRUPT, SQLITE_NOTADB. */
const damaged: readonly unknown[] = [11, 26]
const schema = `PRAGMA busy_timeout = ${openWaitMs}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
  PRAGMA trusted_schema = OFF;
  CREATE TABLE IF NOT EXISTS entries (
    key TEXT PRIMARY KEY, model TEXT NOT NULL, sealed TEXT NOT NULL, expires_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS entries_expire ON entries (expires_at);
  CREATE INDEX IF NOT EXISTS entries_model ON entries (model, expires_at);`

/** Opens or makes the file in a folder that only its owner can read; a damaged one is thrown away. Throws where it cannot be used. */
export function openCacheFile(folder: string, bytesMax: number, log: Log): CacheFile {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, fileName)
  const database = openOrReplace(path, log)
  const one = database.prepare('SELECT sealed, expires_at AS expiresAt FROM entries WHERE key = ?')
  const put = database.prepare('INSERT OR REPLACE INTO entries (key, model, sealed, expires_at) VALUES (?, ?, ?, ?)')
  const drop = database.prepare('DELETE FROM entries WHERE key >= ? AND key < ?')
  const latest = database.prepare(
    'SELECT key, sealed, expires_at AS expiresAt FROM entries WHERE model = ? ORDER BY expires_at DESC LIMIT ?',
  )
  const expired = database.prepare('DELETE FROM entries WHERE expires_at <= ?')
  const total = database.prepare('SELECT coalesce(sum(length(sealed)), 0) AS bytes FROM entries')
  const oldest = database.prepare(
    'DELETE FROM entries WHERE key IN (SELECT key FROM entries ORDER BY expires_at LIMIT max(1, (SELECT count(*) FROM entries) / 10))',
  )
  let written = bytes()

  function bytes(): number {
    return Number((total.get() as { bytes: number }).bytes)
  }

  /** A tenth at a time, so that it is not done for every entry. */
  function shrink(): void {
    for (written = bytes(); written > bytesMax; written = bytes()) oldest.run()
  }

  return {
    name: 'disk',
    async get(key) {
      return (one.get(key) as Omit<Entry, 'key'> | undefined) ?? null
    },
    async set(key, sealed, expiresAt, model) {
      if (sealed.length > bytesMax) return
      put.run(key, model, sealed, Math.round(expiresAt))
      written += sealed.length
      if (written > bytesMax) shrink()
    },
    async forget(prefix) {
      drop.run(prefix, `${prefix}\u{10ffff}`)
    },
    newest: (model, count) => latest.all(model, count) as unknown as Entry[],
    sweep(nowMs) {
      expired.run(nowMs)
      shrink()
    },
    close: () => database.close(),
  }
}

function openOrReplace(path: string, log: Log): DatabaseSync {
  try {
    return opened(path)
  } catch (error) {
    if (!damaged.includes((error as { errcode?: number }).errcode)) throw error
    log.warn('The cache file cannot be read and is made anew', { error })
    for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true })
    return opened(path)
  }
}

/** SQLite gives the files beside it the rights of the first one. */
function opened(path: string): DatabaseSync {
  closeSync(openSync(path, 'a', 0o600))
  const database = new DatabaseSync(path)
  try {
    database.exec(schema)
    const { quick_check } = database.prepare('PRAGMA quick_check').get() as { quick_check: string }
    if (quick_check !== 'ok') throw Object.assign(new Error(quick_check), { errcode: damaged[0] })
    database.exec(`PRAGMA busy_timeout = ${waitMs}`)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}
