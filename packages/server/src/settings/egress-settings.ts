import type { Config } from '../config/schema.ts'
import type { EgressRules } from '../egress/target.ts'
import { tracingSettingsOf } from './tracing-settings.ts'

/** What may be reached although it is private: only what the operator wrote, host and port. */
export function egressRulesOf(config: Config): EgressRules {
  const { environment } = config.app
  return {
    allow: [
      ...config.egress.allow.map((authority) => hostPort(new URL(`http://${authority}`))),
      ...config.providers.flatMap(({ base_url }) => literal(base_url, 'provider')),
      ...Object.values(config.clouds).flatMap(({ base_url }) => literal(base_url, 'cloud')),
      ...literal(config.billing.base_url, 'provider'),
      ...literal(config.auth.oauth2.issuer, 'identity'),
      ...collectorsOf(config),
    ],
    ...(config.egress.ports && { ports: config.egress.ports }),
    ...(config.server.port > 0 && { own: [{ host: config.server.host, port: config.server.port }] }),
    plainWebhooks: environment !== 'production',
  }
}

/** A collector stands beside us more often than not, under a name of the inside; its address is the operator's word. */
const collectorsOf = (config: Config) =>
  (tracingSettingsOf(config)?.targets ?? []).map(({ url }) => ({
    ...hostPort(new URL(url)),
    class: 'telemetry' as const,
  }))

/** A base URL that is an address says itself that it is meant; a name may still come to point inside. */
function literal(baseUrl: string | undefined, egressClass: 'provider' | 'cloud' | 'identity') {
  if (!baseUrl) return []
  const url = new URL(baseUrl)
  const isAddress = /^[\d.]+$|^\[/.test(url.hostname) || url.hostname === 'localhost'
  return isAddress ? [{ ...hostPort(url), class: egressClass }] : []
}

function hostPort({ hostname, port, protocol }: URL): { host: string; port: number } {
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (protocol === 'http:' ? 80 : 443)) }
}
