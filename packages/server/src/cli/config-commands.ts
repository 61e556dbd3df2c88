import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { generatedProviders } from '../config/generated-providers.ts'
import { configJsonSchema } from '../config/json-schema.ts'
import { ConfigError } from '../config/problem.ts'
import { configReference } from '../config/reference.ts'
import type { Reloaded } from '../wiring/reloader.ts'
import { askServer, type ServerOptions } from './ask-server.ts'
import { readConfigFiles } from './config-files.ts'
import { initialConfig } from './initial-config.ts'
import { addLegacyCommands } from './legacy-commands.ts'
import type { Shell } from './shell.ts'
import { shownKeys } from './shown-config.ts'

interface FileOptions {
  config?: string
  envFile?: string
  json?: boolean
}

/** Adds `config …`; each run ends by telling its exit code. */
export function addConfigCommands(
  program: Command,
  withConfig: (command: Command) => Command,
  shell: Shell,
  ended: (code: number) => void,
): void {
  const config = program.command('config').description('the configuration and its files')
  const withJson = (command: Command) => command.option('--json', 'as JSON')
  withJson(withConfig(config.command('validate')))
    .description('check the configuration; exit 1 with every mistake')
    .action((options) => ended(validate(shell, options)))
  withJson(withConfig(config.command('show')))
    .description('print every key with its value and where it comes from; secrets are hidden')
    .action((options) => ended(show(shell, options)))
  withConfig(config.command('init'))
    .description('write a first config.yaml, with the providers whose keys are set')
    .action((options) => ended(init(shell, options)))
  config
    .command('schema')
    .description('print the JSON Schema of the configuration')
    .option('--keys', 'the page of all keys, as Markdown')
    .action(({ keys }) => shell.write(keys ? configReference() : `${JSON.stringify(configJsonSchema(), null, 2)}\n`))
  withJson(config.command('reload'))
    .description('let a running server read its files again; the key is PROXY_API_KEY')
    .option('--url <url>', 'server; else PROXY_API_BASE_URL, else http://127.0.0.1:8000')
    .option('--dry-run', 'tell what would change, and change nothing')
    .action(async (options) => ended(await reload(shell, options)))
  addLegacyCommands(config, shell)
}

function validate(shell: Shell, options: FileOptions): number {
  try {
    const { warnings } = readConfigFiles(shell, options).load()
    if (options.json) shell.write(`${JSON.stringify({ valid: true, errors: [], warnings })}\n`)
    else {
      for (const warning of warnings) shell.writeError(`warning: ${warning}\n`)
      shell.write('The configuration is valid.\n')
    }
    return 0
  } catch (error) {
    if (!options.json || !(error instanceof ConfigError)) throw error
    shell.write(`${JSON.stringify({ valid: false, errors: error.problems, warnings: [] })}\n`)
    return 1
  }
}

function show(shell: Shell, options: FileOptions): number {
  const { config, origin } = readConfigFiles(shell, options).load()
  const keys = shownKeys(config, origin)
  if (options.json) shell.write(`${JSON.stringify(keys, null, 2)}\n`)
  else for (const row of keys) shell.write(`${row.key}: ${JSON.stringify(row.value)}  # ${row.origin}\n`)
  return 0
}

function init(shell: Shell, options: FileOptions): number {
  const path = join(shell.folder, 'config.yaml')
  if (existsSync(path)) throw new Error('config.yaml is there already; nothing was written.')
  const providers = generatedProviders(readConfigFiles(shell, options).environment)
  writeFileSync(path, initialConfig(providers), { flag: 'wx', mode: 0o600 })
  shell.write(`config.yaml is written, with ${providers.length} providers.\n`)
  return 0
}

async function reload(shell: Shell, options: ServerOptions & { dryRun?: boolean }): Promise<number> {
  const question = {
    method: 'POST',
    path: '/api/v1/config/reload',
    body: options.dryRun ? { dry_run: true } : {},
  } as const
  const { data } = await askServer<{ data: Reloaded }>(shell, options, question)
  if (options.json) shell.write(`${JSON.stringify(data, null, 2)}\n`)
  else shell.write(reloadText(data))
  return 0
}

function reloadText({ result, version, applied, needs_restart, warnings }: Reloaded): string {
  const rows = [
    ...applied.map((key) => `  ${result === 'valid' ? 'would change' : 'changed'}: ${key}`),
    ...needs_restart.map((key) => `  needs a restart: ${key}`),
    ...warnings.map((text) => `  warning: ${text}`),
  ]
  return `${[`${result}, version ${version}`, ...rows].join('\n')}\n`
}
