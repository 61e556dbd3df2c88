/** `check production`: whether a server may be put to use as it is configured here. */
import { existsSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { sql } from 'kysely'
import { ConfigError, type ConfigProblem } from '../config/problem.ts'
import type { Config } from '../config/schema.ts'
import { redisSettingsOf } from '../settings/cache-settings.ts'
import { metricsSettingsOf } from '../settings/metrics-settings.ts'
import { providersOf } from '../settings/providers.ts'
import { openStore } from '../store/database.ts'
import { missingMigrations } from '../store/migrate.ts'
import { connected, openRedis } from '../store/redis.ts'
import { countPeople } from '../store/users.ts'
import { newestBackupAt } from './backup.ts'
import { readConfigFiles } from './config-files.ts'
import { fileOf, isPostgres } from './dump-database.ts'
import { type Finding, type ProductionFacts, productionFindings } from './production-checks.ts'
import { quietLog } from './quiet-log.ts'
import type { Shell } from './shell.ts'
import { requireSoundSecrets } from './start-rules.ts'
import { readTlsPair, tlsFilesOf } from './tls-pair.ts'

interface CheckOptions {
  config?: string
  envFile?: string
  backups: string
  json?: boolean
}

/** Prints a line a check; 1 where one fails. */
export async function checkProduction(shell: Shell, options: CheckOptions): Promise<number> {
  const findings = productionFindings(await factsOf(shell, options))
  if (options.json) shell.write(`${JSON.stringify(findings)}\n`)
  else for (const finding of findings) shell.write(lineOf(finding))
  return findings.some(({ verdict }) => verdict === 'fail') ? 1 : 0
}

const lineOf = ({ verdict, check, said }: Finding): string => `${verdict.padEnd(5)}${check}: ${said}\n`

async function factsOf(shell: Shell, options: CheckOptions): Promise<ProductionFacts> {
  const files = readConfigFiles(shell, options)
  const reading = files.load()
  const { config, environment } = reading
  const used = providersOf(config, environment).filter(({ enabled }) => enabled)
  return {
    config,
    environment,
    refusals: refusalsOf(shell, config, environment),
    usableProviders: used.map(({ row }) => row.name),
    metricsPort: metricsSettingsOf(reading)?.port ?? null,
    database: await databaseFacts(shell, config),
    redis: await redisFacts(shell, config),
    openFiles: files
      .paths()
      .filter(isOpen)
      .map((path) => basename(path)),
    diskFreeBytes: freeBytes(shell.folder),
    openFilesMax: openFilesMax(),
    newestBackupAt: newestBackupAt(resolve(shell.folder, options.backups)),
    nowMs: shell.clock.now(),
  }
}

function refusalsOf(shell: Shell, config: Config, environment: ProductionFacts['environment']): ConfigProblem[] {
  try {
    requireSoundSecrets(config, environment)
    const tls = tlsFilesOf(shell, config.server)
    if (tls) readTlsPair(tls)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return [...error.problems]
    const [path = '', ...message] = (error as Error).message.split(': ')
    return [{ path, message: message.join(': ') }]
  }
}

async function databaseFacts(shell: Shell, { database }: Config): Promise<ProductionFacts['database']> {
  const { url } = database
  if (!isPostgres(url) && !existsSync(fileOf(shell, url))) return null
  const store = await openStore({ url: isPostgres(url) ? url : fileOf(shell, url), log: quietLog(shell) })
  try {
    const missing = await missingMigrations(store)
    const askedAt = shell.clock.now()
    const { rows } = await sql<{ now: number }>`
      SELECT ${store.dialect === 'postgres' ? sql`CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)` : askedAt} AS now`.execute(
      store.db,
    )
    const skewMs = Math.abs(Number(rows[0]?.now ?? askedAt) - shell.clock.now())
    return {
      dialect: store.dialect,
      missing,
      hasPeople: missing.length === 0 && (await countPeople(store.db, null)) > 0,
      skewMs,
    }
  } catch {
    // Whatever the reason is, a server would not start either.
    return null
  } finally {
    await store.close()
  }
}

async function redisFacts(shell: Shell, config: Config): Promise<ProductionFacts['redis']> {
  const settings = redisSettingsOf(config)
  if (settings === null) return 'off'
  const redis = await openRedis({ ...settings, commandTimeoutMs: redisMs }, quietLog(shell))
  try {
    await connected(redis, shell.clock)
    const [seconds, micros] = (await redis.time()) as unknown as [number, number]
    const skewMs = Math.abs(Number(seconds) * 1_000 + Number(micros) / 1_000 - shell.clock.now())
    const policy = await redis.config('GET', 'maxmemory-policy').then(
      (said) => String((said as string[])[1] ?? ''),
      () => null,
    )
    return { policy, skewMs }
  } catch {
    // It does not answer, for whatever reason.
    return null
  } finally {
    redis.disconnect()
  }
}

const redisMs = 2_000

const isOpen = (path: string): boolean => existsSync(path) && (statSync(path).mode & 0o007) !== 0

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

/** Of this process and those that it starts; null where the system does not tell. */
function openFilesMax(): number | null {
  const file = '/proc/self/limits'
  const [, soft] = existsSync(file) ? (/^Max open files\s+(\d+|unlimited)/m.exec(readFileSync(file, 'utf8')) ?? []) : []
  return soft === undefined ? null : soft === 'unlimited' ? Number.POSITIVE_INFINITY : Number(soft)
}
