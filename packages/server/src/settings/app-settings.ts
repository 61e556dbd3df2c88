/** What every room is told, of one snapshot. */
import { isDeepStrictEqual } from 'node:util'

import type { ComputeSettings } from '../compute/compute.ts'
import { usableSecrets } from '../config/incoming.ts'
import type { GraphqlSettings } from '../discovery/graphql/graphql.ts'
import type { DiscoverySettings } from '../discovery/settings.ts'
import type { ConnectionLimits } from '../egress/connections.ts'
import type { EgressRules } from '../egress/target.ts'
import type { IncomingSecret } from '../events/verify-incoming.ts'
import type { CachesSettings } from '../gateway/cache/create-caches.ts'
import type { CondenseSettings } from '../gateway/condense/condense-settings.ts'
import type { GatewaySettings } from '../gateway/gateway-parts.ts'
import type { DoorSettings } from '../http/door.ts'
import type { StaticKey } from '../identity/authenticate.ts'
import type { LimitSettings } from '../limits/limit-settings.ts'
import type { PaymentSettings } from '../payments/payment-settings.ts'
import type { Snapshot } from '../wiring/snapshot.ts'
import { requestRulesOf, staticKeysOf } from './access-settings.ts'
import { cachesSettingsOf } from './cache-settings.ts'
import { computeSettingsOf } from './compute-settings.ts'
import { condenseSettingsOf } from './condense-settings.ts'
import { discoverySettingsOf, graphqlSettingsOf } from './discovery-settings.ts'
import { egressRulesOf } from './egress-settings.ts'
import { gatewaySettingsOf } from './gateway-settings.ts'
import { limitSettingsOf } from './limit-settings.ts'
import { paymentSettingsOf } from './payment-settings.ts'
import { providersOf, withoutKey } from './providers.ts'
import { connectionLimitsOf } from './routing-settings.ts'
import { loggedIdsOf } from './tracing-settings.ts'

/** Rooms read these at each use, so that what a reload brings holds from the next request on. */
export interface AppSettings {
  readonly gateway: GatewaySettings
  readonly discovery: DiscoverySettings
  readonly graphql: GraphqlSettings
  readonly compute: ComputeSettings
  readonly limits: LimitSettings
  readonly egress: EgressRules
  readonly connections: Partial<ConnectionLimits>
  readonly caches: CachesSettings
  readonly condense: CondenseSettings
  /** Life of a condensed context that says nothing else. */
  readonly contextTtlMs: number
  readonly payments: PaymentSettings
  readonly door: DoorSettings
  readonly staticKeys: readonly StaticKey[]
  readonly incoming: readonly IncomingSecret[]
  readonly corsOrigins: readonly string[]
  /** Providers that want a key and have none. */
  readonly unused: readonly string[]
}

/** Throws ConfigError for what a room cannot work with. */
export function appSettingsOf({ config, environment, templates }: Snapshot): AppSettings {
  const providers = providersOf(config, environment)
  return {
    gateway: gatewaySettingsOf(config, providers, templates),
    discovery: discoverySettingsOf(config, providers),
    graphql: graphqlSettingsOf(config),
    compute: computeSettingsOf(config, environment),
    limits: limitSettingsOf(config),
    egress: egressRulesOf(config),
    connections: connectionLimitsOf(config),
    caches: cachesSettingsOf(config),
    condense: condenseSettingsOf(config),
    contextTtlMs: config.condensation.cache_ttl,
    payments: paymentSettingsOf(config, environment),
    door: {
      bodyBytesMax: config.validation.request.max_body_size,
      trustedProxies: config.security.trusted_proxies,
      enforcesHttps: config.security.enforce_https,
      rules: requestRulesOf(config),
      logged: loggedIdsOf(config),
    },
    staticKeys: staticKeysOf(config),
    incoming: usableSecrets(config.webhooks),
    corsOrigins: config.security.cors_origins,
    unused: withoutKey(providers),
  }
}

/** Pools whose provider is gone, or called elsewhere or otherwise than before. */
export function retiredPools(before: GatewaySettings, after: GatewaySettings): string[] {
  const present = new Map(after.providers.map((provider) => [provider.name, provider]))
  return before.providers
    .filter(({ name, baseUrl, pool }) => {
      const next = present.get(name)
      return next === undefined || next.baseUrl !== baseUrl || !isDeepStrictEqual(next.pool, pool)
    })
    .map(({ name }) => name)
}
