import type { Config } from '../config/schema.ts'
import { compileRules } from '../gateway/filter/compile-rules.ts'
import { type FilterRules, noRules } from '../gateway/filter/rule.ts'
import type { GatewaySettings } from '../gateway/gateway-parts.ts'
import type { ProviderSettings } from '../gateway/provider-settings.ts'
import type { Templates } from '../gateway/template/templates.ts'
import type { Provider } from './providers.ts'
import { limitsOf, routingOf } from './routing-settings.ts'
import { callableModels, surfaceOf } from './surface.ts'

export function gatewaySettingsOf(
  config: Config,
  providers: readonly Provider[],
  templates: Templates,
): GatewaySettings {
  return {
    ...routingOf(config),
    providers: providers.map((provider) => gatewayProvider(provider, config)),
    aliases: config.model_aliases,
    attemptsMax: config.max_attempts,
    clientTimeoutMs: config.server.client_timeout ?? null,
    filter: filterOf(config),
    templates,
  }
}

function filterOf({ validation: { content_filter, response } }: Config): FilterRules {
  const rules = content_filter.enabled ? compileRules(content_filter.rules, response.sanitize_output === true) : noRules
  // The configuration was checked when it was loaded.
  return Array.isArray(rules) ? noRules : rules
}

function gatewayProvider({ row, brand, key, baseUrl, priority, enabled }: Provider, config: Config): ProviderSettings {
  return {
    ...limitsOf(row, config),
    name: row.name,
    brand,
    baseUrl,
    key,
    models: callableModels(row),
    enabled,
    priority,
    ...surfaceOf(row, brand),
    fallbackProvider: row.fallback_provider ?? null,
    fallbackModels: row.fallback_models,
    deployments: row.deployments,
  }
}
