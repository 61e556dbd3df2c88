import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnvFile } from '../config/env-file.ts'
import { loadConfig } from '../config/load.ts'
import { presentYaml } from '../config/older-yaml.ts'
import { readSelectionsText, selectionsText } from '../discovery/selections-text.ts'
import type { LegacyFormat } from './migration-history.ts'
import { replaceFile } from './replace-file.ts'
import { selectionsPath } from './selections-file.ts'
import type { Shell } from './shell.ts'

/** A file of an older form. */
export interface OlderFile {
  /** Below the working directory. */
  file: string
  /** Its present form. */
  text: string
  /** Keys that stood in it, by the variable that they belong into. */
  keys: Record<string, string>
}

interface Reader {
  file: string
  read(path: string, shell: Shell): Omit<OlderFile, 'file'> | null
}

const readers: Readonly<Record<LegacyFormat, Reader>> = {
  model_selections: { file: selectionsPath, read: readSelections },
  yaml: { file: 'config.yaml', read: readConfig },
}

/** Null where there is no such file, or none of an older form. Throws where it is broken, or would be. */
export function readOlder(format: LegacyFormat, shell: Shell): OlderFile | null {
  const { file, read } = readers[format]
  const path = join(shell.folder, file)
  if (!existsSync(path)) return null
  try {
    const older = read(path, shell)
    return older && { file, ...older }
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error })
  }
}

function readSelections(path: string): Omit<OlderFile, 'file'> | null {
  const { isOld, selections } = readSelectionsText(readFileSync(path, 'utf8'), Math.floor(statSync(path).mtimeMs))
  return isOld ? { text: selectionsText(selections), keys: {} } : null
}

function readConfig(path: string, { environment }: Shell): Omit<OlderFile, 'file'> | null {
  const present = presentYaml(readFileSync(path, 'utf8'))
  if (present !== null)
    loadConfig({
      files: [{ name: 'config.yaml', text: present.text }],
      environment: { ...present.keys, ...environment },
    })
  return present
}

/** Adds keys to `.env`, which only its owner may read, and names them. Throws where another key has the name. */
export function addKeys(folder: string, keys: Record<string, string>): string[] {
  const path = join(folder, '.env')
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const known = parseEnvFile(text)
  const added = Object.entries(keys).filter(([name, key]) => known[name] !== key)
  const other = added.find(([name]) => known[name] !== undefined)
  if (other) throw new Error(`.env has another ${other[0]} than the file; remove one of them.`)
  const broken = added.find(([, key]) => /['\r\n]/.test(key))
  if (broken) throw new Error(`${broken[0]} cannot stand in .env: it has a quote or a line break.`)
  if (added.length === 0) return []
  const before = text === '' || text.endsWith('\n') ? text : `${text}\n`
  replaceFile(path, `${before}${added.map(([name, key]) => `${name}='${key}'\n`).join('')}`, 0o600)
  return added.map(([name]) => name)
}
