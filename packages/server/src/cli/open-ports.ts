import type { Config } from '../config/schema.ts'
import type { MetricsSettings } from '../settings/metrics-settings.ts'
import { type Listening, listen, type Served } from './listen.ts'
import { listenForMetrics } from './listen-metrics.ts'
import type { TlsPair } from './tls-pair.ts'

export interface Ports {
  main: Listening
  /** Null where metrics have no port of their own. */
  metricsPort: number | null
  /** Of those beside the main one, which is drained. */
  close(): Promise<void>
}

/** Opens all ports, or throws and has opened none. */
export async function openPorts(
  served: Served,
  server: Config['server'],
  tls: TlsPair | null,
  metrics: MetricsSettings | null,
  render: () => string,
): Promise<Ports> {
  const { host } = server
  const { port = null, path = '' } = metrics ?? {}
  const scraped = port === null ? null : await listenForMetrics({ host, port, path }, render)
  try {
    const main = await listen(served, server, tls)
    return { main, metricsPort: scraped?.port ?? null, close: async () => scraped?.close() }
  } catch (error) {
    await scraped?.close()
    throw error
  }
}
