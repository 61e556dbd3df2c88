/** Long work in slices: others run between them. */
import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../runtime.ts'

/** Work that may be laid down at each `yield`; its result does not depend on where it was. */
export type Sliced<T> = Generator<undefined, T, undefined>

/** Lets others run where the process was held for 5 ms since they last did. */
export type Breath = () => Promise<void>

const sliceMs = 5

export function breathing({ monotonic }: Pick<Clock, 'monotonic'>): Breath {
  let since = monotonic()
  return async () => {
    if (monotonic() - since < sliceMs) return
    await setImmediate()
    since = monotonic()
  }
}

/** All of it, now. */
export function atOnce<T>(work: Sliced<T>): T {
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
  }
}

/** All of it, with a breath wherever it may be laid down. */
export async function inSlices<T>(work: Sliced<T>, breathe: Breath): Promise<T> {
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
    await breathe()
  }
}
