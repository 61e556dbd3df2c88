import type { Brand } from '@proxyapi/providers'
import type { RouteTarget } from '../../store/deployment-tables.ts'
import { defaultProviderSettings, type Lane, type ProviderSettings, poolOf } from '../provider-settings.ts'

/** What a replica is, as its route tells it. */
export interface ReplicaRoute {
  readonly brand: Brand
  readonly model: string
  /** What a key may name to be allowed to use it. */
  readonly names: readonly string[]
  readonly token: string
  /** Requests that it should have in flight at the most. */
  readonly slots: number
}

const idleConnectionMs = 4_000
const connectMs = 3_000
/** The autoscaler has its say long before. */
const slotsToConnections = 8

/** A replica as a lane: free by the token, since its hours are billed, and tried once, since others wait beside it. */
export function replicaLane(target: RouteTarget, { brand, model, names, token, slots }: ReplicaRoute): Lane {
  const { contract_id: name, base_url, host, ports } = target
  const maxConnections = slotsToConnections * slots
  const provider: ProviderSettings = {
    ...defaultProviderSettings,
    name,
    brand,
    baseUrl: base_url,
    key: token,
    models: [model],
    priority: 1,
    connectTimeoutMs: connectMs,
    retryAttempts: 1,
    maxConnections,
    pool: poolOf(name, maxConnections, idleConnectionMs),
    rented: { host, ports, private: target.private },
  }
  return {
    id: `${name}/${model}`,
    provider,
    names,
    model: {
      uid: `${name}:${model}`,
      id: model,
      provider: name,
      canonicalId: null,
      aliases: [],
      contextLength: null,
      maxOutputTokens: null,
      supportsChat: null,
      capabilities: [],
      supports: {},
      price: { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 },
    },
  }
}
