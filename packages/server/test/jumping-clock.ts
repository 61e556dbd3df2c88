import type { Clock } from '../src/runtime.ts'
import { realClock } from './ledger.ts'

export interface JumpingClock extends Clock {
  /** Time goes by at once; sleeps that run are not woken. */
  jump(ms: number): void
}

export function jumpingClock(): JumpingClock {
  let ahead = 0
  return {
    now: () => realClock.now() + ahead,
    monotonic: () => realClock.monotonic() + ahead,
    sleep: realClock.sleep,
    jump(ms) {
      ahead += ms
    },
  }
}
