/** `config check-legacy`, `migrate`, `rollback`, `report`: the older form of the selections file, there and back. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readSelectionsText, type SelectionsText, selectionsText } from '../discovery/selections-text.ts'
import { type Migration, noteMigration, readHistory, sha256 } from './migration-history.ts'
import { replaceFile } from './replace-file.ts'
import { convertFile, selectionsPath } from './selections-file.ts'
import type { Shell } from './shell.ts'

/** Prints which files are of an older form. */
export function checkLegacy(shell: Shell): 0 {
  shell.write(`${JSON.stringify({ model_selections: readFile(shell.folder)?.isOld === true })}\n`)
  return 0
}

/** Replaces the file by its present form, with the original beside it. Throws, and writes nothing, where it is broken. */
export function migrateSelections(shell: Shell, isDry: boolean): 0 {
  const found = readFile(shell.folder)
  if (found === null || !found.isOld) {
    shell.write(`${selectionsPath}: nothing to migrate\n`)
    return 0
  }
  const text = selectionsText(found.selections)
  shell.write(diffText(readFileSync(join(shell.folder, selectionsPath), 'utf8'), text))
  if (isDry) shell.write('Nothing was written (--dry-run).\n')
  else shell.write(`The original is kept as ${convertFile(shell.folder, text, shell.clock.now())}\n`)
  return 0
}

/** Restores the newest original, to the byte. Throws where the file was changed since, unless that is wanted. */
export function rollbackSelections(shell: Shell, isForced: boolean): 0 {
  const { folder, clock } = shell
  const last = readHistory(folder).at(-1)
  if (last?.action !== 'migrate') throw new Error(`${selectionsPath} was not migrated, so nothing is rolled back.`)
  const original = readFileSync(join(folder, last.backup))
  const path = join(folder, selectionsPath)
  const present = existsSync(path) ? readFileSync(path) : null
  const now = present === null ? '' : sha256(present)
  if (now !== last.sha256_after && !isForced)
    throw new Error(`${selectionsPath} was changed since it was migrated; --force overwrites that.`)
  replaceFile(path, original)
  const restored = { sha256_before: now, sha256_after: sha256(original) }
  noteMigration(folder, { ...noted(last), at: new Date(clock.now()).toISOString(), action: 'rollback', ...restored })
  shell.write(`${selectionsPath} is again what ${last.backup} holds\n`)
  return 0
}

/** Prints what is to be migrated, what was, and what is kept. */
export function reportLegacy(shell: Shell): 0 {
  const history = readHistory(shell.folder)
  const isOld = readFile(shell.folder)?.isOld === true
  const backups = [...new Set(history.map(({ backup }) => backup))].filter((backup) =>
    existsSync(join(shell.folder, backup)),
  )
  const formats = isOld ? ['model_selections'] : []
  const report = { legacy_formats_detected: formats, migration_needed: isOld, history, backups }
  shell.write(`${JSON.stringify(report, null, 2)}\n`)
  return 0
}

const noted = ({ format, file, backup }: Migration) => ({ format, file, backup })

function readFile(folder: string): SelectionsText | null {
  const path = join(folder, selectionsPath)
  if (!existsSync(path)) return null
  try {
    return readSelectionsText(readFileSync(path, 'utf8'), Math.floor(statSync(path).mtimeMs))
  } catch (error) {
    throw new Error(`${selectionsPath}: ${(error as Error).message}`, { cause: error })
  }
}

const diffText = (before: string, after: string): string =>
  [...lines(before).map((line) => `- ${line}`), ...lines(after).map((line) => `+ ${line}`), ''].join('\n')

const lines = (text: string) => text.trimEnd().split('\n')
