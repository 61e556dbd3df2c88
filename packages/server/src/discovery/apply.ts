import { createHash } from 'node:crypto'
import type { components } from '@proxyapi/contract'
import type { Events, NewEvent } from '../events/events.ts'
import {
  appendChanges,
  type CatalogHead,
  changesAfter,
  claimedSource,
  deleteObservations,
  discoverySources,
  liveDocs,
  lockCatalog,
  modelsOf,
  moveHead,
  observationsOf,
  putModels,
  putObservations,
  type StoredChange,
  type StoredModel,
  type StoredSource,
  settleSource,
} from '../store/catalog.ts'
import type { Store, Tx } from '../store/database.ts'
import { modelEvents, type NumberedChange, refreshEvent, sourceEvent } from './announce.ts'
import { type Fetched, type FetchFailure, judgeFetch, type Verdict } from './health.ts'
import { isoTime } from './iso-time.ts'
import type { CatalogSource, Observation } from './model.ts'
import { observationOf, rowOf, storedObservation } from './records.ts'
import type { DiscoverySettings } from './settings.ts'
import { type Attempt, afterFailure, afterWord } from './settlement.ts'
import { snapshotIdOf } from './snapshot-id.ts'
import { type Taken, takeOver, type Word } from './take-over.ts'

type ProviderRefresh = components['schemas']['ProviderRefresh']

/** What is fixed about a source. */
export interface SourceFacts {
  id: string
  source: CatalogSource
  /** Its configured provider; null for what belongs to none. */
  provider: string | null
  /** `provider` and `brand` of the rows that it speaks of. */
  rows: string
  brand: string
  intervalMs: number
  /** It is read whole and at once: what it does not state is withdrawn, not missed. */
  withdraws: boolean
  addsFactsOnly: boolean
}

/** A fetch that is to be applied. Times are milliseconds. */
export interface Delivery {
  source: SourceFacts
  fence: number
  fetched: Fetched
  provenGone: ReadonlySet<string>
  acceptDrop: boolean
  /** Somebody asked for it. */
  isRequested: boolean
  /** The first of this source in this process. */
  isThorough: boolean
  durationMs: number
  now: number
}

export interface ApplyParts {
  store: Store
  events: Events
  settings: DiscoverySettings
  random: () => number
}

/** What came of a fetch. */
export interface Applied {
  refresh: Omit<ProviderRefresh, 'result'> & { result: 'updated' | 'unchanged' | 'held' | 'failed' }
  verdict: Verdict['verdict']
  /** How many changes of each kind. */
  kinds: readonly string[]
}

/** Takes a fetch over in one transaction: rows, changes and events together. Null where another worker has taken the source. */
export const applyFetch = (delivery: Delivery, parts: ApplyParts): Promise<Applied | null> =>
  parts.store.write(async (tx) => {
    const { source, fetched, fence, now } = delivery
    const stored = await claimedSource(tx, parts.store, source.id, fence)
    if (stored === undefined) return null
    const sources = new Map((await discoverySources(tx)).map((row) => [row.id, row]))
    const observations = (await observationsOf(tx, source.rows)).map((row) => observationOf(row, sources))
    const absences = absencesOf(fetched, observations, source.id)
    const rules = { dropGuard: source.withdraws ? 1 : parts.settings.dropGuard, acceptDrop: delivery.acceptDrop }
    const verdict = isEmptyByDesign(source, fetched)
      ? { verdict: 'healthy' as const }
      : judgeFetch(fetched, absences, historyOf(stored), rules, now)
    if (verdict.verdict === 'unhealthy') return applyFailure(tx, delivery, stored, verdict.failure, parts)
    return applyWord(tx, delivery, stored, observations, verdict, parts)
  })

/** What the configuration names may be nothing. */
const isEmptyByDesign = ({ withdraws, addsFactsOnly }: SourceFacts, fetched: Fetched): boolean =>
  withdraws && !addsFactsOnly && fetched.outcome === 'list' && fetched.statements.length === 0

const historyOf = (stored: StoredSource) => ({
  healthyRows: stored.healthy_rows,
  heldSince: stored.held_since,
  heldAbsences: stored.held_absences,
})

