import { ProxyAPIError } from '../core/errors.ts'

export type WebhookVerificationReason =
  | 'missing_header'
  | 'malformed_header'
  | 'timestamp_too_old'
  | 'timestamp_too_new'
  | 'no_match'
  | 'replayed'
  | 'parsed_body'
  | 'bad_secret'
  | 'malformed_body'

/** A webhook that must not be trusted, or a mistake in how it was handed over; branch on `reason`. */
export class WebhookVerificationError extends ProxyAPIError {
  static override readonly kind: string = 'WebhookVerificationError'
  readonly reason: WebhookVerificationReason

  constructor(reason: WebhookVerificationReason, message: string, options?: ErrorOptions) {
    super('WEBHOOK_VERIFICATION', message, options)
    this.reason = reason
  }
}
