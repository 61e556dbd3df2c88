import { ApiError, type ErrorCode } from '@proxyapi/contract/errors'
import type { Events } from '../events/events.ts'
import type { Runtime, Span } from '../runtime.ts'
import { claimDue } from '../store/claim.ts'
import type { Store } from '../store/database.ts'
import { claimSource, discoverySource, settleSource } from '../store/discovery-sources.ts'
import { observationsOf, type StoredObservation } from '../store/observations.ts'
import { inSpan } from '../telemetry/tracing/in-span.ts'
import { type Applied, applyFetch } from './apply.ts'
import type { Fetched } from './health.ts'
import type { DiscoverySettings } from './settings.ts'
import { breathing } from './slices.ts'
import { createSlots, type Slots } from './slots.ts'
import type { Source } from './source.ts'
import { isRemovable } from './standing.ts'

export interface RefreshOptions {
  /** Past every cache. */
  isForced: boolean
  acceptDrop: boolean
  isRequested: boolean
}

export type Outcome = Applied['refresh'] | { result: 'running' }

export interface RefreshParts extends Runtime {
  store: Store
  events: Events
  slots: Slots
  settings(): DiscoverySettings
  sources(): ReadonlyMap<string, Source>
  /** Asked again where rows were added, before these are shown; null: nothing is. */
  afterAdditions(): Source | null
  /** Called after something was taken over. */
  onChange(): Promise<void>
}

export interface Refresher {
  /** Fetches a source now and takes it over. Callers that come while it runs share the run. */
  refresh(source: Source, options: RefreshOptions): Promise<Outcome>
  /** Works on what is due until nothing is. Returns how many sources that were. */
  drain(signal: AbortSignal): Promise<number>
  close(): Promise<void>
}

/** Longer than a fetch may take: a worker that died loses its source after this. */
const leaseMs = 90_000
const table = 'discovery_sources'
/** Rows whose removal is checked at the provider in one refresh; the others wait for the next. */
const proofsMax = 20

