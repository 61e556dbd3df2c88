import { sql } from 'kysely'
import { parseBudget, windowOf } from '../ledger/budget-window.ts'
import type { Terms } from '../ledger/deed.ts'
import type { BillingMode } from './account-tables.ts'
import type { Db, Tx } from './database.ts'

interface Spender {
  userId: string
  keyId?: string | null
  /** Where the caller knows it already. */
  billing?: BillingMode
}

/** On what conditions a user's key spends now: billing mode and the budget windows that are running. */
export async function readTerms(
  db: Db | Tx,
  { userId, keyId = null, billing }: Spender,
  nowMs: number,
): Promise<Terms> {
  const { rows } = await sql<{ billing_mode: BillingMode; user_budget: string | null; key_budget: string | null }>`
    SELECT u.billing_mode, u.budget AS user_budget, k.budget AS key_budget
      FROM users u LEFT JOIN api_keys k ON k.id = ${keyId} AND k.user_id = u.id
     WHERE u.id = ${userId}`.execute(db)
  const row = rows[0]
  if (!row) throw new Error(`There is no user ${userId}`)
  const [userBudget, keyBudget] = [parseBudget(row.user_budget), parseBudget(row.key_budget)]
  return {
    userId,
    keyId,
    billing: billing ?? row.billing_mode,
    userWindow: userBudget && windowOf(userId, userBudget, nowMs),
    keyWindow: keyBudget && keyId ? windowOf(keyId, keyBudget, nowMs) : null,
  }
}
