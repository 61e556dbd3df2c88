/** What an operator should have done before a server is for use; pure: all that is judged is told. */
import type { ConfigProblem } from '../config/problem.ts'
import type { Config } from '../config/schema.ts'

export interface Finding {
  verdict: 'ok' | 'warn' | 'fail'
  /** What was looked at. */
  check: string
  /** What to do about it, or what was found; no secret. */
  said: string
}

/** What a machine and its services told; null is what could not be learned. */
export interface ProductionFacts {
  readonly config: Config
  readonly environment: Readonly<Record<string, string | undefined>>
  /** What a start would be refused for. */
  readonly refusals: readonly ConfigProblem[]
  readonly usableProviders: readonly string[]
  readonly metricsPort: number | null
  /** Null where the database does not answer. */
  readonly database: {
    dialect: 'sqlite' | 'postgres'
    missing: readonly string[]
    hasPeople: boolean
    skewMs: number
  } | null
  /** `off` where none is configured, null where it does not answer; `policy` null where it may not be asked. */
  readonly redis: { policy: string | null; skewMs: number } | 'off' | null
  /** Files with secrets that everybody on the machine may read. */
  readonly openFiles: readonly string[]
  readonly diskFreeBytes: number | null
  readonly openFilesMax: number | null
  readonly newestBackupAt: number | null
  readonly nowMs: number
}

const keyCharacters = 32
const tokenCharactersMin = 24
const skewMsMax = 2_000
const diskBytesMin = 2 ** 30
const openFilesMin = 4_096
const backupMsMax = 26 * 3_600_000
const evictsEverything = /^allkeys-/

/** In the order of what hurts most. */
export const productionFindings = (facts: ProductionFacts): Finding[] => [
  ...settings(facts),
  ...credentials(facts),
  ...transport(facts),
  ...services(facts),
  ...machine(facts),
]

const ok = (check: string, said: string): Finding => ({ verdict: 'ok', check, said })
const warn = (check: string, said: string): Finding => ({ verdict: 'warn', check, said })
const fail = (check: string, said: string): Finding => ({ verdict: 'fail', check, said })

function settings({ config, refusals, usableProviders }: ProductionFacts): Finding[] {
  const { app, server } = config
  const tools = (['load_testing', 'chaos_engineering', 'network_simulation'] as const).filter(
    (name) => (config[name] as { enabled?: unknown } | undefined)?.enabled === true,
  )
  return [
    app.environment === 'production'
      ? ok('environment', 'production')
      : fail('environment', `app.environment is ${app.environment}: secrets may be samples, and callers need no key`),
    ...refusals.map(({ path, message }) => fail('secrets', `${path}: ${message}`)),
    app.debug || server.debug ? fail('debug', 'app.debug or server.debug is on') : ok('debug', 'off'),
    tools.length > 0 ? fail('test tools', `${tools.join(', ')}: on`) : ok('test tools', 'off'),
    usableProviders.length > 0
      ? ok('providers', usableProviders.join(', '))
      : fail('providers', 'no provider has its key: set one, such as OPENAI_API_KEY'),
  ]
}

function credentials({ config, environment, database, metricsPort }: ProductionFacts): Finding[] {
  const { auth, security, server } = config
  const keys = auth.api_keys.map((entry) => (typeof entry === 'string' ? entry : entry.key))
  const isReachable = keys.length > 0 || database?.hasPeople === true || Boolean(environment.PROXY_API_ADMIN_EMAIL)
  const short = keys.filter((key) => key.length < keyCharacters).length
  const open = auth.anonymous_permissions ?? []
  const token = environment.PROXY_API_METRICS_TOKEN
  const origins = security.cors_origins
  return [
    isReachable
      ? ok('keys', `${keys.length} operator keys`)
      : fail('keys', 'nobody can sign in: set PROXY_API_PROXY_API_KEYS, or run proxyapi admin create'),
    ...(short > 0 ? [warn('keys', `${short} have fewer than ${keyCharacters} characters`)] : []),
    open.length > 0
      ? warn('anonymous', `anybody has ${open.join(', ')}: auth.anonymous_permissions`)
      : ok('anonymous', 'has no permission'),
    open.includes('metrics:read')
      ? fail('metrics', 'anybody may read /metrics: auth.anonymous_permissions')
      : metricsPort !== null && !isLoopback(server.host)
        ? warn('metrics', `port ${metricsPort} asks for no credential: keep it behind a firewall`)
        : ok('metrics', 'need a credential'),
    ...(token && token.length < tokenCharactersMin
      ? [warn('metrics', `PROXY_API_METRICS_TOKEN has fewer than ${tokenCharactersMin} characters`)]
      : []),
    origins.some((origin) => origin === '*' || origin === 'null')
      ? fail('cors', 'security.cors_origins lets in every page: write exact origins')
      : origins.some((origin) => origin.startsWith('http:'))
        ? warn('cors', 'an origin is not https')
        : ok('cors', origins.length === 0 ? 'no page of another origin' : origins.join(', ')),
  ]
}

