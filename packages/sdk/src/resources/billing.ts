// Generated from openapi/ by `pnpm gen`. Never edited.
import type { APIPromise } from '../core/api-promise.ts'
import type { Caller } from '../core/caller.ts'
import type { CallOptions } from '../core/options.ts'
import type { PagePromise } from '../core/page.ts'
import type { Answer, BodyOf, ItemOf, QueryOf } from '../core/shapes.ts'

export class Billing {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * List transactions.
   *
   * Money that came into the account or went back, newest first: payments, subscription periods, grants, refunds and
   * disputes. Their sum is `credits_total` of getCredits. What calls and GPUs cost is in getUsage.
   *
   * `GET /api/v1/billing/transactions` (listTransactions)
   */
  transactions(query?: QueryOf<'listTransactions'>, options?: CallOptions): PagePromise<ItemOf<'listTransactions'>> {
    return this.#caller.page('listTransactions', { query }, options)
  }

  /**
   * Buy credits.
   *
   * Opens an order over `amount` USD (5 to 10,000) or a `plan`, and returns the payment provider's page for it. Exactly
   * one of the two is sent. Credits are added when the provider reports the payment, never before: wait for the event
   * `payment.completed`. 503 where the operator has not set up payments.
   *
   * `POST /api/v1/billing/checkout` (createCheckout)
   */
  checkout(body: BodyOf<'createCheckout'>, options?: CallOptions): APIPromise<Answer<'createCheckout'>> {
    return this.#caller.call('createCheckout', { body }, options)
  }

  /**
   * Open the payment provider's portal.
   *
   * Returns a page of the payment provider on which the user sees invoices and changes cards and subscriptions. Before
   * the first checkout there is none: 409.
   *
   * `POST /api/v1/billing/portal` (createBillingPortal)
   */
  portal(body?: BodyOf<'createBillingPortal'>, options?: CallOptions): APIPromise<Answer<'createBillingPortal'>> {
    return this.#caller.call('createBillingPortal', { body }, options)
  }
}