/** Names the rows of this source that a list lacks; equal for equal sets. */
function absencesOf(fetched: Fetched, observations: readonly Observation[], sourceId: string): string {
  if (fetched.outcome !== 'list') return ''
  const listed = new Set(fetched.statements.map(({ uid }) => uid))
  const absent = observations.filter((one) => one.sourceId === sourceId && !listed.has(one.uid)).map(({ uid }) => uid)
  return createHash('sha256').update(absent.sort().join('\n')).digest('hex')
}

async function applyFailure(
  tx: Tx,
  delivery: Delivery,
  stored: StoredSource,
  failure: FetchFailure,
  parts: ApplyParts,
): Promise<Applied> {
  const { source, fence, durationMs, isRequested } = delivery
  const refresh = { ...nothing, result: 'failed' as const, duration_ms: durationMs, error: { ...failure } }
  await settleSource(tx, source.id, fence, afterFailure(stored, failure, attemptOf(delivery, parts)))
  const told = stored.degraded_since === null ? [stateChanged(delivery, stored, failure)] : []
  if (isRequested) told.push(completed(delivery, refresh, null, null))
  await tell(tx, told, parts.events)
  return { refresh, verdict: 'unhealthy', kinds: [] }
}

const nothing = { models: 0, added: 0, changed: 0, missing: 0 }

const attemptOf = ({ now, durationMs, source }: Delivery, { random }: ApplyParts): Attempt => ({
  now,
  durationMs,
  intervalMs: source.intervalMs,
  random,
})

async function applyWord(
  tx: Tx,
  delivery: Delivery,
  stored: StoredSource,
  observations: readonly Observation[],
  verdict: Exclude<Verdict, { verdict: 'unhealthy' }>,
  parts: ApplyParts,
): Promise<Applied> {
  const { source, fetched, fence, now } = delivery
  const isHeld = verdict.verdict === 'held'
  const head = await lockCatalog(tx)
  const models = await modelsOf(tx, source.rows)
  const taken = takeOver({ models, observations }, wordOf(delivery, !isHeld), parts.settings, now)
  const written = await write(tx, taken, head, source, now)
  const refresh = refreshOf(delivery, stored, taken, isHeld)
  const hasNews = taken.changes.length > 0
  const isFirst = stored.last_success_at === null
  const digest = await minorChanges(tx, stored, source, written, now)
  const news = isFirst ? [] : eventsOf(delivery, head.snapshot, written, taken, models, digest.changes)
  if (stored.degraded_since !== null && !isHeld) news.unshift(stateChanged(delivery, stored, null))
  if (delivery.isRequested || (hasNews && source.source === 'provider_api')) {
    news.push(completed(delivery, refresh, head.snapshot, written.snapshot))
  }
  await tell(tx, news, parts.events)
  const digestSeq = isFirst ? written.seq : digest.seq
  const digested = digestSeq === null ? {} : { digest_seq: digestSeq, digest_at: now }
  await settleSource(tx, source.id, fence, { ...afterWord(fetched, verdict, attemptOf(delivery, parts)), ...digested })
  return { refresh, verdict: verdict.verdict, kinds: taken.changes.map(({ kind }) => kind) }
}

const wordOf = ({ source, fetched, provenGone, isThorough }: Delivery, countsAbsences: boolean): Word => ({
  sourceId: source.id,
  source: source.source,
  provider: source.rows,
  brand: source.brand,
  statements: fetched.outcome === 'list' ? fetched.statements : null,
  countsAbsences,
  withdraws: source.withdraws,
  addsFactsOnly: source.addsFactsOnly,
  provenGone,
  isThorough,
})

function refreshOf(
  { fetched, durationMs }: Delivery,
  stored: StoredSource,
  taken: Taken,
  isHeld: boolean,
): Applied['refresh'] {
  const { added, changed, missing, changes } = taken
  const models = fetched.outcome === 'list' ? fetched.statements.length : stored.rows
  const result = isHeld ? 'held' : changes.length > 0 ? 'updated' : 'unchanged'
  return { result, models, added, changed, missing, duration_ms: durationMs, error: null }
}

