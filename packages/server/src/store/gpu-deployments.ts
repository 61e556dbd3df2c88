import { type Selectable, sql, type Updateable } from 'kysely'
import type { Db, Store, Tx } from './database.ts'
import type { GpuDeploymentRow } from './deployment-tables.ts'
import type { GpuInstance } from './gpu-instances.ts'

export type GpuDeployment = Selectable<GpuDeploymentRow>

/** False where its owner has a living one of this name. */
export async function insertGpuDeployment(tx: Tx, row: GpuDeploymentRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('gpu_deployments')
    .values(row)
    .onConflict((conflict) => conflict.columns(['user_id', 'name']).where('ended_at', 'is', null).doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

export async function updateGpuDeployment(tx: Tx, id: string, change: Updateable<GpuDeploymentRow>): Promise<void> {
  await tx.updateTable('gpu_deployments').set(change).where('id', '=', id).execute()
}

/** Makes it due, unless it is over. */
export async function nudgeGpuDeployment(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('gpu_deployments')
    .set({ due_at: 0 })
    .where('id', '=', id)
    .where('due_at', 'is not', null)
    .execute()
}

/** Of this owner only; undefined where it is missing or somebody else's. */
export const gpuDeploymentOf = (db: Db, userId: string, id: string): Promise<GpuDeployment | undefined> =>
  db.selectFrom('gpu_deployments').selectAll().where('user_id', '=', userId).where('id', '=', id).executeTakeFirst()

/** For workers, which act for whoever owns it. */
export const gpuDeploymentById = (db: Db, id: string): Promise<GpuDeployment | undefined> =>
  db.selectFrom('gpu_deployments').selectAll().where('id', '=', id).executeTakeFirst()

/** The row, kept from other writers until the transaction ends. */
export function lockGpuDeployment(tx: Tx, { dialect }: Store, id: string): Promise<GpuDeployment> {
  const query = tx.selectFrom('gpu_deployments').selectAll().where('id', '=', id)
  return (dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirstOrThrow()
}

/** The living ones, newest first, from behind `after`. */
export function listGpuDeployments(
  db: Db,
  userId: string,
  after: string | null,
  limit: number,
): Promise<GpuDeployment[]> {
  let query = db.selectFrom('gpu_deployments').selectAll().where('user_id', '=', userId).where('ended_at', 'is', null)
  if (after !== null) query = query.where('id', '<', after)
  return query.orderBy('id', 'desc').limit(limit).execute()
}

/** The contracts of deployments that live, and of each the newest of those that do not; oldest first. */
export async function replicasOf(db: Db, deploymentId: string, endedMax: number): Promise<GpuInstance[]> {
  const of = db.selectFrom('gpu_instances').selectAll().where('deployment_id', '=', deploymentId)
  const live = await of.where('ended_at', 'is', null).execute()
  const ended = await of.where('ended_at', 'is not', null).orderBy('id', 'desc').limit(endedMax).execute()
  return [...live, ...ended].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Micro-USD that all its contracts have cost. */
export async function costOfReplicas(db: Db, deploymentId: string): Promise<number> {
  const { sum } = await db
    .selectFrom('gpu_instances')
    .select(({ fn }) => fn.sum<number | string | null>('cost').as('sum'))
    .where('deployment_id', '=', deploymentId)
    .executeTakeFirstOrThrow()
  return Number(sum ?? 0)
}

export interface ReplicaUse {
  /** Micro-USD that were posted. */
  charged: number
  input: number
  output: number
}

/** What the contracts of a deployment were charged and how many tokens they served since then. */
export async function replicaUse(db: Db, deploymentId: string, sinceMs: number): Promise<ReplicaUse> {
  const own = db.selectFrom('gpu_instances').select('id').where('deployment_id', '=', deploymentId)
  const { charged } = await db
    .selectFrom('ledger_transfers')
    .select(({ fn }) => fn.sum<number | string | null>('amount').as('charged'))
    .where('type', '=', 'gpu')
    .where('reference', 'in', own)
    .where('created_at', '>=', sinceMs)
    .executeTakeFirstOrThrow()
  const { input, output } = await db
    .selectFrom('inference_requests')
    .select([
      sql<number | string | null>`sum(input_tokens)`.as('input'),
      sql<number | string | null>`sum(output_tokens)`.as('output'),
    ])
    .where('provider', 'in', own)
    .where('at', '>=', sinceMs)
    .executeTakeFirstOrThrow()
  return { charged: Number(charged ?? 0), input: Number(input ?? 0), output: Number(output ?? 0) }
}
