import type { Events } from '../../events/events.ts'
import type { Audit } from '../../identity/asker.ts'
import type { Clock } from '../../runtime.ts'
import type { Store } from '../../store/database.ts'
import type { Cursors, Queries } from '../queries.ts'

export interface RegistryParts {
  store: Store
  clock: Clock
  events: Events
  /** Writes who changed what, in the transaction of the change. */
  audit: Audit
  cursors: Cursors
  /** What providers say of the models that are operated. */
  catalog: Pick<Queries, 'get'>
}

/** What the audit log names a registered model. */
export const modelTarget = (modelId: string) => ({ type: 'registered_model', id: modelId })

export interface PageOf<T> {
  items: T[]
  nextCursor: string | null
}

/** Rows were read one beyond the page, to know whether there is another. */
export function pageOf<Row, T>(
  rows: readonly Row[],
  limit: number,
  view: (row: Row) => T,
  cursorAfter: (last: Row) => string,
): PageOf<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(view), nextCursor: rows.length > limit && last !== undefined ? cursorAfter(last) : null }
}
