import { type Handlers, ok, success } from '@proxyapi/contract'
import type { Context } from '../context.ts'
import { ownerOf } from '../identity/principal.ts'
import { usdOf } from '../ledger/money.ts'
import { fileReply } from './file-reply.ts'

type Ids = 'getCurrentUser' | 'getCredits' | 'getUsage' | 'exportUser' | 'getPreferences' | 'setPreferences'

export const user = {
  getCurrentUser: async (_, { accounts, principal }) => ok(success(await accounts.me(principal))),
  async getCredits(_, { ledger, principal }) {
    const { remaining, total, used, held } = await ledger.balance(ownerOf(principal))
    const credits = { credits_remaining: remaining === null ? null : usdOf(remaining), credits_total: usdOf(total) }
    return ok(
      success({ ...credits, credits_used: usdOf(used), credits_held: usdOf(held), currency: 'USD' as const }, credits),
    )
  },
  exportUser: async ({ query }, context) => fileReply(await context.exports.account(context, query)),
  getUsage: async ({ query }, { ledger, principal }) => ok(success(await ledger.usage(ownerOf(principal), query))),
  getPreferences: async (_, { accounts, principal }) =>
    ok(success(await accounts.users.preferences(ownerOf(principal)))),
  setPreferences: async ({ body }, { accounts, principal }) =>
    ok(success(await accounts.users.setPreferences(ownerOf(principal), body))),
} satisfies Handlers<Context, Ids>
