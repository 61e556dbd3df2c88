import type { components } from '@proxyapi/contract'
import type { NewEvent } from '../events/events.ts'
import type { DocChange } from './diff.ts'
import { isoTime, isoTimeOrNull } from './iso-time.ts'
import type { CatalogDoc, CatalogRow, ProviderFailure } from './model.ts'
import { modelInShort } from './wire.ts'

type Schemas = components['schemas']

/** A change with its place in the change log. */
export type NumberedChange = DocChange & {
  seq: number
  /** Until a shutdown of which it reminds. */
  daysLeft?: number
}

/** What changed at one provider in one refresh. */
export interface News {
  provider: string
  changes: readonly NumberedChange[]
  /** Rows as they are now; removed ones as they were. */
  rows: ReadonlyMap<string, Pick<CatalogRow, 'createdAt' | 'updatedAt'> & { doc: CatalogDoc }>
  fromSnapshot: string | null
  toSnapshot: string
  now: number
}

const dataBytesMax = 20_000

/** `models.updated` carries everything but additions, so that a subscriber that knows two names misses nothing. */
const eventNames: Record<DocChange['kind'], string[]> = {
  added: ['models.discovered'],
  updated: ['models.updated'],
  price_changed: ['models.updated', 'models.price_changed'],
  deprecated: ['models.updated', 'models.deprecated'],
  removed: ['models.updated', 'models.removed'],
  restored: ['models.updated', 'models.restored'],
}

/** One event for each name that has something to tell. */
export function modelEvents(news: News): NewEvent[] {
  const names = [...new Set(news.changes.flatMap(({ kind }) => eventNames[kind]))]
  return names.map((name) => {
    const changes = news.changes.filter(({ kind }) => eventNames[kind].includes(name))
    return { name, userId: null, data: { ...dataOf({ ...news, changes }) } }
  })
}

function dataOf({ provider, changes, rows, fromSnapshot, toSnapshot, now }: News): Schemas['ModelsEventData'] {
  const uids = [...new Set(changes.map(({ uid }) => uid))]
  const data: Schemas['ModelsEventData'] = {
    provider,
    timestamp: isoTime(now),
    models: [],
    count: uids.length,
    from_snapshot: fromSnapshot,
    to_snapshot: toSnapshot,
    changes: [],
    truncated: false,
    changes_url: `/api/v1/models/changes?since=${(changes[0]?.seq ?? 1) - 1}`,
  }
  let bytes = Buffer.byteLength(JSON.stringify(data))
  for (const uid of uids) {
    const row = rows.get(uid)
    const model = row === undefined ? [] : [modelInShort(row.doc, row)]
    const told = changes.filter((change) => change.uid === uid).map(toldChange)
    bytes += Buffer.byteLength(JSON.stringify([model, told]))
    if (bytes > dataBytesMax) return { ...data, truncated: true }
    data.models.push(...model)
    data.changes.push(...told)
  }
  return data
}

const toldChange = (change: NumberedChange): Schemas['EventModelChange'] => ({
  seq: change.seq,
  kind: change.kind,
  uid: change.uid,
  ...(change.kind !== 'added' && { fields: change.fields }),
  ...(change.daysLeft !== undefined && { days_left: change.daysLeft }),
})

export interface SourceState {
  provider: string | null
  source: string
  since: number
  lastSuccessAt: number | null
  failure: ProviderFailure | null
}

/** `source.degraded` with a failure, `source.recovered` without. */
export function sourceEvent({ provider, source, since, lastSuccessAt, failure }: SourceState): NewEvent {
  const data: Schemas['SourceEventData'] = {
    provider,
    source,
    since: isoTime(since),
    last_success_at: isoTimeOrNull(lastSuccessAt),
    error: failure,
  }
  return { name: failure === null ? 'source.recovered' : 'source.degraded', userId: null, data: { ...data } }
}

export const refreshEvent = (data: Schemas['RefreshCompletedEventData']): NewEvent => ({
  name: 'refresh.completed',
  userId: null,
  data: { ...data },
})
