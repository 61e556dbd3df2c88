import { createHash } from 'node:crypto'
import type { components } from '@proxyapi/contract'
import type { Events, NewEvent } from '../events/events.ts'
import type { Span } from '../runtime.ts'
import { type CatalogHead, liveDocs, lockCatalog, moveHead, putModels } from '../store/catalog.ts'
import type { Store, Tx } from '../store/database.ts'
import { claimedSource, type StoredSource, settleSource } from '../store/discovery-sources.ts'
import { appendChanges, changesAfter, type StoredChange } from '../store/model-changes.ts'
import { deleteObservations, ownUids, putObservations } from '../store/observations.ts'
import { modelEvents, type NumberedChange, refreshEvent, sourceEvent } from './announce.ts'
import type { Delivery, SourceFacts } from './delivery.ts'
import { type Fetched, type FetchFailure, judgeFetch, type Verdict } from './health.ts'
import { isoTime } from './iso-time.ts'
import { isLocalSource, rowOf, storedObservation } from './records.ts'
import { type DiscoverySettings, rowsNameOf } from './settings.ts'
import { type Attempt, afterFailure, afterWord } from './settlement.ts'
import { type Breath, inSlices } from './slices.ts'
import { hashDocs } from './snapshot-id.ts'
import { type Group, takeGroups } from './take-groups.ts'

type ProviderRefresh = components['schemas']['ProviderRefresh']

