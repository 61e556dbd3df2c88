/** `db restore`: a backup takes the place of the database; what is there is put aside, or named and left. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { backupSecrets, placeOf } from './backup.ts'
import { readManifest } from './backup-manifest.ts'
import { readConfigFiles } from './config-files.ts'
import { dumpName, fileOf, isPostgres, loadDump } from './dump-database.ts'
import type { Shell } from './shell.ts'
import { faultsOf, type VerifyOptions } from './verify-backup.ts'

export interface RestoreOptions extends VerifyOptions {
  database?: string
  yes?: boolean
}

/** 1 where the backup is not sound, and then nothing has changed. No server may be running. */
export async function restoreBackup(shell: Shell, path: string, options: RestoreOptions): Promise<number> {
  const folder = resolve(shell.folder, path)
  const manifest = readManifest(folder)
  const url = options.database ?? readConfigFiles(shell, options).load().config.database.url
  if (isPostgres(url) !== (manifest.database === 'postgres'))
    throw new Error(`The backup is of ${manifest.database}, and the database is not.`)
  if (!options.yes)
    throw new Error('What is in the database now is replaced. Stop every server, then say so with --yes.')
  const faults = await faultsOf(shell, folder, options)
  for (const fault of faults) shell.writeError(`${path}: ${fault}\n`)
  if (faults.length > 0) return 1
  if (!isPostgres(url)) putAside(shell, fileOf(shell, url))
  await loadDump(shell, join(folder, dumpName(url)), url)
  openSealed(
    shell,
    folder,
    manifest.files.map(({ name }) => name),
  )
  shell.write(`restored from ${path} of ${manifest.at}\n`)
  return 0
}

/** A database that SQLite has not closed is three files. */
function putAside(shell: Shell, file: string): void {
  const aside = `${file}.before-${shell.clock.now()}`
  for (const suffix of ['', '-wal', '-shm'])
    if (existsSync(`${file}${suffix}`)) renameSync(`${file}${suffix}`, `${aside}${suffix}`)
  if (existsSync(aside)) shell.write(`what was there is in ${aside}\n`)
}

/** Files with secrets come back where none stands. */
function openSealed(shell: Shell, folder: string, names: readonly string[]): void {
  const sealed = names.filter((name) => name.endsWith('.sealed'))
  const secrets = sealed.length > 0 ? backupSecrets(shell) : null
  for (const name of sealed) {
    const target = join(shell.folder, name.replace(/\.sealed$/, ''))
    if (secrets === null) shell.writeError(`warning: ${name} stays sealed: set BACKUP_KEY_FILE\n`)
    else if (existsSync(target)) shell.write(`${target} is left as it is\n`)
    else writeFileSync(target, secrets.open(readFileSync(join(folder, name), 'utf8'), placeOf(name)), { mode: 0o600 })
  }
}
