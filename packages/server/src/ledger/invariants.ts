/** What must hold of the ledger after every operation. Each check is a query that finds what breaks it. */
import { sql } from 'kysely'
import type { Db } from '../store/database.ts'

export interface Violation {
  invariant: string
  /** An account, hold, slice, window or segment of GPU time. */
  subject: string
  expected: number
  found: number
}

/** All checks, over all rows; an empty list is a sound ledger. */
export async function checkLedger(db: Db): Promise<Violation[]> {
  return [...(await checkTotals(db)), ...(await checkPending(db))]
}

/** Reads every transfer: for the night, for tests and for `ledger check`. */
export async function checkTotals(db: Db): Promise<Violation[]> {
  return [
    ...(await found(db, 'sum of debits = sum of credits', debitsEqualCredits)),
    ...(await found(db, 'stored totals = sum of transfers', totalsEqualTransfers)),
    ...(await found(db, 'prepaid balance >= 0 but for overshoot and refunds', overspent)),
    ...(await found(db, 'a segment begins where the one before it ends', brokenSegments)),
    ...(await found(db, 'a segment is posted within its bounds', overpostedSegments)),
  ]
}

/** Reads what is open only: for every minute. */
export async function checkPending(db: Db): Promise<Violation[]> {
  return [
    ...(await found(db, 'pending of an account = open holds + slices', pendingOfAccounts)),
    ...(await found(db, 'held of a window = open holds + slices', heldOfWindows)),
    ...(await found(db, 'a hold that ended holds nothing', endedHolds)),
    ...(await found(db, 'a slice has a holder', ownerlessSlices)),
  ]
}

interface Row {
  subject: string
  expected: number | string
  found: number | string
}

async function found(db: Db, invariant: string, query: ReturnType<typeof sql<Row>>): Promise<Violation[]> {
  const { rows } = await query.execute(db)
  return rows.map((row) => ({
    invariant,
    subject: row.subject,
    expected: Number(row.expected),
    found: Number(row.found),
  }))
}

const debitsEqualCredits = sql<Row>`
  SELECT 'all accounts' AS subject, debits AS expected, credits AS found
    FROM (SELECT COALESCE(SUM(debits_posted), 0) AS debits, COALESCE(SUM(credits_posted), 0) AS credits
            FROM ledger_accounts) AS sums
   WHERE debits <> credits`

const totalsEqualTransfers = sql<Row>`
  SELECT a.id AS subject,
         COALESCE(d.amount, 0) + COALESCE(c.amount, 0) AS expected, a.debits_posted + a.credits_posted AS found
    FROM ledger_accounts a
    LEFT JOIN (SELECT debit_account AS id, SUM(amount) AS amount FROM ledger_transfers GROUP BY debit_account) d
           ON d.id = a.id
    LEFT JOIN (SELECT credit_account AS id, SUM(amount) AS amount FROM ledger_transfers GROUP BY credit_account) c
           ON c.id = a.id
   WHERE a.debits_posted <> COALESCE(d.amount, 0) OR a.credits_posted <> COALESCE(c.amount, 0)`

/** What was served beyond a hold, and what went back to a payer, may take a balance below 0; nothing else. */
const overspent = sql<Row>`
  SELECT subject, least AS expected, available AS found
    FROM (SELECT a.id AS subject, a.credits_posted - a.debits_posted - a.debits_pending AS available,
                 -(COALESCE(h.amount, 0) + COALESCE(u.amount, 0) + COALESCE(t.amount, 0)) AS least
            FROM ledger_accounts a
            LEFT JOIN (SELECT user_id, SUM(overshoot) AS amount FROM ledger_holds GROUP BY user_id) h
                   ON h.user_id = a.user_id
            LEFT JOIN (SELECT user_id, SUM(overshoot) AS amount FROM usage_records GROUP BY user_id) u
                   ON u.user_id = a.user_id
            LEFT JOIN (SELECT user_id, debit_account, SUM(amount) AS amount FROM ledger_transfers
                        WHERE type IN ('refund', 'dispute') GROUP BY user_id, debit_account) t
                   ON t.user_id = a.user_id AND t.debit_account = a.id
           WHERE a.user_id IS NOT NULL) AS balances
   WHERE available < least`

/** Times of GPUs, in milliseconds: without gap or overlap within an attempt, as what follows one another must be. */
const brokenSegments = sql<Row>`
  SELECT id AS subject, COALESCE(ended_at, 0) AS expected, from_at AS found
    FROM (SELECT id, seq, from_at, LAG(to_at) OVER following AS ended_at, LAG(seq) OVER following AS seq_before
            FROM gpu_segments WINDOW following AS (PARTITION BY attempt_id ORDER BY seq)) AS pairs
   WHERE seq_before IS NOT NULL AND (ended_at IS NULL OR from_at <> ended_at OR seq <> seq_before + 1)`

const overpostedSegments = sql<Row>`
  SELECT id AS subject, COALESCE(to_at, from_at) AS expected, posted_until AS found FROM gpu_segments
   WHERE posted_until < from_at OR to_at < from_at OR posted_until > to_at`

const pendingOfAccounts = sql<Row>`
  SELECT a.id AS subject, COALESCE(p.held, 0) AS expected, a.debits_pending AS found
    FROM ledger_accounts a
    LEFT JOIN (SELECT id, SUM(held) AS held
                 FROM (SELECT 'user:' || user_id AS id, held FROM ledger_holds
                        WHERE status = 'open' AND billing = 'prepaid'
                       UNION ALL
                       SELECT target, amount FROM ledger_slices) AS parts
                GROUP BY id) p ON p.id = a.id
   WHERE a.debits_pending <> COALESCE(p.held, 0)`

const heldOfWindows = sql<Row>`
  SELECT w.id AS subject, COALESCE(p.held, 0) AS expected, w.held AS found
    FROM budget_windows w
    LEFT JOIN (SELECT id, SUM(held) AS held
                 FROM (SELECT user_window AS id, held FROM ledger_holds WHERE status = 'open'
                       UNION ALL
                       SELECT key_window, held FROM ledger_holds WHERE status = 'open'
                       UNION ALL
                       SELECT target, amount FROM ledger_slices) AS parts
                GROUP BY id) p ON p.id = w.id
   WHERE w.held <> COALESCE(p.held, 0)`

const endedHolds = sql<Row>`
  SELECT id AS subject, 0 AS expected, held AS found FROM ledger_holds
   WHERE status <> 'open' AND (held <> 0 OR ended_at IS NULL OR ended_amount IS NULL)`

const ownerlessSlices = sql<Row>`
  SELECT s.id AS subject, 0 AS expected, s.amount AS found FROM ledger_slices s
    LEFT JOIN ledger_holders h ON h.id = s.holder_id WHERE h.id IS NULL`
