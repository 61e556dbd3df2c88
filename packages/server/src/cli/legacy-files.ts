/** `config check-legacy`, `migrate`, `rollback`, `report`: files of an older form, there and back. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { convertFile } from './convert-file.ts'
import { addKeys, type OlderFile, readOlder } from './legacy-formats.ts'
import {
  type LegacyFormat,
  legacyFormats,
  type Migration,
  noteMigration,
  readHistory,
  sha256,
} from './migration-history.ts'
import { replaceFile } from './replace-file.ts'
import type { Shell } from './shell.ts'

/** Prints which files are of an older form. */
export function checkLegacy(shell: Shell): 0 {
  const found = legacyFormats.map((format) => [format, readOlder(format, shell) !== null])
  shell.write(`${JSON.stringify(Object.fromEntries(found))}\n`)
  return 0
}

/** Replaces a file by its present form, with the original beside it. Throws, and writes nothing, where one is broken. */
export function migrateFile(shell: Shell, format: LegacyFormat, isDry: boolean): 0 {
  const older = readOlder(format, shell)
  if (older === null) {
    shell.write(`${format}: nothing to migrate\n`)
    return 0
  }
  const { file, text, keys, leftOut } = older
  const path = join(shell.folder, file)
  shell.write(withoutKeys(diffText(existsSync(path) ? readFileSync(path, 'utf8') : '', text), keys))
  for (const line of leftOut) shell.write(`Left out: ${withoutKeys(line, keys)}\n`)
  if (isDry) shell.write('Nothing was written (--dry-run).\n')
  else for (const line of putInPlace(shell, format, older)) shell.write(`${line}\n`)
  return 0
}

/** Writes the present form of what is of an older one, keys into `.env`; says what it did. */
export function putInPlace({ folder, clock }: Shell, format: LegacyFormat, older: OlderFile): string[] {
  const added = addKeys(folder, older.keys)
  const kept = convertFile(folder, { format, ...older }, clock.now())
  return [
    ...added.map((name) => `${name} stands in .env now`),
    ...kept.map((place) => `The original is kept as ${place}`),
  ]
}

/** Restores the newest original, to the byte. Throws where the file was changed since, unless that is wanted. */
export function rollbackFile(shell: Shell, format: LegacyFormat, isForced: boolean): 0 {
  const { folder, clock } = shell
  const last = readHistory(folder).findLast((entry) => entry.format === format)
  if (last?.action !== 'migrate') throw new Error(`${format} was not migrated, so nothing is rolled back.`)
  const { sources = [] } = last
  const original = last.backup === null ? null : readFileSync(join(folder, last.backup))
  const files = sources.map(({ file, backup }) => ({ file, text: readFileSync(join(folder, backup)) }))
  const path = join(folder, last.file)
  const present = existsSync(path) ? readFileSync(path) : null
  const now = present === null ? '' : sha256(present)
  if (now !== last.sha256_after && !isForced)
    throw new Error(`${last.file} was changed since it was migrated; --force overwrites that.`)
  const standing = files.find(({ file }) => existsSync(join(folder, file)))
  if (standing !== undefined && !isForced) throw new Error(`${standing.file} is there again; --force overwrites it.`)
  for (const { file, text } of files) replaceFile(join(folder, file), text)
  if (original === null) rmSync(path, { force: true })
  else replaceFile(path, original)
  const restored = { sha256_before: now, sha256_after: original === null ? '' : sha256(original) }
  noteMigration(folder, { ...noted(last), at: new Date(clock.now()).toISOString(), action: 'rollback', ...restored })
  shell.write(`${last.file} is again ${last.backup === null ? 'not there' : `what ${last.backup} holds`}\n`)
  for (const { file, backup } of sources) shell.write(`${file} is again what ${backup} holds\n`)
  return 0
}

/** Prints what is to be migrated, what was, and what is kept. */
export function reportLegacy(shell: Shell): 0 {
  const history = readHistory(shell.folder)
  const detected = legacyFormats.filter((format) => readOlder(format, shell) !== null)
  const kept = history.flatMap(({ backup, sources = [] }) => [backup, ...sources.map(({ backup }) => backup)])
  const backups = [...new Set(kept)].filter((backup) => backup !== null && existsSync(join(shell.folder, backup)))
  const report = {
    migration_enabled: shell.environment.PROXY_API_CONFIG_AUTO_MIGRATE !== 'false',
    legacy_formats_detected: detected,
    migration_needed: detected.length > 0,
    history,
    backups,
  }
  shell.write(`${JSON.stringify(report, null, 2)}\n`)
  return 0
}

const noted = ({ format, file, backup, sources }: Migration) => ({ format, file, backup, ...(sources && { sources }) })

const diffText = (before: string, after: string): string =>
  [...lines(before).map((line) => `- ${line}`), ...lines(after).map((line) => `+ ${line}`), ''].join('\n')

const lines = (text: string) => text.trimEnd().split('\n')

const withoutKeys = (text: string, keys: Record<string, string>): string =>
  Object.values(keys).reduce((shown, key) => shown.replaceAll(key, '***'), text)