function transport({ config }: ProductionFacts): Finding[] {
  const { server, security } = config
  if (server.ssl?.certfile !== undefined) return [ok('tls', 'the listener has a certificate')]
  if (security.trusted_proxies.length > 0) return [ok('tls', `left to ${security.trusted_proxies.join(', ')}`)]
  const remedy = 'write server.ssl, or the address of the proxy that ends TLS in security.trusted_proxies'
  return [isLoopback(server.host) ? warn('tls', remedy) : fail('tls', `keys travel in the clear: ${remedy}`)]
}

function services({ config, database, redis }: ProductionFacts): Finding[] {
  const skew = Math.max(database?.skewMs ?? 0, typeof redis === 'object' ? (redis?.skewMs ?? 0) : 0)
  return [
    database === null
      ? fail('database', 'does not answer')
      : database.missing.length > 0
        ? fail('database', `has no ${database.missing.join(', ')}: run proxyapi db migrate`)
        : ok('database', `${database.dialect}, up to date`),
    ...(database?.dialect === 'sqlite' && config.server.workers !== 1
      ? [warn('database', 'SQLite and several workers wait for each other: use PostgreSQL')]
      : []),
    ...redisFindings(redis, database?.dialect === 'postgres'),
    skew > skewMsMax
      ? fail('clock', `differs by ${Math.round(skew / 1_000)} s from that of the database or of Redis`)
      : ok('clock', 'agrees'),
  ]
}

function redisFindings(redis: ProductionFacts['redis'], isShared: boolean): Finding[] {
  if (redis === 'off')
    return isShared
      ? [warn('redis', 'none: of several replicas each has its share of a limit, and a cache of its own')]
      : []
  if (redis === null) return [fail('redis', 'does not answer')]
  if (redis.policy === null)
    return [warn('redis', 'may not be asked for its maxmemory-policy: it must not be allkeys-*')]
  return evictsEverything.test(redis.policy)
    ? [fail('redis', `maxmemory-policy ${redis.policy} evicts limits: use volatile-lru or noeviction`)]
    : [ok('redis', redis.policy)]
}

function machine({ openFiles, diskFreeBytes, openFilesMax, newestBackupAt, nowMs }: ProductionFacts): Finding[] {
  const hours = newestBackupAt === null ? null : Math.round((nowMs - newestBackupAt) / 3_600_000)
  return [
    openFiles.length > 0
      ? fail('files', `everybody on this machine may read ${openFiles.join(', ')}: chmod 600`)
      : ok('files', 'secrets are readable by their owner alone'),
    ...(diskFreeBytes === null
      ? []
      : diskFreeBytes < diskBytesMin
        ? [fail('disk', 'less than 1 GB is free')]
        : [ok('disk', `${Math.floor(diskFreeBytes / 2 ** 30)} GB are free`)]),
    ...(openFilesMax === null
      ? []
      : openFilesMax < openFilesMin
        ? [fail('open files', `at most ${openFilesMax}: ulimit -n ${openFilesMin} or more`)]
        : [ok('open files', `at most ${openFilesMax}`)]),
    newestBackupAt === null
      ? warn('backup', 'none: run proxyapi db backup each night')
      : nowMs - newestBackupAt > backupMsMax
        ? warn('backup', `the newest is ${hours} hours old`)
        : ok('backup', `${hours} hours old`),
  ]
}

const isLoopback = (host: string): boolean => ['127.0.0.1', 'localhost', '::1'].includes(host)
