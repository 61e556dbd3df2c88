import { headersFor } from '@proxyapi/providers'
import type { Egress } from '../egress/egress.ts'
import type { Clock, Metrics } from '../runtime.ts'
import type { CellBook } from './cell-book.ts'
import type { CheckSettings, ProviderChecks } from './provider-checks.ts'
import type { ProviderSettings } from './provider-settings.ts'

interface CheckParts {
  readonly egress: Pick<Egress, 'request'>
  readonly clock: Clock
  readonly metrics: Metrics
  readonly cells: CellBook
  readonly checks: ProviderChecks
}

const listBytesMax = 10_000_000

/** Asks the providers that are due for their lists of models, which costs nothing; resolves with how many were asked. */
export async function checkProviders(
  providers: readonly ProviderSettings[],
  settings: CheckSettings,
  parts: CheckParts,
): Promise<number> {
  const { cells, checks, clock } = parts
  const listing = providers.filter(({ enabled, brand }) => enabled && brand.list !== null)
  const names = listing.map(({ name }) => name)
  const due = new Set(checks.due(names, cells.closedOff(), settings, clock.monotonic()))
  const asked = listing.filter(({ name }) => due.has(name))
  await Promise.all(asked.map((provider) => check(provider, settings.timeoutMs, parts)))
  return 0
}

async function check(provider: ProviderSettings, timeoutMs: number, parts: CheckParts): Promise<void> {
  const isAnswered = await answers(provider, timeoutMs, parts.egress)
  parts.checks.ended(provider.name, isAnswered, parts.clock.monotonic())
  if (isAnswered) parts.cells.hasten(provider.name)
  parts.metrics.count('health_checks_total', { component: 'provider', result: isAnswered ? 'ok' : 'missed' })
}

/** Anything but a failure of its own is an answer: whoever refuses our key is there. */
async function answers(
  provider: ProviderSettings,
  timeoutMs: number,
  egress: Pick<Egress, 'request'>,
): Promise<boolean> {
  const { brand, baseUrl, key, headers } = provider
  const { path = '', query = {} } = brand.list ?? {}
  const search = new URLSearchParams(query).toString()
  const limits = { connectMs: timeoutMs, headersMs: timeoutMs, totalMs: timeoutMs, maxBytes: listBytesMax }
  try {
    const answer = await egress.request({
      class: 'provider',
      method: 'GET',
      url: `${baseUrl}${path}${search === '' ? '' : `?${search}`}`,
      headers: { ...headersFor({ baseUrl, key, model: '', brand }), ...headers },
      limits,
    })
    answer.cancel()
    return answer.status < 500
  } catch {
    // However the way out failed, there was no answer.
    return false
  }
}
