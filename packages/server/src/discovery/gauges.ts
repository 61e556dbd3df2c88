import type { components } from '@proxyapi/contract'
import type { Metrics } from '../runtime.ts'
import type { View } from './view.ts'

type Providers = components['schemas']['ProvidersAnswer']

/** Sets the figures that describe the catalog as it is now. */
export function setGauges(
  { entries }: Pick<View, 'entries'>,
  { providers, active }: Providers,
  metrics: Metrics,
  now: number,
): void {
  for (const { name, status, last_success_at } of Object.values(providers)) {
    metrics.gauge('provider_status', status === 'active' ? 1 : 0, { provider: name })
    if (last_success_at !== null) {
      const ageMs = now - Date.parse(last_success_at)
      metrics.gauge('proxyapi_discovery_age_seconds', Math.round(ageMs / 1000), { provider: name })
    }
  }
  metrics.gauge('active_providers', active)
  const states = new Map<string, number>()
  for (const { availability } of entries) states.set(availability.state, (states.get(availability.state) ?? 0) + 1)
  for (const [state, count] of states) metrics.gauge('proxyapi_catalog_rows', count, { state })
}
