import type { Fetched } from './health.ts'
import type { CatalogSource, RowOwner } from './model.ts'

/** What is fixed about a source. */
export interface SourceFacts {
  id: string
  source: CatalogSource
  /** Its configured provider; null for what belongs to none. */
  provider: string | null
  /** Whose rows it speaks of; null where it speaks of those of many, and says so with each statement. */
  owner: RowOwner | null
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
