/** Payments over a store, with the simulated provider on the loopback interface; its events are handed over by the test. */
import { type SimulatedEvent, simulateStripe, stripeSignature } from '@proxyapi/simulators'
import { onTestFinished } from 'vitest'
import { createPayments, type Payments } from '../../src/payments/create-payments.ts'
import type { PaymentSettings } from '../../src/payments/payment-settings.ts'
import { stripeProvider } from '../../src/payments/stripe-provider.ts'
import type { Runtime } from '../../src/runtime.ts'
import type { Store } from '../../src/store/database.ts'
import { egressFor } from '../egress/loopback.ts'
import { aLedger, realRuntime } from '../ledger.ts'

export const secret = 'whsec_of_a_till_that_is_for_tests_alone'

/** Its credits do not divide by its cents. */
export const plan = { id: 'team', priceId: 'price_team', cents: 2_000, credits: 22_000_001 }

type Simulator = Awaited<ReturnType<typeof simulateStripe>>

export interface Till {
  payments: Payments
  simulator: Simulator
  runtime: Runtime
  /** Buys; the id of the provider's page. */
  order(userId: string, what: { amount: number } | { plan: string }): Promise<string>
  /** Hands an event over as the provider signs it. */
  hand(event: Pick<SimulatedEvent, 'body'>): Promise<void>
  /** What the newest event of a type is about. */
  newest(type: string): Record<string, unknown>
}

/** Goes with its test. */
export async function openTill(store: Store, seed: string, over: Partial<PaymentSettings> = {}): Promise<Till> {
  const simulator = await simulateStripe({ seed, prices: { [plan.priceId]: plan.cents } })
  onTestFinished(() => simulator.close())
  const runtime = realRuntime()
  const { clock } = runtime
  const egress = egressFor([Number(new URL(simulator.url).port)])
  const settings: PaymentSettings = {
    secretKey: 'sk_test_1',
    webhookSecret: secret,
    baseUrl: simulator.url,
    plans: [plan],
    returnOrigins: ['https://app.example.com'],
    ...over,
  }
  const payments = createPayments({
    store,
    runtime,
    ledger: aLedger(store),
    provider: stripeProvider({ egress, clock, secretKey: 'sk_test_1', baseUrl: simulator.url }),
    settings: () => settings,
    wake: () => undefined,
  })
  return {
    payments,
    simulator,
    runtime,
    async order(userId, what) {
      const { checkout_url } = await payments.checkout(userId, what, async () => undefined)
      return new URL(checkout_url).pathname.split('/').at(-1) ?? ''
    },
    hand: ({ body }) =>
      payments.receive(Buffer.from(body), stripeSignature(body, secret, Math.floor(clock.now() / 1000))),
    newest(type) {
      const event = simulator.events().findLast((made) => made.type === type)
      return (JSON.parse(event?.body ?? '{}') as { data?: { object: Record<string, unknown> } }).data?.object ?? {}
    },
  }
}
