import { existsSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parseEnvFile } from '../config/env-file.ts'
import { loadConfig } from '../config/load.ts'
import { ConfigError } from '../config/problem.ts'
import type { Reading } from '../wiring/snapshot.ts'
import { openedEnvironment } from './sealed-environment.ts'
import type { Shell } from './shell.ts'
import { readTemplates } from './template-files.ts'

export interface ConfigFiles {
  /** As it is at the start, with what is given sealed under its own name. */
  environment: Record<string, string | undefined>
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
    load(below, extra = {}) {
      const present = { ...extra, ...environmentOf(envFile, shell) }
      const base = named ? bases[0] : bases.find(existsSync)
      const overlay = overlaysIn(shell.folder, environment).find(existsSync)
      const found = [base, overlay].filter((path) => path !== undefined)
      requirePresent(read)
      const files = [...(below ? [{ name: 'simulators', text: below }] : []), ...found.map(readConfigText)]
      const loaded = loadConfig({ files, environment: present })
      read = found
      return { ...loaded, templates: readTemplates(shell.folder, loaded.config), environment: present }
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

const overlaysIn = (folder: string, { ENVIRONMENT }: Environment): string[] =>
  (overlays[ENVIRONMENT ?? 'development'] ?? []).map((name) => join(folder, `config.${name}.yaml`))
