import type { Tx } from '../store/database.ts'

/** What happened, as it is written with its cause. `data` holds allow-listed fields only: at most 20 KB, no prompts, no secrets. */
export interface NewEvent {
  /** Dotted: `instance.created`. */
  name: string
  /** The account that it belongs to; null for public events (`models.*`, `gpu.available`). */
  userId: string | null
  data: Record<string, unknown>
}

export interface Events {
  /** Writes the event in the transaction of the change. Nothing is sent without such a row. Returns its id. */
  append(tx: Tx, event: NewEvent): Promise<string>
  /** Tells the worker that there is something to fan out, after the transaction committed. A poll stands in for a lost call. */
  wake(): void
}