interface Written {
  changes: NumberedChange[]
  seq: number
  snapshot: string
}

/** Rows, observations, and changes with their places in the log. */
async function write(tx: Tx, taken: Taken, head: CatalogHead, source: SourceFacts, now: number): Promise<Written> {
  await putObservations(
    tx,
    taken.put.map((one) => storedObservation(one, source.rows)),
  )
  await deleteObservations(tx, source.id, taken.withdrawn)
  await putModels(
    tx,
    taken.records.map((record) => ({ ...record, revision: head.version })),
  )
  if (taken.changes.length === 0 && head.snapshot !== null)
    return { changes: [], seq: head.seq, snapshot: head.snapshot }
  const snapshot = snapshotIdOf(await liveDocs(tx))
  const changes = taken.changes.map((change, at) => ({ ...change, seq: head.seq + at + 1 }))
  await appendChanges(
    tx,
    changes.map((change) => storedChange(change, source.rows, snapshot, now)),
  )
  const seq = head.seq + changes.length
  await moveHead(tx, { seq, snapshot }, now)
  return { changes, seq, snapshot }
}

const storedChange = (change: NumberedChange, provider: string, snapshot: string, now: number): StoredChange => ({
  seq: change.seq,
  kind: change.kind,
  severity: change.severity,
  uid: change.uid,
  provider,
  at: now,
  snapshot,
  body: JSON.stringify(change.kind === 'added' ? change.doc : change.fields),
  days_left: null,
})

const digestEveryMs = 3_600_000

/** Minor changes are told together, at most once an hour; those of now stand in `written`. */
async function minorChanges(
  tx: Tx,
  stored: StoredSource,
  source: SourceFacts,
  written: Written,
  now: number,
): Promise<{ changes: NumberedChange[]; seq: number | null }> {
  if (source.source !== 'provider_api' || now - stored.digest_at < digestEveryMs) return { changes: [], seq: null }
  const filter = { since: null, kinds: [], severities: ['minor'], providers: [source.rows], uids: [], limit: 1000 }
  const waiting = await changesAfter(tx, { ...filter, afterSeq: stored.digest_seq })
  const changes = waiting.map(({ seq, uid, body }) => ({
    seq,
    uid,
    kind: 'updated' as const,
    severity: 'minor' as const,
    fields: JSON.parse(body) as Extract<NumberedChange, { kind: 'updated' }>['fields'],
  }))
  return changes.length > 0 ? { changes, seq: written.seq } : { changes, seq: null }
}

function eventsOf(
  delivery: Delivery,
  from: string | null,
  written: Written,
  taken: Taken,
  before: readonly StoredModel[],
  minor: readonly NumberedChange[],
): NewEvent[] {
  const { source, now } = delivery
  const major = written.changes.filter(({ severity }) => severity === 'major')
  const changes = [...minor, ...major].sort((a, b) => a.seq - b.seq)
  if (changes.length === 0) return []
  const told = new Set(changes.map(({ uid }) => uid))
  const records = [...before, ...taken.records].filter(({ uid }) => told.has(uid))
  const rows = new Map(records.map((record) => [record.uid, rowOf(record)]))
  return modelEvents({ provider: source.rows, changes, rows, fromSnapshot: from, toSnapshot: written.snapshot, now })
}

const completed = (delivery: Delivery, refresh: ProviderRefresh, from: string | null, to: string | null): NewEvent =>
  refreshEvent({
    ...refresh,
    provider: delivery.source.provider ?? delivery.source.rows,
    timestamp: isoTime(delivery.now),
    from_snapshot: from,
    to_snapshot: to,
  })

/** Degraded with a failure, recovered without. */
const stateChanged = ({ source, now }: Delivery, stored: StoredSource, failure: FetchFailure | null): NewEvent =>
  sourceEvent({
    provider: source.provider,
    source: source.source,
    since: stored.degraded_since ?? now,
    lastSuccessAt: failure === null ? now : stored.last_success_at,
    failure: failure === null ? null : { ...failure },
  })

async function tell(tx: Tx, news: readonly NewEvent[], events: Events): Promise<void> {
  for (const event of news) await events.append(tx, event)
}
