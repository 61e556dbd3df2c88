/** What an account is to be told of its money, as a page of the ledger shows it. Each crossing once, until credit or a new window arms it again. */
import type { BudgetWindowsTable, LedgerAccountsTable, LedgerTransfersTable } from '../store/account-tables.ts'
import type { Book } from './book.ts'

export type Crossing =
  | { kind: 'credit'; transfer: LedgerTransfersTable; account: LedgerAccountsTable }
  | { kind: 'exhausted'; account: LedgerAccountsTable }
  | { kind: 'budget'; event: 'budget.threshold_reached' | 'budget.exceeded'; window: BudgetWindowsTable }

/** `told` of an account: nothing, that its balance is low, that it is used up. */
export const balanceLevels = { fine: 0, low: 1, exhausted: 2 } as const
/** `told` of a window, in percent. */
const thresholdPercent = 80
const fullPercent = 100
/** Who is refused with so little left has used up his balance: what is left is less than a call reserves. */
const nearlyNothing = 1_000_000

const credits: ReadonlySet<string> = new Set(['grant', 'payment', 'subscription'])

/** Notes in the rows what is told by this, and returns it. */
export function crossingsOf(book: Book): Crossing[] {
  const found: Crossing[] = []
  for (const transfer of book.changed.transfers) {
    const account = credits.has(transfer.type) ? book.accounts.get(transfer.credit_account) : undefined
    if (account?.user_id != null) found.push({ kind: 'credit', transfer, account })
  }
  for (const id of book.changed.accounts) {
    const account = book.accounts.get(id)
    if (account?.user_id != null && isNewlyExhausted(book, account)) found.push({ kind: 'exhausted', account })
  }
  for (const id of book.changed.windows) {
    const window = book.windows.get(id)
    const event = window && newsOf(book, window)
    if (event) found.push({ kind: 'budget', event, window })
  }
  return found
}

function isNewlyExhausted(book: Book, account: LedgerAccountsTable): boolean {
  const { id, credits_posted, debits_posted } = account
  const was = book.asRead.get(id) as LedgerAccountsTable | undefined
  if (was && credits_posted > was.credits_posted) account.told = balanceLevels.fine
  const left = credits_posted - debits_posted
  const isUsedUp = left <= 0 || (book.changed.refused.has(id) && left < nearlyNothing)
  if (credits_posted === 0 || !isUsedUp || account.told >= balanceLevels.exhausted) return false
  account.told = balanceLevels.exhausted
  return true
}

/** A raised cap arms what was told before. */
function newsOf(book: Book, window: BudgetWindowsTable): 'budget.threshold_reached' | 'budget.exceeded' | null {
  const { id, told } = window
  const level = levelOf(window, book.changed.refused.has(id))
  if (level <= told && !isRaised(book, window)) return null
  window.told = level
  if (level <= told) return null
  return level === fullPercent ? 'budget.exceeded' : 'budget.threshold_reached'
}

const isRaised = (book: Book, { id, cap }: BudgetWindowsTable): boolean =>
  cap > ((book.asRead.get(id) as BudgetWindowsTable | undefined)?.cap ?? cap)

/** What is refused early in a window was merely too large; near its end it says that the window is used up. */
function levelOf({ cap, spent }: BudgetWindowsTable, isRefused: boolean): number {
  if (spent >= cap) return fullPercent
  if (spent * fullPercent < cap * thresholdPercent) return 0
  return isRefused ? fullPercent : thresholdPercent
}
