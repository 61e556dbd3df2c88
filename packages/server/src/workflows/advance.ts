/** What a run does next: it and what has happened make the run after it, what is to be done and what is told. Pure. */

import { type Definition, isControl, isEffect, isUndoable, leavesEffect } from './definition.ts'
import { Draft, type Effect, type Note } from './draft.ts'
import { plan, succeed } from './plan.ts'
import type { Resume } from './resume.ts'
import { resumed } from './resume.ts'
import { isFinal, type Micros, type RunState, type StepError, type Undo } from './run-state.ts'

export interface Failure extends StepError {
  /** The same again can succeed later. */
  readonly retry: boolean
  readonly retryAfterMs?: number
}

type Costs = Readonly<Record<string, Micros>>

export type RunEvent =
  /** A worker took the run over: what ran before is run again, under its key. */
  | { readonly type: 'claimed' }
  | { readonly type: 'tick' }
  | { readonly type: 'succeeded'; readonly step: string; readonly output: unknown; readonly costs?: Costs }
  /** It is to be asked again. */
  | { readonly type: 'waiting'; readonly step: string; readonly until: number; readonly costs?: Costs }
  | {
      readonly type: 'failed'
      readonly step: string
      readonly error: Failure
      /** It cannot be known that nothing happened. */
      readonly happened?: boolean
      readonly costs?: Costs
    }
  /** Kept for the next attempt, before the effect. */
  | { readonly type: 'noted'; readonly step: string; readonly memo: unknown }
  | { readonly type: 'undone'; readonly step: string; readonly costs?: Costs }
  | { readonly type: 'undo-waiting'; readonly step: string; readonly until: number; readonly error?: StepError }
  | { readonly type: 'not-undone'; readonly step: string; readonly error: StepError }
  | { readonly type: 'cancel'; readonly compensate: boolean }
  | ({ readonly type: 'resume' } & Resume)

export interface Advanced {
  readonly run: RunState
  readonly effects: readonly Effect[]
  readonly notes: readonly Note[]
}

/** Codes that ask for a decision of the caller. */
const suspending: ReadonlySet<string> = new Set([
  'OUTCOME_UNKNOWN',
  'BUDGET_EXCEEDED',
  'INVALID_API_KEY',
  'INVALID_TOKEN',
])
const outputBytesMax = 256 * 1_024
const runBytesMax = 1_024 * 1_024
const usualRetry = { max_attempts: 3, delay_seconds: 1, factor: 2 }
const retryMostMs = 3_600_000
const destroyMostMs = 60_000

/** A final run stays as it is, but for a resume; an event of a step that does not run changes nothing. */
export function advance(definition: Definition, run: RunState, event: RunEvent, now: number): Advanced {
  const draft = new Draft(definition, run, now)
  if (event.type === 'resume') resumed(draft, event)
  else if (!isFinal(run.status)) apply(draft, event)
  if (!isFinal(draft.run.status)) onward(draft, event)
  return { run: draft.run, effects: draft.effects, notes: draft.notes }
}

function onward(draft: Draft, { type }: RunEvent): void {
  const { run, now } = draft
  const waits = type === 'noted' || type === 'resume'
  if (run.status === 'canceling') planUndo(draft)
  else if (now >= run.deadlineAt) expire(draft)
  else if (!waits) plan(draft)
  if (run.status === 'canceling' || draft.run.status !== 'failed' || now >= run.deadlineAt) return
  if (!draft.definition.compensate_on_failure) return
  draft.change({ finishedAt: null })
  cancel(draft, true)
}

