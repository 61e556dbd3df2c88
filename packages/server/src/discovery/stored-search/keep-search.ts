import type { Store } from '../../store/database.ts'
import { modelsAfterMark, putSearchRecords, searchMark } from '../../store/search.ts'
import { rowOf } from '../records.ts'
import { searchRecord } from './search-record.ts'

const batchRows = 500

/** Takes over into the search of the database what was written to the catalog since. Gives how many rows that were. */
export async function keepSearch(store: Store, signal: AbortSignal): Promise<number> {
  let taken = 0
  for (let mark = await searchMark(store.db); !signal.aborted; ) {
    const stored = await modelsAfterMark(store.db, mark, batchRows)
    const last = stored.at(-1)
    if (last === undefined) break
    await store.writeSoon((tx) =>
      putSearchRecords(
        tx,
        stored.map((row) => searchRecord(rowOf(row), row.revision)),
      ),
    )
    mark = { revision: last.revision, uid: last.uid }
    taken += stored.length
  }
  return taken
}
