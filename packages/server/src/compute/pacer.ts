import type { CloudRequest, Pace } from '@proxyapi/clouds'
import type { Clock } from '../runtime.ts'

export interface Pacer {
  /** Resolves when a request of this class may go out; each call takes one turn. */
  turn(kind: CloudRequest['class'], signal?: AbortSignal): Promise<void>
  /** Nothing of this class goes out for so long: the cloud has said so. */
  hold(kind: CloudRequest['class'], ms: number): void
}

/** Keeps the documented limits of one cloud account, for each endpoint class by itself. */
export function createPacer(limits: readonly Pace[], clock: Clock): Pacer {
  const lanes = new Map(limits.map((pace) => [pace.class, { pace, turns: [] as number[], heldUntil: 0 }]))
  return {
    async turn(kind, signal) {
      const lane = lanes.get(kind)
      if (!lane) return
      const { pace, turns, heldUntil } = lane
      const now = clock.monotonic()
      const oldest = turns.length < pace.requests ? undefined : turns.shift()
      const at = Math.max(now, heldUntil, turns.at(-1) ?? 0, oldest === undefined ? 0 : oldest + pace.windowMs)
      turns.push(at)
      if (at > now) await clock.sleep(at - now, signal)
    },
    hold(kind, ms) {
      const lane = lanes.get(kind)
      if (lane) lane.heldUntil = Math.max(lane.heldUntil, clock.monotonic() + ms)
    },
  }
}