function apply(draft: Draft, event: RunEvent): void {
  if ('costs' in event && event.costs !== undefined) draft.change({ costs: { ...draft.run.costs, ...event.costs } })
  if (isOfStep(event) && draft.state(event.step).status !== 'running') return
  switch (event.type) {
    case 'claimed':
      takeOver(draft)
      break
    case 'succeeded':
      keepOutput(draft, event.step, event.output)
      break
    case 'waiting':
      rest(draft, event.step, event.until)
      break
    case 'failed':
      fail(draft, event.step, event.error, event.happened === true)
      break
    case 'noted':
      draft.changeStep(event.step, { memo: event.memo })
      break
    case 'cancel':
      if (draft.run.status !== 'canceling') cancel(draft, event.compensate)
      break
    case 'undone':
      endUndo(draft, event.step, 'undone', null)
      break
    case 'not-undone':
      endUndo(draft, event.step, 'not_undone', event.error)
      break
    case 'undo-waiting':
      draft.changeUndo(event.step, { status: 'pending', dueAt: event.until, error: event.error ?? null })
      break
    default:
  }
}

type OfStep = Extract<RunEvent, { type: 'succeeded' | 'waiting' | 'failed' | 'noted' }>

const isOfStep = (event: RunEvent): event is OfStep =>
  event.type === 'succeeded' || event.type === 'waiting' || event.type === 'failed' || event.type === 'noted'

function takeOver(draft: Draft): void {
  for (const step of draft.steps()) {
    if (!isEffect(step) || draft.state(step.id).status !== 'running') continue
    draft.note(step.id, 'step.repeated', { attempt: draft.state(step.id).attempt })
    draft.effects.push({ do: 'run', step: step.id })
    if (draft.run.status === 'canceling') draft.effects.push({ do: 'abort', step: step.id })
  }
  for (const { step, status } of draft.run.undo ?? [])
    if (status === 'running') draft.effects.push({ do: 'undo', step })
}

function keepOutput(draft: Draft, id: string, output: unknown): void {
  const bytes = Buffer.byteLength(JSON.stringify(output) ?? 'null')
  const others = Object.values(draft.run.steps).reduce(
    (sum, state) => sum + (state.output === null ? 0 : Buffer.byteLength(JSON.stringify(state.output))),
    0,
  )
  const message = bytes > outputBytesMax ? 'The output is longer than 256 KB.' : 'All outputs are longer than 1 MB.'
  if (bytes <= outputBytesMax && bytes + others <= runBytesMax) succeed(draft, id, output)
  else fail(draft, id, { code: 'PAYLOAD_TOO_LARGE', message, retry: false }, true)
}

function rest(draft: Draft, id: string, until: number): void {
  if (draft.run.status === 'canceling') giveUp(draft, id, null, draft.state(id).happened)
  else draft.changeStep(id, { status: 'waiting', dueAt: until })
}

function fail(draft: Draft, id: string, error: Failure, happened: boolean): void {
  const { code, message } = error
  const isUnknown = code === 'OUTCOME_UNKNOWN' || happened
  if (draft.run.status === 'canceling') {
    giveUp(draft, id, { code, message }, isUnknown)
    return
  }
  const ended = { error: { code, message }, happened: draft.state(id).happened || isUnknown, dueAt: null }
  const again = error.retry ? againAfterMs(draft, id, error) : null
  if (suspending.has(code)) {
    draft.note(id, 'step.suspended', { code })
    draft.changeStep(id, { ...ended, status: 'suspended' })
  } else if (again !== null) {
    draft.note(id, 'step.retried', { code, attempt: draft.state(id).attempt, after_ms: again })
    draft.changeStep(id, { ...ended, status: 'waiting', dueAt: draft.now + again })
  } else {
    draft.note(id, 'step.failed', { code })
    draft.changeStep(id, { ...ended, status: 'failed', finishedAt: draft.now, order: draft.nextOrder() })
  }
}

/** Null: not again. A machine is destroyed however long that takes. */
function againAfterMs(draft: Draft, id: string, { retryAfterMs = 0 }: Failure): number | null {
  const step = draft.stepOf(id)
  const { tries } = draft.state(id)
  const { max_attempts, delay_seconds, factor } = { ...usualRetry, ...('retry' in step ? step.retry : {}) }
  const isEndless = step.type === 'gpu.destroy'
  if (!isEndless && tries >= max_attempts) return null
  const delayMs = delay_seconds * 1_000 * factor ** (tries - 1)
  return Math.min(isEndless ? destroyMostMs : retryMostMs, Math.max(delayMs, retryAfterMs))
}

