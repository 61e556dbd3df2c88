import type { components } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Clock } from '../runtime.ts'
import type { StoredSource } from '../store/discovery-sources.ts'
import { isoTime } from './iso-time.ts'
import type { ProviderNames } from './provider-names.ts'
import type { Outcome, Refresher } from './refresh.ts'
import type { ConfiguredProvider, DiscoverySettings } from './settings.ts'
import type { Source } from './source.ts'
import { listId } from './sources.ts'
import type { View } from './view.ts'

type Schemas = components['schemas']
type ProviderRefresh = Schemas['ProviderRefresh']
export type RefreshRequest = Partial<Schemas['ModelRefresh']>
export type RefreshAnswer = Schemas['ModelRefreshAnswer']

export interface RefreshRequestParts {
  clock: Clock
  refresher: Refresher
  settings(): DiscoverySettings
  sources(): ReadonlyMap<string, Source>
  names(): ProviderNames
  view(): View
}

const waitMs = 25_000
const nothing = { models: 0, added: 0, changed: 0, missing: 0, duration_ms: 0, error: null }

/**
 * Fetches the lists of the named providers, or of all enabled ones, and waits at most 25 s. Throws INVALID_REQUEST for a
 * name that is not known, before anything is fetched, and UPSTREAM_ERROR where every fetch failed.
 */
export async function refreshProviders(request: RefreshRequest, parts: RefreshRequestParts): Promise<RefreshAnswer> {
  const { clock } = parts
  const startedAt = clock.monotonic()
  const providers = providersOf(request.providers ?? [], parts)
  const results = await Promise.all(
    providers.map(async (provider) => [provider.name, await refreshOne(provider, request, parts)] as const),
  )
  const failures = results.filter(([, { result }]) => result === 'failed')
  if (failures.length > 0 && failures.length === results.length) throw allFailed(failures)
  return {
    status: results.some(([, { result }]) => unfinished.has(result)) ? 'partial' : 'success',
    message: messageOf(results.map(([, { result }]) => result)),
    models_discovered: results.reduce((sum, [, { models }]) => sum + models, 0),
    providers_updated: results.filter(([, { added, changed }]) => added + changed > 0).map(([name]) => name),
    snapshot: parts.view().snapshot,
    results: Object.fromEntries(results),
    duration_ms: Math.round(clock.monotonic() - startedAt),
    timestamp: isoTime(clock.now()),
  }
}

const unfinished: ReadonlySet<ProviderRefresh['result']> = new Set(['failed', 'held', 'running'])

function providersOf(words: readonly string[], { names, settings }: RefreshRequestParts): ConfiguredProvider[] {
  if (words.length === 0) return settings().providers.filter(({ enabled }) => enabled)
  const found = words.map((word) => names().configured(word))
  const details = words.flatMap((word, at) =>
    found[at]?.length === 0
      ? [{ path: `/providers/${at}`, message: `there is no provider ${JSON.stringify(word)}` }]
      : [],
  )
  if (details[0]) throw new ApiError('INVALID_REQUEST', `${details[0].path}: ${details[0].message}`, { details })
  return [...new Set(found.flat())]
}

async function refreshOne(
  provider: ConfiguredProvider,
  request: RefreshRequest,
  parts: RefreshRequestParts,
): Promise<ProviderRefresh> {
  const source = parts.sources().get(listId(provider.name))
  if (source === undefined) return { ...nothing, result: 'skipped' }
  const stored = parts.view().sources.get(source.id)
  if (request.force !== true && stored !== undefined && isFresh(stored, parts))
    return { ...nothing, result: 'fresh', models: stored.rows }
  const options = { isForced: request.force === true, acceptDrop: request.accept_drop === true, isRequested: true }
  const outcome = await withinWait(parts.refresher.refresh(source, options), parts.clock)
  return outcome.result === 'running' ? { ...nothing, result: 'running' } : outcome
}

function isFresh({ last_refresh_at, verdict }: StoredSource, { clock, settings }: RefreshRequestParts): boolean {
  return (
    verdict === 'healthy' && last_refresh_at !== null && clock.now() - last_refresh_at < settings().minRefreshIntervalMs
  )
}

/** The outcome, or that it still runs: the work itself goes on. */
async function withinWait(work: Promise<Outcome>, clock: Clock): Promise<Outcome> {
  const over = new AbortController()
  const late = clock.sleep(waitMs, over.signal).then((): Outcome => ({ result: 'running' }))
  try {
    return await Promise.race([work, late])
  } finally {
    over.abort()
  }
}

function messageOf(results: readonly ProviderRefresh['result'][]): string {
  const count = (...wanted: ProviderRefresh['result'][]) => results.filter((result) => wanted.includes(result)).length
  const done = count('updated', 'unchanged', 'fresh')
  const said = [
    [done, 'refreshed'],
    [count('held'), 'held for confirmation'],
    [count('running'), 'still running'],
    [count('skipped'), 'skipped'],
    [count('failed'), 'failed'],
  ] as const
  const rest = said.slice(1).filter(([n]) => n > 0)
  return [`${done} provider${done === 1 ? '' : 's'} refreshed`, ...rest.map(([n, word]) => `${n} ${word}`)].join(', ')
}

function allFailed(failures: readonly (readonly [string, ProviderRefresh])[]): ApiError {
  const details = failures.map(([name, { error }]) => ({
    path: `providers.${name}`,
    message: error?.message ?? 'failed',
  }))
  return new ApiError('UPSTREAM_ERROR', 'No provider’s list could be read; the catalog is unchanged.', { details })
}
