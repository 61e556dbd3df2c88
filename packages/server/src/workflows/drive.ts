import { type Claim, claimDue } from '../store/claim.ts'
import { renewRun, wishOf } from '../store/workflows.ts'
import type { Job } from '../worker.ts'
import type { RunEvent } from './advance.ts'
import { allSteps, isEffect } from './definition.ts'
import { type Effect, knownOf } from './draft.ts'
import { evaluated } from './evaluate.ts'
import { HeldRun, LostRun } from './held-run.ts'
import { runsJob, type WorkflowParts } from './room.ts'
import { dueAtOf, isFinal, type RunState, spent } from './run-state.ts'
import { runStep, type StepWork } from './run-step.ts'
import { undoStep } from './undo-step.ts'
import type { Actor } from './verbs.ts'

const leaseMs = 60_000
const renewMs = 20_000
/** Other processes may wish something of it. */
const lookMs = 1_000
const everyMs = 1_000
const runsAtOnce = 64
const afterBugMs = 10_000

/** Works on what is due, in leases of 60 s that are renewed; a run that another worker has taken over is left alone. */
export class Drives {
  readonly #parts: WorkflowParts
  readonly #open = new Map<string, { done: Promise<void>; look: AbortController }>()
  readonly #over = new AbortController()

  constructor(parts: WorkflowParts) {
    this.#parts = parts
  }

  job(): Job {
    return {
      name: runsJob,
      everyMs,
      run: async () => {
        const { store, runtime } = this.#parts
        const limit = runsAtOnce - this.#open.size
        if (limit <= 0 || this.#over.signal.aborted) return 0
        const claims = await claimDue(store, 'workflow_runs', { nowMs: runtime.clock.now(), leaseMs, limit })
        for (const claim of claims) this.#begin(claim)
        return claims.length
      },
    }
  }

  /** Somebody wishes something of a run: whoever holds it here looks now. */
  look(id: string): void {
    this.#open.get(id)?.look.abort()
  }

  /** Gives up what runs here, so that others may go on with it at once. */
  async close(): Promise<void> {
    this.#over.abort()
    await Promise.all([...this.#open.values()].map(({ done }) => done))
  }

  #begin(claim: Claim): void {
    const entry = { done: Promise.resolve(), look: new AbortController() }
    this.#open.set(claim.id, entry)
    entry.done = this.#drive(claim, entry).finally(() => {
      this.#open.delete(claim.id)
      this.#parts.wake(runsJob)
    })
  }

  async #drive(claim: Claim, entry: { look: AbortController }): Promise<void> {
    const { clock, log } = this.#parts.runtime
    try {
      const held = await HeldRun.open(claim, this.#parts)
      if (held === null) return
      await this.#work(claim, held, entry)
      await this.#release(claim, dueAtOf(held.run, clock.now()))
    } catch (error) {
      if (error instanceof LostRun) return
      log.error('A run could not go on', { workflow_id: claim.id, error })
      await this.#release(claim, clock.now() + afterBugMs).catch(() => undefined)
    }
  }

