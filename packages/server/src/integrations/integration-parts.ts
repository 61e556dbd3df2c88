import type { components } from '@proxyapi/contract'
import type { Egress } from '../egress/egress.ts'
import type { Events } from '../events/events.ts'
import type { Sealer } from '../events/parts.ts'
import type { Audit } from '../identity/asker.ts'
import type { Runtime } from '../runtime.ts'
import type { Cursors } from '../store/cursors.ts'
import type { Store } from '../store/database.ts'
import type { BreakerBook } from './breaker-book.ts'

export type Schemas = components['schemas']

/** What registered services are kept with, and called by. */
export interface IntegrationParts {
  readonly store: Store
  readonly runtime: Runtime
  readonly cursors: Cursors
  readonly sealer: Sealer
  readonly egress: Pick<Egress, 'request' | 'admit'>
  readonly audit: Audit
  readonly events: Events
}

/** The same, with what this process knows of the services. */
export interface CallParts extends IntegrationParts {
  readonly breakers: BreakerBook
}

export interface PageQuery {
  readonly limit: number
  readonly cursor?: string | undefined
}

export interface PageOf<T> {
  items: T[]
  count: number
  next_cursor: string | null
}

/** A page of rows of which one more was read; `place` names where a row stands. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  place: (row: Row) => string,
  view: (row: Row) => Item,
): PageOf<Item> {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const next_cursor = rows.length > limit && last !== undefined ? place(last) : null
  return { items: page.map(view), count: page.length, next_cursor }
}
