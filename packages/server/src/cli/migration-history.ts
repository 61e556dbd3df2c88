import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { replaceFile } from './replace-file.ts'

/** Files that may be of an older form. */
export const legacyFormats = ['model_selections', 'yaml', 'python'] as const
export type LegacyFormat = (typeof legacyFormats)[number]

/** What was done to a file of an older form. */
export interface Migration {
  id: number
  at: string
  action: 'migrate' | 'rollback'
  format: LegacyFormat
  file: string
  /** Where the text of before stands, or stood; null where there was none. */
  backup: string | null
  /** Files that it was made of and that are gone, each with the place where it is kept. */
  sources?: { file: string; backup: string }[]
  sha256_before: string
  sha256_after: string
}

const historyPath = 'config/migration_history.json'
const entriesMax = 200

export const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex')

/** Oldest first; the newest 200. */
export function readHistory(folder: string): Migration[] {
  const path = join(folder, historyPath)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Migration[]) : []
}

export function noteMigration(folder: string, migration: Omit<Migration, 'id'>): void {
  const before = readHistory(folder)
  const entry = { id: (before.at(-1)?.id ?? 0) + 1, ...migration }
  const path = join(folder, historyPath)
  mkdirSync(dirname(path), { recursive: true })
  replaceFile(path, `${JSON.stringify([...before, entry].slice(-entriesMax), null, 2)}\n`)
}
