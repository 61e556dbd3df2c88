/** From the configuration to the accounts of clouds, this host among them. */
import { type Cloud, cloudByName, clouds } from '@proxyapi/clouds'
import type { CloudAccount } from '../compute/compute.ts'
import type { Config } from '../config/schema.ts'
import { builtinPrograms } from '../runner/builtin-programs.ts'
import type { RunnerSettings } from '../runner/runner.ts'
import type { CloudStates } from '../telemetry/health.ts'

type Environment = Record<string, string | undefined>
type CloudRow = Config['clouds'][string]

const cloudRowsOf = (config: Config): ReadonlyMap<string, CloudRow> =>
  new Map(Object.entries(config.clouds).map(([name, row]) => [cloudByName(name)?.id ?? name, row]))

/** The row of the cloud that is this host, which needs no key; null where the operator has written none. */
function hostRowOf(config: Config): CloudRow | null {
  const rows = cloudRowsOf(config)
  return [...clouds.values()].flatMap(({ id, keyEnv }) => (keyEnv.length > 0 ? [] : (rows.get(id) ?? [])))[0] ?? null
}

/** What may run on this host, and for how much; null: nothing is rented here. */
export function runnerSettingsOf(config: Config): RunnerSettings | null {
  const row = hostRowOf(config)
  if (row === null) return null
  const builtin = builtinPrograms.map((name) => [name, null] as const)
  return {
    pricePerGpuHour: row.price_per_gpu_hour,
    programs: new Map<string, readonly string[] | null>([...builtin, ...Object.entries(row.programs)]),
  }
}

/** Every cloud; those without a key rent nothing. `host` answers for the one that needs none. */
export function cloudAccountsOf(config: Config, environment: Environment, host?: CloudAccount['door']): CloudAccount[] {
  const rows = cloudRowsOf(config)
  return [...clouds.values()].map((cloud: Cloud) => {
    const row = rows.get(cloud.id)
    const isHost = cloud.keyEnv.length === 0
    const key = cloud.keyEnv.map((name) => environment[name]).find(Boolean) ?? (isHost && host ? '' : null)
    return {
      cloud,
      key,
      baseUrl: (row?.base_url ?? cloud.baseUrl).replace(/\/+$/, ''),
      privateEndpoints: isHost || (row?.private_endpoints ?? false),
      ...(isHost && host ? { door: host } : {}),
    }
  })
}

/** By the names of `/health`; a cloud without a key is not missed. */
export const cloudHealthOf = (accounts: readonly CloudAccount[]): CloudStates =>
  Object.fromEntries(
    accounts.map(({ cloud, key }) => [cloud.id.replace('.', '_'), key === null ? 'disabled' : 'healthy']),
  ) as CloudStates
