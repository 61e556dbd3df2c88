/** `db verify-backup`: a backup is good once it was restored elsewhere and what must hold of it holds. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { sql } from 'kysely'
import { verifyChain } from '../audit/verify.ts'
import { checkLedger } from '../ledger/invariants.ts'
import type { ChainName } from '../store/chain-tables.ts'
import { damageOf } from '../store/copy-sqlite.ts'
import { openStore, type Store } from '../store/database.ts'
import { missingMigrations } from '../store/migrate.ts'
import { changedFiles, readManifest } from './backup-manifest.ts'
import { readConfigFiles } from './config-files.ts'
import { dumpName, isPostgres, loadDump } from './dump-database.ts'
import { quietLog } from './quiet-log.ts'
import type { Shell } from './shell.ts'

/** What a backup is restored with to see whether it is good. */
export interface VerifyOptions {
  config?: string
  envFile?: string
  /** A PostgreSQL server on which a database may be made; else that of the configuration. */
  scratch?: string
}

/** Prints what is wrong, and returns 1 where anything is. */
export async function verifyBackup(shell: Shell, path: string, options: VerifyOptions): Promise<number> {
  const faults = await faultsOf(shell, resolve(shell.folder, path), options)
  for (const fault of faults) shell.writeError(`${path}: ${fault}\n`)
  if (faults.length === 0) shell.write(`${path}: restored elsewhere, whole, and its books are sound\n`)
  return faults.length === 0 ? 0 : 1
}

/** What is wrong with a backup; empty where nothing is. Throws where it is none. */
export async function faultsOf(shell: Shell, folder: string, options: VerifyOptions): Promise<string[]> {
  const manifest = readManifest(folder)
  const changed = changedFiles(folder, manifest)
  if (changed.length > 0) return changed.map((name) => `${name} is not what was written`)
  return manifest.database === 'sqlite' ? faultsOfFile(shell, folder) : faultsOfDump(shell, folder, options)
}

async function faultsOfFile(shell: Shell, folder: string): Promise<string[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'proxyapi-verify-'))
  const copy = join(scratch, 'database.sqlite')
  try {
    await loadDump(shell, join(folder, dumpName(copy)), copy)
    const damage = damageOf(copy)
    return damage.length > 0 ? damage : await faultsOfStore(shell, copy)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

async function faultsOfDump(shell: Shell, folder: string, options: VerifyOptions): Promise<string[]> {
  const server = options.scratch ?? readConfigFiles(shell, options).load().config.database.url
  if (!isPostgres(server)) throw new Error('--scratch must be a PostgreSQL URL: the backup is of one.')
  const name = `proxyapi_verify_${Buffer.from(shell.random.bytes(8)).toString('hex')}`
  const scratch = new URL(server)
  scratch.pathname = `/${name}`
  await onServer(shell, server, `CREATE DATABASE ${name}`)
  try {
    await loadDump(shell, join(folder, dumpName(server)), scratch.href)
    return await faultsOfStore(shell, scratch.href)
  } finally {
    await onServer(shell, server, `DROP DATABASE ${name} WITH (FORCE)`)
  }
}

async function faultsOfStore(shell: Shell, url: string): Promise<string[]> {
  const store = await openStore({ url, log: quietLog(shell) })
  try {
    const missing = await missingMigrations(store)
    if (missing.length > 0) return [`it is of an older version and has no ${missing.join(', ')}`]
    const violations = await checkLedger(store.db)
    const chains = await Promise.all((['audit', 'transfers'] as const).map((chain) => faultOfChain(store, chain)))
    return [...violations.map(({ invariant, subject }) => `ledger: ${invariant}: ${subject}`), ...chains.flat()]
  } finally {
    await store.close()
  }
}

async function faultOfChain(store: Store, chain: ChainName): Promise<string[]> {
  const { fault } = await verifyChain(store, chain, { keys: [], checkpoints: [], heads: [] })
  return fault === null ? [] : [`${chain}: ${fault}`]
}

async function onServer(shell: Shell, url: string, statement: string): Promise<void> {
  const store = await openStore({ url, log: quietLog(shell) })
  try {
    await sql.raw(statement).execute(store.db)
  } finally {
    await store.close()
  }
}
