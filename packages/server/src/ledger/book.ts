/**
 * The part of the ledger that one transaction works on: rows that were read and locked, changed in memory by pure
 * functions, and written back. A function that throws an ApiError has changed nothing.
 */
import { ApiError, type ErrorCode } from '@proxyapi/contract/errors'
import type {
  BudgetWindowsTable,
  LedgerAccountsTable,
  LedgerHoldersTable,
  LedgerHoldsTable,
  LedgerNotesTable,
  LedgerSlicesTable,
  LedgerTransfersTable,
  UsageRecordsTable,
} from '../store/account-tables.ts'
import type { IdPrefix } from '../store/ids.ts'
import { budgetRefusal } from './budget-window.ts'
import type { Micros, Posting } from './ledger.ts'
import { checkedMicros } from './money.ts'

export interface Book {
  readonly nowMs: number
  readonly newId: (prefix: IdPrefix) => string
  readonly accounts: Map<string, LedgerAccountsTable>
  readonly windows: Map<string, BudgetWindowsTable>
  readonly holds: Map<string, LedgerHoldsTable>
  readonly slices: Map<string, LedgerSlicesTable>
  readonly holders: Map<string, LedgerHoldersTable>
  readonly notes: Map<string, LedgerNotesTable>
  /** Those of the posting keys and call ids asked for that are in the ledger already. */
  readonly postings: Set<string>
  readonly calls: Set<string>
  readonly changed: Changes
  /** Accounts and windows as they were read: they are written only where they still are. */
  readonly asRead: Map<string, object>
}

/** Ids of rows to write; a row that is no longer in its map is deleted. */
export interface Changes {
  readonly accounts: Set<string>
  readonly windows: Set<string>
  readonly holds: Set<string>
  readonly slices: Set<string>
  readonly holders: Set<string>
  readonly notes: Set<string>
  /** Targets that could not bear a call, and are to be looked at for it. */
  readonly refused: Set<string>
  readonly transfers: LedgerTransfersTable[]
  /** Those of the transfers that others may join, by what they have in common. */
  readonly joinable: Map<string, LedgerTransfersTable>
  readonly records: UsageRecordsTable[]
}

export const emptyBook = (nowMs: number, newId: Book['newId']): Book => ({
  nowMs,
  newId,
  accounts: new Map(),
  windows: new Map(),
  holds: new Map(),
  slices: new Map(),
  holders: new Map(),
  notes: new Map(),
  postings: new Set(),
  calls: new Set(),
  changed: noChanges(),
  asRead: new Map(),
})

const noChanges = (): Changes => ({
  accounts: new Set(),
  windows: new Set(),
  holds: new Set(),
  slices: new Set(),
  holders: new Set(),
  notes: new Set(),
  refused: new Set(),
  transfers: [],
  joinable: new Map(),
  records: [],
})

/** What holds and slices draw on: `user:<id>` is an account, `budget:…` a window. */
export type Target = string

export const accountOf = (userId: string): Target => `user:${userId}`
/** Bears what unmetered accounts use, so that it is recorded without being charged to them. */
export const unmeteredAccount = 'unmetered'

export const isWindow = (target: Target): boolean => target.startsWith('budget:')

/** What can still be held. Negative after a recorded overshoot. */
export function headroom(book: Book, target: Target): Micros {
  if (isWindow(target)) {
    const { cap, spent, held } = windowIn(book, target)
    return cap - spent - held
  }
  const { credits_posted, debits_posted, debits_pending } = accountIn(book, target)
  return credits_posted - debits_posted - debits_pending
}

/** Why a target cannot bear a hold of `amount`; undefined: it can. */
export function refusalOf(book: Book, target: Target, amount: Micros): ErrorCode | undefined {
  if (!isWindow(target) && accountIn(book, target).frozen === 1) return 'STORAGE_UNAVAILABLE'
  if (headroom(book, target) >= amount) return undefined
  return isWindow(target) ? 'BUDGET_EXCEEDED' : 'INSUFFICIENT_CREDITS'
}

/** Throws INSUFFICIENT_CREDITS, BUDGET_EXCEEDED or STORAGE_UNAVAILABLE unless all targets can bear the amount. */
export function requireHeadroom(book: Book, targets: readonly Target[], amount: Micros): void {
  for (const target of targets) {
    const refusal = refusalOf(book, target, amount)
    if (refusal === 'BUDGET_EXCEEDED') throw new ApiError(refusal, budgetRefusal(windowIn(book, target)))
    if (refusal) throw new ApiError(refusal)
  }
}

/** Moves what is held of a target up or down. */
export function addHeld(book: Book, target: Target, by: Micros): void {
  if (by === 0) return
  if (isWindow(target)) {
    const window = windowIn(book, target)
    window.held = checkedMicros(window.held + by)
    book.changed.windows.add(target)
  } else {
    const account = accountIn(book, target)
    account.debits_pending = checkedMicros(account.debits_pending + by)
    book.changed.accounts.add(target)
  }
}

export function addSpent(book: Book, window: Target, by: Micros): void {
  if (by === 0) return
  const row = windowIn(book, window)
  row.spent = checkedMicros(row.spent + by)
  book.changed.windows.add(window)
}

/** Books one transfer; false where its key is in the ledger already, which changes nothing. */
export function transfer(book: Book, posting: Posting, holdId: string | null = null): boolean {
  const { key, type, reference, userId, amount, reverses } = posting
  if (book.postings.has(key)) return false
  if (checkedMicros(amount) === 0) return true
  move(book, posting)
  book.postings.add(key)
  book.changed.transfers.push({
    id: book.newId('txn'),
    posting_key: key,
    type,
    debit_account: posting.debit,
    credit_account: posting.credit,
    amount,
    reference,
    user_id: userId,
    hold_id: holdId,
    reverses: reverses ?? null,
    created_at: book.nowMs,
  })
  return true
}

/**
 * Books a part of what one page moves between two accounts for the same user and reason: all parts are one transfer, under the
 * key of the first. Whoever books it keeps a record of each part and asks for no twin.
 */
export function transferJoined(book: Book, posting: Posting): void {
  const { type, debit, credit, userId, amount } = posting
  const common = `${type} ${debit} ${credit} ${userId}`
  const joined = book.changed.joinable.get(common)
  if (joined !== undefined) {
    if (checkedMicros(amount) === 0) return
    const sum = checkedMicros(joined.amount + amount)
    move(book, posting)
    joined.amount = sum
    joined.reference = null
  } else {
    const before = book.changed.transfers.length
    transfer(book, posting)
    const made = book.changed.transfers[before]
    if (made !== undefined) book.changed.joinable.set(common, made)
  }
}

function move(book: Book, { debit, credit, amount }: Posting): void {
  const [from, to] = [accountIn(book, debit), accountIn(book, credit)]
  from.debits_posted = checkedMicros(from.debits_posted + amount)
  to.credits_posted = checkedMicros(to.credits_posted + amount)
  book.changed.accounts.add(from.id).add(to.id)
}

export const accountIn = (book: Book, id: string): LedgerAccountsTable => found(book.accounts, id)
const windowIn = (book: Book, id: string): BudgetWindowsTable => found(book.windows, id)

/** A row that a deed did not ask for is a bug. */
function found<T>(rows: Map<string, T>, id: string): T {
  const row = rows.get(id)
  if (row === undefined) throw new Error(`${id} is not on this page of the ledger`)
  return row
}
