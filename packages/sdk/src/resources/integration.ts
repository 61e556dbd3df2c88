// Generated from openapi/ by `pnpm gen`. Never edited.
import type { APIPromise } from '../core/api-promise.ts'
import type { Caller } from '../core/caller.ts'
import type { CallOptions } from '../core/options.ts'
import type { PagePromise } from '../core/page.ts'
import type { Answer, BodyOf, ItemOf, QueryOf } from '../core/shapes.ts'

export class IntegrationSyncs {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * Get a sync.
   *
   * Answers the definition of a sync, its state and its last run.
   *
   * `GET /api/v1/integration/sync/{sync_id}` (getSync)
   */
  get(sync_id: string, options?: CallOptions): APIPromise<Answer<'getSync'>> {
    return this.#caller.call('getSync', { path: { sync_id } }, options)
  }

  /**
   * Define or replace a sync.
   *
   * Stores the whole definition under your `sync_id`: what is absent gets its default. 201 where the sync is new, 200
   * where it is replaced. A changed endpoint, cursor or destination starts again from the beginning; other changes
   * keep the position. At most 100 syncs a user (403 `LIMIT_REACHED`); an unknown `integration_id` is 404 `NOT_FOUND`.
   *
   * `PUT /api/v1/integration/sync/{sync_id}` (putSync)
   */
  put(sync_id: string, body: BodyOf<'putSync'>, options?: CallOptions): APIPromise<Answer<'putSync'>> {
    return this.#caller.call('putSync', { path: { sync_id }, body }, options)
  }

  /**
   * Delete a sync.
   *
   * Stops a run after the page or item that it is at, and removes the sync with its position and records. What it
   * wrote to vector collections and memory stays.
   *
   * `DELETE /api/v1/integration/sync/{sync_id}` (deleteSync)
   */
  delete(sync_id: string, options?: CallOptions): APIPromise<Answer<'deleteSync'>> {
    return this.#caller.call('deleteSync', { path: { sync_id } }, options)
  }

  /**
   * List syncs.
   *
   * Answers your syncs by `sync_id`, of all registrations or of one.
   *
   * `GET /api/v1/integration/sync` (listSyncs)
   */
  list(query?: QueryOf<'listSyncs'>, options?: CallOptions): PagePromise<ItemOf<'listSyncs'>> {
    return this.#caller.page('listSyncs', { query }, options)
  }

  /**
   * Run a sync now.
   *
   * Starts a run beside the schedule; where one is under way, its `run_id` is answered. A page's items and its cursor
   * are stored in one transaction, so a run that was interrupted repeats at most one page, harmlessly. A run reads at
   * most 1,000 pages of 10 MB. Its end is the event `sync.completed` or `sync.failed`, and `last_run` of getSync. Text
   * that it embeds is charged as by aiEmbed. A sync whose registration is disabled is 409 `INVALID_STATE`.
   *
   * `POST /api/v1/integration/sync` (runSync)
   */
  run(body: BodyOf<'runSync'>, options?: CallOptions): APIPromise<Answer<'runSync'>> {
    return this.#caller.call('runSync', { body }, options)
  }

  /**
   * List the records of a sync.
   *
   * Answers the items that a sync knows, by `item_id`. `state=parked` lists those that were refused, with the reason.
   *
   * `GET /api/v1/integration/sync/{sync_id}/records` (listSyncRecords)
   */
  records(sync_id: string, query?: QueryOf<'listSyncRecords'>, options?: CallOptions): PagePromise<ItemOf<'listSyncRecords'>> {
    return this.#caller.page('listSyncRecords', { path: { sync_id }, query }, options)
  }
}

export class Integration {
  readonly #caller: Caller
  readonly syncs: IntegrationSyncs

  constructor(caller: Caller) {
    this.#caller = caller
    this.syncs = new IntegrationSyncs(caller)
  }

  /**
   * Get a registered service.
   *
   * Answers the registration with its metrics, never its key. Metrics count attempts, so `error_rate` is at most 1.
   *
   * `GET /api/v1/integration/external/{integration_id}` (getIntegration)
   */
  get(integration_id: string, options?: CallOptions): APIPromise<Answer<'getIntegration'>> {
    return this.#caller.call('getIntegration', { path: { integration_id } }, options)
  }

  /**
   * Register or replace an external service.
   *
   * Stores the whole registration under your `integration_id`: what is absent gets its default, except `api_key`,
   * which is kept (null removes it). A key goes to the origin that it was given for: with another one in `base_url` it
   * is sent again, or null. 201 where the registration is new, 200 where it is replaced; at most 100 a user.
   *
   * `base_url` is judged by the egress guard now and at every call: only public addresses on the operator's ports.
   *
   * `PUT /api/v1/integration/external/{integration_id}` (putIntegration)
   */
  put(integration_id: string, body: BodyOf<'putIntegration'>, options?: CallOptions): APIPromise<Answer<'putIntegration'>> {
    return this.#caller.call('putIntegration', { path: { integration_id }, body }, options)
  }

