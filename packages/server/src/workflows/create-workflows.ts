import { ApiError } from '@proxyapi/contract/errors'
import { microsOfAmount } from '../ledger/money.ts'
import type { Tx } from '../store/database.ts'
import type { Keep } from '../store/idempotency.ts'
import { newId } from '../store/ids.ts'
import type { WorkflowStatus } from '../store/workflow-tables.ts'
import {
  appendEvents,
  countLiveRuns,
  eventPage,
  forgetRuns,
  insertRun,
  lockRunOf,
  lockRuns,
  runOf,
  runPage,
  runsByStatus,
  type StoredRun,
  stepsOf,
  updateRun,
} from '../store/workflows.ts'
import type { Job } from '../worker.ts'
import { wrongField } from '../wrong-field.ts'
import { advance } from './advance.ts'
import { checkDefinition } from './check-definition.ts'
import { allSteps, type Definition, type Schemas } from './definition.ts'
import { Drives } from './drive.ts'
import { judgeWith } from './judge-with.ts'
import { eventOf, renderRun, shownStatus, summaryOf } from './render.ts'
import { runsJob, type WorkflowParts } from './room.ts'
import { definitionOf, runColumns, runStateOf, sealedDefinition, stepRows } from './run-record.ts'
import { isFinal, newRun } from './run-state.ts'
import type { Actor } from './verbs.ts'
import { writeAdvance } from './write-advance.ts'

type State = Schemas['WorkflowRunState']

