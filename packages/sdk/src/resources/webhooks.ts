// Generated from openapi/ by `pnpm gen`. Never edited.
import type { APIPromise } from '../core/api-promise.ts'
import type { Caller } from '../core/caller.ts'
import type { CallOptions } from '../core/options.ts'
import type { PagePromise } from '../core/page.ts'
import type { Answer, BodyOf, ItemOf, QueryOf } from '../core/shapes.ts'

export class WebhooksDeliveries {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * List deliveries of a webhook endpoint.
   *
   * Deliveries of the last 30 days with the outcome of their last attempt, newest first.
   *
   * `GET /api/v1/webhooks/{webhook_id}/deliveries` (listWebhookDeliveries)
   */
  list(webhook_id: string, query?: QueryOf<'listWebhookDeliveries'>, options?: CallOptions): PagePromise<ItemOf<'listWebhookDeliveries'>> {
    return this.#caller.page('listWebhookDeliveries', { path: { webhook_id }, query }, options)
  }

  /**
   * Retry a delivery.
   *
   * Queues one delivery of the last 30 days again, whatever became of it: same event id, new time and signatures, and a
   * new series of attempts. One that still waits is sent at once. A disabled endpoint is 409.
   *
   * `POST /api/v1/webhooks/deliveries/{delivery_id}/retry` (retryWebhookDelivery)
   */
  retry(delivery_id: string, options?: CallOptions): APIPromise<Answer<'retryWebhookDelivery'>> {
    return this.#caller.call('retryWebhookDelivery', { path: { delivery_id } }, options)
  }
}

export class Webhooks {
  readonly #caller: Caller
  readonly deliveries: WebhooksDeliveries

  constructor(caller: Caller) {
    this.#caller = caller
    this.deliveries = new WebhooksDeliveries(caller)
  }

  /**
   * List webhook endpoints.
   *
   * The endpoints of the account, newest first, those of createBillingWebhook too, without secrets.
   *
   * `GET /api/v1/webhooks` (listWebhooks)
   */
  list(query?: QueryOf<'listWebhooks'>, options?: CallOptions): PagePromise<ItemOf<'listWebhooks'>> {
    return this.#caller.page('listWebhooks', { query }, options)
  }

  /**
   * Create a webhook endpoint.
   *
   * Subscribes a URL to events of the account. Each event is sent at least once, unordered, signed by Standard Webhooks
   * 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`) and by `X-Signature`; `seq` in the body orders them. A
   * 2xx within 15 seconds is success; else there are 10 attempts over 75 hours. `secret` and `standard_secret` are in
   * this answer alone. At most 20 endpoints a user.
   *
   * `POST /api/v1/webhooks` (createWebhook)
   */
  create(body: BodyOf<'createWebhook'>, options?: CallOptions): APIPromise<Answer<'createWebhook'>> {
    return this.#caller.call('createWebhook', { body }, options)
  }

  /**
   * Create a webhook endpoint for money events.
   *
   * As createWebhook, but for events of money alone: `payment.*`, `subscription.*`, `billing.*`, `budget.*`, and
   * `payment.success` as another name of `payment.completed`. Other names are 400. It counts among the 20 endpoints, and
   * all other operations on endpoints take its id.
   *
   * `POST /api/v1/webhooks/billing` (createBillingWebhook)
   */
  createBilling(body: BodyOf<'createBillingWebhook'>, options?: CallOptions): APIPromise<Answer<'createBillingWebhook'>> {
    return this.#caller.call('createBillingWebhook', { body }, options)
  }

  /**
   * Get a webhook endpoint.
   *
   * The endpoint and its state, without its secret.
   *
   * `GET /api/v1/webhooks/{webhook_id}` (getWebhook)
   */
  get(webhook_id: string, options?: CallOptions): APIPromise<Answer<'getWebhook'>> {
    return this.#caller.call('getWebhook', { path: { webhook_id } }, options)
  }

  /**
   * Change a webhook endpoint.
   *
   * Changes URL, events, description or status; what is not sent stays. `status: active` enables an endpoint again; what
   * it missed is sent by replayWebhook. Deliveries that wait go to the new URL. A billing endpoint takes events of money
   * alone.
   *
   * `PATCH /api/v1/webhooks/{webhook_id}` (updateWebhook)
   */
  update(webhook_id: string, body: BodyOf<'updateWebhook'>, options?: CallOptions): APIPromise<Answer<'updateWebhook'>> {
    return this.#caller.call('updateWebhook', { path: { webhook_id }, body }, options)
  }

  /**
   * Delete a webhook endpoint.
   *
   * Deletes the endpoint, its secrets and its deliveries. An attempt that is on its way may still arrive. Afterwards the
   * id is 404.
   *
   * `DELETE /api/v1/webhooks/{webhook_id}` (deleteWebhook)
   */
  delete(webhook_id: string, options?: CallOptions): APIPromise<Answer<'deleteWebhook'>> {
    return this.#caller.call('deleteWebhook', { path: { webhook_id } }, options)
  }

  /**
   * Rotate the secret of a webhook endpoint.
   *
   * Makes a new secret, which is in this answer alone. For `overlap_hours` (24 unless given, at most 168) both secrets
   * sign: `webhook-signature` holds both signatures, `X-Signature` is still made with the old one. 0 ends the old secret
   * at once, and so ends a running overlap.
   *
   * `POST /api/v1/webhooks/{webhook_id}/rotate-secret` (rotateWebhookSecret)
   */
  rotateSecret(webhook_id: string, body?: BodyOf<'rotateWebhookSecret'>, options?: CallOptions): APIPromise<Answer<'rotateWebhookSecret'>> {
    return this.#caller.call('rotateWebhookSecret', { path: { webhook_id }, body }, options)
  }

  /**
   * Send a test event to a webhook endpoint.
   *
   * Sends one signed `webhook.test` event now, whatever the endpoint subscribes to and even while it is disabled, waits at
   * most 15 seconds for the answer, and returns what came of it. It is tried once, and a failure does not count
   * against the endpoint.
   *
   * `POST /api/v1/webhooks/{webhook_id}/test` (testWebhook)
   */
  test(webhook_id: string, options?: CallOptions): APIPromise<Answer<'testWebhook'>> {
    return this.#caller.call('testWebhook', { path: { webhook_id } }, options)
  }

  /**
   * Replay events to a webhook endpoint.
   *
   * Queues the events from `since` on again, at most 30 days back, for an endpoint that was down or has lost them. Ids stay
   * (`webhook-id` lets the receiver see what it knows), times and signatures are new. A disabled endpoint is 409: enable
   * it first.
   *
   * `POST /api/v1/webhooks/{webhook_id}/replay` (replayWebhook)
   */
  replay(webhook_id: string, body: BodyOf<'replayWebhook'>, options?: CallOptions): APIPromise<Answer<'replayWebhook'>> {
    return this.#caller.call('replayWebhook', { path: { webhook_id }, body }, options)
  }
}