export function createRefresher(parts: RefreshParts): Refresher {
  const { store, clock, slots } = parts
  const closing = new AbortController()
  const running = new Map<string, Promise<Outcome>>()
  const settled = new Set<string>()
  // Sources are taken over one after the other: they would only wait for one another in the database.
  const applying = createSlots(1)
  const applyParts = () => ({
    store,
    events: parts.events,
    settings: parts.settings(),
    random: parts.random.float,
    breathe: breathing(clock),
  })

  return {
    refresh(source, options) {
      const known = running.get(source.id)
      if (known !== undefined) return known
      return start(source.id, () =>
        slots.run(async () => {
          const fence = await claimSource(store, source.id, clock.now(), leaseMs)
          return fence === null ? { result: 'running' } : work(source, fence, options, closing.signal)
        }),
      )
    },
    async drain(signal) {
      const stop = AbortSignal.any([signal, closing.signal])
      const lanes = Array.from({ length: parts.settings().concurrency }, () => drainLane(stop))
      return (await Promise.all(lanes)).reduce((sum, worked) => sum + worked, 0)
    },
    async close() {
      closing.abort()
      await Promise.allSettled(running.values())
    },
  }

  function start(id: string, run: () => Promise<Outcome>): Promise<Outcome> {
    const promise = run().finally(() => {
      if (running.get(id) === promise) running.delete(id)
    })
    running.set(id, promise)
    return promise
  }

  async function drainLane(signal: AbortSignal): Promise<number> {
    for (let worked = 0; ; worked++) {
      if (signal.aborted || !(await slots.run(() => workOnNext(signal)))) return worked
    }
  }

  async function workOnNext(signal: AbortSignal): Promise<boolean> {
    const [claim] = await claimDue(store, table, { nowMs: clock.now(), leaseMs, limit: 1 })
    if (claim === undefined) return false
    const source = parts.sources().get(claim.id)
    if (source === undefined) await store.write((tx) => settleSource(tx, claim.id, claim.fence, { due_at: null }))
    else
      await start(claim.id, () =>
        work(source, claim.fence, { isForced: false, acceptDrop: false, isRequested: false }, signal),
      )
    return true
  }

  async function work(source: Source, fence: number, options: RefreshOptions, signal: AbortSignal): Promise<Outcome> {
    const span = parts.tracer?.begin('discover_models') ?? null
    const outcome = await takenOver(source, fence, options, signal, span)
    if (span !== null) endSpan(span, source, outcome)
    return outcome
  }

  /** Claimed → fetched → taken over. What our own side breaks is an outcome too: one source must not stop the others. */
  async function takenOver(
    source: Source,
    fence: number,
    options: RefreshOptions,
    signal: AbortSignal,
    span: Span | null,
  ): Promise<Outcome> {
    const startedAt = clock.monotonic()
    try {
      const stored = await discoverySource(store.db, source.id)
      const known = { etag: stored?.etag ?? null, lastModified: stored?.last_modified ?? null }
      const fetched = await source.fetch(options.isForced ? { etag: null, lastModified: null } : known, signal, span)
      const provenGone = await proofs(source, fetched, signal)
      if (signal.aborted || (fetched.outcome === 'failed' && fetched.failure.code === 'SHUTTING_DOWN'))
        return await giveBack(source, fence)
      const durationMs = Math.round(clock.monotonic() - startedAt)
      const isThorough = !settled.has(source.id)
      const delivery = { ...options, source, fence, fetched, provenGone, isThorough, durationMs, now: clock.now() }
      const applied = await applying.run(() =>
        inSpan(span, 'apply', (span) => applyFetch(delivery, { ...applyParts(), span })),
      )
      if (applied === null) return { result: 'running' }
      span?.set({ verdict: applied.verdict })
      settled.add(source.id)
      if (source.source === 'provider_api') measure(source, applied, durationMs)
      warnOf(source, applied)
      const follower = applied.refresh.added > 0 ? parts.afterAdditions() : null
      if (follower !== null && follower.id !== source.id) await follow(follower, signal)
      parts.events.wake()
      await parts.onChange()
      return applied.refresh
    } catch (error) {
      parts.log.error('A refresh failed on our side', { source: source.id, error })
      const code = error instanceof ApiError ? error.code : 'INTERNAL_ERROR'
      const message =
        error instanceof ApiError ? error.message : 'Something broke on our side while the list was taken over.'
      const durationMs = Math.round(clock.monotonic() - startedAt)
      return {
        result: 'failed',
        models: 0,
        added: 0,
        changed: 0,
        missing: 0,
        duration_ms: durationMs,
        error: { code, message },
      }
    }
  }

  async function follow(source: Source, signal: AbortSignal): Promise<void> {
    const fence = await claimSource(store, source.id, clock.now(), leaseMs)
    const unasked = { isForced: false, acceptDrop: false, isRequested: false }
    if (fence !== null) await work(source, fence, unasked, signal)
  }

  /** Another process may take the source at once. */
  async function giveBack(source: Source, fence: number): Promise<Outcome> {
    await store.write((tx) => settleSource(tx, source.id, fence, {}))
    return { result: 'running' }
  }

  /** Rows that are about to be given up, and of which the provider does not say that they are there. */
  async function proofs(source: Source, fetched: Fetched, signal: AbortSignal): Promise<Set<string>> {
    const { owner } = source
    if (source.isGone === undefined || owner === null || fetched.outcome === 'failed') return new Set()
    const listed = fetched.outcome === 'list' ? new Set(fetched.statements.map(({ uid }) => uid)) : null
    const observations = await observationsOf(store.db, owner.provider)
    const due = observations.filter(
      (one) => one.source_id === source.id && one.misses > 0 && listed?.has(one.uid) !== true && isDueToGo(one),
    )
    const proven = new Set<string>()
    for (const { uid } of due.slice(0, proofsMax)) {
      if (await source.isGone(uid.slice(owner.provider.length + 1), signal)) proven.add(uid)
    }
    return proven
  }

  /** Counting the miss that this fetch is. */
  function isDueToGo({ misses, missing_since }: StoredObservation): boolean {
    return isRemovable({ misses: misses + 1, missingSince: missing_since }, parts.settings(), clock.now())
  }

  function measure(source: Source, { refresh, verdict, kinds }: Applied, durationMs: number): void {
    const provider = source.provider ?? source.source
    parts.metrics.count('proxyapi_discovery_fetch_total', { provider, verdict })
    parts.metrics.observe('discovery_duration_seconds', durationMs / 1000, { provider })
    if (verdict === 'healthy') parts.metrics.count('models_discovered_total', { provider }, refresh.models)
    for (const kind of kinds) parts.metrics.count('proxyapi_model_changes_total', { kind })
  }

  function warnOf({ source, provider }: Source, { refresh: { error } }: Applied): void {
    if (error === null) return
    const said = { provider: provider ?? source, error_code: error.code, reason: error.message }
    parts.log.warn('A model list was not taken over', said)
  }
}

/** What came of a refresh; that its list was refused is an exception, too. */
function endSpan(span: Span, { id, provider, source }: Source, outcome: Outcome): void {
  span.set({
    provider: provider ?? source,
    'proxyapi.source': id,
    'proxyapi.result': outcome.result,
    'models.count': outcome.result === 'running' ? undefined : outcome.models,
  })
  if (outcome.result !== 'running' && outcome.error !== null)
    span.fail(new ApiError(outcome.error.code as ErrorCode, outcome.error.message))
  span.end()
}
