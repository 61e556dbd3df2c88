/** Windows of budgets: how one begins, and what stands against it. */
import { type RawBuilder, sql } from 'kysely'
import { isUserBudget, type WindowTerms } from '../ledger/budget-window.ts'
import type { Micros } from '../ledger/ledger.ts'
import type { Db, Tx } from './database.ts'

export interface WindowUse {
  spent: Micros
  held: Micros
}

/** Begins a window, with what its owner has spent in it before there was a budget; one that is there stays as it is. */
export async function beginWindow(tx: Tx, window: WindowTerms): Promise<void> {
  const { id, owner_id, period, starts_at, ends_at, cap } = window
  await sql`INSERT INTO budget_windows (id, owner_id, period, starts_at, ends_at, cap, spent)
    SELECT CAST(${id} AS TEXT), CAST(${owner_id} AS TEXT), CAST(${period} AS TEXT), CAST(${starts_at} AS BIGINT),
           CAST(${ends_at} AS BIGINT), CAST(${cap} AS BIGINT), ${spentIn(window)}
     WHERE true ON CONFLICT (id) DO NOTHING`.execute(tx)
}

/** A budget that was away for a part of its window counts what was spent meanwhile. */
export const recountWindow = (tx: Tx, window: WindowTerms): Promise<unknown> =>
  sql`UPDATE budget_windows SET spent = summed.spent FROM (SELECT ${spentIn(window)} AS spent) AS summed
       WHERE id = ${window.id} AND budget_windows.spent < summed.spent`.execute(tx)

/** What stands against windows, by their ids: also against those that no call has met yet. */
export async function readWindowUse(db: Db, windows: readonly WindowTerms[]): Promise<Map<string, WindowUse>> {
  if (windows.length === 0) return new Map()
  const ids = windows.map(({ id }) => id)
  const begun = await db.selectFrom('budget_windows').select(['id', 'spent', 'held']).where('id', 'in', ids).execute()
  const known = new Map(begun.map(({ id, spent, held }): [string, WindowUse] => [id, { spent, held }]))
  const others = windows.filter(({ id }) => !known.has(id))
  if (others.length === 0) return known
  const sums = others.map((window) => sql`SELECT CAST(${window.id} AS TEXT) AS id, ${spentIn(window)} AS spent`)
  const { rows } = await sql<{ id: string; spent: number }>`${sql.join(sums, sql` UNION ALL `)}`.execute(db)
  for (const { id, spent } of rows) known.set(id, { spent, held: 0 })
  return known
}

function spentIn({ owner_id, starts_at }: WindowTerms): RawBuilder<number> {
  const spent = isUserBudget(owner_id)
    ? sql`SELECT SUM(amount) FROM ledger_transfers
           WHERE user_id = ${owner_id} AND created_at >= ${starts_at} AND credit_account IN ('revenue:inference', 'revenue:gpu')`
    : sql`SELECT SUM(amount) FROM (
            SELECT amount FROM usage_records WHERE key_id = ${owner_id} AND created_at >= ${starts_at}
            UNION ALL
            SELECT charged FROM ledger_holds
             WHERE key_id = ${owner_id} AND created_at >= ${starts_at} AND kind = 'gpu') AS parts`
  return sql`CAST(COALESCE((${spent}), 0) AS BIGINT)`
}
