import { created, type Handlers, ok, success } from '@proxyapi/contract'
import type { Context } from '../context.ts'
import { notImplemented } from './not-implemented.ts'

type Ids =
  | 'exportUsers'
  | 'addCredits'
  | 'createUser'
  | 'listUsers'
  | 'getUser'
  | 'updateUser'
  | 'disableUser'
  | 'listAuditEntries'
  | 'listRequests'

export const admin = {
  async addCredits({ body }, context) {
    const { accounts, keepAnswer } = context
    return ok(success(await accounts.addCredits(context, body, (tx, added) => keepAnswer(tx, ok(success(added))))))
  },
  async createUser({ body }, context) {
    const { accounts, keepAnswer } = context
    return created(
      success(await accounts.passwords.invite(context, body, (tx, user) => keepAnswer(tx, created(success(user))))),
    )
  },
  async listUsers({ query }, { accounts }) {
    const { users, next_cursor } = await accounts.users.list(query)
    return ok(success(users, { count: users.length, next_cursor }))
  },
  getUser: async ({ path }, { accounts }) => ok(success(await accounts.users.get(path.user_id))),
  updateUser: async ({ path, body }, context) =>
    ok(success(await context.accounts.updateUser(context, path.user_id, body))),
  async disableUser({ path }, context) {
    const { id } = await context.accounts.updateUser(context, path.user_id, { status: 'disabled' })
    await context.gateway.forget(id)
    return ok(success({ id, status: 'disabled' as const }))
  },
  exportUsers: notImplemented,
  listAuditEntries: notImplemented,
  listRequests: notImplemented,
} satisfies Handlers<Context, Ids>
