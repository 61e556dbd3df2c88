import type { CloudRequest, Pace } from '@proxyapi/clouds'
import type { Clock } from '../runtime.ts'

export interface Pacer {
  /** Resolves when a request of this class may go out, in the order of the calls. Rejects where the signal ends the wait. */
  turn(kind: CloudRequest['class'], signal?: AbortSignal): Promise<void>
  /** Nothing of this class goes out for so long: the cloud has said so. */
  hold(kind: CloudRequest['class'], ms: number): void
}

interface Lane {
  pace: Pace
  /** When the last requests went out, as many as the window allows. */
  turns: number[]
  heldUntil: number
  last: Promise<void>
}

/** Clouds measure at their end, where requests arrive closer together than they were sent. */
const slackMs = 50

/** Keeps the documented limits of one cloud account, for each endpoint class by itself. */
export function createPacer(limits: readonly Pace[], clock: Clock): Pacer {
  const lanes = new Map(
    limits.map((pace): [string, Lane] => [pace.class, { pace, turns: [], heldUntil: 0, last: Promise.resolve() }]),
  )

  async function take(lane: Lane, signal?: AbortSignal): Promise<void> {
    const { pace, turns } = lane
    for (;;) {
      signal?.throwIfAborted()
      const now = clock.monotonic()
      const oldest = turns.length < pace.requests ? undefined : turns[0]
      const at = Math.max(lane.heldUntil, oldest === undefined ? 0 : oldest + pace.windowMs + slackMs)
      if (at <= now) {
        turns.push(now)
        if (turns.length > pace.requests) turns.shift()
        return
      }
      await clock.sleep(at - now, signal)
    }
  }

  return {
    async turn(kind, signal) {
      const lane = lanes.get(kind)
      if (!lane) return
      const mine = lane.last.then(() => take(lane, signal))
      // Whoever gives up does not end the queue.
      lane.last = mine.catch(() => undefined)
      return mine
    },
    hold(kind, ms) {
      const lane = lanes.get(kind)
      if (lane) lane.heldUntil = Math.max(lane.heldUntil, clock.monotonic() + ms)
    },
  }
}
