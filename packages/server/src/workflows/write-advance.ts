import type { Tx } from '../store/database.ts'
import { appendEvents, type StoredRun, updateRun, updateStep } from '../store/workflows.ts'
import type { Advanced } from './advance.ts'
import type { Definition } from './definition.ts'
import { errorOf } from './render.ts'
import type { WorkflowParts } from './room.ts'
import { runColumns, stepColumns } from './run-record.ts'
import { dueAtOf, isFinal, type RunState, type RunStatus, spent } from './run-state.ts'

interface Written {
  readonly row: Pick<StoredRun, 'id' | 'user_id' | 'name' | 'events'>
  readonly before: RunState
  readonly advanced: Advanced
  readonly definition: Definition
}

const announced: ReadonlySet<RunStatus> = new Set(['succeeded', 'failed', 'suspended', 'canceled'])

/** A step of a run: what changed of it, the lines of its log and what its owner is told, in one transaction. */
export async function writeAdvance(
  tx: Tx,
  { row, before, advanced, definition }: Written,
  { runtime, sealer, events }: Pick<WorkflowParts, 'runtime' | 'sealer' | 'events'>,
): Promise<void> {
  const { run, notes } = advanced
  const { id, user_id } = row
  const now = runtime.clock.now()
  for (const [step, state] of Object.entries(run.steps))
    if (state !== before.steps[step]) await updateStep(tx, id, stepColumns(id, step, state, sealer))
  if (run !== before || notes.length > 0)
    await updateRun(tx, id, {
      ...runColumns(id, run, sealer),
      due_at: dueAtOf(run, now),
      events: row.events + notes.length,
      // The wish to cancel is fulfilled, or came too late.
      ...((run.status === 'canceling' || isFinal(run.status)) && { cancel: null }),
    })
  await appendEvents(
    tx,
    notes.map(({ step, event, detail }, n) => ({
      ...{ run_id: id, user_id, seq: row.events + n + 1, at: now, step, event },
      detail: JSON.stringify(detail),
    })),
  )
  if (run.status === before.status || !announced.has(run.status)) return
  await events.append(tx, {
    name: `workflow.${run.status}`,
    userId: user_id,
    data: {
      user_id,
      workflow_id: id,
      name: row.name,
      status: run.status,
      cost: spent(run) / 1e6,
      error: errorOf(run, definition),
      created_at: new Date(run.createdAt).toISOString(),
      finished_at: run.finishedAt === null ? null : new Date(run.finishedAt).toISOString(),
    },
  })
}
