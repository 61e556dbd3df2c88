import { events } from '@proxyapi/contract'

export interface EventKind {
  /** The channel of the feed. */
  channel: string
  /** Reaches no endpoint. */
  feedOnly: boolean
}

/** Every event of the document by its name. */
export const eventKinds: ReadonlyMap<string, EventKind> = new Map(Object.entries(events))

/** Sent by testWebhook to the endpoint that it tests, and to no other. */
export const testEvent = 'webhook.test'

/** Whether endpoints that subscribe to it receive it. */
export const reachesSubscribers = (name: string): boolean =>
  name !== testEvent && eventKinds.get(name)?.feedOnly === false

const publicChannels: ReadonlySet<string> = new Set(['gpu_updates', 'model_updates'])

/** Whether it may belong to no account, and so to everybody. */
export const mayBePublic = (name: string): boolean => publicChannels.has(eventKinds.get(name)?.channel ?? '')
