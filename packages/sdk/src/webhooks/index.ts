/** Verifies webhooks of ProxyAPI and of other senders of Standard Webhooks. There is no way to parse without verifying. */
import { check, type VerifyOptions } from './check.ts'
import type { WebhookEvent } from './event-types.ts'
import { readInput, readInputSync, type WebhookInput, type WebhookRequest } from './parse-input.ts'
import { run, runSync } from './tasks.ts'

export { ConfigurationError, ProxyAPIError } from '../core/errors.ts'
export type { VerifyOptions } from './check.ts'
export type { WebhookEvent, WebhookEventName, WebhookEvents } from './event-types.ts'
export type { WebhookHeaders, WebhookInput, WebhookRequest } from './parse-input.ts'
export { type MemoryReplayStoreOptions, memoryReplayStore } from './replay-store.ts'
export type { SeedScheme } from './seed-schemes.ts'
export { type SignOptions, sign } from './sign.ts'
export type { ReplayStore } from './tasks.ts'
export { WebhookVerificationError, type WebhookVerificationReason } from './verification-error.ts'

/** Resolves with the event; rejects with WebhookVerificationError, whose `reason` says why it must not be trusted. */
export async function verify(input: WebhookInput, options: VerifyOptions): Promise<WebhookEvent> {
  return run(check(await readInput(input), options))
}

/** As `verify`. */
export const unwrap: typeof verify = (input, options) => verify(input, options)

/** As `verify`, without a promise; where there is `node:crypto`. */
export function verifySync(input: WebhookRequest, options: VerifyOptions): WebhookEvent {
  return runSync(check(readInputSync(input), options))
}
