/** One list, read over a loopback server that answers as it is told. */
import { dialects } from '@proxyapi/providers'
import type { Fetched } from '../../src/discovery/health.ts'
import type { ConfiguredProvider, DiscoverySettings } from '../../src/discovery/settings.ts'
import { fetchList, type Validators } from '../../src/discovery/sources/provider-list.ts'
import { egressFor } from '../egress/loopback.ts'
import { testRandom } from '../runtime.ts'
import { type Asked, listServer, provider, type Say, settings, skippingClock } from './parts.ts'

const none: Validators = { etag: null, lastModified: null }

export interface ListSetup {
  brand?: string
  over?: Partial<ConfiguredProvider>
  rules?: Partial<DiscoverySettings>
  validators?: Validators
}

export async function fetchedList(
  say: Say,
  { brand = 'openai', over = {}, rules = {}, validators = none }: ListSetup = {},
): Promise<{ result: Fetched; asked: Asked[]; slept: number[] }> {
  const server = await listServer(say)
  const clock = skippingClock()
  const egress = egressFor([server.port])
  const parts = { egress, clock, random: testRandom(), dialects }
  const asked = provider(brand, { baseUrl: server.url, ...over })
  const result = await fetchList(asked, validators, settings(rules), parts, new AbortController().signal)
  return { result, asked: server.asked, slept: clock.slept }
}