  /**
   * Delete a registered service.
   *
   * Removes the registration and its key. Webhooks that wait for an attempt are dropped; the audit trail stays. While
   * a sync names it: 409 `INVALID_STATE`, delete the sync first.
   *
   * `DELETE /api/v1/integration/external/{integration_id}` (deleteIntegration)
   */
  delete(integration_id: string, options?: CallOptions): APIPromise<Answer<'deleteIntegration'>> {
    return this.#caller.call('deleteIntegration', { path: { integration_id } }, options)
  }

  /**
   * List registered services.
   *
   * Answers your registrations by `integration_id`, with metrics and without keys.
   *
   * `GET /api/v1/integration/external` (listIntegrations)
   */
  list(query?: QueryOf<'listIntegrations'>, options?: CallOptions): PagePromise<ItemOf<'listIntegrations'>> {
    return this.#caller.page('listIntegrations', { query }, options)
  }

  /**
   * Call a registered service.
   *
   * Sends one request to a registered service, with its key, retries and breaker, and answers what it answered.
   *
   * **Policy.** Judged before any packet: `Integration not found` (404), `Missing required field: x` and
   * `Validation failed for field: x` (400 `INVALID_REQUEST`), a method or endpoint outside the policy (403
   * `TARGET_BLOCKED`), a disabled registration (409 `INVALID_STATE`), an endpoint that would leave `base_url` by `..`,
   * `//` or an encoded form of them (400 `INVALID_RESOURCE_ID`).
   *
   * **Retried** are failed connections, 408, 429 and 5xx; POST and PATCH only where nothing was sent, on 429, on 503
   * with `Retry-After`, or with `retry_unsafe`. All attempts carry one `Idempotency-Key`: yours, else one of ours.
   *
   * **Failed.** Status 400 and above is 502 `TARGET_HTTP_ERROR`, `error` is `HTTP 503`, `details` hold the status and
   * the first 4 KB of the answer. A POST or PATCH that may have had an effect is 502 `OUTCOME_UNKNOWN`; the text names
   * the key to ask again with. An open breaker is 503 `UPSTREAM_UNAVAILABLE`. Redirects are answered, not followed;
   * answers above 10 MB are 502 `TARGET_RESPONSE_TOO_LARGE`.
   *
   * `POST /api/v1/integration/external` (callIntegration)
   */
  call(body: BodyOf<'callIntegration'>, options?: CallOptions): APIPromise<Answer<'callIntegration'>> {
    return this.#caller.call('callIntegration', { body }, options)
  }

  /**
   * List what was done with a service.
   *
   * Answers the audit trail of one registration, newest first: registration, changes, policy decisions, calls,
   * webhooks and sync runs. `data` holds names of fields and outcomes, never values. Kept 400 days, also after the
   * registration was deleted.
   *
   * `GET /api/v1/integration/external/{integration_id}/audit` (listIntegrationAudit)
   */
  audit(integration_id: string, query?: QueryOf<'listIntegrationAudit'>, options?: CallOptions): PagePromise<ItemOf<'listIntegrationAudit'>> {
    return this.#caller.page('listIntegrationAudit', { path: { integration_id }, query }, options)
  }

  /**
   * Send a one-off webhook.
   *
   * Posts `{"event_type","data","timestamp","id","signature"}` to `webhook_url` or to the `base_url` of a
   * registration; exactly one of the two is given. Signatures, guard and retries are those of webhook endpoints: 10
   * attempts over 75 hours, 2xx counts as delivered, the `id` is the receiver's key against duplicates.
   *
   * With `wait` (default) the first attempt is made before the answer: 200 where it was delivered, else 202 with the
   * reason, and the retries go on. An address that the guard refuses is 403 `TARGET_BLOCKED` and nothing is queued. At
   * most 10,000 wait at a time (403 `LIMIT_REACHED`); a registration is called as it is at each attempt.
   *
   * `POST /api/v1/integration/webhook` (sendIntegrationWebhook)
   */
  webhook(body: BodyOf<'sendIntegrationWebhook'>, options?: CallOptions): APIPromise<Answer<'sendIntegrationWebhook'>> {
    return this.#caller.call('sendIntegrationWebhook', { body }, options)
  }

  /**
   * Get the health of registered services.
   *
   * Answers how your registrations do, from calls and syncs that were made: nothing is sent for it. Counts are of the
   * last hour. `last_test` is the summary of the last `proxyapi integration test`.
   *
   * `GET /api/v1/integration/status` (getIntegrationStatus)
   */
  status(query?: QueryOf<'getIntegrationStatus'>, options?: CallOptions): APIPromise<Answer<'getIntegrationStatus'>> {
    return this.#caller.call('getIntegrationStatus', { query }, options)
  }
}
