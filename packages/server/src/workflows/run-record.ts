/** A run as rows, and back: what callers wrote and got is sealed. */

import type { WorkflowRunsTable, WorkflowStepsTable } from '../store/workflow-tables.ts'
import type { StoredRun, StoredStep } from '../store/workflows.ts'
import { allSteps, type Definition } from './definition.ts'
import { type RunState, type StepState, spent } from './run-state.ts'

export interface Sealer {
  seal(text: string, place: string): string
  open(sealed: string, place: string): string
}

type RunFacts = Pick<RunState, 'output' | 'error' | 'costs' | 'undo' | 'compensates'>
type StepFacts = Pick<StepState, 'tries' | 'output' | 'error' | 'happened' | 'order' | 'memo'>

const runPlace = (id: string, column: 'definition' | 'facts') => `workflow_runs:${id}:${column}`
const stepPlace = (runId: string, id: string) => `workflow_steps:${runId} ${id}:facts`

/** The columns of a run that its state decides. */
export function runColumns(id: string, run: RunState, sealer: Sealer) {
  const { status, output, error, costs, undo, compensates, maxCost, deadlineAt, finishedAt } = run
  const facts: RunFacts = { output, error, costs, undo, compensates }
  return {
    status,
    facts: sealer.seal(JSON.stringify(facts), runPlace(id, 'facts')),
    cost: spent(run),
    max_cost: maxCost,
    deadline_at: deadlineAt,
    finished_at: finishedAt,
  } satisfies Partial<WorkflowRunsTable>
}

/** The columns of a step that its state decides. */
export function stepColumns(runId: string, id: string, state: StepState, sealer: Sealer) {
  const { status, attempt, startedAt, finishedAt, dueAt, tries, output, error, happened, order, memo } = state
  const facts: StepFacts = { tries, output, error, happened, order, memo }
  return {
    ...{ id, status, attempt, started_at: startedAt, finished_at: finishedAt, due_at: dueAt },
    facts: sealer.seal(JSON.stringify(facts), stepPlace(runId, id)),
  } satisfies Partial<WorkflowStepsTable>
}

export const sealedDefinition = (id: string, definition: Definition, sealer: Sealer): string =>
  sealer.seal(JSON.stringify(definition), runPlace(id, 'definition'))

/** The rows of all steps of a new run. */
export const stepRows = (runId: string, userId: string, definition: Definition, run: RunState, sealer: Sealer) =>
  allSteps(definition.steps).map(({ id, type }, position): WorkflowStepsTable => {
    const state = run.steps[id]
    if (state === undefined) throw new Error(`The run has no step ${id}`)
    return { run_id: runId, user_id: userId, position, type, ...stepColumns(runId, id, state, sealer) }
  })

/** Null once it is forgotten. */
export function definitionOf({ id, definition }: StoredRun, sealer: Sealer): Definition | null {
  return definition === null ? null : (JSON.parse(sealer.open(definition, runPlace(id, 'definition'))) as Definition)
}

const forgotten: RunFacts = { output: null, error: null, costs: {}, undo: [], compensates: true }
const forgottenStep: StepFacts = { tries: 0, output: null, error: null, happened: false, order: 0, memo: null }

export function runStateOf(row: StoredRun, steps: readonly StoredStep[], input: unknown, sealer: Sealer): RunState {
  const facts: RunFacts = row.facts === null ? forgotten : JSON.parse(sealer.open(row.facts, runPlace(row.id, 'facts')))
  return {
    ...facts,
    status: row.status,
    input,
    maxCost: row.max_cost,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    deadlineAt: row.deadline_at,
    steps: Object.fromEntries(steps.map((step) => [step.id, stepStateOf(step, sealer)])),
  }
}

function stepStateOf(row: StoredStep, sealer: Sealer): StepState {
  const { status, attempt, started_at, finished_at, due_at } = row
  const facts: StepFacts =
    row.facts === null ? forgottenStep : JSON.parse(sealer.open(row.facts, stepPlace(row.run_id, row.id)))
  return {
    ...facts,
    status: status as StepState['status'],
    ...{ attempt, startedAt: started_at, finishedAt: finished_at, dueAt: due_at },
  }
}
