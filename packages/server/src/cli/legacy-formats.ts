import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnvFile } from '../config/env-file.ts'
import { loadConfig } from '../config/load.ts'
import { presentPython, pythonFiles } from '../config/older-python.ts'
import { presentYaml } from '../config/older-yaml.ts'
import { readSelectionsText, selectionsText } from '../discovery/selections-text.ts'
import type { LegacyFormat } from './migration-history.ts'
import { replaceFile } from './replace-file.ts'
import { selectionsPath } from './selections-file.ts'
import type { Shell } from './shell.ts'

/** What is of an older form. */
export interface OlderFile {
  /** Where its present form belongs, below the working directory. */
  file: string
  /** Its present form. */
  text: string
  /** Keys that stood in it, by the variable that they belong into. */
  keys: Record<string, string>
  /** Files that it is made of, where that is not the file itself. */
  sources: string[]
  /** What of it has no place in the present form, by file and line. */
  leftOut: string[]
}

interface Reader {
  file: string
  /** Where one of them is, there may be something to read. */
  sources: readonly string[]
  read(path: string, shell: Shell): Omit<OlderFile, 'file'> | null
}

const configFile = 'config.yaml'
const readers: Readonly<Record<LegacyFormat, Reader>> = {
  model_selections: { file: selectionsPath, sources: [selectionsPath], read: readSelections },
  yaml: { file: configFile, sources: [configFile], read: readConfig },
  python: { file: configFile, sources: pythonFiles, read: readPythonConfig },
}

/** Null where there is no such file, or none of an older form. Throws where it is broken, or would be. */
export function readOlder(format: LegacyFormat, shell: Shell): OlderFile | null {
  const { file, sources, read } = readers[format]
  const found = sources.filter((source) => existsSync(join(shell.folder, source)))
  if (found.length === 0) return null
  try {
    const older = read(join(shell.folder, file), shell)
    return older && { file, ...older }
  } catch (error) {
    throw new Error(`${found.join(', ')}: ${(error as Error).message}`, { cause: error })
  }
}

function readSelections(path: string): Omit<OlderFile, 'file'> | null {
  const { isOld, selections } = readSelectionsText(readFileSync(path, 'utf8'), Math.floor(statSync(path).mtimeMs))
  return isOld ? { text: selectionsText(selections), ...nothingElse } : null
}

function readConfig(path: string, shell: Shell): Omit<OlderFile, 'file'> | null {
  const present = presentYaml(readFileSync(path, 'utf8'))
  if (present === null) return null
  mustLoad(present, environmentOf(shell))
  return { ...nothingElse, ...present }
}

/** What the files of Python say, beneath what a present `config.yaml` says. */
function readPythonConfig(path: string, shell: Shell): Omit<OlderFile, 'file'> | null {
  const { folder } = shell
  const sources = pythonFiles.filter((name) => existsSync(join(folder, name)))
  const files = sources.map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
  const set = environmentOf(shell)
  const config = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const present = presentPython(files, config, (variable) => Boolean(set[variable]))
  mustLoad(present, set)
  return { ...present, sources }
}

function environmentOf({ folder, environment }: Shell): Shell['environment'] {
  const path = join(folder, '.env')
  return { ...(existsSync(path) ? parseEnvFile(readFileSync(path, 'utf8'), environment) : {}), ...environment }
}

const nothingElse = { keys: {}, sources: [], leftOut: [] }

function mustLoad({ text, keys }: Pick<OlderFile, 'text' | 'keys'>, environment: Shell['environment']): void {
  loadConfig({ files: [{ name: configFile, text }], environment: { ...keys, ...environment } })
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
