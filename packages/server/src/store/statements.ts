/** What an account sees of the ledger: balance, transactions, usage. Money in micro-USD. */
import { sql } from 'kysely'
import type { Balance, Micros } from '../ledger/ledger.ts'
import type { BillingMode, BillingTransactionsView } from './account-tables.ts'
import type { Db, Tx } from './database.ts'

/** All zero where nothing was ever booked. */
export async function readBalance(db: Db | Tx, userId: string): Promise<Balance> {
  const { rows } = await sql<{
    billing_mode: BillingMode
    credits: number
    debits: number
    held: number
    back: number
  }>`
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

/** The transfer that a posting key stands for. */
export async function readTransferId(db: Db | Tx, postingKey: string): Promise<string> {
  const row = await db
    .selectFrom('ledger_transfers')
    .select('id')
    .where('posting_key', '=', postingKey)
    .executeTakeFirstOrThrow()
  return row.id
}
