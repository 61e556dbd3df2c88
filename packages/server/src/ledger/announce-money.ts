import { append } from '../events/append.ts'
import type { Runtime } from '../runtime.ts'
import type { BudgetWindowsTable, LedgerAccountsTable } from '../store/account-tables.ts'
import { readApiKeyOwner } from '../store/api-keys.ts'
import type { Tx } from '../store/database.ts'
import { readUser } from '../store/users.ts'
import { isUserBudget } from './budget-window.ts'
import type { Crossing } from './crossings.ts'
import { usdOf } from './money.ts'

/** Writes what an account is told of its money, in the transaction that moved it. */
export async function announceMoney(
  runtime: Pick<Runtime, 'clock' | 'random'>,
  tx: Tx,
  crossings: readonly Crossing[],
): Promise<void> {
  for (const crossing of crossings) {
    const told = await eventOf(tx, crossing)
    if (told) await append(runtime, tx, told)
  }
}

async function eventOf(tx: Tx, crossing: Crossing) {
  if (crossing.kind === 'budget') return budgetEvent(tx, crossing.event, crossing.window)
  const { account } = crossing
  const userId = account.user_id ?? ''
  const user = await readUser(tx, userId)
  const credits_remaining = user?.billing_mode === 'prepaid' ? usdOf(availableOf(account)) : null
  if (crossing.kind === 'exhausted') {
    if (credits_remaining === null) return null
    const data = { user_id: userId, credits_remaining, contract_ids: [] }
    return { name: 'billing.exhausted', userId, data }
  }
  const { id, amount, type } = crossing.transfer
  const credit = { transaction_id: id, amount: usdOf(amount), currency: 'USD', source: type }
  return { name: 'billing.credit_added', userId, data: { user_id: userId, ...credit, credits_remaining } }
}

const availableOf = ({ credits_posted, debits_posted, debits_pending }: LedgerAccountsTable): number =>
  credits_posted - debits_posted - debits_pending

/** Null where its key is gone. */
async function budgetEvent(tx: Tx, name: string, { owner_id, period, cap, spent, held, ends_at }: BudgetWindowsTable) {
  const keyId = isUserBudget(owner_id) ? null : owner_id
  const userId = keyId === null ? owner_id : await readApiKeyOwner(tx, keyId)
  if (userId === undefined) return null
  const data = {
    user_id: userId,
    key_id: keyId,
    period,
    amount: usdOf(cap),
    spent: usdOf(spent),
    held: usdOf(held),
    percent: cap === 0 ? 100 : Math.round((spent * 1_000) / cap) / 10,
    resets_at: ends_at === null ? null : new Date(ends_at).toISOString(),
  }
  return { name, userId, data }
}
