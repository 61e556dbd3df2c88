import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { isDeepStrictEqual } from 'node:util'
import { type Handlers, implement } from '@proxyapi/contract'
import { createCompute } from './compute/compute.ts'
import type { Config } from './config/schema.ts'
import type { Context } from './context.ts'
import { createDiscovery, jobNames } from './discovery/discovery.ts'
import { createGraphql } from './discovery/graphql/graphql.ts'
import { createModelRegistry } from './discovery/registry/model-registry.ts'
import type { SelectionsFile } from './discovery/selections-file.ts'
import { createEvents } from './events/create-events.ts'
import { createBus } from './events/feed/bus.ts'
import { createFeed, type Feed } from './events/feed/feed.ts'
import { createIncoming } from './events/receive.ts'
import { createExports } from './exports/create-exports.ts'
import { createCaches } from './gateway/cache/create-caches.ts'
import { countTokens } from './gateway/estimate.ts'
import { createGateway } from './gateway/gateway.ts'
import { listRequests } from './gateway/list-requests.ts'
import { templateTools } from './gateway/shape.ts'
import { createPrompts } from './gateway/template/prompts.ts'
import { usageMetrics } from './gateway/usage-metrics.ts'
import { createDoor } from './http/door.ts'
import { createFeedGate } from './http/feed-gate.ts'
import { createIdempotency } from './http/idempotency.ts'
import { createInstanceGate } from './http/instance-gate.ts'
import { createRefusals, type Refusals } from './http/refusals.ts'
import { serveAssets } from './http/serve-assets.ts'
import { createUpgrades, type Upgrades } from './http/upgrade.ts'
import { createIdentity } from './identity/create-identity.ts'
import { createPasswordHashes } from './identity/password-hash.ts'
import { createIntegrations } from './integrations/create-integrations.ts'
import { createLedger } from './ledger/create-ledger.ts'
import { createPayments } from './payments/create-payments.ts'
import { stripeProvider } from './payments/stripe-provider.ts'
import { createRecall } from './recall/create-recall.ts'
import { admin } from './resources/admin.ts'
import { ai } from './resources/ai.ts'
import { auth } from './resources/auth.ts'
import { billing } from './resources/billing.ts'
import { db } from './resources/db.ts'
import { gpu } from './resources/gpu.ts'
import { inference } from './resources/inference.ts'
import { integration } from './resources/integration.ts'
import { models } from './resources/models.ts'
import { realtime } from './resources/realtime.ts'
import { registry } from './resources/registry.ts'
import { system } from './resources/system.ts'
import { user } from './resources/user.ts'
import { webhooks } from './resources/webhooks.ts'
import { workflow } from './resources/workflow.ts'
import type { Rooms } from './rooms.ts'
import type { Runtime } from './runtime.ts'
import { anonymousPermissionsOf, localPermissionsOf } from './settings/access-settings.ts'
import { type AppSettings, appSettingsOf, retiredPools } from './settings/app-settings.ts'
import { cacheFileOf } from './settings/cache-settings.ts'
import { cloudAccountsOf, cloudHealthOf } from './settings/cloud-settings.ts'
import { metricsSettingsOf } from './settings/metrics-settings.ts'
import { loginSettingsOf, tokenSettingsOf } from './settings/sign-in-settings.ts'
import { tracingSettingsOf } from './settings/tracing-settings.ts'
import { withOverrides } from './settings/with-overrides.ts'
import { openCacheFile } from './store/cache-file.ts'
import { ping } from './store/database.ts'
import { connected, pingRedis } from './store/redis.ts'
import { redisCache } from './store/redis-cache.ts'
import { redisPins } from './store/redis-pins.ts'
import { createTasks } from './tasks/create-tasks.ts'
import { taskTemplates } from './tasks/task-templates.ts'
import { createHealth, type Health } from './telemetry/health.ts'
import type { Registry } from './telemetry/metrics.ts'
import { version } from './version.ts'
import { wireOf } from './wiring/between-processes.ts'
import { startCounting } from './wiring/counting.ts'
import { openFoundation } from './wiring/foundation.ts'
import { type HostMachines, openRunner } from './wiring/open-runner.ts'
import { createReloader, type Reloader } from './wiring/reloader.ts'
import { type Reading, type Snapshot, snapshotOf } from './wiring/snapshot.ts'
import { actFor, syncDestinations } from './wiring/sync-verbs.ts'
import { workflowVerbs } from './wiring/workflow-verbs.ts'
import { startWorker, type Worker } from './worker.ts'
import { createWorkflows } from './workflows/create-workflows.ts'