/** It ended while the run was being canceled. */
function giveUp(draft: Draft, id: string, error: StepError | null, happened: boolean): void {
  draft.changeStep(id, {
    ...{ status: 'canceled', error, happened, dueAt: null, finishedAt: draft.now },
    order: draft.nextOrder(),
  })
  draft.note(id, 'step.canceled')
}

/** Starts no step, gives up those that run, and undoes the others once these have answered. */
function cancel(draft: Draft, compensates: boolean): void {
  draft.change({ status: 'canceling', compensates, undo: null })
  draft.note(null, 'run.canceling', { compensate: compensates })
  for (const step of draft.steps()) {
    const { status, order } = draft.state(step.id)
    if (status === 'running' && isEffect(step)) draft.effects.push({ do: 'abort', step: step.id })
    else if (status !== 'succeeded' && status !== 'skipped' && status !== 'failed')
      draft.changeStep(step.id, { status: 'canceled', dueAt: null, order: order || draft.nextOrder() })
  }
  planUndo(draft)
}

function expire(draft: Draft): void {
  const error = {
    code: 'UPSTREAM_TIMEOUT' as const,
    message: 'The run lasted longer than its timeout_seconds.',
    step: null,
  }
  draft.note(null, 'run.timed_out')
  if (draft.definition.on_timeout !== 'fail') {
    draft.change({ error })
    cancel(draft, true)
    return
  }
  for (const step of draft.steps()) {
    const { status } = draft.state(step.id)
    // What stands around a step goes on with it, where the run is resumed.
    if (isControl(step) || (status !== 'running' && status !== 'waiting')) continue
    const happened = draft.state(step.id).happened || (status === 'running' && leavesEffect(step))
    if (status === 'running' && isEffect(step)) draft.effects.push({ do: 'abort', step: step.id })
    draft.changeStep(step.id, { status: 'canceled', happened, dueAt: null, finishedAt: draft.now })
  }
  draft.change({ status: 'failed', error, finishedAt: draft.now })
  draft.note(null, 'run.failed', { code: error.code })
}

/** Undoes one after another, the last step first; the run is canceled when all have ended. */
function planUndo(draft: Draft): void {
  const stillRun = draft.steps().some((step) => isEffect(step) && draft.state(step.id).status === 'running')
  if (stillRun) return
  if (draft.run.undo === null) draft.change({ undo: draft.run.compensates ? undoListOf(draft) : [] })
  const next = draft.run.undo?.find(({ status }) => status === 'pending' || status === 'running')
  if (next === undefined) {
    draft.change({ status: 'canceled', finishedAt: draft.now })
    draft.note(null, 'run.canceled')
  } else if (next.status === 'pending' && (next.dueAt === null || next.dueAt <= draft.now)) {
    const startedAt = next.startedAt ?? draft.now
    draft.changeUndo(next.step, { status: 'running', attempt: next.attempt + 1, startedAt, dueAt: null })
    draft.effects.push({ do: 'undo', step: next.step })
  }
}

function undoListOf(draft: Draft): Undo[] {
  const stands = draft.steps().filter((step) => leavesEffect(step) && draft.state(step.id).happened)
  return stands
    .sort((a, b) => draft.state(b.id).order - draft.state(a.id).order)
    .map((step) => ({
      step: step.id,
      type: step.type,
      status: isUndoable(step) ? 'pending' : 'not_undone',
      attempt: 0,
      startedAt: null,
      finishedAt: null,
      dueAt: null,
      error: null,
    }))
}

function endUndo(draft: Draft, step: string, status: 'undone' | 'not_undone', error: StepError | null): void {
  if (!draft.run.undo?.some((one) => one.step === step && one.status === 'running')) return
  draft.changeUndo(step, { status, error, finishedAt: draft.now })
  draft.note(step, `step.${status}`, error === null ? {} : { code: error.code })
}
