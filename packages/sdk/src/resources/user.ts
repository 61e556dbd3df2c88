// Generated from openapi/ by `pnpm gen`. Never edited.
import type { APIPromise } from '../core/api-promise.ts'
import type { Caller } from '../core/caller.ts'
import type { CallOptions } from '../core/options.ts'
import type { Answer, BodyOf, QueryOf } from '../core/shapes.ts'

export class UserPreferences {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * Get the own preferences.
   *
   * Favorite models, saved searches and the order of providers; all empty before the first setPreferences.
   *
   * `GET /api/v1/user/preferences` (getPreferences)
   */
  get(options?: CallOptions): APIPromise<Answer<'getPreferences'>> {
    return this.#caller.call('getPreferences', {  }, options)
  }

  /**
   * Set the own preferences.
   *
   * Replaces all preferences: what is not sent is empty afterwards. At most 16 KB. Models and providers need not exist:
   * a favorite survives the day on which its model is missing.
   *
   * `PUT /api/v1/user/preferences` (setPreferences)
   */
  set(body: BodyOf<'setPreferences'>, options?: CallOptions): APIPromise<Answer<'setPreferences'>> {
    return this.#caller.call('setPreferences', { body }, options)
  }
}

export class User {
  readonly #caller: Caller
  readonly preferences: UserPreferences

  constructor(caller: Caller) {
    this.#caller = caller
    this.preferences = new UserPreferences(caller)
  }

  /**
   * Get the own account.
   *
   * The user that the credential acts on, with the permissions that this very credential holds. A static key of the
   * configuration acts on the built-in account `usr_operator`.
   *
   * `GET /api/v1/user` (getCurrentUser)
   */
  get(options?: CallOptions): APIPromise<Answer<'getCurrentUser'>> {
    return this.#caller.call('getCurrentUser', {  }, options)
  }

  /**
   * Get the own credits.
   *
   * The balance as the ledger has it now. 1 credit is 1 USD; `credits_total` is used, held and remaining together. What
   * is held is reserved for calls and GPUs that run, and for a few seconds after the last call by the server that
   * answered it. On an unmetered account `credits_remaining` is null.
   *
   * `GET /api/v1/user/credits` (getCredits)
   */
  credits(options?: CallOptions): APIPromise<Answer<'getCredits'>> {
    return this.#caller.call('getCredits', {  }, options)
  }

  /**
   * Get the own usage.
   *
   * Requests, tokens, GPU hours and USD of the account, summed by day, model, provider, key or operation. The last 30
   * days unless `from` and `to` say otherwise; at most 400 days. `cost` is what the ledger charged.
   *
   * `GET /api/v1/user/usage` (getUsage)
   */
  usage(query?: QueryOf<'getUsage'>, options?: CallOptions): APIPromise<Answer<'getUsage'>> {
    return this.#caller.call('getUsage', { query }, options)
  }

  /**
   * Export the own data.
   *
   * Everything that is kept about the account, as a file: profile, API keys without secrets, quotas, GPU usage,
   * transactions, credit history, usage, webhooks and preferences. It is streamed, holds what was there when it began,
   * and is audited. One at a time an account, six in an hour.
   *
   * `json` is one object whose `status` comes last, so that a cut file shows. `ndjson` is one line
   * `{"section":…,"row":{…}}` for each row, and last `{"status":"success"}`. `csv` (RFC 4180) is one section, and text
   * that a spreadsheet would run (`= + - @`, tab, CR at the start) gets a `'` before it.
   *
   * `GET /api/v1/user/export` (exportUser)
   */
  export(query?: QueryOf<'exportUser'>, options?: CallOptions): APIPromise<Answer<'exportUser'>> {
    return this.#caller.call('exportUser', { query }, options)
  }
}
