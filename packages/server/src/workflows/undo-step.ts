/** How the effect of a step is taken back; what is not there any more is taken back. */
import { ApiError } from '@proxyapi/contract/errors'
import type { RunEvent } from './advance.ts'
import { judgeWith } from './judge-with.ts'
import type { Undo } from './run-state.ts'
import { costsOf, failureOf, isOver, ownIdOf, type StepTools, type StepWork } from './run-step.ts'
import type { Contract } from './verbs.ts'

export interface UndoWork extends StepWork {
  readonly undo: Undo
  /** Arguments of what compensates an `http` step, with all references replaced. */
  readonly compensation: Readonly<Record<string, unknown>> | null
}

type Ended = Extract<RunEvent, { type: 'undone' | 'undo-waiting' | 'not-undone' }>

const pollMs = 1_000
const waitMostMs = 60_000
const usualRetry = { max_attempts: 3, delay_seconds: 1, factor: 2 }

/** What became of it; it never rejects for what belongs to the step. */
export async function undoStep(work: UndoWork, tools: StepTools): Promise<Ended> {
  const { step } = work.undo
  try {
    return await undone(work, tools)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error.code === 'NOT_FOUND') return { type: 'undone', step }
    return later(work, tools, error)
  }
}

async function undone(work: UndoWork, tools: StepTools): Promise<Ended> {
  const { step, actor, args, runId, compensation, signal } = work
  const { verbs } = tools
  const done: Ended = { type: 'undone', step: step.id }
  switch (step.type) {
    case 'gpu.create':
      return destroyed(work, tools)
    case 'memory.add': {
      const { conversation_id, id = ownIdOf(runId, step.id) } = judgeWith('memory.add', args)
      await verbs.memory.remove(actor.userId, conversation_id, id)
      return done
    }
    case 'vectors.upsert': {
      const { collection, items } = judgeWith('vectors.upsert', args, ownIdOf(runId, step.id))
      const ids = items.map(({ id }) => id)
      await verbs.vectors.remove(actor.userId, collection, ids)
      return done
    }
    case 'http': {
      const principal = await verbs.principal(actor)
      const caller = { principal, requestId: runId }
      const outcome = await verbs.http(
        caller,
        judgeWith('http', compensation ?? {}),
        `${runId}/${step.id}/undo`,
        signal,
      )
      if (outcome.kind === 'answered') return done
      return later(work, tools, outcome.error)
    }
    default:
      return { type: 'not-undone', step: step.id, error: { code: 'INVALID_STATE', message: 'Nothing undoes it.' } }
  }
}

/** Nobody's key is asked: whoever may not rent any more may still give back. */
async function destroyed({ step, state, actor, runId }: UndoWork, { verbs, clock }: StepTools): Promise<Ended> {
  const contract = (state.output as Contract | null) ?? (await verbs.gpu.made(actor.userId, `${runId}/${step.id}`))
  if (contract === null) return { type: 'undone', step: step.id }
  const known = await verbs.gpu.get(actor.userId, contract.contract_id)
  const now = isOver(known) ? known : await verbs.gpu.destroy(actor.userId, known)
  if (isOver(now)) return { type: 'undone', step: step.id, costs: costsOf(now) }
  return { type: 'undo-waiting', step: step.id, until: clock.now() + pollMs }
}

/** A service of the caller's is asked as often as he says; what is ours is asked without end. */
function later({ step, undo }: UndoWork, { clock }: StepTools, error: ApiError): Ended {
  const { code, message, retry, retryAfterMs = 0 } = failureOf(error)
  const rules = { ...usualRetry, ...(step.type === 'http' ? step.compensate?.retry : {}) }
  if (step.type === 'http' && (!retry || undo.attempt >= rules.max_attempts))
    return { type: 'not-undone', step: step.id, error: { code, message } }
  const delayMs = rules.delay_seconds * 1_000 * rules.factor ** Math.min(undo.attempt - 1, 10)
  const until = clock.now() + Math.min(waitMostMs, Math.max(delayMs, retryAfterMs))
  return { type: 'undo-waiting', step: step.id, until, error: { code, message } }
}
