import type { Egress } from '../../egress/egress.ts'
import type { Clock, Random } from '../../runtime.ts'
import type { ConfiguredProvider, DiscoverySettings } from '../settings.ts'

export interface ProviderCallParts {
  egress: Pick<Egress, 'request'>
  clock: Clock
  random: Random
}

/** One GET at a provider, or a POST where there is something to say. Times are milliseconds; `endsAt` is on the monotonic clock. */
export interface ProviderCall {
  provider: ConfiguredProvider
  path: string
  query?: Readonly<Record<string, string>>
  body?: unknown
  headers?: Readonly<Record<string, string>>
  settings: Pick<DiscoverySettings, 'connectTimeoutMs' | 'readTimeoutMs'>
  endsAt: number
  signal: AbortSignal
}

export interface ProviderAnswer {
  status: number
  headers: Headers
  text: string
}

const pageBytesMax = 16 * 2 ** 20

/** The whole answer, whatever its status. Rejects with an EgressFailure. */
export async function callProvider(call: ProviderCall, { egress, clock }: ProviderCallParts): Promise<ProviderAnswer> {
  const { provider, path, query = {}, body, headers, settings, endsAt, signal } = call
  const search = new URLSearchParams(query).toString()
  const answer = await egress.request({
    class: 'provider',
    ...(body === undefined ? { method: 'GET' } : { method: 'POST', body: JSON.stringify(body) }),
    url: `${provider.baseUrl}${path}${search === '' ? '' : `?${search}`}`,
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headersOf(provider),
      ...headers,
    },
    limits: {
      connectMs: settings.connectTimeoutMs,
      headersMs: settings.readTimeoutMs,
      idleMs: settings.readTimeoutMs,
      totalMs: Math.max(1, endsAt - clock.monotonic()),
      maxBytes: pageBytesMax,
    },
    signal,
  })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}

function headersOf({ brand, key, headers }: ConfiguredProvider): Record<string, string> {
  const all = { ...brand.quirks.headers, ...headers }
  if (key === null || brand.auth === 'none') return all
  return brand.auth === 'bearer' ? { ...all, authorization: `Bearer ${key}` } : { ...all, [brand.auth]: key }
}
