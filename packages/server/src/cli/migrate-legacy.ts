/** `db migrate-legacy`: models, preferences and selections of an older system, taken over as the weakest source. */
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { brands } from '@proxyapi/providers'
import { type LegacyDocument, legacyRow, readLegacy } from '../discovery/legacy/legacy-document.ts'
import { legacyUnits, type Rejected } from '../discovery/legacy/legacy-models.ts'
import { type MigrationReport, migrateLegacy } from '../discovery/legacy/migrate-legacy.ts'
import { providerNames } from '../discovery/provider-names.ts'
import { append } from '../events/append.ts'
import { openStore, type Store } from '../store/database.ts'
import { oldTable, readOldModels, retireOldModels } from '../store/legacy-models.ts'
import { missingMigrations } from '../store/migrate.ts'
import { readConfigFiles } from './config-files.ts'
import { quietLog } from './quiet-log.ts'
import type { Shell } from './shell.ts'

interface LegacyOptions {
  config?: string
  envFile?: string
  /** SQLite file or PostgreSQL URL; else that of the configuration. */
  database?: string
  /** A JSON file, a SQLite file, or a PostgreSQL URL. */
  from: string
  priceUnit: string
  /** Whom preferences belong to that name nobody. */
  user?: string
  dropOld?: boolean
  dryRun?: boolean
  json?: boolean
}

type Source = {
  document: LegacyDocument & { rejected: Rejected[] }
  writtenAt: number
  old: Store | null
  table: string | null
}

/** 1 where a row was refused: it is named, and the older table stays where it is. */
export async function migrateFromLegacy(shell: Shell, options: LegacyOptions): Promise<number> {
  const unit = Object.hasOwn(legacyUnits, options.priceUnit)
    ? legacyUnits[options.priceUnit as keyof typeof legacyUnits]
    : null
  if (unit === null) throw new Error(`--price-unit must be one of ${Object.keys(legacyUnits).join(', ')}.`)
  const isDry = options.dryRun === true
  const store = await openTarget(shell, options)
  const source = await readSource(shell, options).catch(async (error: unknown) => {
    await store.close()
    throw error
  })
  try {
    const runtime = { clock: shell.clock, random: shell.random }
    const events = {
      append: (...[tx, event]: [Parameters<typeof append>[1], Parameters<typeof append>[2]]) =>
        append(runtime, tx, event),
      wake() {},
    }
    const parts = { ...runtime, store, events, names: providerNames(brands.values(), []) }
    const report = await migrateLegacy(source.document, { unit, writtenAt: source.writtenAt, isDry }, parts)
    const isWhole = report.rejected.length === 0
    const retires = source.old !== null && source.table === oldTable && isWhole && !isDry
    if (retires && source.old !== null) await retireOldModels(source.old, options.dropOld === true)
    if (options.json === true) shell.write(`${JSON.stringify(report, null, 2)}\n`)
    else
      shell.write(
        reportText(report, retires ? (options.dropOld === true ? 'dropped' : 'renamed') : 'kept', source.table),
      )
    for (const { path, reason } of report.rejected) shell.writeError(`not migrated: ${path}: ${reason}\n`)
    return isWhole ? 0 : 1
  } finally {
    await source.old?.close()
    await store.close()
  }
}

async function openTarget(shell: Shell, options: LegacyOptions): Promise<Store> {
  const url = options.database ?? readConfigFiles(shell, options).load().config.database.url
  const store = await openStoreAt(shell, url)
  const missing = await missingMigrations(store)
  if (missing.length === 0) return store
  await store.close()
  throw new Error(`The database has no ${missing.join(', ')}: start this version of the server once, then migrate.`)
}

async function openStoreAt(shell: Shell, url: string): Promise<Store> {
  const isPostgres = /^postgres(ql)?:/.test(url)
  const file = resolve(shell.folder, url.replace(/^sqlite:(\/\/)?/, ''))
  if (!isPostgres && !existsSync(file)) throw new Error(`There is no database ${url}.`)
  const log = quietLog(shell)
  return openStore({ url: isPostgres ? url : file, log })
}

async function readSource(shell: Shell, { from, user }: LegacyOptions): Promise<Source> {
  const file = resolve(shell.folder, from.replace(/^sqlite:(\/\/)?/, ''))
  const isPostgres = /^postgres(ql)?:/.test(from)
  if (!isPostgres && !existsSync(file)) throw new Error(`There is no ${from}.`)
  if (!isPostgres && !isSqlite(file)) {
    const document = readLegacy(readFileSync(file, 'utf8'), user ?? null)
    return { document, writtenAt: Math.floor(statSync(file).mtimeMs), old: null, table: null }
  }
  const old = await openStoreAt(shell, from)
  const found = await readOldModels(old)
  if (found === null) {
    await old.close()
    throw new Error(`${isPostgres ? 'The database' : from} has no table ${oldTable}.`)
  }
  const models = found.rows.map(legacyRow)
  const document = { models, preferences: [], selections: null, rejected: [] }
  return { document, writtenAt: shell.clock.now(), old, table: found.table }
}

const sqliteHead = 'SQLite format 3\0'

function isSqlite(file: string): boolean {
  const head = Buffer.alloc(sqliteHead.length)
  const descriptor = openSync(file, 'r')
  try {
    return readSync(descriptor, head) === head.length && head.toString('latin1') === sqliteHead
  } finally {
    closeSync(descriptor)
  }
}

function reportText(report: MigrationReport, fate: 'kept' | 'renamed' | 'dropped', table: string | null): string {
  const { models, preferences, selections } = report
  const would = report.dry_run ? 'would be ' : ''
  const lines = [
    `models: ${models.read} read, ${models.migrated} ${would}migrated, ${models.added} of them new`,
    `preferences: ${preferences.read} read, ${preferences.migrated} ${would}migrated`,
    `selections: ${selections.read} read, ${selections.taken.length} taken over`,
    ...listed('providers that no brand has, kept as they are', models.unknown_providers),
    ...listed('users that are not here, whose preferences were not taken over', preferences.unknown_users),
    ...listed('favorites that are no model here, kept as they are', preferences.unresolved_favorites),
    ...(table === null ? [] : [`table ${table}: ${fate}`]),
    ...(report.dry_run ? ['Nothing was written (--dry-run).'] : []),
  ]
  return `${lines.join('\n')}\n`
}

const listed = (what: string, names: readonly string[]): string[] =>
  names.length > 0 ? [`${what}: ${names.join(', ')}`] : []
