import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { openStore, type Store } from '../store/database.ts'
import { migrate, missingMigrations } from '../store/migrate.ts'
import { makeBackup } from './backup.ts'
import { readConfigFiles } from './config-files.ts'
import { fileOf, isPostgres } from './dump-database.ts'
import { migrateFromLegacy } from './migrate-legacy.ts'
import { quietLog } from './quiet-log.ts'
import { restoreBackup } from './restore-backup.ts'
import type { Shell } from './shell.ts'
import { verifyBackup } from './verify-backup.ts'

interface DatabaseOptions {
  config?: string
  envFile?: string
  database?: string
}

/** Adds `db …`; each run ends by telling its exit code. */
export function addDatabaseCommands(
  program: Command,
  withConfig: (command: Command) => Command,
  shell: Shell,
  ended: (code: number) => void,
): void {
  const db = program.command('db').description('the database')
  const withDatabase = (command: Command) =>
    withConfig(command).option('--database <url>', 'SQLite file or PostgreSQL URL; else that of the configuration')
  withDatabase(db.command('migrate'))
    .description('bring the schema up to date, as a start does; done twice it changes nothing')
    .action(async (options) => ended(await bringUp(shell, options)))
  withDatabase(db.command('status'))
    .description('exit 1 where the schema is not that of this version')
    .action(async (options) => ended(await tellStatus(shell, options)))
  withDatabase(db.command('backup'))
    .description(
      'copy database and configuration into a new folder; secrets are sealed with the key in BACKUP_KEY_FILE',
    )
    .option('--dir <folder>', 'where backups are', 'backups')
    .option('--keep-days <days>', 'delete backups that are older', '30')
    .action(async (options) => ended(await makeBackup(shell, options)))
  withConfig(db.command('verify-backup').argument('<folder>', 'a backup'))
    .description(
      'restore a backup elsewhere and check it: bytes, pages, references, ledger, chains; exit 1 with every fault',
    )
    .option('--scratch <url>', 'PostgreSQL on which a database may be made for that; else that of the configuration')
    .action(async (folder, options) => ended(await verifyBackup(shell, folder, options)))
  withDatabase(db.command('restore').argument('<folder>', 'a backup'))
    .description('verify a backup, then put it in the place of the database')
    .option(
      '--scratch <url>',
      'PostgreSQL on which a database may be made to verify it; else that of the configuration',
    )
    .option('--yes', 'what is in the database now is replaced')
    .action(async (folder, options) => ended(await restoreBackup(shell, folder, options)))
  withConfig(db.command('migrate-legacy'))
    .description('take over models, preferences and selections of an older system; done twice it changes nothing')
    .requiredOption('--from <source>', 'a JSON file, a SQLite file or a PostgreSQL URL with the table models_v1')
    .option('--database <url>', 'SQLite file or PostgreSQL URL to migrate to; else that of the configuration')
    .option('--price-unit <unit>', 'what old prices count in: per_1k, per_token or per_1m', 'per_1k')
    .option('--user <id or email>', 'whom preferences belong to that name nobody')
    .option('--drop-old', 'drop the older table once its rows are here, instead of renaming it')
    .option('--dry-run', 'say what would be taken over, and write nothing')
    .option('--json', 'the report as JSON')
    .action(async (options) => ended(await migrateFromLegacy(shell, options)))
}

const bringUp = (shell: Shell, options: DatabaseOptions): Promise<number> =>
  withStore(shell, options, async (store) => {
    const done = await migrate(store)
    shell.write(done.length === 0 ? 'The schema is up to date.\n' : done.map((name) => `${name}\n`).join(''))
    return 0
  })

async function tellStatus(shell: Shell, options: DatabaseOptions): Promise<number> {
  const url = urlOf(shell, options)
  if (!isPostgres(url) && !existsSync(fileOf(shell, url))) throw new Error(`There is no database ${url}.`)
  return withStore(shell, options, async (store) => {
    const missing = await missingMigrations(store)
    shell.write(
      missing.length === 0 ? 'The schema is up to date.\n' : missing.map((name) => `missing: ${name}\n`).join(''),
    )
    return missing.length === 0 ? 0 : 1
  })
}

const urlOf = (shell: Shell, options: DatabaseOptions): string =>
  options.database ?? readConfigFiles(shell, options).load().config.database.url

async function withStore(shell: Shell, options: DatabaseOptions, work: (store: Store) => Promise<number>) {
  const url = urlOf(shell, options)
  const store = await openStore({ url: isPostgres(url) ? url : fileOf(shell, url), log: quietLog(shell) })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}
