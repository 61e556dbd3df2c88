import type { RealtimeEvent, RealtimeResyncRequired, RealtimeStream } from '../generated/types.ts'
import type { WebhookEventName, WebhookEvents } from '../webhooks/event-types.ts'

export type Channel = 'gpu_updates' | 'model_updates' | 'billing_events' | 'account_events' | 'admin_events'

/** The last `seq` of each stream. */
export type Position = { [Stream in RealtimeStream]?: number }

/** The type of a frame: the event's name with `_` for `.`, and `model_` for `models.`. */
type FrameType<Name extends string> = Name extends `models.${infer Verb}`
  ? `model_${Verb}`
  : Name extends `${infer Noun}.${infer Verb}`
    ? `${Noun}_${Verb}`
    : Name

type Told<Name extends WebhookEventName> = Omit<RealtimeEvent, 'type' | 'payload'> & {
  /** As webhooks call it: `instance.ready`. */
  name: Name
  /** As the frame has it: `instance_ready`. */
  type: FrameType<Name>
  payload: WebhookEvents[Name]['data']
}

/** Something was missed that the server no longer keeps: read the state anew. */
export type ResyncRequired = RealtimeResyncRequired & { name: 'resync_required' }

/** What a subscription brings, by `name`. */
export type FeedEvents = { [Name in WebhookEventName]: Told<Name> } & { resync_required: ResyncRequired }
export type FeedEvent = FeedEvents[keyof FeedEvents]

/** A name with its dot, or the type of the frame. */
export type FeedEventKey = keyof FeedEvents | FrameType<WebhookEventName>
/** The event that is told under a name or type. */
export type FeedEventOf<Key extends FeedEventKey> = Extract<FeedEvent, { name: Key } | { type: Key }>

/** `instance.ready` of `instance_ready`, `models.updated` of `model_updated`; nouns hold no underscore. */
export const nameOf = (type: string): string =>
  type === 'resync_required' ? type : type.replace(/^model_/, 'models_').replace('_', '.')
