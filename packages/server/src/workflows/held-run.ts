import type { Claim } from '../store/claim.ts'
import { lockHeldRun, runById, type StoredRun, stepsOf } from '../store/workflows.ts'
import { type Advanced, advance, type RunEvent } from './advance.ts'
import { allSteps, type Definition, isEffect } from './definition.ts'
import type { Effect } from './draft.ts'
import type { WorkflowParts } from './room.ts'
import { definitionOf, runStateOf } from './run-record.ts'
import { isFinal, type RunState } from './run-state.ts'
import { writeAdvance } from './write-advance.ts'

/** The lease is another worker's by now: nothing of what this one knows counts any more. */
export class LostRun extends Error {
  override readonly name = 'LostRun'
}

/** A run that this worker holds. What happens is written where the fencing token still matches, one event after another. */
export class HeldRun {
  readonly row: StoredRun
  readonly definition: Definition
  readonly #claim: Claim
  readonly #parts: WorkflowParts
  #run: RunState
  #last: Promise<unknown> = Promise.resolve()

  private constructor(claim: Claim, row: StoredRun, definition: Definition, run: RunState, parts: WorkflowParts) {
    this.#claim = claim
    this.row = row
    this.definition = definition
    this.#run = run
    this.#parts = parts
  }

  /** Null where it is not held, or forgotten. */
  static async open(claim: Claim, parts: WorkflowParts): Promise<HeldRun | null> {
    const { store, sealer } = parts
    const row = await runById(store.db, claim.id)
    if (row === undefined || row.fence !== claim.fence) return null
    const definition = definitionOf(row, sealer)
    if (definition === null) return null
    const steps = await stepsOf(store.db, row.id)
    return new HeldRun(claim, row, definition, runStateOf(row, steps, definition.input ?? {}, sealer), parts)
  }

  get run(): RunState {
    return this.#run
  }

  /** Writes down what happened, and a wish to cancel that came meanwhile. Throws LostRun, STORAGE_UNAVAILABLE. */
  commit(event: RunEvent): Promise<readonly Effect[]> {
    const next = this.#last.then(() => this.#commit(event))
    this.#last = next.catch(() => undefined)
    return next
  }

  async #commit(event: RunEvent): Promise<readonly Effect[]> {
    const { store, runtime, events } = this.#parts
    const before = this.#run
    const made = await store.write(async (tx) => {
      const held = await lockHeldRun(tx, store, this.#claim)
      if (held === undefined) throw new LostRun()
      const advanced = this.#advanced(before, event, held.cancel)
      await writeAdvance(
        tx,
        { row: { ...this.row, ...held }, before, advanced, definition: this.definition },
        this.#parts,
      )
      return advanced
    })
    this.#run = made.run
    if (made.run.status !== before.status) events.wake()
    for (const { id, type } of this.#ended(before)) {
      const { startedAt, finishedAt } = made.run.steps[id] ?? {}
      if (startedAt != null && finishedAt != null)
        runtime.metrics.observe('proxyapi_workflow_step_seconds', (finishedAt - startedAt) / 1_000, { type })
    }
    return made.effects
  }

  #advanced(run: RunState, event: RunEvent, cancel: StoredRun['cancel']): Advanced {
    const now = this.#parts.runtime.clock.now()
    const isWished = cancel !== null && run.status !== 'canceling' && !isFinal(run.status)
    if (!isWished) return advance(this.definition, run, event, now)
    // First, so that what has ended lets nothing begin.
    const first = advance(this.definition, run, { type: 'cancel', compensate: cancel === 'undo' }, now)
    const second = advance(this.definition, first.run, event, now)
    const effects = [...first.effects, ...second.effects]
    return { run: second.run, effects, notes: [...first.notes, ...second.notes] }
  }

  *#ended(before: RunState) {
    for (const [id, state] of Object.entries(this.#run.steps)) {
      if (state === before.steps[id] || state.finishedAt === null || before.steps[id]?.finishedAt != null) continue
      const step = stepNamed(this.definition, id)
      if (step !== undefined && isEffect(step)) yield step
    }
  }
}

const stepNamed = (definition: Definition, id: string) => allSteps(definition.steps).find((step) => step.id === id)
