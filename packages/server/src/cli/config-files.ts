import { existsSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parseEnvFile } from '../config/env-file.ts'
import { loadConfig } from '../config/load.ts'
import { isOlderSystem, presentPython, pythonFiles } from '../config/older-python.ts'
import { presentYaml } from '../config/older-yaml.ts'
import { ConfigError } from '../config/problem.ts'
import type { Reading } from '../wiring/snapshot.ts'
import { openedEnvironment } from './sealed-environment.ts'
import type { Shell } from './shell.ts'
import { readTemplates } from './template-files.ts'

export interface ConfigFiles {
  /** As it is at the start, with what is given sealed under its own name. */
  environment: Record<string, string | undefined>
  /** One file was asked for by its name, and no other is looked for. */
  isNamed: boolean
  /** Reads the files anew; `below` is a layer under all of them, `extra` are variables under the environment. */
  load(below?: string, extra?: Record<string, string>): Reading
  /** All that `load` looks at, also where it is not there. */
  paths(): string[]
}

interface Options {
  config?: string
  envFile?: string
}

const overlays: Record<string, string[]> = {
  production: ['production', 'prod'],
  development: ['development', 'dev'],
  staging: ['staging'],
}

/** `./config.yaml`, else `./config.json`, with the overlay of the environment; `.env` under the process environment. */
export function readConfigFiles(shell: Shell, options: Options): ConfigFiles {
  const envFile = resolve(shell.folder, options.envFile ?? '.env')
  const environment = environmentOf(envFile, shell)
  const named = options.config ?? environment.PROXY_API_CONFIG_FILE
  const bases = named
    ? [resolve(shell.folder, named)]
    : ['config.yaml', 'config.json'].map((name) => join(shell.folder, name))
  if (named && !existsSync(bases[0]!)) throw new Error(`The configuration file ${named} does not exist.`)
  let read: readonly string[] = []
  return {
    environment,
    isNamed: named !== undefined,
    load(below, extra = {}) {
      const set = { ...extra, ...environmentOf(envFile, shell) }
      const base = named ? bases[0] : bases.find(existsSync)
      const overlay = overlaysIn(shell.folder, environment).find(existsSync)
      const found = [base, overlay].filter((path) => path !== undefined)
      requirePresent(read)
      const older = olderPython(shell.folder, named !== undefined || base !== undefined, set)
      const own = found.map((path) => inPresentForm(readConfigText(path)))
      const files = [...older.files, ...own]
      const present = { ...Object.assign({}, ...files.map(({ keys }) => keys)), ...set }
      const loaded = loadConfig({
        files: [...(below ? [{ name: 'simulators', text: below }] : []), ...files],
        environment: present,
      })
      read = found
      const warnings = [...older.warnings, ...own.flatMap(({ warning }) => warning ?? []), ...loaded.warnings]
      return { ...loaded, warnings, templates: readTemplates(shell.folder, loaded.config), environment: present }
    },
    paths: () => [...bases, ...overlaysIn(shell.folder, environment), envFile],
  }
}

type Environment = Record<string, string | undefined>

function environmentOf(envFile: string, { environment }: Shell): Environment {
  const fromFile = existsSync(envFile) ? parseEnvFile(readText(envFile).text, environment) : {}
  return openedEnvironment({ ...fromFile, ...environment })
}

/** What a running server was told is not taken back by a file that somebody moves away: who means that starts it again. */
function requirePresent(paths: readonly string[]): void {
  const gone = paths.find((path) => !existsSync(path))
  if (gone !== undefined) throw unreadable(basename(gone), 'is gone')
}

/** A file that holds nothing is one that somebody is writing, or whose disk was full. */
function readConfigText(path: string): { name: string; text: string } {
  const file = readText(path)
  if (file.text.trim() === '') throw unreadable(file.name, 'is empty')
  return file
}

const unreadable = (name: string, message: string) => new ConfigError([{ path: '', message, source: name }], name)

function readText(path: string): { name: string; text: string } {
  const name = basename(path)
  try {
    return { name, text: readFileSync(path, 'utf8') }
  } catch (error) {
    throw unreadable(name, `cannot be read: ${(error as NodeJS.ErrnoException).code}`)
  }
}

interface PresentFile {
  name: string
  text: string
  keys: Record<string, string>
  warning?: string
}

/** A file of the older form as it would be written in the present one; what is broken is told of by who reads it. */
function inPresentForm(file: { name: string; text: string }): PresentFile {
  const same = { ...file, keys: {} }
  if (!/\.ya?ml$/.test(file.name)) return same
  try {
    const present = presentYaml(file.text)
    if (present === null) return same
    const warning = `${file.name} is of an older form and is read as the present one; proxyapi config migrate --format yaml writes it`
    return { ...present, name: file.name, warning }
  } catch {
    // It is no YAML, or says a thing twice: loading it says so with its line.
    return same
  }
}

/** Files of Python by which an older system was configured; a present configuration beats them and is read alone. */
function olderPython(folder: string, isConfigured: boolean, set: Environment) {
  const found = pythonFiles.filter((name) => existsSync(join(folder, name)))
  const command = 'proxyapi config migrate --format python'
  const names = found.join(', ')
  if (!isOlderSystem(found)) return { files: [], warnings: [] }
  if (isConfigured)
    return { files: [], warnings: [`Not read beside a configuration: ${names}; ${command} takes it over`] }
  const texts = found.map((name) => readText(join(folder, name)))
  const { leftOut, ...present } = presentPython(texts, '', (variable) => Boolean(set[variable]))
  const lines = leftOut.map((line) => line.split(': ')[0]).join(', ')
  const warning = `${names} is read as the present form, without being run; ${command} writes it`
  return {
    files: [{ name: names, ...present }],
    warnings: [warning, ...(leftOut.length > 0 ? [`Left out of it: ${lines}`] : [])],
  }
}

const overlaysIn = (folder: string, { ENVIRONMENT }: Environment): string[] =>
  (overlays[ENVIRONMENT ?? 'development'] ?? []).map((name) => join(folder, `config.${name}.yaml`))