  /** Until nothing runs here any more: it waits, it is over, or this process ends. */
  async #work(claim: Claim, held: HeldRun, entry: { look: AbortController }): Promise<void> {
    const { clock } = this.#parts.runtime
    const lost = new AbortController()
    const running = new Map<string, { stop: AbortController; ended: Promise<void> }>()
    const failures: unknown[] = []
    const signal = AbortSignal.any([this.#over.signal, lost.signal])
    const start = (effects: readonly Effect[]): void => {
      for (const effect of effects) {
        if (effect.do === 'abort') running.get(effect.step)?.stop.abort()
        else if (!signal.aborted) begin(effect, effects)
      }
    }
    const begin = (effect: Effect, beside: readonly Effect[]): void => {
      const stop = new AbortController()
      if (beside.some((other) => other.do === 'abort' && other.step === effect.step)) stop.abort()
      const ended = this.#carryOut(effect, held, start, AbortSignal.any([signal, stop.signal]))
        .then(async (event) => {
          // What was given up with this process is done again by the next; what has happened is written down.
          const isOver = event.type !== 'succeeded' && event.type !== 'undone'
          if (lost.signal.aborted || (signal.aborted && isOver)) return
          const next = await held.commit(event)
          running.delete(effect.step)
          start(next)
        })
        .catch((error: unknown) => {
          failures.push(error)
          lost.abort()
        })
        .finally(() => running.get(effect.step)?.ended === ended && running.delete(effect.step))
      running.set(effect.step, { stop, ended })
    }
    start(await held.commit({ type: 'claimed' }))
    let renewAt = clock.monotonic() + renewMs
    let lookAt = clock.monotonic() + lookMs
    while (running.size > 0) {
      const looked = new AbortController()
      const nap = clock.sleep(lookMs, AbortSignal.any([looked.signal, entry.look.signal, signal]))
      await Promise.race([nap, Promise.all([...running.values()].map(({ ended }) => ended))])
      looked.abort()
      if (signal.aborted) {
        await Promise.all([...running.values()].map(({ ended }) => ended))
        break
      }
      if (running.size === 0) break
      const wasAsked = entry.look.signal.aborted
      entry.look = new AbortController()
      if (clock.monotonic() >= renewAt) {
        if (!(await renewRun(this.#parts.store, claim, clock.now() + leaseMs))) lost.abort()
        renewAt = clock.monotonic() + renewMs
      }
      if (clock.monotonic() < lookAt && !wasAsked) continue
      lookAt = clock.monotonic() + lookMs
      const wish = await wishOf(this.#parts.store.db, claim)
      if (wish === undefined) lost.abort()
      else if (isDue(held.run, wish.cancel !== null, clock.now())) start(await held.commit({ type: 'tick' }))
    }
    const [failure] = failures
    if (failure !== undefined) throw failure
  }

  async #carryOut(
    effect: Effect,
    held: HeldRun,
    start: (effects: readonly Effect[]) => void,
    signal: AbortSignal,
  ): Promise<RunEvent> {
    const { verbs, runtime } = this.#parts
    const { run, row } = held
    const step = stepOf(held, effect.step)
    const state = run.steps[effect.step]
    if (state === undefined) throw new Error(`The run has no step ${effect.step}`)
    const known = knownOf(run)
    const work: StepWork = {
      ...{ runId: row.id, step, state, signal },
      args: evaluated(step.with ?? {}, known) as StepWork['args'],
      actor: actorOf(held),
      left: run.maxCost === null ? null : run.maxCost - spent(run),
      note: async (memo) => start(await held.commit({ type: 'noted', step: step.id, memo })),
    }
    const tools = { verbs, clock: runtime.clock }
    if (effect.do !== 'undo') return runStep(work, tools)
    const undo = run.undo?.find((one) => one.step === step.id)
    if (undo === undefined) throw new Error(`The run does not undo ${step.id}`)
    const compensate = step.type === 'http' ? step.compensate : undefined
    const compensation = compensate === undefined ? null : (evaluated(compensate.with, known) as StepWork['args'])
    return undoStep({ ...work, undo, compensation }, tools)
  }

  #release(claim: Claim, dueAt: number | null): Promise<void> {
    const { store } = this.#parts
    return store.write(async (tx) => {
      await tx
        .updateTable('workflow_runs')
        .set({ lease_until: null, due_at: dueAt })
        .where('id', '=', claim.id)
        .where('fence', '=', claim.fence)
        .where('cancel', 'is', null)
        .execute()
      await tx
        .updateTable('workflow_runs')
        .set({ lease_until: null })
        .where('id', '=', claim.id)
        .where('fence', '=', claim.fence)
        .where('cancel', 'is not', null)
        .execute()
    })
  }
}

/** Time has come to an end, or somebody wants it to. */
const isDue = (run: RunState, isWished: boolean, now: number): boolean =>
  (isWished && run.status !== 'canceling' && !isFinal(run.status)) || now >= run.deadlineAt

function stepOf(held: HeldRun, id: string) {
  const step = allSteps(held.definition.steps).find((one) => one.id === id)
  if (step === undefined || !isEffect(step)) throw new Error(`The definition has no step ${id} with an effect`)
  return step
}

const actorOf = ({ row }: HeldRun): Actor => ({
  userId: row.user_id,
  keyId: row.key_id,
  granted: JSON.parse(row.granted) as string[],
})
