import type { BillingMode } from '../store/account-tables.ts'
import { accountOf, type Book, type Target } from './book.ts'
import type { WindowTerms } from './budget-window.ts'

/**
 * Rows that a deed reads or changes. Accounts and windows are locked first and guard all that hangs on them, so whoever
 * changes a hold or a slice touches its targets too; those of `holds` are found through the rows.
 */
export interface Touches {
  /** Accounts, created where missing, and windows that exist. */
  targets?: readonly Target[]
  /** Created where missing; a changed cap is taken over. */
  windows?: readonly WindowTerms[]
  holds?: readonly string[]
  /** Open holds by what they are for. */
  references?: readonly HoldReference[]
  /** Holds of keyed calls. */
  onceKeys?: readonly string[]
  slices?: readonly string[]
  holders?: readonly string[]
  notes?: readonly string[]
  postings?: readonly string[]
  calls?: readonly string[]
}

export interface HoldReference {
  kind: string
  reference: string
}

/** One change of the ledger, decided on rows that are locked. Pure; may be decided again where a transaction is repeated. */
export interface Deed<T> {
  readonly touches: Touches
  decide(book: Book): T
}

/** On what conditions an account spends. */
export interface Terms {
  userId: string
  keyId: string | null
  billing: BillingMode
  userWindow: WindowTerms | null
  keyWindow: WindowTerms | null
}

export const windowsOf = ({ userWindow, keyWindow }: Terms): WindowTerms[] =>
  [userWindow, keyWindow].filter((window) => window !== null)

/** Where a hold is taken: the balance, unless unmetered, and the budgets. */
export const targetsOf = (terms: Terms): Target[] => [
  ...(terms.billing === 'prepaid' ? [accountOf(terms.userId)] : []),
  ...windowsOf(terms).map(({ id }) => id),
]
