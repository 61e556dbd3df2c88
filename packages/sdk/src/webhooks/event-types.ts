import type { webhooks } from '../generated/types.ts'

/** The body of each event by its name. */
export type WebhookEvents = {
  [Name in keyof webhooks]: webhooks[Name]['post']['requestBody']['content']['application/json']
}

export type WebhookEventName = keyof WebhookEvents

/** Any event; `event` tells which, and so what `data` is. A newer server may send more. */
export type WebhookEvent = WebhookEvents[WebhookEventName]
