/** From the configuration to where metrics are read, and how they are called. */
import type { LoadedConfig } from '../config/load.ts'

export interface MetricsSettings {
  /** Of the port that asks for no credential; null: metrics are read at the main port alone. */
  readonly port: number | null
  readonly path: string
  /** Of our own names; those that existing dashboards know stay as they are. */
  readonly prefix: string
  /** On every series. */
  readonly labels: Readonly<Record<string, string>>
}

const usualPort = 9090
const usualPrefix = 'proxyapi'

/** Null where metrics are off. A section that is written and names no port means the usual one. */
export function metricsSettingsOf({ config, origin }: Pick<LoadedConfig, 'config' | 'origin'>): MetricsSettings | null {
  const { metrics, monitoring } = config
  const { prometheus, custom } = metrics
  if (!monitoring.enabled || !metrics.enabled || !prometheus.enabled) return null
  const isWritten = [...origin.keys()].some((path) => path.startsWith('metrics.'))
  return {
    port: prometheus.port ?? (isWritten ? usualPort : null),
    path: prometheus.path,
    prefix: custom.enabled ? custom.prefix : usualPrefix,
    labels: custom.enabled ? custom.labels : {},
  }
}