/** Complete by type: an operation that is forgotten or misspelled does not compile. */
export const handlers: Handlers<Context> = {
  ...admin,
  ...ai,
  ...auth,
  ...billing,
  ...db,
  ...gpu,
  ...inference,
  ...integration,
  ...models,
  ...realtime,
  ...registry,
  ...system,
  ...user,
  ...webhooks,
  ...workflow,
}

export interface AppParts {
  /** What it starts with. */
  reading: Reading
  /** Reads the same anew. Throws ConfigError. */
  reread(): Reading | Promise<Reading>
  /** Another configuration runs. */
  adopted?(config: Config): void
  /** Where a development server keeps its secrets; null where ENCRYPTION_KEY is set. */
  keys: { read(): { encryption_key: string; api_key: string | null }; saveApiKey(key: string): void } | null
  /** Where the operator writes the default models of providers. */
  selectionsFile?: SelectionsFile
  /** What this host gives to those who rent it. */
  machines?: HostMachines
  clock: Runtime['clock']
  random: Runtime['random']
  log: Runtime['log']
  registry: Registry
}

export interface App {
  /** The server as a function; `env` is what the HTTP adapter knows of the connection. */
  fetch(request: Request, env?: unknown): Response | Promise<Response>
  /** Requests that become sockets. */
  upgrades: Upgrades
  /** Ends the sockets to instances, with a word to both sides. */
  closeTunnels(): void
  /** What is said to those whose request is none. */
  refusals: Refusals
  health: Health
  rooms: Rooms
  config: Reloader
  /** Handlers in this process hear of public events: `on('models.discovered', handler)`. */
  events: Pick<Feed, 'on'>
  /** Recovers, starts background work, and lets readiness go green. */
  start(): Promise<void>
  /** Stops background work, settles what is open, closes the store. */
  close(): Promise<void>
}

/** How long a first start waits for the lists of its providers, so that what they list can be called at once. */
const firstListsMs = 2_000

/** On the bus between processes no stream of an account has this name. */
const configStream = 'config'

