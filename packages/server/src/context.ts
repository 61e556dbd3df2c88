import type { PlainReply } from '@proxyapi/contract'
import type { Principal } from './identity/principal.ts'
import type { Rooms } from './rooms.ts'
import type { Span } from './runtime.ts'
import type { Keep } from './store/idempotency.ts'

/** What a handler gets beside its request: who asks, and the rooms. */
export interface Context extends Rooms {
  principal: Principal
  requestId: string
  /** As the caller sent it; null without one. */
  idempotencyKey: string | null
  clientIp: string
  /** Writes the answer of a keyed request down with its effect: whoever repeats the key gets it, whatever dies in between. */
  keepAnswer: Keep<PlainReply>
  /** Of the request, where it is traced. */
  span?: Span | undefined
}
