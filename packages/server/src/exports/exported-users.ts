import type { components } from '@proxyapi/contract'
import { budgetsOf } from '../identity/budgets.ts'
import { renderKey } from '../identity/keys.ts'
import { renderUser } from '../identity/users.ts'
import { usdOf } from '../ledger/money.ts'
import type { BillingMode } from '../store/account-tables.ts'
import { readApiKeysOf } from '../store/api-keys.ts'
import type { Db } from '../store/database.ts'
import { type Place, readTotalsOf, readUserPage, type Totals } from '../store/exports.ts'
import type { Cell } from './csv.ts'

type Schemas = components['schemas']
type ExportedUser = Schemas['ExportedUser']

const usersAtOnce = 200

/** Every user that there was at that time, oldest first, a page at a time. */
export async function* exportedUsers(db: Db, untilMs: number): AsyncGenerator<readonly ExportedUser[]> {
  for (let after: Place | null = null; ; ) {
    const users = await readUserPage(db, { after, untilMs, limit: usersAtOnce })
    const last = users.at(-1)
    if (!last) return
    const ids = users.map(({ id }) => id)
    const keys = await readApiKeysOf(db, ids, untilMs)
    const budgetOf = await budgetsOf(db, [...users, ...keys], untilMs)
    const totals = new Map((await readTotalsOf(db, ids)).map((row) => [row.user_id, row]))
    yield users.map((row) => {
      const { id, email, name, role, status, billing_mode, limits, budget, created_at } = renderUser(
        row,
        budgetOf(row.id),
      )
      const own = keys.filter(({ user_id }) => user_id === id)
      return {
        id,
        email,
        name,
        role,
        status,
        billing_mode,
        created_at,
        quotas: { limits, budget },
        credits: creditsOf(billing_mode, totals.get(id)),
        api_keys: own.map((key) => renderKey(key, budgetOf(key.id), untilMs)),
      }
    })
    after = { at: last.created_at, id: last.id }
  }
}

function creditsOf(billing: BillingMode, totals: Totals | undefined): Schemas['Credits'] {
  const { credits = 0, debits = 0, held = 0, back = 0 } = totals ?? {}
  const [total, used] = [credits - back, debits - back]
  return {
    credits_remaining: billing === 'prepaid' ? usdOf(total - used - held) : null,
    credits_total: usdOf(total),
    credits_used: usdOf(used),
    credits_held: usdOf(held),
    currency: 'USD',
  }
}

export const userColumns: Readonly<Record<string, (user: ExportedUser) => Cell>> = {
  id: ({ id }) => id,
  email: ({ email }) => email,
  name: ({ name }) => name,
  role: ({ role }) => role,
  status: ({ status }) => status,
  billing_mode: ({ billing_mode }) => billing_mode,
  created_at: ({ created_at }) => created_at,
  credits_remaining: ({ credits }) => credits.credits_remaining,
  credits_total: ({ credits }) => credits.credits_total,
  credits_used: ({ credits }) => credits.credits_used,
  credits_held: ({ credits }) => credits.credits_held,
}
