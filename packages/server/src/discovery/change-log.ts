import type { components, RequestOf } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Clock } from '../runtime.ts'
import { catalogHead } from '../store/catalog.ts'
import type { Store } from '../store/database.ts'
import {
  type ChangeFilter,
  changesAfter,
  oldestChange,
  type StoredChange,
  seqOfSnapshot,
} from '../store/model-changes.ts'
import type { FieldChanges } from './diff.ts'
import { isoTime } from './iso-time.ts'
import type { CatalogDoc } from './model.ts'
import type { ProviderNames } from './provider-names.ts'
import type { Answer, Cursors } from './queries.ts'
import { snapshotIdOf } from './snapshot-id.ts'
import { changesKeptMs } from './upkeep.ts'
import { tokenCosts, type View } from './view.ts'
import { modelOf } from './wire.ts'

type Schemas = components['schemas']
export type ChangeQuery = RequestOf<'listModelChanges'>['query']

export interface ChangeLogParts {
  store: Store
  clock: Clock
  cursors: Cursors
  view(): View
  names(): ProviderNames
}

/** Changes of the catalog, oldest first. Throws CHANGES_EXPIRED for what is older than the log, INVALID_CURSOR. */
export async function listChanges(
  query: ChangeQuery,
  parts: ChangeLogParts,
): Promise<Answer<Schemas['ModelChangesAnswer']>> {
  const { store, cursors } = parts
  const { cursor, limit, ...asked } = query
  const scope = `model changes ${JSON.stringify(asked)}`
  const head = await catalogHead(store.db)
  const start = await startOf(query.since, parts)
  const filter: ChangeFilter = {
    afterSeq: cursor === undefined ? start.afterSeq : Number(cursors.read(scope, cursor)),
    since: start.since,
    kinds: query.kind ?? [],
    severities: query.severity ?? [],
    providers: (query.provider ?? []).flatMap((word) => known(parts.names().rowsOf(word), word)),
    uids: query.uid ?? [],
    limit: limit + 1,
  }
  const found = await changesAfter(store.db, filter)
  const page = found.slice(0, limit)
  const last = page.at(-1)
  const snapshot = head.snapshot ?? snapshotIdOf([])
  const view = parts.view()
  return {
    etag: `"${snapshot.slice(5)}-${view.stamp}-${head.seq}-${filter.afterSeq}-${last?.seq ?? 0}"`,
    body: () => ({
      changes: page.map((change) => shown(change, view)),
      count: page.length,
      next_cursor: found.length > limit && last !== undefined ? cursors.write(scope, String(last.seq)) : null,
      snapshot,
    }),
  }
}

const known = (rows: readonly string[], word: string): readonly string[] => (rows.length > 0 ? rows : [word])

/** After which change, and from which time on. */
async function startOf(
  since: string | undefined,
  { store, clock }: ChangeLogParts,
): Promise<{ afterSeq: number; since: number | null }> {
  if (since === undefined) return { afterSeq: 0, since: null }
  const oldest = await oldestChange(store.db)
  if (/^\d+$/.test(since)) {
    const seq = Number(since)
    if (oldest !== undefined && seq + 1 < oldest.seq) throw new ApiError('CHANGES_EXPIRED')
    return { afterSeq: seq, since: null }
  }
  if (since.startsWith('snap_')) {
    const seq = since === snapshotIdOf([]) ? 0 : await seqOfSnapshot(store.db, since)
    if (seq === undefined || (oldest !== undefined && seq + 1 < oldest.seq)) throw new ApiError('CHANGES_EXPIRED')
    return { afterSeq: seq, since: null }
  }
  const time = Date.parse(since)
  if (Number.isNaN(time))
    throw new ApiError('INVALID_REQUEST', undefined, { details: [{ path: 'query.since', message: 'is no time' }] })
  if (time < clock.now() - changesKeptMs) throw new ApiError('CHANGES_EXPIRED')
  return { afterSeq: 0, since: time }
}

function shown(change: StoredChange, view: View): Schemas['ModelChange'] {
  const { seq, kind, severity, uid, provider, at, snapshot, body, days_left } = change
  const content = JSON.parse(body) as CatalogDoc | FieldChanges
  return {
    seq,
    kind: kind as Schemas['ModelChangeKind'],
    severity: severity as Schemas['ModelChangeSeverity'],
    uid,
    provider,
    timestamp: isoTime(at),
    snapshot,
    ...(kind === 'added' ? { model: modelThen(content as CatalogDoc, at, view) } : { fields: content as FieldChanges }),
    ...(days_left !== null && { days_left }),
  }
}

/** The row as it was when it was added; one that no provider's list has verified to this day was not listed then. */
function modelThen(doc: CatalogDoc, at: number, view: View): Schemas['Model'] {
  const time = isoTime(at)
  const isUnverified = view.byUid.get(doc.uid)?.availability.state === 'unverified'
  const row = { doc, origins: {}, conflicts: [], state: 'listed' as const, misses: 0, missingSince: null }
  return modelOf(
    {
      row: { ...row, version: 1, createdAt: at, updatedAt: at, removedAt: null },
      ...tokenCosts(doc),
      servedBy: view.byUid.get(doc.uid)?.servedBy ?? [],
      availability: {
        state: isUnverified ? 'unverified' : 'listed',
        misses: 0,
        missing_since: null,
        first_seen: time,
        last_seen: time,
        last_verified: null,
      },
      words: [],
    },
    'per_1k',
  )
}
