/** Which steps begin now, and what that makes of the run. */

import { allSteps, isEffect, isModelCall, leavesEffect, type Step } from './definition.ts'
import type { Draft } from './draft.ts'
import { holds } from './evaluate.ts'
import type { RunStatus } from './run-state.ts'

/** `stuck`: nothing more begins here until somebody decides. */
type Standing = 'done' | 'busy' | 'stuck'

type Parallel = Extract<Step, { type: 'parallel' }>
type Condition = Extract<Step, { type: 'condition' }>

const branchesAtOnce = 4

/** Begins what may begin. The run has succeeded, failed, is suspended, or goes on. */
export function plan(draft: Draft): void {
  const standing = walk(draft, draft.definition.steps, true)
  const runs = draft.steps().some((step) => isEffect(step) && draft.state(step.id).status === 'running')
  if (standing === 'done') end(draft, 'succeeded', { output: draft.evaluated(draft.definition.output ?? null) })
  else if (standing === 'busy') draft.change({ status: runs ? 'running' : 'waiting', error: null })
  else stop(draft)
}

function stop(draft: Draft): void {
  const stopped = draft.steps().find(({ id }) => draft.state(id).status === 'suspended')
  const failed = stopped ?? draft.steps().find(({ id }) => draft.state(id).status === 'failed')
  const error = failed === undefined ? null : draft.state(failed.id).error
  const told = error && { ...error, step: failed?.id ?? null }
  if (stopped === undefined) {
    end(draft, 'failed', { error: told })
    return
  }
  draft.change({ status: 'suspended', error: told })
  draft.note(null, 'run.suspended', { code: error?.code })
}

function end(draft: Draft, status: RunStatus & ('succeeded' | 'failed'), changes: object): void {
  draft.change({ ...changes, status, finishedAt: draft.now, ...(status === 'succeeded' && { error: null }) })
  draft.note(null, `run.${status}`, status === 'failed' ? { code: draft.run.error?.code } : {})
}

/** Steps one after another; where `mayBegin` is false only what has begun goes on. */
function walk(draft: Draft, steps: readonly Step[], mayBegin: boolean): Standing {
  for (const step of steps) {
    const standing = stand(draft, step, mayBegin)
    if (standing !== 'done') return standing
  }
  return 'done'
}

function stand(draft: Draft, step: Step, mayBegin: boolean): Standing {
  const { status, dueAt } = draft.state(step.id)
  if (status === 'succeeded' || status === 'skipped') return 'done'
  if (status === 'failed' || status === 'suspended' || status === 'canceled') return 'stuck'
  if (status === 'pending' && !mayBegin) return 'stuck'
  if (step.type === 'condition') return decide(draft, step, mayBegin)
  if (step.type === 'parallel') return sideBySide(draft, step, mayBegin)
  if (status === 'running') return 'busy'
  if (status === 'waiting' && dueAt !== null && dueAt > draft.now) return 'busy'
  if (step.type === 'wait') return rest(draft, step)
  begin(draft, step)
  return 'busy'
}

/** Steps that cost begin one after another where the run has a budget, so that each sees what the last one left. */
function begin(draft: Draft, step: Step): void {
  const { run } = draft
  const isRunning = (other: Step) => isModelCall(other) && draft.state(other.id).status === 'running'
  if (run.maxCost !== null && isModelCall(step) && draft.steps().some(isRunning)) return
  const { status, attempt, tries, startedAt, error } = draft.state(step.id)
  const isPoll = status === 'waiting' && error === null
  const counted = isPoll ? {} : { attempt: attempt + 1, tries: tries + 1 }
  draft.changeStep(step.id, {
    status: 'running',
    dueAt: null,
    error: null,
    startedAt: startedAt ?? draft.now,
    ...counted,
  })
  if (!isPoll) draft.note(step.id, 'step.started', { attempt: attempt + 1 })
  draft.effects.push({ do: 'run', step: step.id })
}

function rest(draft: Draft, step: Extract<Step, { type: 'wait' }>): Standing {
  const { status } = draft.state(step.id)
  const until = step.until === undefined ? draft.now + (step.seconds ?? 0) * 1_000 : Date.parse(step.until)
  if (status === 'waiting' || until <= draft.now) {
    succeed(draft, step.id, null)
    return 'done'
  }
  draft.changeStep(step.id, { status: 'waiting', attempt: 1, startedAt: draft.now, dueAt: until })
  draft.note(step.id, 'step.started', { attempt: 1 })
  return 'busy'
}

function decide(draft: Draft, step: Condition, mayBegin: boolean): Standing {
  if (draft.state(step.id).status === 'pending') {
    const decision = holds(step.if, draft.known)
    draft.changeStep(step.id, { status: 'running', attempt: 1, startedAt: draft.now, output: { decision } })
    draft.note(step.id, 'step.decided', { decision })
    for (const other of allSteps((decision ? step.else : step.then) ?? [])) {
      draft.changeStep(other.id, { status: 'skipped' })
      draft.note(other.id, 'step.skipped')
    }
  }
  const { output } = draft.state(step.id)
  const { decision } = output as { decision: boolean }
  const standing = walk(draft, (decision ? step.then : step.else) ?? [], mayBegin)
  if (standing === 'done') succeed(draft, step.id, output)
  return standing
}

function sideBySide(draft: Draft, step: Parallel, mayBegin: boolean): Standing {
  if (draft.state(step.id).status === 'pending') {
    draft.changeStep(step.id, { status: 'running', attempt: 1, startedAt: draft.now })
    draft.note(step.id, 'step.started', { attempt: 1 })
  }
  const { branches, max_in_flight: atOnce = branchesAtOnce, fail_fast: failsFast = true } = step
  const hasFailed = () => failsFast && allSteps([step]).some(({ id }) => draft.state(id).status === 'failed')
  const hasBegun = ({ steps: [first] }: Parallel['branches'][number]) =>
    first !== undefined && draft.state(first.id).status !== 'pending'
  const begun = branches.filter(hasBegun)
  const standings = begun.map(({ steps }) => walk(draft, steps, mayBegin && !hasFailed()))
  for (const branch of branches) {
    if (begun.includes(branch)) continue
    const busy = standings.filter((standing) => standing === 'busy').length
    const mayStart = mayBegin && !hasFailed() && busy < atOnce
    standings.push(mayStart || hasFailed() || !mayBegin ? walk(draft, branch.steps, mayStart) : 'busy')
  }
  if (standings.includes('busy')) return 'busy'
  if (standings.includes('stuck')) return 'stuck'
  succeed(draft, step.id, null)
  return 'done'
}

/** The step has ended well. */
export function succeed(draft: Draft, id: string, output: unknown): void {
  draft.changeStep(id, {
    ...{ status: 'succeeded', output, error: null, dueAt: null, finishedAt: draft.now },
    happened: leavesEffect(draft.stepOf(id)),
    order: draft.nextOrder(),
  })
  draft.note(id, 'step.succeeded')
}
