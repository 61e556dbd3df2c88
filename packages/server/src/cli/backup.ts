/** `db backup`: the database and the files beside it, as a folder that is whole or not there. */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { createSecrets, type Secrets } from '../identity/secrets.ts'
import { version } from '../version.ts'
import { fileRow, type Manifest, manifestName } from './backup-manifest.ts'
import { readConfigFiles } from './config-files.ts'
import { dumpDatabase, dumpName, isPostgres } from './dump-database.ts'
import { keysFileOf } from './keys-file.ts'
import type { Shell } from './shell.ts'

export interface BackupOptions {
  config?: string
  envFile?: string
  database?: string
  dir: string
  keepDays: string
}

const dayMs = 86_400_000
const nameOf = (nowMs: number): string => `proxyapi-${new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '')}`
const namePattern = /^proxyapi-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/

/** Makes a backup and deletes those that are too old; prints where it is, and says aloud what is not in it. */
export async function makeBackup(shell: Shell, options: BackupOptions): Promise<number> {
  const files = readConfigFiles(shell, options)
  const url = options.database ?? files.load().config.database.url
  const folder = resolve(shell.folder, options.dir)
  const name = nameOf(shell.clock.now())
  const unfinished = join(folder, `.${name}`)
  mkdirSync(unfinished, { recursive: true, mode: 0o700 })
  try {
    await dumpDatabase(shell, url, join(unfinished, dumpName(url)))
    copyPlain(files.paths(), shell.folder, unfinished)
    const left_out = sealSecret(
      [...files.paths(), resolve(shell.folder, keysFileOf(url))],
      unfinished,
      backupSecrets(shell),
    )
    const manifest: Manifest = {
      version,
      at: new Date(shell.clock.now()).toISOString(),
      database: isPostgres(url) ? 'postgres' : 'sqlite',
      files: readdirSync(unfinished).map((file) => fileRow(unfinished, file)),
      left_out,
    }
    writeFileSync(join(unfinished, manifestName), `${JSON.stringify(manifest, null, 2)}\n`)
    renameSync(unfinished, join(folder, name))
    for (const file of left_out)
      shell.writeError(`warning: ${file} is not in the backup: set BACKUP_KEY_FILE to have it sealed\n`)
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    throw error
  }
  forgetOld(folder, shell.clock.now() - Number(options.keepDays) * dayMs)
  shell.write(`${join(options.dir, name)}\n`)
  return 0
}

/** When the newest backup of a folder was made; null where there is none. */
export function newestBackupAt(folder: string): number | null {
  const times = (existsSync(folder) ? readdirSync(folder) : []).flatMap((name) => timeOf(name) ?? [])
  return times.length === 0 ? null : Math.max(...times)
}

function timeOf(name: string): number | null {
  const [, ...parts] = namePattern.exec(name) ?? []
  const [year, month, day, hour, minute, second] = parts.map(Number)
  return parts.length === 0 ? null : Date.UTC(year!, month! - 1, day, hour, minute, second)
}

function forgetOld(folder: string, beforeMs: number): void {
  for (const name of readdirSync(folder)) {
    const at = timeOf(name)
    if (at !== null && at < beforeMs) rmSync(join(folder, name), { recursive: true })
  }
}

const isSecret = (path: string): boolean => /(?:\.env|\.keys)$/.test(path)

function copyPlain(paths: readonly string[], home: string, to: string): void {
  const selections = join(home, 'config', 'model_selections.json')
  for (const path of [...paths, selections].filter((one) => !isSecret(one) && existsSync(one))) {
    copyFileSync(path, join(to, basename(path)))
    chmodSync(join(to, basename(path)), 0o600)
  }
}

/** Returns which could not be sealed. */
function sealSecret(paths: readonly string[], to: string, secrets: Secrets | null): string[] {
  const found = paths.filter((path) => isSecret(path) && existsSync(path))
  if (secrets === null) return found.map((path) => basename(path))
  for (const path of found) {
    const name = `${basename(path)}.sealed`
    writeFileSync(join(to, name), secrets.seal(readFileSync(path, 'utf8'), placeOf(name)), { mode: 0o600 })
  }
  return []
}

/** To which a sealed file is bound. */
export const placeOf = (name: string): string => `backup:${name}`

/** Of the key in the file that BACKUP_KEY_FILE names; null without one. */
export function backupSecrets({ environment, folder }: Shell): Secrets | null {
  const file = environment.BACKUP_KEY_FILE
  return file ? createSecrets(readFileSync(resolve(folder, file), 'utf8').trim()) : null
}
