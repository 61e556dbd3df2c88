/** What processes that died left in the ledger. */
import type { LedgerHoldersTable, LedgerNotesTable, LedgerSlicesTable } from './account-tables.ts'
import type { Db, Store } from './database.ts'

/** Holders whose lease is over, and dead ones that still have something. */
export const lapsedHolders = (db: Db, nowMs: number, limit: number): Promise<LedgerHoldersTable[]> =>
  db
    .selectFrom('ledger_holders as h')
    .selectAll('h')
    .where((eb) => {
      const left = (table: 'ledger_slices' | 'ledger_notes') =>
        eb.exists(eb.selectFrom(table).select('holder_id').whereRef(`${table}.holder_id`, '=', 'h.id'))
      const openHold = eb.exists(
        eb
          .selectFrom('ledger_holds')
          .select('holder_id')
          .whereRef('ledger_holds.holder_id', '=', 'h.id')
          .where('ledger_holds.status', '=', 'open'),
      )
      const lapsed = eb.and([eb('h.died_at', 'is', null), eb('h.lease_until', '<=', nowMs)])
      const unsettled = eb.or([left('ledger_slices'), left('ledger_notes'), openHold])
      return eb.or([lapsed, eb.and([eb('h.died_at', 'is not', null), unsettled])])
    })
    .orderBy('h.lease_until')
    .limit(limit)
    .execute()

export interface Estate {
  notes: LedgerNotesTable[]
  holdIds: string[]
  slices: LedgerSlicesTable[]
}

/** At most `limit` of each. */
export async function estateOf(db: Db, holderId: string, limit: number): Promise<Estate> {
  const notes = await db.selectFrom('ledger_notes').selectAll().where('holder_id', '=', holderId).limit(limit).execute()
  const holds = await db
    .selectFrom('ledger_holds')
    .select('id')
    .where('holder_id', '=', holderId)
    .where('status', '=', 'open')
    .limit(limit)
    .execute()
  const slices = await db
    .selectFrom('ledger_slices')
    .selectAll()
    .where('holder_id', '=', holderId)
    .limit(limit)
    .execute()
  return { notes, holdIds: holds.map(({ id }) => id), slices }
}

export async function expiredHolds(db: Db, nowMs: number, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('ledger_holds')
    .select('id')
    .where('status', '=', 'open')
    .where('expires_at', '<=', nowMs)
    .orderBy('expires_at')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Idempotency keys of calls that ended before `beforeMs` may be used again. */
export const forgetOnceKeys = (store: Store, beforeMs: number): Promise<unknown> =>
  store.write((tx) =>
    tx
      .updateTable('ledger_holds')
      .set({ once_key: null })
      .where('once_key', 'is not', null)
      .where('created_at', '<', beforeMs)
      .where('status', '<>', 'open')
      .execute(),
  )

/** Holders that died before `beforeMs` and have nothing left. */
export const removeTombstones = (store: Store, beforeMs: number): Promise<unknown> =>
  store.write((tx) =>
    tx
      .deleteFrom('ledger_holders')
      .where('died_at', '<', beforeMs)
      .where('id', 'not in', (eb) => eb.selectFrom('ledger_slices').select('holder_id'))
      .execute(),
  )