export interface ApplyParts {
  store: Store
  events: Events
  settings: DiscoverySettings
  random: () => number
  /** Of the taking over, where it is traced. */
  span?: Span | null
  /** Others run between the pieces of a large delivery. */
  breathe: Breath
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
    const absences = absencesOf(fetched, await ownUids(tx, source.id))
    const rules = { dropGuard: source.withdraws ? 1 : parts.settings.dropGuard, acceptDrop: delivery.acceptDrop }
    const verdict = isEmptyByDesign(source, fetched)
      ? { verdict: 'healthy' as const }
      : judgeFetch(fetched, absences, historyOf(stored), rules, now)
    if (verdict.verdict === 'unhealthy') return applyFailure(tx, delivery, stored, verdict.failure, parts)
    return applyWord(tx, delivery, stored, verdict, parts)
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
function absencesOf(fetched: Fetched, own: readonly string[]): string {
  if (fetched.outcome !== 'list') return ''
  const listed = new Set(fetched.statements.map(({ uid }) => uid))
  const absent = own.filter((uid) => !listed.has(uid))
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
  verdict: Exclude<Verdict, { verdict: 'unhealthy' }>,
  parts: ApplyParts,
): Promise<Applied> {
  const { source, fetched, fence, now } = delivery
  const isHeld = verdict.verdict === 'held'
  const head = await lockCatalog(tx)
  const groups = await takeGroups(tx, delivery, !isHeld, parts.settings, parts)
  const written = await write(tx, groups, head, delivery, parts.breathe)
  const refresh = refreshOf(delivery, stored, groups, isHeld)
  const kinds = groups.flatMap(({ taken }) => taken.changes.map(({ kind }) => kind))
  const isFirst = stored.last_success_at === null
  const digest = await minorChanges(tx, stored, source, written, now)
  const news = isFirst ? [] : eventsOf(delivery, head.snapshot, written, groups, digest.changes, parts.settings)
  if (stored.degraded_since !== null && !isHeld) news.unshift(stateChanged(delivery, stored, null))
  if (delivery.isRequested || (kinds.length > 0 && tellsRefreshes(source))) {
    news.push(completed(delivery, refresh, head.snapshot, written.snapshot))
  }
  await tell(tx, news, parts.events)
  const digestSeq = isFirst ? written.seq : digest.seq
  const digested = digestSeq === null ? {} : { digest_seq: digestSeq, digest_at: now }
  await settleSource(tx, source.id, fence, { ...afterWord(fetched, verdict, attemptOf(delivery, parts)), ...digested })
  return { refresh, verdict: verdict.verdict, kinds }
}

/** What is read from this process is no refresh. */
const tellsRefreshes = ({ source }: SourceFacts): boolean => !isLocalSource(source)

function refreshOf(
  { fetched, durationMs }: Delivery,
  stored: StoredSource,
  groups: readonly Group[],
  isHeld: boolean,
): Applied['refresh'] {
  const sum = (of: (taken: Group['taken']) => number) => groups.reduce((total, { taken }) => total + of(taken), 0)
  const models = fetched.outcome === 'list' ? fetched.statements.length : stored.rows
  const result = isHeld ? 'held' : sum(({ changes }) => changes.length) > 0 ? 'updated' : 'unchanged'
  return {
    result,
    models,
    added: sum(({ added }) => added),
    changed: sum(({ changed }) => changed),
    missing: sum(({ missing }) => missing),
    duration_ms: durationMs,
    error: null,
  }
}

interface Written {
  /** By `provider` of the rows. */
  changes: ReadonlyMap<string, NumberedChange[]>
  seq: number
  snapshot: string
}

/** Rows, observations, and changes with their places in the log. */
async function write(
  tx: Tx,
  groups: readonly Group[],
  head: CatalogHead,
  { source, now }: Delivery,
  breathe: Breath,
): Promise<Written> {
  for (const { owner, taken } of groups) {
    for (const batch of batches(taken.put)) {
      await putObservations(
        tx,
        batch.map((one) => storedObservation(one, owner.provider)),
      )
      await breathe()
    }
    for (const batch of batches(taken.records)) {
      await putModels(
        tx,
        batch.map((record) => ({ ...record, revision: head.version })),
      )
      await breathe()
    }
  }
  await deleteObservations(
    tx,
    source.id,
    groups.flatMap(({ taken }) => taken.withdrawn),
  )
  if (groups.every(({ taken }) => taken.changes.length === 0) && head.snapshot !== null)
    return { changes: new Map(), seq: head.seq, snapshot: head.snapshot }
  const snapshot = await presentSnapshot(tx, breathe)
  let seq = head.seq
  const changes = new Map(
    groups.map(({ owner, taken }) => [owner.provider, taken.changes.map((change) => ({ ...change, seq: ++seq }))]),
  )
  for (const [provider, list] of changes) {
    for (const batch of batches(list)) {
      await appendChanges(
        tx,
        batch.map((change) => storedChange(change, provider, snapshot, now)),
      )
      await breathe()
    }
  }
  await moveHead(tx, { seq, snapshot }, now)
  return { changes, seq, snapshot }
}

async function presentSnapshot(tx: Tx, breathe: Breath): Promise<string> {
  const docs: (readonly [uid: string, doc: string])[] = []
  for (;;) {
    const page = await liveDocs(tx, docs.at(-1)?.[0] ?? '', pageRows)
    docs.push(...page.map(({ uid, doc }) => [uid, doc] as const))
    if (page.length < pageRows) return inSlices(hashDocs(docs), breathe)
    await breathe()
  }
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

/** As many rows as are written or read in a few milliseconds. */
const pageRows = 200

function batches<T>(rows: readonly T[]): T[][] {
  const count = Math.ceil(rows.length / pageRows)
  return Array.from({ length: count }, (_, at) => rows.slice(at * pageRows, (at + 1) * pageRows))
}

const digestEveryMs = 3_600_000

/** Minor changes are told together, at most once an hour; those of now stand in `written`. */
async function minorChanges(
  tx: Tx,
  stored: StoredSource,
  source: SourceFacts,
  written: Written,
  now: number,
): Promise<{ changes: NumberedChange[]; seq: number | null }> {
  const { owner } = source
  if (source.source !== 'provider_api' || owner === null || now - stored.digest_at < digestEveryMs)
    return { changes: [], seq: null }
  const filter = { since: null, kinds: [], severities: ['minor'], providers: [owner.provider], uids: [], limit: 1000 }
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

/** News of each provider; what a source says of the rows of many is news only where the provider is used. */
function eventsOf(
  { source, now }: Delivery,
  fromSnapshot: string | null,
  { changes, snapshot: toSnapshot }: Written,
  groups: readonly Group[],
  minor: readonly NumberedChange[],
  { providers }: DiscoverySettings,
): NewEvent[] {
  const used = new Set(providers.filter(({ enabled }) => enabled).map(rowsNameOf))
  return groups
    .filter(({ owner }) => source.owner !== null || used.has(owner.provider))
    .flatMap(({ owner: { provider }, models, taken }) => {
      const major = (changes.get(provider) ?? []).filter(({ severity }) => severity === 'major')
      const told = [...minor, ...major].sort((a, b) => a.seq - b.seq)
      const uids = new Set(told.map(({ uid }) => uid))
      const records = [...models, ...taken.records].filter(({ uid }) => uids.has(uid))
      const rows = new Map(records.map((record) => [record.uid, rowOf(record)]))
      return modelEvents({ provider, changes: told, rows, fromSnapshot, toSnapshot, now })
    })
}

const completed = (delivery: Delivery, refresh: ProviderRefresh, from: string | null, to: string | null): NewEvent =>
  refreshEvent({
    ...refresh,
    provider: delivery.source.provider ?? delivery.source.owner?.provider ?? delivery.source.source,
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