/** Builds every room from its parts and puts the door before them. */
export async function createApp({
  reading,
  reread,
  adopted,
  keys,
  selectionsFile,
  machines,
  clock,
  random,
  log,
  registry: metrics,
}: AppParts): Promise<App> {
  const { config, environment } = reading
  const snapshot = snapshotOf(reading)
  let now: AppSettings = appSettingsOf(snapshot)
  let worker: Worker | undefined
  const wake = (job: string) => worker?.wake(job)
  const foundation = await openFoundation({
    ...{ clock, random, log, metrics, wake },
    snapshot,
    settings: now,
    keptEncryptionKey: () => keys!.read().encryption_key,
  })
  const { egress, tracing, runtime, store, sealer, cursors, audit, places, redis } = foundation
  const ledger = createLedger({ store, runtime })
  const identity = createIdentity({
    store,
    runtime,
    ledger,
    cursors,
    peppers: sealer.peppers,
    hashes: createPasswordHashes(random),
    tokens: tokenSettingsOf(config, sealer.tokenSecrets),
    login: loginSettingsOf(config, environment),
    egress,
    sealer,
    staticKeys: now.staticKeys,
    keyHeader: config.auth.api_key_header ?? null,
    anonymousPermissions: anonymousPermissionsOf(config),
    localPermissions: localPermissionsOf(config),
    metricsToken: environment.PROXY_API_METRICS_TOKEN || null,
  })
  const { credentialHeaders } = now.door.rules
  const feed = createFeed({ ...runtime, store, sealer, credentialHeaders })
  const bus = createBus(wireOf(foundation, config.database.url), heard, log.child('feed'))
  const processNumber = Math.floor(random.float() * 1e15)
  const events = createEvents({
    ...runtime,
    store,
    egress,
    sealer,
    cursors,
    wake,
    numbering: bus.enlist,
    numbered: (heads) => bus.committed(heads),
  })
  const { secretKey, baseUrl } = now.payments
  const payments = createPayments({
    store,
    runtime,
    ledger,
    provider: secretKey === null ? null : stripeProvider({ egress, clock, secretKey, baseUrl }),
    settings: () => now.payments,
    wake: events.events.wake,
  })
  warnOfUnused(now)
  let isSilent = (_provider: string) => false
  const discovery = await createDiscovery({
    ...runtime,
    store,
    egress,
    events: events.events,
    cursors,
    settings: () => now.discovery,
    wake,
    selectionsFile: selectionsFile ?? null,
    isSilent: (provider) => isSilent(provider),
  })
  const modelRegistry = createModelRegistry({
    store,
    clock,
    events: events.events,
    audit: audit.record,
    cursors,
    catalog: discovery,
  })
  const graphql = createGraphql({ ...runtime, reads: discovery, settings: () => now.graphql })
  let lookup = withOverrides(discovery.lookup(), config)
  const fileSettings = cacheFileOf(config)
  const cacheFile = fileSettings && openCacheFile(fileSettings.folder, fileSettings.bytesMax, log.child('cache'))
  const caches = createCaches({
    runtime,
    settings: now.caches,
    sealer,
    file: cacheFile,
    shared: redis && redisCache(redis),
  })
  const counting = startCounting(foundation, () => now.limits)
  const { limits } = counting
  const gateway = createGateway({
    runtime,
    egress,
    billing: ledger.calls,
    tokens: limits,
    store,
    caches,
    condense: () => now.condense,
    sharedPins: redis && redisPins(redis),
    events: events.events,
    sealer,
    settings: () => now.gateway,
    models: () => lookup,
    selections: () => discovery.selected(),
  })
  isSilent = gateway.isSilent
  const accountsOf = ({ config, environment }: Pick<Reading, 'config' | 'environment'>) =>
    cloudAccountsOf(config, environment, openRunner(config, machines, { clock, random, log, sealer }))
  const accounts = accountsOf(reading)
  const compute = createCompute({
    ...runtime,
    store,
    ledger,
    events: events.events,
    egress,
    accounts,
    sealer,
    cursors,
    settings: () => now.compute,
    wake,
  })
  const health = createHealth(
    {
      database: () => ping(store),
      catalogSize: () => discovery.size(),
      providers: () => discovery.health(),
      clouds: () => cloudHealthOf(accounts),
      redis: () => (redis === null ? 'disabled' : redis.status === 'ready' ? 'healthy' : 'unhealthy'),
      sharedCache: () => (redis === null ? Promise.resolve() : pingRedis(redis)),
      cache: () => caches.figures(),
    },
    runtime,
    { version, dataDirectory: '.' },
  )
  const document = new Uint8Array(readFileSync(createRequire(import.meta.url).resolve('#openapi.json')))
  const incoming = createIncoming({
    store,
    clock,
    secrets: () => now.incoming,
    refreshModels: (provider) => discovery.invalidate(provider),
  })
  const prompt = createPrompts(taskTemplates, () => now.gateway.templates, templateTools(runtime))
  const recall = createRecall({
    ...{ store, runtime, cursors, countTokens, embed: gateway.embed, condense: gateway.condense },
    contextTtlMs: () => now.contextTtlMs,
  })
  const integrations = createIntegrations({
    ...{ store, runtime, cursors, sealer, egress, wake },
    audit: audit.record,
    events: events.events,
    destinations: syncDestinations(recall, runtime),
    actFor: actFor(store),
  })
  const tasks = createTasks({ ask: gateway.ask, embed: gateway.embed, prompt, background: recall.background })
  const workflows = createWorkflows({
    ...{ store, runtime, sealer, cursors, wake, events: events.events },
    verbs: workflowVerbs({ store, clock, ledger, tasks, integrations, discovery, compute, recall }),
  })
  const reloader = createReloader({
    first: reading,
    read: reread,
    adopt,
    announce: () => bus.publish(new Map([[configStream, processNumber]])),
    note: audit.note,
    ...{ clock, metrics, log: log.child('config') },
  })
  const rooms: Rooms = {
    config: reloader,
    accounts: identity.accounts,
    audit,
    clock,
    compute,
    contexts: recall.contexts,
    discovery,
    document,
    feed,
    exports: createExports({ store, runtime, users: identity.accounts.users, places }),
    gateway,
    graphql,
    health,
    incoming,
    integrations,
    ledger,
    memories: recall.memories,
    modelRegistry,
    payments,
    requests: {
      list: (readerId, query) => listRequests({ db: store.db, cursors }, readerId, query),
      metrics: (userId, query) => usageMetrics({ db: store.db, cursors, clock }, userId, query),
    },
    metricsPage: () => (metricsSettingsOf(reading) === null ? '# Metrics are off.\n' : metrics.render()),
    tasks,
    vectors: recall.vectors,
    webhooks: events.webhooks,
    workflows,
  }
  const idempotency = createIdempotency({ store, runtime, sealer })
  const door = createDoor({
    ...{ identity, limits, idempotency, denials: audit.denials, runtime, rooms },
    settings: () => now.door,
  })
  const instances = createInstanceGate({ door, compute })
  const router = implement(handlers, door)
  serveAssets(router)

  return {
    fetch: (request, env) => router.fetch(request, env as never),
    upgrades: createUpgrades({
      door,
      gates: [createFeedGate({ door, feed, identity, places }), instances],
      tickets: feed.tickets,
      corsOrigins: () => now.corsOrigins,
    }),
    closeTunnels: instances.close,
    refusals: createRefusals(door),
    health,
    rooms,
    config: reloader,
    events: { on: feed.on },
    async start() {
      if (keys && config.app.environment === 'development') {
        const { api_key } = keys.read()
        const key = await identity.accounts.ensureDevelopmentAccount(api_key)
        if (key !== api_key) keys.saveApiKey(key)
      }
      const jobs = [
        identity,
        ledger,
        events,
        feed,
        discovery,
        gateway,
        caches,
        compute,
        health,
        idempotency,
        audit,
        incoming,
        integrations,
        recall,
        workflows,
        door,
      ].flatMap((room) => room.jobs())
      if (redis) await connected(redis, clock)
      caches.warm()
      await discovery.firstLists(firstListsMs)
      worker = startWorker(
        [...jobs, places.job(), ...counting.jobs(), ...(tracing?.jobs() ?? [])],
        clock,
        log.child('worker'),
      )
      metrics.gauge('proxyapi_build_info', 1, { version })
      health.clear('starting')
    },
    async close() {
      await workflows.close()
      await gateway.close()
      await feed.close()
      await worker?.stop()
      await events.idle()
      await integrations.idle()
      await bus.close()
      await discovery.close()
      await counting.stop()
      await places.close()
      await ledger.close()
      await audit.denials.flush()
      await tracing?.close()
      await egress.close()
      cacheFile?.close()
      redis?.disconnect()
      await store.close()
    },
  }

  /** Whoever has taken over files says so; the others look at theirs. News for all are mostly of models. */
  function heard(heads: ReadonlyMap<string, number>): void {
    const sender = heads.get(configStream)
    if (heads.has('public')) wake(jobNames.reload)
    if (sender === undefined) feed.announced(heads)
    else if (sender !== processNumber) reloader.reload({ cause: 'peer' }).catch(() => undefined)
  }

  /** What rooms read at each use changes with `now`; the others are told. */
  function adopt(next: Snapshot, before: Snapshot): Promise<void> {
    const known = now
    now = appSettingsOf(next)
    warnOfUnused(now)
    egress.adopt(now.egress, now.connections)
    accounts.splice(0, accounts.length, ...accountsOf(next))
    const sampling = tracingSettingsOf(next.config)?.sampling
    if (sampling) tracing?.adopt(sampling)
    for (const name of retiredPools(known.gateway, now.gateway)) egress.retire(name)
    if (!isDeepStrictEqual(known.caches, now.caches)) caches.adopt(now.caches)
    if (next.config.auth.api_keys !== before.config.auth.api_keys) identity.adoptStaticKeys(now.staticKeys)
    lookup = withOverrides(discovery.lookup(), next.config)
    adopted?.(next.config)
    const followed = isDeepStrictEqual(known.discovery, now.discovery) ? Promise.resolve() : discovery.reconfigure()
    return followed.catch((error: unknown) => log.error('Model lists do not follow the configuration', { error }))
  }

  function warnOfUnused({ unused }: AppSettings): void {
    if (unused.length > 0) log.warn(`No key is set for ${unused.join(', ')}: not used`)
  }
}
