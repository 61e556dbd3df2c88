import { created, type Handlers, ok, success } from '@proxyapi/contract'
import type { Context } from '../context.ts'
import { ownerOf } from '../identity/principal.ts'
import { fileReply } from './file-reply.ts'

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
  async listUsers({ query }, context) {
    const { users, next_cursor } = await context.accounts.users.list(query)
    await context.audit.note(context, { action: 'users.listed', target: { type: 'user', id: null }, userId: null })
    return ok(success(users, { count: users.length, next_cursor }))
  },
  async getUser({ path }, context) {
    const { accounts, audit, principal } = context
    const user = await accounts.users.get(path.user_id)
    const { id } = user
    if (id !== principal.userId)
      await audit.note(context, { action: 'user.read', target: { type: 'user', id }, userId: id })
    return ok(success(user))
  },
  updateUser: async ({ path, body }, context) =>
    ok(success(await context.accounts.updateUser(context, path.user_id, body))),
  async disableUser({ path }, context) {
    const { id } = await context.accounts.updateUser(context, path.user_id, { status: 'disabled' })
    await context.gateway.forget(id)
    return ok(success({ id, status: 'disabled' as const }))
  },
  async listAuditEntries({ query }, context) {
    const { entries, next_cursor, head } = await context.audit.list(context, query)
    await context.audit.note(context, { action: 'audit.read', target: { type: 'audit', id: null }, userId: null })
    return ok(success(entries, { count: entries.length, next_cursor, head }))
  },
  exportUsers: async ({ query }, context) => fileReply(await context.exports.users(context, query.format)),
  async listRequests({ query }, context) {
    const page = await context.requests.list(ownerOf(context.principal), query)
    const userId = query.user_id ?? null
    await context.audit.note(context, { action: 'requests.read', target: { type: 'user', id: userId }, userId })
    return ok(success(page.requests, { count: page.requests.length, next_cursor: page.next_cursor }))
  },
} satisfies Handlers<Context, Ids>
