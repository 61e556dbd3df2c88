import { ApiError } from '@proxyapi/contract/errors'
import { wrongField } from '../wrong-field.ts'
import type { Draft } from './draft.ts'
import type { Micros, RunState, StepStatus } from './run-state.ts'

/** How the step at which a run stopped is settled. */
export interface Resume {
  /** Null: the only one. */
  readonly step: string | null
  readonly action: 'retry' | 'skip' | 'complete'
  readonly output: unknown
  /** Undefined: as it was. */
  readonly maxCost?: Micros
}

const stopped: ReadonlySet<StepStatus> = new Set(['failed', 'suspended', 'canceled'])

/** The step that a resume settles. Throws INVALID_STATE, INVALID_REQUEST. */
export function resumableStep({ status, steps }: RunState, { step }: Pick<Resume, 'step'>): string {
  if (status !== 'failed' && status !== 'suspended')
    throw new ApiError('INVALID_STATE', `The run is ${status}: only one that is failed or suspended is resumed.`)
  const found = Object.entries(steps).flatMap(([id, state]) => (stopped.has(state.status) ? [id] : []))
  const [only, ...others] = found
  if (step !== null && found.includes(step)) return step
  if (step !== null) throw wrongField('/step', 'is no step at which the run stopped')
  if (only === undefined || others.length > 0)
    throw wrongField('/step', `names one of the steps at which the run stopped: ${found.join(', ')}`)
  return only
}

/** Settles the step, and queues the run; finished steps stay as they are. */
export function resumed(draft: Draft, resume: Resume): void {
  const id = resumableStep(draft.run, resume)
  const { action, output, maxCost } = resume
  const { now, run, definition } = draft
  if (action === 'retry')
    draft.changeStep(id, { status: 'pending', tries: 0, error: null, dueAt: null, startedAt: null, finishedAt: null })
  else
    draft.changeStep(id, {
      ...{ status: action === 'skip' ? 'skipped' : 'succeeded', error: null, dueAt: null, finishedAt: now },
      output: action === 'skip' ? null : output,
      order: draft.nextOrder(),
    })
  draft.note(id, `step.${action === 'retry' ? 'resumed' : `${action}${action === 'skip' ? 'ped' : 'd'}`}`)
  const deadlineAt = run.status === 'failed' ? now + (definition.timeout_seconds ?? 0) * 1_000 : run.deadlineAt
  draft.change({
    ...{
      status: 'queued',
      error: null,
      finishedAt: null,
      undo: null,
      deadlineAt: Math.max(run.deadlineAt, deadlineAt),
    },
    ...(maxCost !== undefined && { maxCost }),
  })
  draft.note(null, 'run.queued', { by: 'resume', action })
}
