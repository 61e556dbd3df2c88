import { type Handlers, ok, success } from '@proxyapi/contract'
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
  addCredits: async ({ body }, context) => ok(success(await context.accounts.addCredits(context, body))),
  exportUsers: notImplemented,
  createUser: notImplemented,
  listUsers: notImplemented,
  getUser: notImplemented,
  updateUser: notImplemented,
  disableUser: notImplemented,
  listAuditEntries: notImplemented,
  listRequests: notImplemented,
} satisfies Handlers<Context, Ids>