interface HistoryQuery {
  readonly workflow_id?: string | undefined
  readonly status?: WorkflowStatus | undefined
  readonly name?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

export interface Waiting {
  readonly waitMs: number
  readonly signal: AbortSignal
}

/** Runs of several steps, which survive what their server does not. `keep` writes an answer down with its effect. */
export interface Workflows {
  /** Throws what judges the definition, and CONCURRENCY_LIMITED. */
  execute(actor: Actor, definition: Definition, waiting: Waiting, keep: Keep<State>): Promise<State>
  /** Throws NOT_FOUND, as the others do. */
  status(userId: string, id: string): Promise<Schemas['WorkflowRun']>
  history(userId: string, query: HistoryQuery): Promise<Schemas['WorkflowHistory']>
  /** `isNew` where it was not canceled before. Throws INVALID_STATE. */
  cancel(
    userId: string,
    wish: Schemas['WorkflowCancel'],
    keep: Keep<{ state: State; isNew: boolean }>,
  ): Promise<{ state: State; isNew: boolean }>
  /** Throws INVALID_STATE, INVALID_REQUEST, CONCURRENCY_LIMITED. */
  resume(actor: Actor, wish: Schemas['WorkflowResume'], keep: Keep<State>): Promise<State>
  jobs(): Job[]
  /** Gives back what runs here. */
  close(): Promise<void>
}

const liveMax = 20
const retryAfterMs = 5_000
const lookAgainMs = 100
const forgetEveryMs = 3_600_000
const keptMs = 30 * 24 * 3_600_000
const forgottenAtOnce = 500
const countEveryMs = 15_000
const dayMs = 24 * 3_600_000

export function createWorkflows(parts: WorkflowParts): Workflows {
  const { store, runtime, sealer, cursors } = parts
  const { clock, metrics } = runtime
  const drives = new Drives(parts)

  return {
    async execute(actor, definition, { waitMs, signal }, keep) {
      checkDefinition(definition, clock.now(), judgeWith)
      const id = newId('job', runtime)
      const state: State = { workflow_id: id, status: 'queued' }
      await store.write(async (tx) => {
        await insertNew(tx, id, actor, definition)
        await keep(tx, state)
      })
      parts.wake(runsJob)
      return waitMs === 0 ? state : { workflow_id: id, status: await finalStatus(actor.userId, id, waitMs, signal) }
    },
    async status(userId, id) {
      const row = await owned(userId, id)
      const steps = await stepsOf(store.db, id)
      const definition = definitionOf(row, sealer)
      return renderRun(row, steps, runStateOf(row, steps, definition?.input ?? {}, sealer), definition)
    },
    history: (userId, query) =>
      query.workflow_id === undefined ? runs(userId, query) : log(userId, query.workflow_id, query),
    async cancel(userId, { workflow_id: id, compensate }, keep) {
      const told = await store.write(async (tx) => {
        const row = await lockRunOf(tx, store, userId, id)
        if (row === undefined) throw new ApiError('NOT_FOUND')
        const status = shownStatus(row)
        if (status === 'succeeded' || status === 'failed')
          throw new ApiError('INVALID_STATE', `The run has ${status}: there is nothing to cancel.`)
        const isNew = status !== 'canceling' && status !== 'canceled'
        if (isNew) await updateRun(tx, id, { cancel: compensate ? 'undo' : 'leave', due_at: clock.now() })
        const answer = { state: { workflow_id: id, status: isNew ? ('canceling' as const) : status }, isNew }
        await keep(tx, answer)
        return answer
      })
      drives.look(id)
      parts.wake(runsJob)
      return told
    },
    async resume(actor, wish, keep) {
      const id = wish.workflow_id
      const { userId } = actor
      const known = await owned(userId, id)
      const steps = await stepsOf(store.db, id)
      const state: State = { workflow_id: id, status: 'queued' }
      await store.write(async (tx) => {
        if (known.finished_at !== null) await requireRoom(tx, userId)
        const row = await lockRunOf(tx, store, userId, id)
        if (row === undefined || row.fence !== known.fence || row.status !== known.status)
          throw new ApiError('INVALID_STATE', 'The run has changed meanwhile.')
        if (row.cancel !== null) throw new ApiError('INVALID_STATE', 'The run is canceling.')
        const definition = definitionOf(row, sealer)
        if (definition === null) throw new ApiError('INVALID_STATE', 'The run is too old: what it was is deleted.')
        await resumeIn(tx, row, definition, runStateOf(row, steps, definition.input ?? {}, sealer), wish)
        const given = { key_id: actor.keyId, granted: JSON.stringify(actor.granted) }
        await updateRun(tx, id, { ...given, due_at: clock.now(), lease_until: null, fence: row.fence + 1 })
        await keep(tx, state)
      })
      parts.wake(runsJob)
      return state
    },
    jobs: () => [
      drives.job(),
      {
        name: 'workflows.forget',
        everyMs: forgetEveryMs,
        run: () => forgetRuns(store, clock.now() - keptMs, forgottenAtOnce),
      },
      { name: 'workflows.count', everyMs: countEveryMs, run: countRuns },
    ],
    close: () => drives.close(),
  }

  async function insertNew(tx: Tx, id: string, actor: Actor, definition: Definition): Promise<void> {
    const now = clock.now()
    await requireRoom(tx, actor.userId)
    const { input = {}, max_cost, timeout_seconds } = definition
    const maxCost = max_cost === undefined ? null : microsOfAmount(max_cost)
    const ids = allSteps(definition.steps).map((step) => step.id)
    const run = newRun(ids, { input, maxCost, now, lifeMs: timeout_seconds * 1_000 })
    await insertRun(
      tx,
      {
        ...{ id, user_id: actor.userId, key_id: actor.keyId, granted: JSON.stringify(actor.granted) },
        ...{ name: definition.name, definition: sealedDefinition(id, definition, sealer) },
        ...runColumns(id, run, sealer),
        ...{ cancel: null, created_at: now, events: 1, due_at: now, lease_until: null, fence: 0 },
      },
      stepRows(id, actor.userId, definition, run, sealer),
    )
    const first = { run_id: id, user_id: actor.userId, seq: 1, at: now, step: null, event: 'run.queued', detail: '{}' }
    await appendEvents(tx, [first])
  }

  async function requireRoom(tx: Tx, userId: string): Promise<void> {
    await lockRuns(tx, store, userId)
    if ((await countLiveRuns(tx, userId)) < liveMax) return
    throw new ApiError('CONCURRENCY_LIMITED', `At most ${liveMax} runs are live at once.`, { retryAfterMs })
  }

  async function resumeIn(
    tx: Tx,
    row: StoredRun,
    definition: Definition,
    before: ReturnType<typeof runStateOf>,
    { step, action, output, max_cost }: Schemas['WorkflowResume'],
  ): Promise<void> {
    const maxCost = max_cost === undefined ? undefined : microsOfAmount(max_cost)
    if (maxCost !== undefined && maxCost <= row.cost) throw wrongField('/max_cost', 'is no more than the run has spent')
    const resume = { step: step ?? null, action, output: output ?? null, ...(maxCost !== undefined && { maxCost }) }
    const advanced = advance(definition, before, { type: 'resume', ...resume }, clock.now())
    await writeAdvance(tx, { row, before, advanced, definition }, parts)
  }

  async function owned(userId: string, id: string): Promise<StoredRun> {
    const row = await runOf(store.db, userId, id)
    if (row === undefined) throw new ApiError('NOT_FOUND')
    return row
  }

  async function finalStatus(userId: string, id: string, waitMs: number, signal: AbortSignal) {
    const endsAt = clock.monotonic() + waitMs
    for (;;) {
      const row = await owned(userId, id)
      if (isFinal(row.status) || signal.aborted || clock.monotonic() >= endsAt) return shownStatus(row)
      await clock.sleep(lookAgainMs, signal)
    }
  }

  async function runs(userId: string, query: HistoryQuery): Promise<Schemas['WorkflowHistory']> {
    const { status = null, name = null, limit, cursor } = query
    const scope = `runs ${JSON.stringify([userId, status, name, query.from, query.to])}`
    const after = cursor === undefined ? null : cursors.read(scope, cursor)
    const found = await runPage(store.db, userId, { ...spanOf(query), status, name, after }, limit + 1)
    const page = found.slice(0, limit)
    const last = page.at(-1)
    const next_cursor = found.length > limit && last ? cursors.write(scope, last.id) : null
    return { items: page.map(summaryOf), count: page.length, next_cursor }
  }

  async function log(userId: string, id: string, query: HistoryQuery): Promise<Schemas['WorkflowHistory']> {
    for (const name of ['status', 'name'] as const)
      if (query[name] !== undefined) throw wrongField(`query.${name}`, 'is for lists of runs, without `workflow_id`')
    await owned(userId, id)
    const { limit, cursor } = query
    const scope = `run ${JSON.stringify([userId, id, query.from, query.to])}`
    const after = cursor === undefined ? 0 : Number(cursors.read(scope, cursor))
    const found = await eventPage(store.db, id, spanOf(query), after, limit + 1)
    const page = found.slice(0, limit)
    const last = page.at(-1)
    const next_cursor = found.length > limit && last ? cursors.write(scope, String(last.seq)) : null
    return { items: page.map(eventOf), count: page.length, next_cursor }
  }

  async function countRuns(): Promise<number> {
    const known = new Map((await runsByStatus(store.db, clock.now() - dayMs)).map(({ status, runs: n }) => [status, n]))
    for (const state of states) metrics.gauge('proxyapi_workflow_runs', known.get(state) ?? 0, { state })
    return 0
  }
}

const states: readonly WorkflowStatus[] = [
  ...(['queued', 'running', 'waiting', 'suspended', 'canceling'] as const),
  ...(['succeeded', 'failed', 'canceled'] as const),
]

const spanOf = ({ from, to }: HistoryQuery) => ({
  fromMs: from === undefined ? 0 : Date.parse(from),
  toMs: to === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(to),
})
