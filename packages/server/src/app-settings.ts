/** What every room is told, of one snapshot. */

import type { ComputeSettings } from './compute/compute.ts'
import { usableSecrets } from './config/incoming.ts'
import type { GraphqlSettings } from './discovery/graphql/graphql.ts'
import type { DiscoverySettings } from './discovery/settings.ts'
import type { EgressRules } from './egress/target.ts'
import type { IncomingSecret } from './events/verify-incoming.ts'
import type { GatewaySettings } from './gateway/gateway-parts.ts'
import type { DoorSettings } from './http/door.ts'
import type { StaticKey } from './identity/authenticate.ts'
import { limitSettingsOf } from './limit-settings.ts'
import type { LimitSettings } from './limits/limit-settings.ts'
import {
  computeSettingsOf,
  discoverySettingsOf,
  egressRulesOf,
  gatewaySettingsOf,
  graphqlSettingsOf,
  providersOf,
  requestRulesOf,
  staticKeysOf,
  withoutKey,
} from './settings.ts'
import type { Snapshot } from './snapshot.ts'
import { loggedIdsOf } from './tracing-settings.ts'

/** Rooms read these at each use, so that what a reload brings holds from the next request on. */
export interface AppSettings {
  readonly gateway: GatewaySettings
  readonly discovery: DiscoverySettings
  readonly graphql: GraphqlSettings
  readonly compute: ComputeSettings
  readonly limits: LimitSettings
  readonly egress: EgressRules
  readonly door: DoorSettings
  readonly staticKeys: readonly StaticKey[]
  readonly incoming: readonly IncomingSecret[]
  readonly corsOrigins: readonly string[]
  /** Providers that want a key and have none. */
  readonly unused: readonly string[]
}

/** Throws nothing: a snapshot has been checked. */
export function appSettingsOf({ config, environment, templates }: Snapshot): AppSettings {
  const providers = providersOf(config, environment)
  return {
    gateway: gatewaySettingsOf(config, providers, templates),
    discovery: discoverySettingsOf(config, providers),
    graphql: graphqlSettingsOf(config),
    compute: computeSettingsOf(config),
    limits: limitSettingsOf(config),
    egress: egressRulesOf(config),
    door: {
      bodyBytesMax: config.validation.request.max_body_size,
      trustedProxies: config.security.trusted_proxies,
      rules: requestRulesOf(config),
      logged: loggedIdsOf(config),
    },
    staticKeys: staticKeysOf(config),
    incoming: usableSecrets(config.webhooks),
    corsOrigins: config.security.cors_origins,
    unused: withoutKey(providers),
  }
}
