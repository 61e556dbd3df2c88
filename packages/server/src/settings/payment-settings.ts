import { ConfigError } from '../config/problem.ts'
import type { Config } from '../config/schema.ts'
import { microsOfAmount } from '../ledger/money.ts'
import { isWebhookSecret, type PaymentSettings, webhookSecretBytesMin } from '../payments/payment-settings.ts'
import type { Environment } from './providers.ts'

/** Keys are the environment's. A secret that could be guessed is refused: in production at the start, else where it is used. */
export const paymentSettingsOf = ({ app, billing }: Config, environment: Environment): PaymentSettings => ({
  secretKey: environment.STRIPE_SECRET_KEY || null,
  webhookSecret: webhookSecretOf(app.environment, environment.STRIPE_WEBHOOK_SECRET),
  baseUrl: billing.base_url,
  plans: billing.plans.map(({ id, stripe_price_id, amount, credits = amount }) => ({
    id,
    priceId: stripe_price_id,
    cents: Math.round(amount * 100),
    credits: microsOfAmount(credits),
  })),
  returnOrigins: billing.return_origins,
})

function webhookSecretOf(mode: Config['app']['environment'], given: string | undefined): string | null {
  const isSafe = isWebhookSecret(given ?? '')
  if (isSafe || given === undefined || mode !== 'production') return isSafe ? (given ?? null) : null
  const message = `is empty or shorter than ${webhookSecretBytesMin} bytes: copy it from the endpoint's page`
  throw new ConfigError([{ path: 'STRIPE_WEBHOOK_SECRET', message, source: 'environment' }], 'the environment')
}
