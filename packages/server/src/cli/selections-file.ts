import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { SelectionsFile } from '../discovery/selections-file.ts'
import type { Clock } from '../runtime.ts'
import { noteMigration, sha256 } from './migration-history.ts'
import { keepAside, replaceFile } from './replace-file.ts'

/** Where it stands below the working directory. */
export const selectionsPath = 'config/model_selections.json'

/** The file of the operator; `mayConvert` is whether a text of the older form may be replaced. */
export function openSelectionsFile(folder: string, mayConvert: boolean, clock: Pick<Clock, 'now'>): SelectionsFile {
  const path = join(folder, selectionsPath)
  return {
    name: selectionsPath,
    read() {
      try {
        const text = readFileSync(path, 'utf8')
        return text === '' ? null : { text, modifiedAt: Math.floor(statSync(path).mtimeMs) }
      } catch {
        // Deleted, being replaced, or not ours to read: what was read before stands.
        return null
      }
    },
    write(text) {
      if (existsSync(path)) replaceFile(path, text)
    },
    convert(text) {
      if (mayConvert) convertFile(folder, text, clock.now())
      return mayConvert
    },
  }
}

/** Puts a text in the place of the file, which is kept beside it, and notes that; returns where it is kept. */
export function convertFile(folder: string, text: string, now: number): string {
  const path = join(folder, selectionsPath)
  const before = readFileSync(path)
  const backup = keepAside(path)
  replaceFile(path, text)
  noteMigration(folder, {
    at: new Date(now).toISOString(),
    action: 'migrate',
    format: 'model_selections',
    file: selectionsPath,
    backup: backup.slice(folder.length + 1),
    sha256_before: sha256(before),
    sha256_after: sha256(text),
  })
  return backup
}
