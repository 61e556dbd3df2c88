import type { Principal } from '../../identity/principal.ts'
import type { Clock, Log } from '../../runtime.ts'
import type { Store } from '../../store/database.ts'
import type { EventTexts } from './frames.ts'
import type { Tails } from './tails.ts'

/** The other end of a connection. */
export interface Peer {
  /** `left` is called when the frame has left this process, or cannot any more. */
  send(text: string, left: () => void): void
  ping(): void
  close(code: number, reason: string): void
  /** Ends the connection without a word. */
  cut(): void
}

/** Who connects. */
export interface Visitor {
  readonly principal: Principal
  /** Who this is now: asked again while the connection lasts. Throws where the credential ended. */
  ask(): Principal | Promise<Principal>
  /** What counts as one caller where there is no account. */
  readonly network: string
}

export interface FeedParts {
  store: Pick<Store, 'db'>
  clock: Clock
  log: Log
  tails: Tails
  texts: EventTexts
}

/** What a socket is told as it is closed. */
export const closeCodes = { badManners: 1008, failed: 1011, restarting: 1012, ended: 4401, slow: 4408 } as const
