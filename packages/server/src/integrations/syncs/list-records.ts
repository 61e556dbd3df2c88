import { ApiError } from '@proxyapi/contract/errors'
import { pushedRecordsOf, recordsOf, type ShownRecord } from '../../store/sync-records.ts'
import { syncOf } from '../../store/syncs.ts'
import { type PageOf, type PageQuery, pageOf, type Schemas } from '../integration-parts.ts'
import { definitionOf, errorOf } from './sync-definition.ts'
import type { SyncParts } from './sync-parts.ts'

export interface RecordQuery extends PageQuery {
  readonly state?: Schemas['SyncRecordState'] | undefined
}

/** Items that a sync knows, by id: a push knows those of the pull whose records it sends. Throws NOT_FOUND, INVALID_CURSOR. */
export async function listRecords(
  { store, cursors }: Pick<SyncParts, 'store' | 'cursors'>,
  userId: string,
  syncId: string,
  { limit, cursor, state = undefined }: RecordQuery,
): Promise<PageOf<Schemas['SyncRecord']>> {
  const sync = await syncOf(store.db, userId, syncId)
  if (sync === undefined) throw new ApiError('NOT_FOUND')
  const scope = `sync records ${JSON.stringify([sync.id, state])}`
  const after = cursor === undefined ? '' : cursors.read(scope, cursor)
  const page = { state: state ?? null, after, limit: limit + 1 }
  const { direction, collection } = definitionOf(sync)
  const source = direction === 'push' ? await syncOf(store.db, userId, collection ?? '') : null
  const rows =
    source === null
      ? await recordsOf(store.db, sync.id, page)
      : source === undefined
        ? []
        : await pushedRecordsOf(store.db, sync.id, source.id, page)
  return pageOf(rows, limit, ({ item_id }) => cursors.write(scope, item_id), recordView)
}

const recordView = (row: ShownRecord): Schemas['SyncRecord'] => ({
  item_id: row.item_id,
  version: row.version,
  state: row.state,
  data: row.data === null ? null : (JSON.parse(row.data) as Schemas['JsonValue']),
  error: errorOf(row),
  updated_at: new Date(row.updated_at).toISOString(),
})
