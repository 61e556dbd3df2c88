import { existsSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parseEnvFile } from '../config/env-file.ts'
import { type LoadedConfig, loadConfig } from '../config/load.ts'
import type { Templates } from '../gateway/template/templates.ts'
import type { Shell } from './shell.ts'
import { readTemplates } from './template-files.ts'

export interface ConfigFiles {
  environment: Record<string, string | undefined>
  /** Reads the files anew; `below` is a layer under all of them, `extra` are variables under the environment. */
  load(below?: string, extra?: Record<string, string>): LoadedConfig & { templates: Templates }
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
  const fromFile = existsSync(envFile) ? parseEnvFile(readFileSync(envFile, 'utf8'), shell.environment) : {}
  const environment = { ...fromFile, ...shell.environment }
  const named = options.config ?? environment.PROXY_API_CONFIG_FILE
  const file = named
    ? resolve(shell.folder, named)
    : ['config.yaml', 'config.json'].map((name) => join(shell.folder, name)).find(existsSync)
  if (named && !existsSync(file!)) throw new Error(`The configuration file ${named} does not exist.`)
  const read = (path: string) => ({ name: basename(path), text: readFileSync(path, 'utf8') })
  return {
    environment,
    load(below, extra = {}) {
      const base = file ? [read(file)] : []
      const overlay = overlayOf(shell.folder, environment.ENVIRONMENT ?? 'development')
      const layers = [
        ...(below ? [{ name: 'simulators', text: below }] : []),
        ...base,
        ...(overlay ? [read(overlay)] : []),
      ]
      const loaded = loadConfig({ files: layers, environment: { ...extra, ...environment } })
      return { ...loaded, templates: readTemplates(shell.folder, loaded.config) }
    },
  }
}

const overlayOf = (folder: string, environment: string): string | undefined =>
  (overlays[environment] ?? []).map((name) => join(folder, `config.${name}.yaml`)).find(existsSync)
