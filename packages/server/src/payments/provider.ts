/** What a payment provider can do for us; its own errors come as ApiErrors of the UPSTREAM rows. */
import type { ProviderEvent } from './take-in.ts'

export interface CheckoutOrder {
  /** Sent with the call: a second one with it makes nothing new. */
  orderId: string
  userId: string
  customer: string
  /** A single payment, or a subscription to a price. */
  what: { cents: number } | { priceId: string }
  successUrl: string
  cancelUrl: string
}

export interface PaymentProvider {
  /** As accounts, transactions and events name it. */
  readonly name: string
  createCustomer(userId: string, email: string | null): Promise<string>
  createCheckout(order: CheckoutOrder): Promise<{ session: string; url: string }>
  createPortal(customer: string, returnUrl: string): Promise<string>
  /** Verifies the signature over the bytes; throws INVALID_SIGNATURE. */
  read(bytes: Uint8Array, signature: string, secret: string): Promise<ProviderEvent>
}
