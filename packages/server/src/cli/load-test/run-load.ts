import type { LoadTesting } from '../../config/load-testing.ts'
import type { Clock } from '../../runtime.ts'
import { ask, egressTo, type Target } from './ask.ts'
import type { LoadPlan } from './load-plan.ts'
import { Tally } from './tally.ts'

export interface LoadRun {
  readonly tally: Tally
  /** How long it went on. */
  readonly elapsedMs: number
}

export interface Progress {
  elapsedMs: number
  users: number
  requests: number
  failed: number
  p95Ms: number
}

const progressMs = 1_000

/**
 * Lets the users of a plan ask, until it is over or told to stop. What a user could not ask in time, since the answer before
 * was late, has waited from when it was due: a slow server does not make its own test easier.
 */
export async function runLoad(
  { plan, section, target, clock }: { plan: LoadPlan; section: LoadTesting; target: Target; clock: Clock },
  stop: AbortSignal,
  tell: (progress: Progress) => void,
): Promise<LoadRun> {
  const tally = new Tally()
  const egress = egressTo(target, plan.users)
  const beganMs = clock.monotonic()
  const now = () => clock.monotonic() - beganMs
  const over = new AbortController()
  const ended = AbortSignal.any([over.signal, stop])
  let users = 0

  const user = async (index: number): Promise<void> => {
    const next = plan.scenariosOf(index)
    await clock.sleep(plan.startOf(index), ended)
    users++
    for (let n = 0, dueMs = plan.startOf(index); !ended.aborted; n++, dueMs += section.config.think_time) {
      if (dueMs > now()) await clock.sleep(dueMs - now(), ended)
      if (ended.aborted) break
      tally.add(await ask(target, egress, clock, section, { scenario: next(), n: `${index}.${n}`, dueMs, beganMs }))
    }
  }
  const watch = async (): Promise<void> => {
    while (!ended.aborted) {
      await clock.sleep(progressMs, ended)
      const { requests, failed } = tally
      tell({ elapsedMs: now(), users, requests, failed, p95Ms: tally.p95() })
    }
  }
  const everybody = Promise.all([watch(), ...Array.from({ length: plan.users }, (_, index) => user(index))])
  await clock.sleep(plan.durationMs, stop)
  over.abort()
  await everybody
  const elapsedMs = now()
  await egress.close()
  return { tally, elapsedMs }
}
