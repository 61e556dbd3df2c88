import { allSteps, type Definition, type Step } from './definition.ts'
import { evaluated, type Known } from './evaluate.ts'
import type { RunState, StepState, Undo } from './run-state.ts'

/** What the worker is to do: each answers with an event. */
export type Effect =
  | { readonly do: 'run'; readonly step: string }
  | { readonly do: 'undo'; readonly step: string }
  /** The call that runs is given up; what it answers still counts. */
  | { readonly do: 'abort'; readonly step: string }

/** A line of the run's log. */
export interface Note {
  readonly step: string | null
  readonly event: string
  readonly detail: Readonly<Record<string, unknown>>
}

/** What references of a run point into: its input, and outputs of steps that have succeeded. */
export function knownOf({ input, steps }: RunState): Known {
  const outputs = Object.entries(steps).flatMap(([id, { status, output }]) =>
    status === 'succeeded' ? [[id, output] as const] : [],
  )
  return { input, steps: Object.fromEntries(outputs) }
}

/** A run that is being changed: what is to be done and told of it gathers here. */
export class Draft {
  readonly definition: Definition
  readonly now: number
  readonly effects: Effect[] = []
  readonly notes: Note[] = []
  #run: RunState

  constructor(definition: Definition, run: RunState, now: number) {
    this.definition = definition
    this.#run = run
    this.now = now
  }

  get run(): RunState {
    return this.#run
  }

  get known(): Known {
    return knownOf(this.#run)
  }

  evaluated(value: unknown): unknown {
    return evaluated(value, this.known)
  }

  state(id: string): StepState {
    const state = this.#run.steps[id]
    if (state === undefined) throw new Error(`The run has no step ${id}`)
    return state
  }

  change(changes: Partial<RunState>): void {
    this.#run = { ...this.#run, ...changes }
  }

  changeStep(id: string, changes: Partial<StepState>): void {
    this.change({ steps: { ...this.#run.steps, [id]: { ...this.state(id), ...changes } } })
  }

  changeUndo(step: string, changes: Partial<Undo>): void {
    this.change({ undo: (this.#run.undo ?? []).map((one) => (one.step === step ? { ...one, ...changes } : one)) })
  }

  note(step: string | null, event: string, detail: Note['detail'] = {}): void {
    this.notes.push({ step, event, detail })
  }

  steps(): Step[] {
    return allSteps(this.definition.steps)
  }

  stepOf(id: string): Step {
    const step = this.steps().find((one) => one.id === id)
    if (step === undefined) throw new Error(`The definition has no step ${id}`)
    return step
  }

  /** The number of the step that ends next. */
  nextOrder(): number {
    return 1 + Math.max(0, ...Object.values(this.#run.steps).map(({ order }) => order))
  }
}
