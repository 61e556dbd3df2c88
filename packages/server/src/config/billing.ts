import { z } from 'zod'
import { decimal } from './values.ts'

const origin = z.url({ protocol: /^https?$/ }).refine((url) => new URL(url).origin === url.replace(/\/$/, ''), {
  message: 'must be scheme, host and port alone',
})

/** In whole cents: nothing else can be paid. */
const price = decimal(0.5, 999_999.99).refine((usd) => Number.isInteger(Math.round(usd * 1e6) / 1e4), {
  message: 'must have at most two decimals',
})

/** What can be bought, and where a payer returns to. Keys are environment variables: STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET. */
export const billingSchema = z
  .strictObject({
    plans: z
      .array(
        z.strictObject({
          id: z.string().min(1).max(64),
          /** A recurring price at Stripe. */
          stripe_price_id: z.string().min(1).max(255),
          /** USD of a period, as that price says. */
          amount: price,
          /** Added for each period; as much as the amount unless written. */
          credits: decimal(0.01, 1_000_000).optional(),
        }),
      )
      .max(100)
      .default([])
      .refine((plans) => new Set(plans.map(({ id }) => id)).size === plans.length, {
        message: 'Plan ids must be unique',
      }),
    /** The first is where a payer returns to who named nothing else. */
    return_origins: z.array(origin).max(100).default([]),
    /** Of the payment provider's API, where it is not the real one: a simulator. */
    base_url: z.url({ protocol: /^https?$/ }).default('https://api.stripe.com'),
  })
  .prefault({})
