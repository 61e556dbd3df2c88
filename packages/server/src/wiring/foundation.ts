import { createAudit } from '../audit/create-audit.ts'
import { createEgress } from '../egress/egress.ts'
import { createSecrets, previousKeysIn } from '../identity/secrets.ts'
import type { Runtime } from '../runtime.ts'
import type { AppSettings } from '../settings/app-settings.ts'
import { redisSettingsOf } from '../settings/cache-settings.ts'
import { tracingSettingsOf } from '../settings/tracing-settings.ts'
import { createCursors } from '../store/cursors.ts'
import { openStore } from '../store/database.ts'
import { migrate } from '../store/migrate.ts'
import { createPlaces } from '../store/places.ts'
import { openRedis } from '../store/redis.ts'
import { createTracing } from '../telemetry/tracing/create-tracing.ts'
import { version } from '../version.ts'
import type { Snapshot } from './snapshot.ts'

interface FoundationParts extends Omit<Runtime, 'tracer'> {
  snapshot: Snapshot
  settings: Pick<AppSettings, 'egress' | 'connections'>
  /** For where ENCRYPTION_KEY is not set. */
  keptEncryptionKey(): string
  wake(job: string): void
}

/** What every room stands on, in the order in which it is built: the way out, traces, the migrated store, secrets, audit. */
export async function openFoundation(parts: FoundationParts) {
  const { snapshot, settings, wake, clock, random, log, metrics } = parts
  const { config, environment } = snapshot
  const egress = createEgress({
    rules: settings.egress,
    userAgent: `ProxyAPI/${version}`,
    connections: settings.connections,
    onError: (error) => log.error('A call broke', { error }),
  })
  const tracingSettings = tracingSettingsOf(config)
  const tracing = tracingSettings && createTracing(tracingSettings, { clock, random, log, metrics, egress, wake })
  const runtime: Runtime = { clock, random, log, metrics, tracer: tracing?.tracer }
  const store = await openStore({ url: config.database.url, poolMax: config.database.pool_max, log })
  await migrate(store)
  const sealer = createSecrets(
    environment.ENCRYPTION_KEY ?? parts.keptEncryptionKey(),
    previousKeysIn(environment.ENCRYPTION_KEYS_PREVIOUS),
  )
  const cursors = createCursors(sealer.cursorKey)
  const redisSettings = redisSettingsOf(config)
  return {
    egress,
    tracing,
    runtime,
    store,
    sealer,
    cursors,
    audit: createAudit({ store, runtime, cursors, chainKey: sealer.chainKeys[0] }),
    places: createPlaces({ ...runtime, store }),
    redis: redisSettings && (await openRedis(redisSettings, log.child('redis'))),
    /** Names this process among those that share its database. */
    instance: Buffer.from(random.bytes(6)).toString('base64url'),
  }
}

export type Foundation = Awaited<ReturnType<typeof openFoundation>>
