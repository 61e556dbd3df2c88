/** What an account sees of the ledger: balance, transactions, usage. Money in micro-USD. */
import { sql } from 'kysely'
import type { Balance, Micros } from '../ledger/ledger.ts'
import type { BillingMode, BillingTransactionsView } from './account-tables.ts'
import type { Db, Tx } from './database.ts'

/** All zero where nothing was ever booked. */
export async function readBalance(db: Db | Tx, userId: string): Promise<Balance> {
  const { rows } = await sql<{ billing_mode: BillingMode; credits: number; debits: number; held: number; back: number }>`
    SELECT u.billing_mode, COALESCE(a.credits_posted, 0) AS credits, COALESCE(a.debits_posted, 0) AS debits,
           COALESCE(a.debits_pending, 0) AS held,
           CAST(COALESCE((SELECT SUM(t.amount) FROM ledger_transfers t
                           WHERE t.user_id = u.id AND t.debit_account = a.id
                             AND t.type IN ('grant', 'payment', 'subscription', 'refund', 'dispute')), 0)
                AS BIGINT) AS back
      FROM users u LEFT JOIN ledger_accounts a ON a.user_id = u.id
     WHERE u.id = ${userId}`.execute(db)
  const row = rows[0]
  if (!row) throw new Error(`There is no user ${userId}`)
  const total = row.credits - row.back
  const used = row.debits - row.back
  return { total, used, held: row.held, remaining: row.billing_mode === 'prepaid' ? total - used - row.held : null }
}

export interface TransactionRow {
  id: string
  type: BillingTransactionsView['type']
  /** Signed. */
  amount: Micros
  status: BillingTransactionsView['status']
  provider: string | null
  reference: string | null
  created_at: number
}

export interface Span {
  /** Inclusive. */
  fromMs: number
  /** Exclusive. */
  toMs: number
}

/** Transactions of a user, newest first, before the one named by `beforeId`. */
export async function readTransactions(
  db: Db,
  userId: string,
  { fromMs, toMs }: Span,
  beforeId: string | null,
  limit: number,
): Promise<TransactionRow[]> {
  const reversed = (type: string) => sql`
    (SELECT COALESCE(SUM(r.amount), 0) FROM ledger_transfers r WHERE r.reverses = t.id AND r.type = ${type}) >= t.amount`
  const { rows } = await sql<TransactionRow>`
    SELECT t.id, t.type, t.reference, t.created_at,
           CASE WHEN t.type IN ('refund', 'dispute') THEN -t.amount ELSE t.amount END AS amount,
           CASE WHEN ${reversed('dispute')} THEN 'disputed' WHEN ${reversed('refund')} THEN 'refunded'
                ELSE 'completed' END AS status,
           CASE WHEN t.debit_account LIKE 'payments:%' THEN substr(t.debit_account, 10)
                WHEN t.credit_account LIKE 'payments:%' THEN substr(t.credit_account, 10) END AS provider
      FROM ledger_transfers t
     WHERE t.user_id = ${userId} AND t.type IN ('grant', 'payment', 'subscription', 'refund', 'dispute')
       AND t.created_at >= ${fromMs} AND t.created_at < ${toMs} 
       AND (CAST(${beforeId} AS TEXT) IS NULL OR t.id < ${beforeId})
     ORDER BY t.id DESC LIMIT ${limit}`.execute(db)
  return rows
}

export type UsageGrouping = 'day' | 'model' | 'provider' | 'key' | 'operation'

export interface UsageSum {
  /** A day as its number since 1970, else the name; null where usage has none. */
  label: string | number | null
  requests: number
  input_tokens: number
  output_tokens: number
  cost: Micros
}

const dayMs = 86_400_000
const labels = {
  day: sql`u.created_at / ${sql.lit(dayMs)}`,
  model: sql`u.model`,
  provider: sql`u.provider`,
  key: sql`u.key_id`,
  operation: sql`u.operation`,
} as const

/** Inference by group. */
export async function sumInference(db: Db, userId: string, { fromMs, toMs }: Span, by: UsageGrouping): Promise<UsageSum[]> {
  const { rows } = await sql<UsageSum>`
    SELECT ${labels[by]} AS label, COUNT(*) AS requests, CAST(SUM(u.input_tokens) AS BIGINT) AS input_tokens,
           CAST(SUM(u.output_tokens) AS BIGINT) AS output_tokens, CAST(SUM(u.amount) AS BIGINT) AS cost
      FROM usage_records u
     WHERE u.user_id = ${userId} AND u.created_at >= ${fromMs} AND u.created_at < ${toMs}
     GROUP BY ${labels[by]}`.execute(db)
  return rows
}

/** GPU charges by day; they have no model, key or operation. */
export async function sumGpu(db: Db, userId: string, { fromMs, toMs }: Span): Promise<{ day: number; cost: Micros }[]> {
  const { rows } = await sql<{ day: number; cost: Micros }>`
    SELECT t.created_at / ${sql.lit(dayMs)} AS day, CAST(SUM(t.amount) AS BIGINT) AS cost
      FROM ledger_transfers t
     WHERE t.user_id = ${userId} AND t.credit_account = 'revenue:gpu' AND t.created_at >= ${fromMs} AND t.created_at < ${toMs}
     GROUP BY t.created_at / ${sql.lit(dayMs)}`.execute(db)
  return rows
}
