import { statfsSync } from 'node:fs'
import { availableParallelism, freemem, loadavg, totalmem } from 'node:os'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { components } from '@proxyapi/contract'
import type { Runtime } from '../runtime.ts'
import type { Job } from '../worker.ts'

type Report = components['schemas']['Health']
type State = components['schemas']['HealthState']
type Reason = components['schemas']['NotReady']['reasons'][number]

/** Of every cloud that this server knows. */
export type CloudStates = Omit<Report['services'], 'database' | 'redis'>

/** What health asks of the rooms; each answers from memory. */
export interface Probes {
  /** Throws where the database does not answer. */
  database(): Promise<void>
  /** Models in the catalog. */
  catalogSize(): number
  /** Status of each configured provider. */
  providers(): Record<string, { status: State; lastCheckedAt: number | null }>
  /** State of each cloud by its name in `services`: `vast_ai`. */
  clouds(): CloudStates
  redis(): State
  /** Throws where the cache that instances share does not answer; where there is none, it does. */
  sharedCache(): Promise<void>
  cache(): { size: number; hits: number; misses: number }
}

export interface Health {
  report(): { status: 200; body: Report } | { status: 503; body: Report }
  readiness(): { status: 200; body: { status: 'ready' } } | { status: 503; body: components['schemas']['NotReady'] }
  /** Something stands in the way until `clear` is called with the same reason. */
  block(reason: Reason): void
  clear(reason: Reason): void
  jobs(): Job[]
}

export interface HealthOptions {
  version: string
  /** The folder whose disk is reported. */
  dataDirectory: string
  intervalMs?: number
}

const warnPercent = 90

/** Probes in the background; a health request computes nothing and waits for nobody. */
export function createHealth(
  probes: Probes,
  { clock, metrics }: Runtime,
  { version, dataDirectory, intervalMs = 30_000 }: HealthOptions,
): Health {
  const startedAt = clock.monotonic()
  const reasons = new Set<Reason>(['starting'])
  let database: State = 'healthy'
  let sharedCache: State = 'healthy'
  const loopDelay = monitorEventLoopDelay()

  return {
    report() {
      const providers = probes.providers()
      const clouds = probes.clouds()
      const redis = probes.redis()
      const cache: State = redis === 'unhealthy' ? redis : sharedCache
      const sick = [...Object.values(providers).map(({ status }) => status), ...Object.values(clouds), cache].some(
        (state) => state === 'unhealthy' || state === 'degraded',
      )
      const ready = reasons.size === 0
      const { size, hits, misses } = probes.cache()
      const active = Object.values(providers).some(({ status }) => status === 'healthy')
      const body: Report = {
        status: ready ? (sick || database !== 'healthy' ? 'degraded' : 'healthy') : 'unhealthy',
        timestamp: new Date(clock.now()).toISOString(),
        uptime: Math.round((clock.monotonic() - startedAt) / 100) / 10,
        version,
        checks: {
          discovery: probes.catalogSize() > 0,
          cache: cache === 'healthy',
          providers: active || Object.keys(providers).length === 0,
          database: database === 'healthy',
        },
        services: { database, redis, ...clouds },
        components: {
          providers: Object.fromEntries(Object.entries(providers).map(([name, row]) => [name, providerRow(row)])),
          system: systemRow(dataDirectory),
          cache: { status: cache, size, hit_rate: hits + misses === 0 ? null : hits / (hits + misses) },
        },
        unhealthy_components: [
          ...(Object.values(providers).some(({ status }) => status === 'unhealthy') ? (['providers'] as const) : []),
          ...(cache === 'unhealthy' ? (['cache'] as const) : []),
        ],
      }
      return ready ? { status: 200, body } : { status: 503, body }
    },
    readiness: () =>
      reasons.size === 0
        ? { status: 200, body: { status: 'ready' } }
        : { status: 503, body: { status: 'not_ready', detail: 'Service not ready', reasons: [...reasons] } },
    block: (reason) => void reasons.add(reason),
    clear: (reason) => void reasons.delete(reason),
    jobs: () => [{ name: 'health', everyMs: intervalMs, run: probe }],
  }

  async function probe(): Promise<number> {
    loopDelay.enable()
    ;[database, sharedCache] = await Promise.all([stateOf(probes.database()), stateOf(probes.sharedCache())])
    metrics.count('health_checks_total', { component: 'database', result: database })
    metrics.count('health_checks_total', { component: 'cache', result: sharedCache })
    metrics.gauge('proxyapi_memory_rss_bytes', process.memoryUsage.rss())
    metrics.gauge('proxyapi_event_loop_lag_seconds', loopDelay.percentile(99) / 1e9)
    loopDelay.reset()
    return 0
  }
}

const stateOf = (answer: Promise<void>): Promise<State> =>
  answer.then(
    () => 'healthy',
    () => 'unhealthy',
  )

const providerRow = ({ status, lastCheckedAt }: { status: State; lastCheckedAt: number | null }) => ({
  status,
  response_time: null,
  last_check: lastCheckedAt === null ? null : new Date(lastCheckedAt).toISOString(),
})

function systemRow(folder: string): Report['components']['system'] {
  const { blocks, bavail } = statfsSync(folder)
  const used = (percent: number) => {
    const rounded = Math.round(percent)
    return { percent: rounded, status: rounded >= warnPercent ? ('warning' as const) : ('healthy' as const) }
  }
  return {
    memory: used((1 - freemem() / totalmem()) * 100),
    disk: used(blocks > 0 ? (1 - bavail / blocks) * 100 : 0),
    cpu: used(Math.min(100, (loadavg()[0]! / availableParallelism()) * 100)),
  }
}
