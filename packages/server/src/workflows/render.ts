/** A run as the document has it. */
import type { StoredEvent, StoredRun, StoredStep } from '../store/workflows.ts'
import { allSteps, type Definition, leavesEffect, type Schemas, type Step, type StepType } from './definition.ts'
import { isFinal, type RunState, type RunStatus, type StepError, type StepStatus } from './run-state.ts'

const timeOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

/** Null where it has none; the effects that stand are told with it. */
export function errorOf({ error, steps }: RunState, definition: Definition): Schemas['WorkflowError'] | null {
  if (error === null) return null
  const stands = allSteps(definition.steps).filter((step) => leavesEffect(step) && steps[step.id]?.happened)
  const effects = stands.map((step) => ({
    step: step.id,
    type: step.type,
    resource_id: resourceOf(step, steps[step.id]?.output),
  }))
  const gone = new Set(effects.flatMap(({ type, resource_id }) => (type === 'gpu.destroy' ? resource_id : [])))
  return {
    ...error,
    effects: effects.filter(({ type, resource_id }) => type !== 'gpu.create' || !gone.has(resource_id)),
  }
}

const idNames: Partial<Record<Step['type'], string>> = {
  'gpu.create': 'contract_id',
  'gpu.destroy': 'contract_id',
  'memory.add': 'memory_id',
}

function resourceOf({ type }: Step, output: unknown): string | null {
  const name = idNames[type]
  const id = name === undefined ? undefined : (output as Record<string, unknown> | null)?.[name]
  return typeof id === 'string' ? id : null
}

/** The state that is told: a wish to cancel counts before a worker has seen it. */
export const shownStatus = ({ status, cancel }: Pick<StoredRun, 'status' | 'cancel'>): RunStatus =>
  cancel !== null && !isFinal(status) ? 'canceling' : status

/** `definition` is null once it is forgotten. */
export function renderRun(
  row: StoredRun,
  steps: readonly Pick<StoredStep, 'id' | 'type'>[],
  run: RunState,
  definition: Definition | null,
): Schemas['WorkflowRun'] {
  return {
    workflow_id: row.id,
    name: row.name,
    status: shownStatus(row),
    input: (definition === null ? null : (definition.input ?? {})) as Schemas['JsonValue'],
    output: (run.output ?? null) as Schemas['JsonValue'],
    error: definition === null ? null : errorOf(run, definition),
    cost: row.cost / 1e6,
    max_cost: run.maxCost === null ? null : run.maxCost / 1e6,
    steps: steps.map((step) => renderStep(step, run)),
    compensation: (run.undo ?? []).map((undo) => ({
      ...{ step: undo.step, type: undo.type, status: undo.status, attempt: undo.attempt },
      started_at: timeOf(undo.startedAt),
      finished_at: timeOf(undo.finishedAt),
      error: stepError(undo.error, undo.step),
    })),
    created_at: new Date(run.createdAt).toISOString(),
    finished_at: timeOf(run.finishedAt),
  }
}

function renderStep({ id, type }: Pick<StoredStep, 'id' | 'type'>, run: RunState): Schemas['WorkflowRunStep'] {
  const state = run.steps[id]
  if (state === undefined) throw new Error(`The run has no step ${id}`)
  const { status, attempt, startedAt, finishedAt, output, error } = state
  return {
    ...{ id, type: type as StepType, status: shownStep(status, run.status), attempt },
    started_at: timeOf(startedAt),
    finished_at: timeOf(finishedAt),
    output: (output ?? null) as Schemas['JsonValue'],
    error: stepError(error, id),
  }
}

/** What stands around a step that stopped has stopped with it. */
function shownStep(status: StepStatus, run: RunStatus): StepStatus {
  if (status !== 'running' || (!isFinal(run) && run !== 'suspended')) return status
  return run === 'suspended' ? 'suspended' : 'failed'
}

const stepError = (error: StepError | null, step: string) => error && { ...error, step }

type Summary = Pick<StoredRun, 'id' | 'name' | 'status' | 'cancel' | 'cost' | 'created_at' | 'finished_at'>

export const summaryOf = (row: Summary): Schemas['WorkflowRunSummary'] => ({
  ...{ kind: 'run', workflow_id: row.id, name: row.name, status: shownStatus(row), cost: row.cost / 1e6 },
  created_at: new Date(row.created_at).toISOString(),
  finished_at: timeOf(row.finished_at),
})

export const eventOf = ({ seq, at, step, event, detail }: StoredEvent): Schemas['WorkflowEvent'] => ({
  ...{ kind: 'event', seq, at: new Date(at).toISOString(), step, event },
  detail: JSON.parse(detail),
})
