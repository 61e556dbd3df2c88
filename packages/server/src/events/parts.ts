import type { Egress } from '../egress/egress.ts'
import type { Runtime } from '../runtime.ts'
import type { Cursors } from '../store/cursors.ts'
import type { Store, Tx } from '../store/database.ts'

/** Encrypts what must not stand in a row as it is; `place` is `<table>:<id>:<column>` and bound to the result. */
export interface Sealer {
  seal(text: string, place: string): string
  open(sealed: string, place: string): string
}

export interface EventsParts extends Runtime {
  store: Store
  egress: Pick<Egress, 'request' | 'admit'>
  sealer: Sealer
  cursors: Cursors
  /** Runs a job of this room now. */
  wake(job: string): void
  /** Events are numbered in this transaction: streams come so far with it. */
  numbering(tx: Tx, heads: ReadonlyMap<string, number>): Promise<void>
  /** It was committed. */
  numbered(heads: ReadonlyMap<string, number>): void
}

/** The names of this room's jobs. */
export const jobNames = { fanOut: 'events.fan-out', deliver: 'webhooks.deliver', prune: 'events.prune' } as const
