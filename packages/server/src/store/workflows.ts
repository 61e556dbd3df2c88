import { type Selectable, sql, type Updateable } from 'kysely'
import type { Claim } from './claim.ts'
import type { Db, Store, Tx } from './database.ts'
import type { WorkflowEventsTable, WorkflowRunsTable, WorkflowStatus, WorkflowStepsTable } from './workflow-tables.ts'

export type StoredRun = Selectable<WorkflowRunsTable>
export type StoredStep = Selectable<WorkflowStepsTable>
export type StoredEvent = Selectable<WorkflowEventsTable>

/** One beginner of a user's runs at a time, so that their limit is judged on what is true. */
export async function lockRuns(tx: Tx, { dialect }: Pick<Store, 'dialect'>, userId: string): Promise<void> {
  if (dialect === 'postgres') await sql`SELECT pg_advisory_xact_lock(7026933, hashtext(${userId}))`.execute(tx)
}

export async function countLiveRuns(db: Db, userId: string): Promise<number> {
  const { n } = await db
    .selectFrom('workflow_runs')
    .select((eb) => eb.fn.countAll().as('n'))
    .where('user_id', '=', userId)
    .where('finished_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(n)
}

export async function insertRun(tx: Tx, run: WorkflowRunsTable, steps: readonly WorkflowStepsTable[]): Promise<void> {
  await tx.insertInto('workflow_runs').values(run).execute()
  for (const step of steps) await tx.insertInto('workflow_steps').values(step).execute()
}

/** Of this owner only; undefined where it is missing or somebody else's. */
export const runOf = (db: Db, userId: string, id: string): Promise<StoredRun | undefined> =>
  db.selectFrom('workflow_runs').selectAll().where('user_id', '=', userId).where('id', '=', id).executeTakeFirst()

/** The same row, kept from other writers until the transaction ends. */
export function lockRunOf(tx: Tx, { dialect }: Pick<Store, 'dialect'>, userId: string, id: string) {
  const query = tx.selectFrom('workflow_runs').selectAll().where('user_id', '=', userId).where('id', '=', id)
  return (dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst()
}

/** What a worker holds, kept from other writers; undefined where somebody else holds it by now. */
export function lockHeldRun(
  tx: Tx,
  { dialect }: Pick<Store, 'dialect'>,
  { id, fence }: Claim,
): Promise<Pick<StoredRun, 'cancel' | 'status' | 'events'> | undefined> {
  const query = tx
    .selectFrom('workflow_runs')
    .select(['cancel', 'status', 'events'])
    .where('id', '=', id)
    .where('fence', '=', fence)
  return (dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst()
}

export const runById = (db: Db, id: string): Promise<StoredRun | undefined> =>
  db.selectFrom('workflow_runs').selectAll().where('id', '=', id).executeTakeFirst()

export async function updateRun(tx: Tx, id: string, change: Updateable<WorkflowRunsTable>): Promise<void> {
  await tx.updateTable('workflow_runs').set(change).where('id', '=', id).execute()
}

/** False where somebody else holds it by now. */
export async function renewRun(store: Store, { id, fence }: Claim, leaseUntil: number): Promise<boolean> {
  const { numUpdatedRows } = await store.write((tx) =>
    tx
      .updateTable('workflow_runs')
      .set({ lease_until: leaseUntil })
      .where('id', '=', id)
      .where('fence', '=', fence)
      .executeTakeFirst(),
  )
  return Number(numUpdatedRows) === 1
}

/** What others wish of a run that is held. */
export const wishOf = (db: Db, { id, fence }: Claim): Promise<Pick<StoredRun, 'cancel'> | undefined> =>
  db.selectFrom('workflow_runs').select('cancel').where('id', '=', id).where('fence', '=', fence).executeTakeFirst()

export const stepsOf = (db: Db, runId: string): Promise<StoredStep[]> =>
  db.selectFrom('workflow_steps').selectAll().where('run_id', '=', runId).orderBy('position').execute()

export async function updateStep(
  tx: Tx,
  runId: string,
  { id, ...change }: Updateable<WorkflowStepsTable> & { id: string },
): Promise<void> {
  await tx.updateTable('workflow_steps').set(change).where('run_id', '=', runId).where('id', '=', id).execute()
}

export async function appendEvents(tx: Tx, events: readonly WorkflowEventsTable[]): Promise<void> {
  if (events.length > 0)
    await tx
      .insertInto('workflow_events')
      .values([...events])
      .execute()
}

export interface Span {
  readonly fromMs: number
  readonly toMs: number
}

/** Oldest first, after a number. */
export const eventPage = (
  db: Db,
  runId: string,
  { fromMs, toMs }: Span,
  after: number,
  limit: number,
): Promise<StoredEvent[]> =>
  db
    .selectFrom('workflow_events')
    .selectAll()
    .where('run_id', '=', runId)
    .where('seq', '>', after)
    .where('at', '>=', fromMs)
    .where('at', '<', toMs)
    .orderBy('seq')
    .limit(limit)
    .execute()

export interface RunFilter extends Span {
  readonly status: WorkflowStatus | null
  readonly name: string | null
  /** From behind this id. */
  readonly after: string | null
}

/** Newest first. */
export function runPage(db: Db, userId: string, { status, name, fromMs, toMs, after }: RunFilter, limit: number) {
  let query = db
    .selectFrom('workflow_runs')
    .select(['id', 'name', 'status', 'cancel', 'cost', 'created_at', 'finished_at'])
    .where('user_id', '=', userId)
    .where('created_at', '>=', fromMs)
    .where('created_at', '<', toMs)
  if (status !== null) query = query.where('status', '=', status)
  if (name !== null) query = query.where('name', '=', name)
  if (after !== null) query = query.where('id', '<', after)
  return query.orderBy('id', 'desc').limit(limit).execute()
}

/** How many runs are in each state; final ones of the last day only. */
export async function runsByStatus(db: Db, sinceMs: number): Promise<{ status: WorkflowStatus; runs: number }[]> {
  const rows = await db
    .selectFrom('workflow_runs')
    .select((eb) => ['status', eb.fn.countAll().as('n')])
    .where((eb) => eb.or([eb('finished_at', 'is', null), eb('finished_at', '>=', sinceMs)]))
    .groupBy('status')
    .execute()
  return rows.map(({ status, n }) => ({ status, runs: Number(n) }))
}

/** Deletes inputs and outputs of runs that ended before a time, a part at a time; returns how many. */
export async function forgetRuns(store: Store, beforeMs: number, atOnce: number): Promise<number> {
  return store.write(async (tx) => {
    const old = await tx
      .selectFrom('workflow_runs')
      .select('id')
      .where('finished_at', '<', beforeMs)
      .where('definition', 'is not', null)
      .limit(atOnce)
      .execute()
    const ids = old.map(({ id }) => id)
    if (ids.length === 0) return 0
    await tx.updateTable('workflow_runs').set({ definition: null, facts: null }).where('id', 'in', ids).execute()
    await tx.updateTable('workflow_steps').set({ facts: null }).where('run_id', 'in', ids).execute()
    return ids.length
  })
}
