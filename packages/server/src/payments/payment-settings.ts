import type { Micros } from '../ledger/ledger.ts'

/** Something that is paid again each period. */
export interface Plan {
  id: string
  /** The payment provider's id of its price. */
  priceId: string
  cents: number
  credits: Micros
}

export interface PaymentSettings {
  /** null: payments are off. */
  secretKey: string | null
  /** Of the provider's events; null: none is taken in. */
  webhookSecret: string | null
  baseUrl: string
  plans: readonly Plan[]
  /** Where a payer may be sent; the first unless he named one. */
  returnOrigins: readonly string[]
}

export const webhookSecretBytesMin = 24

/** Whether nobody can guess it. */
export const isWebhookSecret = (text: string): boolean => Buffer.byteLength(text.trim()) >= webhookSecretBytesMin
