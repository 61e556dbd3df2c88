// Generated from openapi/ by `pnpm gen`. Never edited.
import type { APIPromise } from '../core/api-promise.ts'
import type { Caller } from '../core/caller.ts'
import type { CallOptions } from '../core/options.ts'
import type { PagePromise } from '../core/page.ts'
import type { Answer, BodyOf, ItemOf, QueryOf } from '../core/shapes.ts'

export class AdminUsers {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * List users.
   *
   * All users, newest first, the built-in account among them. Reading them is audited.
   *
   * `GET /api/v1/admin/users` (listUsers)
   */
  list(query?: QueryOf<'listUsers'>, options?: CallOptions): PagePromise<ItemOf<'listUsers'>> {
    return this.#caller.page('listUsers', { query }, options)
  }

  /**
   * Create a user.
   *
   * Creates an active user without a password and returns a `setup_token`, in this answer alone, with which the user sets
   * one (setPassword) within 24 hours. An email that is taken is 409; a role above one's own is 403.
   *
   * `POST /api/v1/admin/users` (createUser)
   */
  create(body: BodyOf<'createUser'>, options?: CallOptions): APIPromise<Answer<'createUser'>> {
    return this.#caller.call('createUser', { body }, options)
  }

  /**
   * Get a user.
   *
   * A user with limits, budget and grants. Reading it is audited.
   *
   * `GET /api/v1/admin/users/{user_id}` (getUser)
   */
  get(user_id: string, options?: CallOptions): APIPromise<Answer<'getUser'>> {
    return this.#caller.call('getUser', { path: { user_id } }, options)
  }

  /**
   * Change a user.
   *
   * Changes name, role, status, limits, budget, billing mode or grants; what is not sent stays. A change of role or status
   * ends the user's tokens within a second, on every instance. Nobody grants what they do not hold, and the last active
   * administrator can be neither disabled nor demoted. An erased user is 409.
   *
   * `PATCH /api/v1/admin/users/{user_id}` (updateUser)
   */
  update(user_id: string, body: BodyOf<'updateUser'>, options?: CallOptions): APIPromise<Answer<'updateUser'>> {
    return this.#caller.call('updateUser', { path: { user_id }, body }, options)
  }

  /**
   * Disable a user.
   *
   * Sets `status` to `disabled`: all credentials of the user are refused within a second, streams and sockets end within
   * five. Nothing is deleted; updateUser lets the user in again. Disabling again gives the same answer; the built-in
   * account and an erased user are 409.
   *
   * `DELETE /api/v1/admin/users/{user_id}` (disableUser)
   */
  disable(user_id: string, options?: CallOptions): APIPromise<Answer<'disableUser'>> {
    return this.#caller.call('disableUser', { path: { user_id } }, options)
  }
}

export class Admin {
  readonly #caller: Caller
  readonly users: AdminUsers

  constructor(caller: Caller) {
    this.#caller = caller
    this.users = new AdminUsers(caller)
  }

  /**
   * Export all users.
   *
   * Every user with profile, role, status, quotas, credits and metadata of their keys, as a file: never a secret or a
   * digest. It is streamed, holds the users that were there when it began, and is audited. One at a time an
   * administrator, six in an hour.
   *
   * `json` ends with `count` and `status`, so that a cut file shows. `ndjson` is one user a line, and last
   * `{"count":…,"status":"success"}`. `csv` (RFC 4180) is one user a line without the keys, and text that a spreadsheet
   * would run gets a `'` before it.
   *
   * `GET /api/v1/admin/export/users` (exportUsers)
   */
  exportUsers(query?: QueryOf<'exportUsers'>, options?: CallOptions): APIPromise<Answer<'exportUsers'>> {
    return this.#caller.call('exportUsers', { query }, options)
  }

  /**
   * Add credits to an account.
   *
   * Grants credits to a user: one transfer in the ledger, audited, in effect at once. The answer holds the new balance.
   * A user that is missing or erased is 404.
   *
   * `POST /api/v1/admin/credits/add` (addCredits)
   */
  addCredits(body: BodyOf<'addCredits'>, options?: CallOptions): APIPromise<Answer<'addCredits'>> {
    return this.#caller.call('addCredits', { body }, options)
  }

  /**
   * List the audit log.
   *
   * Who did what to what, and how it ended, newest first: logins, tokens, keys, users, roles, credits, budgets, webhooks,
   * exports, reloads, payments, denials, decisions about integrations, and reads of others' data. Kept 400 days. `head`
   * is the hash of the newest sealed entry: note it, and `proxyapi audit verify` shows later whether the log still
   * leads to it.
   *
   * `GET /api/v1/admin/audit` (listAuditEntries)
   */
  audit(query?: QueryOf<'listAuditEntries'>, options?: CallOptions): PagePromise<ItemOf<'listAuditEntries'>> {
    return this.#caller.page('listAuditEntries', { query }, options)
  }

  /**
   * List the requests of all users.
   *
   * The request log of all users, newest first, without prompts and answers, for 30 days; listLogs is the own part of it.
   * The filters narrow together. Reading it is audited.
   *
   * `GET /api/v1/admin/requests` (listRequests)
   */
  requests(query?: QueryOf<'listRequests'>, options?: CallOptions): PagePromise<ItemOf<'listRequests'>> {
    return this.#caller.page('listRequests', { query }, options)
  }
}
