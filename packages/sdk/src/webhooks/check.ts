import { ConfigurationError } from '../core/errors.ts'
import type { WebhookEvent } from './event-types.ts'
import type { Message } from './parse-input.ts'
import { readSecrets, type Secret } from './secret.ts'
import { matchesSeed, readSeedSignature, type SeedScheme } from './seed-schemes.ts'
import { checkTime, matchesStandard, readStandard, type StandardHeaders } from './standard.ts'
import { type ReplayStore, type Steps, seen } from './tasks.ts'
import { WebhookVerificationError } from './verification-error.ts'

export interface VerifyOptions {
  /** The secret of the endpoint (`whsec_…`, or the text it was created with), a public key (`whpk_…`), or several in a rotation. */
  secrets: string | readonly string[]
  /**
   * `standard` unless given. Requests without Standard Webhooks headers are accepted only by a seed scheme that is named
   * here; such a signature covers neither name nor time of the event. Standard headers, where sent, must always verify.
   */
  schemes?: readonly ('standard' | SeedScheme)[]
  /** How far the timestamp may be off, either way; 300 unless given. */
  toleranceSeconds?: number
  /** When it arrived, for what is verified later; else now. */
  receivedAt?: Date | number
  /** Milliseconds since 1970. */
  now?: () => number
  /** Refuses a `webhook-id` that was verified before. Retries of an event carry the same id. */
  replay?: ReplayStore
}

/** Everything that must hold before an event is believed, and then the event. */
export function* check(message: Message, options: VerifyOptions): Steps<WebhookEvent> {
  const { secrets: given, schemes = ['standard'], toleranceSeconds = 300, replay } = options
  if (!(Number.isFinite(toleranceSeconds) && toleranceSeconds > 0)) {
    throw new ConfigurationError('toleranceSeconds must be more than 0: clocks always differ.')
  }
  const secrets = readSecrets(given)
  const standard = readStandard(message)
  if (standard === null) return yield* checkSeed(message, schemes, secrets)
  checkTime(standard, arrivalMs(options), toleranceSeconds)
  if (!(yield* matchesStandard(standard, message.body, secrets))) throw noMatch()
  const { event } = parse(message)
  yield* checkReplay(replay, standard, toleranceSeconds)
  return event
}

function* checkSeed(
  message: Message,
  schemes: NonNullable<VerifyOptions['schemes']>,
  secrets: readonly Secret[],
): Steps<WebhookEvent> {
  const allowed = schemes.filter((scheme) => scheme !== 'standard')
  if (allowed.length === 0) {
    throw new WebhookVerificationError(
      'missing_header',
      'webhook-id, webhook-timestamp and webhook-signature are missing.',
    )
  }
  const { text, event } = parse(message)
  for (const scheme of allowed) {
    const signature = readSeedSignature(scheme, message, event)
    if (signature === null) continue
    if (yield* matchesSeed(signature, text, secrets)) return event
    throw noMatch()
  }
  throw allowed.includes('x-signature')
    ? new WebhookVerificationError('missing_header', 'The header X-Signature is missing.')
    : new WebhookVerificationError('malformed_body', 'The body has no member signature.')
}

function* checkReplay(replay: ReplayStore | undefined, { id, timestamp }: StandardHeaders, toleranceSeconds: number) {
  if (replay && (yield* seen(replay, id, (timestamp + toleranceSeconds) * 1000))) {
    throw new WebhookVerificationError('replayed', `${id} was verified before.`)
  }
}

const noMatch = () =>
  new WebhookVerificationError(
    'no_match',
    'No signature matches: it is another secret, or the body was changed on its way (parsed and written again?).',
  )

function arrivalMs({ receivedAt, now = Date.now }: VerifyOptions): number {
  const ms = receivedAt === undefined ? now() : Number(receivedAt)
  if (!Number.isFinite(ms)) throw new ConfigurationError('receivedAt and now are times in milliseconds, or a Date.')
  return ms
}

function parse({ body }: Message): { text: string; event: WebhookEvent & Record<string, unknown> } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
    const event: unknown = JSON.parse(text)
    if (typeof event !== 'object' || event === null || Array.isArray(event)) throw new TypeError('not an object')
    return { text, event: event as WebhookEvent & Record<string, unknown> }
  } catch (cause) {
    throw new WebhookVerificationError('malformed_body', 'The body is not a JSON object in UTF-8.', { cause })
  }
}
