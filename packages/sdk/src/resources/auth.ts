// Generated from openapi/ by `pnpm gen`. Never edited.
import type { APIPromise } from '../core/api-promise.ts'
import type { Caller } from '../core/caller.ts'
import type { CallOptions } from '../core/options.ts'
import type { PagePromise } from '../core/page.ts'
import type { Answer, BodyOf, ItemOf, QueryOf } from '../core/shapes.ts'

export class AuthApiKeys {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * List API keys.
   *
   * The keys of the account, newest first, revoked and expired ones too, without secrets. Static keys of the
   * configuration are not among them.
   *
   * `GET /api/v1/auth/apikey` (listApiKeys)
   */
  list(query?: QueryOf<'listApiKeys'>, options?: CallOptions): PagePromise<ItemOf<'listApiKeys'>> {
    return this.#caller.page('listApiKeys', { query }, options)
  }

  /**
   * Create an API key.
   *
   * The secret is in this answer alone, at the top level and in `data`. Without `scopes` the key may do all that the role
   * `user` may, but for `keys:write`. It never holds more than its creator does. A user has at most 50 keys that work.
   *
   * **Rotation.** Either create a new key, switch over and revoke the old one; or send `replaces`: the settings of the
   * old key are copied, and it expires by itself after `overlap_hours`.
   *
   * `POST /api/v1/auth/apikey` (createApiKey)
   */
  create(body: BodyOf<'createApiKey'>, options?: CallOptions): APIPromise<Answer<'createApiKey'>> {
    return this.#caller.call('createApiKey', { body }, options)
  }

  /**
   * Change an API key.
   *
   * Changes name, scopes, fences, limits or budget; what is not sent stays. Scopes grow only within what the caller may
   * do. In effect on every instance within a second. A revoked key is 409.
   *
   * `PATCH /api/v1/auth/apikey/{key_id}` (updateApiKey)
   */
  update(key_id: string, body: BodyOf<'updateApiKey'>, options?: CallOptions): APIPromise<Answer<'updateApiKey'>> {
    return this.#caller.call('updateApiKey', { path: { key_id }, body }, options)
  }

  /**
   * Revoke an API key.
   *
   * Ends the key for good: it is refused on every instance within a second, its streams and sockets end within five.
   * Revoking it again gives the same answer.
   *
   * `DELETE /api/v1/auth/apikey/{key_id}` (revokeApiKey)
   */
  revoke(key_id: string, options?: CallOptions): APIPromise<Answer<'revokeApiKey'>> {
    return this.#caller.call('revokeApiKey', { path: { key_id } }, options)
  }
}

export class Auth {
  readonly #caller: Caller
  readonly apiKeys: AuthApiKeys

  constructor(caller: Caller) {
    this.#caller = caller
    this.apiKeys = new AuthApiKeys(caller)
  }

  /**
   * Create an access token.
   *
   * Trades a password, an API key or the code of an OAuth2 login for a short-lived token that is sent as
   * `Authorization: Bearer`. It lasts `expires_in` seconds (3,600 unless given) and may never do more than the credential
   * that it was made from; a change of password, role or status of the user ends it within a second. There are no
   * refresh tokens: ask again.
   *
   * With `grant_type: api_key` the key stands in the header where it always stands. Five failures for an email and
   * address, or twenty for an address, within 15 minutes are 429. An unknown email and a wrong password read the same.
   *
   * `POST /api/v1/auth/token` (createToken)
   */
  token(body: BodyOf<'createToken'>, options?: CallOptions): APIPromise<Answer<'createToken'>> {
    return this.#caller.call('createToken', { body }, options)
  }

  /**
   * Revoke an access token.
   *
   * Ends a token before its time, on every instance within a second; open streams and sockets of it end within five.
   * Without a body it ends the token that the request carries. A token that is unknown, has ended or belongs to somebody
   * else gets the same answer and no effect (RFC 7009). API keys are ended by revokeApiKey: a request with a key needs
   * `token`.
   *
   * `POST /api/v1/auth/revoke` (revokeToken)
   */
  revoke(body?: BodyOf<'revokeToken'>, options?: CallOptions): APIPromise<Answer<'revokeToken'>> {
    return this.#caller.call('revokeToken', { body }, options)
  }

  /**
   * Create a ticket for the realtime feed.
   *
   * Browsers cannot send headers when they open a WebSocket. The ticket opens `/ws?ticket=…` once, within 30 seconds,
   * for the same principal and, where this request carried an `Origin`, from that origin alone.
   *
   * `POST /api/v1/auth/ws-ticket` (createWsTicket)
   */
  wsTicket(options?: CallOptions): APIPromise<Answer<'createWsTicket'>> {
    return this.#caller.call('createWsTicket', {  }, options)
  }

  /**
   * Set a password.
   *
   * Sets the first password by the `setup_token` of createUser, without a credential, or changes one's own by
   * `current_password`, with a credential of that user. Every token issued to the user before ends within a second; API
   * keys go on. Failures are limited as in createToken.
   *
   * `POST /api/v1/auth/password` (setPassword)
   */
  setPassword(body: BodyOf<'setPassword'>, options?: CallOptions): APIPromise<Answer<'setPassword'>> {
    return this.#caller.call('setPassword', { body }, options)
  }
}
