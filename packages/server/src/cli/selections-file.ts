import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { SelectionsFile } from '../discovery/selections-file.ts'
import type { Clock } from '../runtime.ts'
import { convertFile } from './convert-file.ts'
import { replaceFile } from './replace-file.ts'

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
      if (mayConvert) convertFile(folder, { format: 'model_selections', file: selectionsPath, text }, clock.now())
      return mayConvert
    },
  }
}
