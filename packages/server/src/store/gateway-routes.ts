/** Where the rented GPU and the gateway meet: what a deployment offers, and what gateways have of it. */
import type { Selectable } from 'kysely'
import type { Db, Tx } from './database.ts'
import type { GatewayLoadRow, GatewayRouteRow } from './deployment-tables.ts'

/** The job of the gateway that reads routes: whoever writes one wakes it. */
export const routesJob = 'gateway.deployments'

export type GatewayRoute = Selectable<GatewayRouteRow>
export type GatewayLoad = Selectable<GatewayLoadRow>

export const gatewayRoutes = (db: Db): Promise<GatewayRoute[]> =>
  db.selectFrom('gateway_routes').selectAll().orderBy('deployment_id').execute()

export async function putGatewayRoute(tx: Tx, row: GatewayRouteRow): Promise<void> {
  const { deployment_id, user_id, ...rest } = row
  await tx
    .insertInto('gateway_routes')
    .values(row)
    .onConflict((conflict) => conflict.column('deployment_id').doUpdateSet(rest))
    .execute()
}

export async function deleteGatewayRoute(tx: Tx, deploymentId: string): Promise<void> {
  await tx.deleteFrom('gateway_routes').where('deployment_id', '=', deploymentId).execute()
}

/** Who is asked something is looked at now. */
export async function putGatewayLoad(tx: Tx, row: GatewayLoadRow): Promise<void> {
  const { deployment_id, node, ...rest } = row
  await tx
    .updateTable('gpu_deployments')
    .set({ due_at: row.at })
    .where('id', '=', deployment_id)
    .where('due_at', '>', row.at)
    .execute()
  await tx
    .insertInto('gateway_loads')
    .values(row)
    .onConflict((conflict) => conflict.columns(['deployment_id', 'node']).doUpdateSet(rest))
    .execute()
}

export const gatewayLoadsOf = (db: Db, deploymentId: string): Promise<GatewayLoad[]> =>
  db.selectFrom('gateway_loads').selectAll().where('deployment_id', '=', deploymentId).execute()

export async function deleteGatewayLoads(tx: Tx, deploymentId: string): Promise<void> {
  await tx.deleteFrom('gateway_loads').where('deployment_id', '=', deploymentId).execute()
}
