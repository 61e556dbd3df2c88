import type { DueColumns } from './due.ts'

export type WorkflowStatus =
  | 'queued'
  | 'running'
  | 'waiting'
  | 'suspended'
  | 'canceling'
  | 'succeeded'
  | 'failed'
  | 'canceled'

/** A run; due when a step of it is to begin, to go on or to be undone. */
export interface WorkflowRunsTable extends DueColumns {
  id: string
  user_id: string
  /** Whose rights each step has; null: of the user himself. */
  key_id: string | null
  /** JSON list: what the credential might do when the run began or was resumed. */
  granted: string
  name: string
  status: WorkflowStatus
  /** Sealed JSON; null once it is forgotten. */
  definition: string | null
  /** Sealed JSON of what changes: output, error, costs, what is undone; null once it is forgotten. */
  facts: string | null
  /** Micro-USD. */
  cost: number
  max_cost: number | null
  /** A wish that the holder of the lease has not seen yet. */
  cancel: 'undo' | 'leave' | null
  created_at: number
  deadline_at: number
  finished_at: number | null
  /** Events in its log. */
  events: number
}

export interface WorkflowStepsTable {
  run_id: string
  user_id: string
  id: string
  position: number
  type: string
  status: string
  attempt: number
  started_at: number | null
  finished_at: number | null
  due_at: number | null
  /** Sealed JSON: output, error, and what it keeps for itself; null once it is forgotten. */
  facts: string | null
}

/** Append-only. */
export interface WorkflowEventsTable {
  run_id: string
  user_id: string
  seq: number
  at: number
  step: string | null
  event: string
  /** JSON. */
  detail: string
}

export interface WorkflowTables {
  workflow_runs: WorkflowRunsTable
  workflow_steps: WorkflowStepsTable
  workflow_events: WorkflowEventsTable
}
