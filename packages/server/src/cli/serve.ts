import { createApp } from '../app.ts'
import { ConfigError } from '../config/problem.ts'
import type { Config } from '../config/schema.ts'
import { createLog } from '../telemetry/log.ts'
import { createRegistry } from '../telemetry/metrics.ts'
import { version } from '../version.ts'
import type { ConfigFiles } from './config-files.ts'
import { keysFileOf, openKeysFile } from './keys-file.ts'
import { listen } from './listen.ts'
import type { Shell } from './shell.ts'
import type { Stand } from './simulators.ts'

/** Runs until a signal; returns the exit code. */
export async function serve(files: ConfigFiles, shell: Shell, stand?: Stand): Promise<number> {
  const environment = { ...stand?.environment, ...files.environment }
  const { config, warnings, templates } = files.load(stand?.layer, stand?.environment)
  const log = createLog({
    level:
      config.logging.level ??
      (config.app.debug ? 'debug' : config.app.environment === 'production' || stand ? 'warning' : 'info'),
    format: config.logging.format === 'text' || config.logging.format.includes('%(') ? 'text' : 'json',
    now: shell.clock.now,
    write: shell.writeError,
    fields: { service: config.app.name, environment: config.app.environment },
  })
  for (const warning of warnings) log.warn(warning)
  const registry = createRegistry()
  const keys = embeddedKeys(config, environment)
  const app = await createApp({
    config,
    templates,
    environment,
    keys,
    clock: shell.clock,
    random: shell.random,
    log,
    registry,
  })
  shell.compact()
  const listening = await listen(app.fetch, config.server, app.upgrades)
  await app.start()
  greet(shell, config, listening.port, keys?.read().api_key ?? null, stand)
  await stopSignal(shell)
  app.health.block('draining')
  void app.rooms.feed.close()
  await listening.drain(config.server.drain_timeout, () => void app.rooms.gateway.close())
  await app.close()
  await stand?.close()
  return 0
}

/** Only a development server on loopback keeps its secrets in a file; others must be given ENCRYPTION_KEY. */
function embeddedKeys({ app, server, database }: Config, environment: Record<string, string | undefined>) {
  const loopback = server.host === '127.0.0.1' || server.host === 'localhost' || server.host === '::1'
  if (environment.ENCRYPTION_KEY) return null
  if (app.environment === 'production' || !loopback) {
    const message = 'is required outside loopback development: 32 bytes in url-safe base64'
    throw new ConfigError([{ path: 'ENCRYPTION_KEY', message, source: 'environment' }], 'the environment')
  }
  return openKeysFile(keysFileOf(database.url))
}

function greet(shell: Shell, { server }: Config, port: number, apiKey: string | null, stand: Stand | undefined): void {
  const url = `http://${server.host}:${port}`
  shell.write(`ProxyAPI listening on ${url} (version ${version}; reference at ${url}/docs)\n`)
  if (!stand) return
  const simulated = `${stand.names.slice(0, -1).join(', ')} and ${stand.names.at(-1)}`
  shell.write(`No provider or cloud key is set: ${simulated} are simulated. Answers, prices and GPUs are not real.\n`)
  if (apiKey === null) return
  shell.write(`
  curl ${url}/v1/chat/completions -H 'X-API-Key: ${apiKey}' -H 'Content-Type: application/json' \\
    -d '{"model":"openai/gpt-4o-mini","messages":[{"role":"user","content":"Hello"}]}'

  new ProxyAPI({ baseURL: '${url}', apiKey: '${apiKey}' }).models.search({ q: 'gpt-4' })

`)
}

/** The first signal stops; a second one ends the process at once. */
const stopSignal = (shell: Shell) =>
  new Promise<void>((resolve) => {
    let stopping = false
    shell.onSignal(() => {
      if (stopping) shell.exit(130)
      stopping = true
      resolve()
    })
  })
