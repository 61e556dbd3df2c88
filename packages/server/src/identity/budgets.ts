import type { components } from '@proxyapi/contract'
import { parseBudget, windowOf } from '../ledger/budget-window.ts'
import { microsOfAmount, usdOf } from '../ledger/money.ts'
import { readWindowUse, recountWindow } from '../store/budget-windows.ts'
import type { Db, Tx } from '../store/database.ts'

type Schemas = components['schemas']
type Budget = Schemas['Budget'] | null

/** Of keys and users, by their ids: each budget with what stands against it in the window that runs; null is none. */
export async function budgetsOf(
  db: Db,
  owners: readonly { id: string; budget: string | null }[],
  nowMs: number,
): Promise<(id: string) => Budget> {
  const windows = new Map(
    owners.flatMap(({ id, budget }) => {
      const stored = parseBudget(budget)
      return stored ? [[id, windowOf(id, stored, nowMs)] as const] : []
    }),
  )
  const uses = await readWindowUse(db, [...windows.values()])
  return (ownerId) => {
    const window = windows.get(ownerId)
    if (!window) return null
    const { id, cap, period, ends_at } = window
    const { spent, held } = uses.get(id) ?? { spent: 0, held: 0 }
    const resets_at = ends_at === null ? null : new Date(ends_at).toISOString()
    return { amount: usdOf(cap), period, spent: usdOf(spent), held: usdOf(held), resets_at }
  }
}

/** In the transaction that gives a key or a user this budget. */
export async function beginBudget(tx: Tx, ownerId: string, budget: string | null, nowMs: number): Promise<void> {
  const stored = parseBudget(budget)
  if (stored) await recountWindow(tx, windowOf(ownerId, stored, nowMs))
}

/** As it is stored. Throws INVALID_AMOUNT. */
export const storedBudget = (budget: Schemas['BudgetInput'] | null): string | null =>
  budget && JSON.stringify({ amount: microsOfAmount(budget.amount), period: budget.period })
