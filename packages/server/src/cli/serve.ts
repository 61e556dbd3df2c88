import { join } from 'node:path'
import { type App, createApp } from '../app.ts'
import { ConfigError } from '../config/problem.ts'
import type { Config } from '../config/schema.ts'
import { metricsSettingsOf } from '../settings/metrics-settings.ts'
import { metricCatalog } from '../telemetry/catalog.ts'
import { createRegistry } from '../telemetry/metrics.ts'
import { version } from '../version.ts'
import type { ReloadCause } from '../wiring/reloader.ts'
import type { Reading } from '../wiring/snapshot.ts'
import type { ConfigFiles } from './config-files.ts'
import { convertAtStart } from './convert-at-start.ts'
import { keysFor } from './keys-file.ts'
import { openLog } from './open-log.ts'
import { openPorts } from './open-ports.ts'
import { openSelectionsFile } from './selections-file.ts'
import type { Shell } from './shell.ts'
import type { Stand } from './simulators.ts'
import { isExposed, keysMissing } from './start-rules.ts'
import { readTlsPair, tlsFilesOf } from './tls-pair.ts'
import { watchCertificate } from './watch-certificate.ts'
import { printsOf, watchFiles } from './watch-files.ts'
import { watchTemplates } from './watch-templates.ts'

/** Runs until a signal; returns the exit code. */
export async function serve(files: ConfigFiles, shell: Shell, stand?: Stand): Promise<number> {
  const stopping = stopSignal(shell)
  const converted = files.isNamed || !mayConvert(files.environment) ? [] : convertAtStart(shell)
  const seen = printsOf(files.paths())
  const read = () => files.load(stand?.layer, stand?.environment)
  const reading = read()
  const { config, warnings, environment } = reading
  const metrics = metricsSettingsOf(reading)
  const registry = createRegistry(metricCatalog, metrics ?? undefined)
  const logging = openLog(shell, config, registry, stand !== undefined)
  const { log } = logging
  for (const warning of [...converted, ...warnings]) log.warn(warning)
  const tls = tlsFilesOf(shell, config.server)
  const pair = tls && readTlsPair(tls)
  const keys = keysFor(config, environment)
  let running: App | undefined
  const reread = async (): Promise<Reading> => {
    const next = read()
    if (
      isExposed(config) &&
      next.config.auth.api_keys.length === 0 &&
      !(await running?.rooms.accounts.bootstrap.hasPeople())
    )
      throw new ConfigError([lastKey], 'the configuration')
    return next
  }
  const app = await createApp({
    reading,
    reread,
    adopted: logging.adopt,
    keys,
    selectionsFile: openSelectionsFile(shell.folder, mayConvert(environment), shell.clock),
    ...machinesOf(shell),
    clock: shell.clock,
    random: shell.random,
    log,
    registry,
  })
  running = app
  await requireCredential(app, config, environment)
  shell.compact()
  const ports = await openPorts(app, config.server, pair, metrics, registry.render).catch(async (error: unknown) => {
    await app.close()
    throw error
  })
  const { main, metricsPort } = ports
  stopping.canDrain()
  const url = `${tls ? 'https' : 'http'}://${config.server.host}:${main.port}`
  stand?.listening(url)
  await app.start()
  if (metricsPort !== null)
    shell.write(`Metrics, without a credential, on http://${config.server.host}:${metricsPort}${metrics?.path}\n`)
  greet(shell, url, keys?.read().api_key ?? null, stand)
  shell.onReload(() => void reload(app, 'signal'))
  const fileChanged = () => void reload(app, 'file')
  const templates = () => app.config.snapshot().config.templates
  const watching = [
    watchFiles(seen, shell.clock, fileChanged),
    watchTemplates(shell.folder, templates, shell.clock, fileChanged),
    ...(tls ? [watchCertificate(tls, main, shell.clock, log)] : []),
  ]
  await stopping.signal
  for (const watcher of watching) watcher.close()
  app.health.block('draining')
  void app.rooms.feed.close()
  await main.drain(app.config.snapshot().config.server.drain_timeout, () => {
    app.closeTunnels()
    void app.rooms.gateway.close()
  })
  await ports.close()
  await app.close()
  await stand?.close()
  await logging.close()
  return 0
}

/** Machines of this host are kept by processes of this program, which outlive it. */
const machinesOf = ({ self, folder, environment }: Shell) =>
  self === undefined
    ? {}
    : {
        machines: {
          folder: join(folder, 'gpu-machines'),
          keeper: [...self, 'keep-machine'],
          path: environment.PATH ?? '',
        },
      }

/** Whoever reaches this server could show no credential any more, not even to take this back. */
const lastKey = { path: 'auth.api_keys', message: 'must keep a key: nobody else can sign in to this server' }

/** Mistakes are told by the reloader; the server goes on with what it has. */
const reload = (app: App, cause: ReloadCause) => app.config.reload({ cause }).catch(() => undefined)

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

function greet(shell: Shell, url: string, apiKey: string | null, stand: Stand | undefined): void {
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

/** What is not listening yet ends at a signal at once. After that the first signal stops, and a second one ends at once. */
function stopSignal(shell: Shell) {
  const { promise, resolve } = Promise.withResolvers<void>()
  let stage: 'starting' | 'serving' | 'stopping' = 'starting'
  shell.onSignal(() => {
    if (stage !== 'serving') shell.exit(stage === 'starting' ? 0 : 130)
    stage = 'stopping'
    resolve()
  })
  return {
    signal: promise,
    canDrain() {
      stage = 'serving'
    },
  }
}
