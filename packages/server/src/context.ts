import type { Principal } from './identity/principal.ts'
import type { Rooms } from './rooms.ts'

/** What a handler gets beside its request: who asks, and the rooms. */
export interface Context extends Rooms {
  principal: Principal
  requestId: string
  /** As the caller sent it; null without one. */
  idempotencyKey: string | null
  clientIp: string
}
