/** `config check-legacy`, `migrate`, `rollback`, `report`: files of an older form, there and back. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { convertFile } from './convert-file.ts'
import { addKeys, readOlder } from './legacy-formats.ts'
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
  const { file, text, keys } = older
  shell.write(withoutKeys(diffText(readFileSync(join(shell.folder, file), 'utf8'), text), keys))
  if (isDry) shell.write('Nothing was written (--dry-run).\n')
  else {
    for (const name of addKeys(shell.folder, keys)) shell.write(`${name} stands in .env now\n`)
    const backup = convertFile(shell.folder, { format, file, text }, shell.clock.now())
    shell.write(`The original is kept as ${backup}\n`)
  }
  return 0
}

/** Restores the newest original, to the byte. Throws where the file was changed since, unless that is wanted. */
export function rollbackFile(shell: Shell, format: LegacyFormat, isForced: boolean): 0 {
  const { folder, clock } = shell
  const last = readHistory(folder).findLast((entry) => entry.format === format)
  if (last?.action !== 'migrate') throw new Error(`${format} was not migrated, so nothing is rolled back.`)
  const original = readFileSync(join(folder, last.backup))
  const path = join(folder, last.file)
  const present = existsSync(path) ? readFileSync(path) : null
  const now = present === null ? '' : sha256(present)
  if (now !== last.sha256_after && !isForced)
    throw new Error(`${last.file} was changed since it was migrated; --force overwrites that.`)
  replaceFile(path, original)
  const restored = { sha256_before: now, sha256_after: sha256(original) }
  noteMigration(folder, { ...noted(last), at: new Date(clock.now()).toISOString(), action: 'rollback', ...restored })
  shell.write(`${last.file} is again what ${last.backup} holds\n`)
  return 0
}

/** Prints what is to be migrated, what was, and what is kept. */
export function reportLegacy(shell: Shell): 0 {
  const history = readHistory(shell.folder)
  const detected = legacyFormats.filter((format) => readOlder(format, shell) !== null)
  const backups = [...new Set(history.map(({ backup }) => backup))].filter((backup) =>
    existsSync(join(shell.folder, backup)),
  )
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

const noted = ({ format, file, backup }: Migration) => ({ format, file, backup })

const diffText = (before: string, after: string): string =>
  [...lines(before).map((line) => `- ${line}`), ...lines(after).map((line) => `+ ${line}`), ''].join('\n')

const lines = (text: string) => text.trimEnd().split('\n')

const withoutKeys = (text: string, keys: Record<string, string>): string =>
  Object.values(keys).reduce((shown, key) => shown.replaceAll(key, '***'), text)
