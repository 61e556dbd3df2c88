import { isDeepStrictEqual } from 'node:util'
import { usdOf } from '../../ledger/money.ts'
import type { Tx } from '../../store/database.ts'
import type { RouteDoc } from '../../store/deployment-tables.ts'
import { putGatewayRoute } from '../../store/gateway-routes.ts'
import type { GpuDeployment } from '../../store/gpu-deployments.ts'
import type { GpuInstance } from '../../store/gpu-instances.ts'
import { endpointOf } from '../endpoint.ts'
import { accountOf } from '../parts.ts'
import type { Room } from '../room.ts'
import { type DeploymentSecrets, type DeploymentSpec, engineOf } from './spec.ts'

const bootGuessMs = 120_000

/** Where the secrets of a deployment are sealed to. */
export const placeOf = (id: string): string => `gpu_deployments:${id}:secrets`

/** Tells gateways where the replicas are; written where it has changed. */
export async function publish(
  tx: Tx,
  room: Room,
  row: GpuDeployment,
  spec: DeploymentSpec,
  rows: readonly GpuInstance[],
  serving: readonly string[],
): Promise<void> {
  const doc = routeDoc(room, spec, rows, serving)
  const known = await tx
    .selectFrom('gateway_routes')
    .select('doc')
    .where('deployment_id', '=', row.id)
    .executeTakeFirst()
  if (known !== undefined && isDeepStrictEqual(JSON.parse(known.doc), doc)) return
  const { token } = JSON.parse(room.sealer.open(row.secrets, placeOf(row.id))) as DeploymentSecrets
  await putGatewayRoute(tx, {
    deployment_id: row.id,
    user_id: row.user_id,
    name: row.name,
    model: spec.model,
    doc: JSON.stringify(doc),
    token: room.sealer.seal(token, `gateway_routes:${row.id}:token`),
  })
}

function routeDoc(
  room: Room,
  spec: DeploymentSpec,
  rows: readonly GpuInstance[],
  serving: readonly string[],
): RouteDoc {
  const engine = engineOf(spec.engine)
  const port = spec.port ?? engine.port ?? 0
  return {
    brand: engine.brand,
    slots: spec.targetInFlight,
    targets: rows
      .filter(({ id }) => serving.includes(id))
      .flatMap((row) => {
        const endpoint = endpointOf(row, accountOf(room, row.provider), port, false)
        if (!endpoint) return []
        const { host, ports, private: isPrivate } = endpoint.contract
        const base_url = `${endpoint.origin}/v1`
        const price_per_hour = usdOf(row.price)
        return [{ contract_id: row.id, base_url, host, ports: [...ports], private: isPrivate, price_per_hour }]
      }),
    fallback_model: spec.fallbackModel,
    cold_wait_ms: spec.coldWaitMs,
    boot_ms: bootMsOf(rows),
  }
}

/** The median of those that got ready. */
function bootMsOf(rows: readonly GpuInstance[]): number {
  const boots = rows.flatMap(({ ready_at, created_at }) => (ready_at === null ? [] : [ready_at - created_at]))
  return boots.sort((a, b) => a - b)[Math.floor(boots.length / 2)] ?? bootGuessMs
}
