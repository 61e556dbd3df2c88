import { type App, createApp } from '../app.ts'
import type { Config } from '../config/schema.ts'
import { createLog } from '../telemetry/log.ts'
import { createRegistry } from '../telemetry/metrics.ts'
import { version } from '../version.ts'
import type { ConfigFiles } from './config-files.ts'
import { encryptionKeyOf, keysFor } from './keys-file.ts'
import { listen } from './listen.ts'
import { openedEnvironment } from './sealed-environment.ts'
import { openSelectionsFile } from './selections-file.ts'
import type { Shell } from './shell.ts'
import type { Stand } from './simulators.ts'
import { isExposed, keysMissing } from './start-rules.ts'

/** Runs until a signal; returns the exit code. */
export async function serve(files: ConfigFiles, shell: Shell, stand?: Stand): Promise<number> {
  const { config, warnings, templates } = files.load(stand?.layer, stand?.environment)
  const log = createLog({
    level:
      config.logging.level ??
      (config.app.debug ? 'debug' : config.app.environment === 'production' || stand ? 'warning' : 'info'),
    format: config.logging.format === 'text' || config.logging.format.includes('%(') ? 'text' : 'json',
    now: shell.clock.now,
    write: shell.writeError,
    keepsAudit: stand === undefined,
    fields: { service: config.app.name, environment: config.app.environment },
  })
  for (const warning of warnings) log.warn(warning)
  const registry = createRegistry()
  const given = { ...stand?.environment, ...files.environment }
  const keys = keysFor(config, given)
  const environment = openedEnvironment(config, given, encryptionKeyOf(config, given))
  const app = await createApp({
    config,
    templates,
    environment,
    keys,
    selectionsFile: openSelectionsFile(shell.folder, mayConvert(environment), shell.clock),
    clock: shell.clock,
    random: shell.random,
    log,
    registry,
  })
  await requireCredential(app, config, environment)
  shell.compact()
  const listening = await listen(app, config.server)
  stand?.listening(`http://${config.server.host}:${listening.port}`)
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

/** Files of an older form are replaced, with a copy beside them, unless the operator says no. */
const mayConvert = ({ PROXY_API_CONFIG_AUTO_MIGRATE: word }: Record<string, string | undefined>): boolean =>
  !/^(false|no|off|0)$/i.test(word ?? '')

/** Lets the operator's first administrator in, and refuses to be reached by a network that could not show any key. */
async function requireCredential(app: App, config: Config, environment: Record<string, string | undefined>) {
  const { bootstrap } = app.rooms.accounts
  const { PROXY_API_ADMIN_EMAIL: email, PROXY_API_ADMIN_PASSWORD: password } = environment
  if (email && password) await bootstrap.ensureAdministrator(email, password)
  if (!isExposed(config) || config.auth.api_keys.length > 0 || (await bootstrap.hasPeople())) return
  await app.close()
  throw new Error(keysMissing)
}

function greet(shell: Shell, { server }: Config, port: number, apiKey: string | null, stand: Stand | undefined): void {
  const url = `http://${server.host}:${port}`
  shell.write(`ProxyAPI listening on ${url} (version ${version}; reference at ${url}/docs)\n`)
  if (!stand) return
  const simulated = `${stand.names.slice(0, -1).join(', ')} and ${stand.names.at(-1)}`
  shell.write(
    `No provider or cloud key is set: ${simulated} are simulated. Answers, prices, payments and GPUs are not real.\n`,
  )
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
