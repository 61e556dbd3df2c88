import { weakSecrets } from './incoming.ts'
import { dotted } from './problem.ts'
import { brandOf, type Config } from './schema.ts'
import { telemetryWarnings } from './telemetry.ts'

const keyCharacters = 32

/** What is accepted and will not do what its writer may expect. */
export function configWarnings({
  circuit_breaker,
  rate_limit,
  security,
  providers,
  routes,
  model_aliases,
  auth,
  webhooks,
  telemetry,
}: Config): string[] {
  const isKnown = (name: string) =>
    providers.some((row) => row.name === name || row.type === name || brandOf(row.type) === brandOf(name))
  const unknown = (section: string, names: readonly string[]) =>
    names
      .filter((name) => !isKnown(name))
      .map((name) => `${section}.${name} has no effect: no provider has this name or type`)
  const { expected_exception } = circuit_breaker
  return [
    ...(expected_exception === 'ProviderError'
      ? []
      : ['circuit_breaker.expected_exception has no effect: which failures count is fixed']),
    ...auth.api_keys
      .map((entry) => (typeof entry === 'string' ? entry : entry.key))
      .flatMap((key, i) =>
        key.length < keyCharacters ? [`auth.api_keys[${i}] is short: ${keyCharacters} random characters are safe`] : [],
      ),
    ...unknown('circuit_breaker.providers', Object.keys(circuit_breaker.providers)),
    ...unknown('rate_limit.providers', Object.keys(rate_limit.providers)),
    ...shadowed(rate_limit, security.rate_limiting),
    ...telemetryWarnings(telemetry),
    ...Object.keys(routes)
      .filter((name) => providers.some((row) => row.name === name))
      .map((name) => `routes.${name} hides the provider of this name: its name alone now means the route`),
    ...weakSecrets(webhooks).map(
      ({ path }) => `${dotted(path)} is too short: incoming webhooks of this sender are refused`,
    ),
    ...Object.keys(model_aliases)
      .filter((name) => Object.hasOwn(routes, name))
      .map((name) => `model_aliases.${name} has no effect: a route has this name`),
  ]
}

/** Both names of one limit are written. */
function shadowed(above: Config['rate_limit'], below: Config['security']['rate_limiting']): string[] {
  const pairs = [
    [above.enabled, below.enabled, 'enabled', 'enabled'],
    [above.requests_per_window, below.requests_per_minute, 'requests_per_minute', 'requests_per_window'],
    [above.burst_limit, below.burst_limit, 'burst_limit', 'burst_limit'],
  ] as const
  return pairs
    .filter(([first, second]) => first !== undefined && second !== undefined)
    .map(([, , old, name]) => `security.rate_limiting.${old} has no effect: rate_limit.${name} is written`)
}
