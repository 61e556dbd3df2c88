import type { ErrorCode } from '@proxyapi/contract/errors'
import type { Schemas, StepType } from './definition.ts'

export type RunStatus = Schemas['WorkflowRunStatus']
export type StepStatus = Schemas['WorkflowRunStep']['status']
export type Micros = number

export interface StepError {
  readonly code: ErrorCode
  readonly message: string
}

export interface StepState {
  readonly status: StepStatus
  /** Begun, counted from 1. */
  readonly attempt: number
  /** Attempts since the run was resumed here: what its `retry` counts. */
  readonly tries: number
  readonly startedAt: number | null
  readonly finishedAt: number | null
  /** When a waiting one goes on. */
  readonly dueAt: number | null
  readonly output: unknown
  readonly error: StepError | null
  /** The effect has taken place, or it cannot be known that it has not. */
  readonly happened: boolean
  /** Counts the steps of a run in the order in which they ended. */
  readonly order: number
  /** What its effect keeps for itself between two attempts. */
  readonly memo: unknown
}

/** How the effect of a step is taken back. */
export interface Undo {
  readonly step: string
  readonly type: StepType
  readonly status: Schemas['WorkflowUndo']['status']
  readonly attempt: number
  readonly startedAt: number | null
  readonly finishedAt: number | null
  readonly dueAt: number | null
  readonly error: StepError | null
}

export interface RunError extends StepError {
  readonly step: string | null
}

/** All that changes of a run. */
export interface RunState {
  readonly status: RunStatus
  readonly steps: Readonly<Record<string, StepState>>
  readonly input: unknown
  readonly output: unknown
  readonly error: RunError | null
  /** What each part of it has cost, by step or contract. */
  readonly costs: Readonly<Record<string, Micros>>
  readonly maxCost: Micros | null
  readonly createdAt: number
  readonly finishedAt: number | null
  /** When it has lasted too long. */
  readonly deadlineAt: number
  /** In the order in which they are undone; null until it is known what ran. */
  readonly undo: readonly Undo[] | null
  /** Effects are undone once it is canceled. */
  readonly compensates: boolean
}

const untouched: StepState = {
  status: 'pending',
  attempt: 0,
  tries: 0,
  startedAt: null,
  finishedAt: null,
  dueAt: null,
  output: null,
  error: null,
  happened: false,
  order: 0,
  memo: null,
}

interface NewRun {
  readonly input: unknown
  readonly maxCost: Micros | null
  readonly now: number
  readonly lifeMs: number
}

export const newRun = (ids: readonly string[], { input, maxCost, now, lifeMs }: NewRun): RunState => ({
  status: 'queued',
  steps: Object.fromEntries(ids.map((id) => [id, untouched])),
  input,
  output: null,
  error: null,
  costs: {},
  maxCost,
  createdAt: now,
  finishedAt: null,
  deadlineAt: now + lifeMs,
  undo: null,
  compensates: true,
})

export const spent = ({ costs }: RunState): Micros => Object.values(costs).reduce((sum, cost) => sum + cost, 0)

export const isFinal = (status: RunStatus): boolean =>
  status === 'succeeded' || status === 'failed' || status === 'canceled'

/** When the run is to be looked at next; null: never, until somebody asks. */
export function dueAtOf({ status, steps, undo, deadlineAt }: RunState, now: number): number | null {
  if (isFinal(status)) return null
  if (status === 'queued' || status === 'running') return now
  const times =
    status === 'canceling' ? (undo ?? []).map(({ dueAt }) => dueAt) : Object.values(steps).map(({ dueAt }) => dueAt)
  const known = times.filter((at) => at !== null)
  if (status === 'canceling') return known.length === 0 ? now : Math.min(...known)
  return Math.min(deadlineAt, ...known)
}
