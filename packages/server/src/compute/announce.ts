import type { Events } from '../events/events.ts'
import { operatorId } from '../identity/principal.ts'
import { usdOf } from '../ledger/money.ts'
import type { Tx } from '../store/database.ts'
import type { GpuInstance } from '../store/gpu-instances.ts'

/** Writes an event of a contract, in the transaction of the change. */
export async function announce(
  tx: Tx,
  events: Events,
  contract: GpuInstance,
  name: `instance.${string}`,
  more: Record<string, unknown> = {},
): Promise<void> {
  await events.append(tx, {
    name,
    userId: contract.user_id,
    data: {
      instance_id: contract.offer_id,
      contract_id: contract.id,
      provider: contract.provider,
      gpu_model: contract.gpu_model,
      user_id: contract.user_id,
      status: contract.status,
      price_per_hour: usdOf(contract.price),
      ...more,
    },
  })
}

/** Writes an event for the operator: about his cloud accounts, or about machines that no contract owns. */
export const tellOperator = (
  tx: Tx,
  events: Events,
  name: `cloud.${string}` | `orphan.${string}`,
  data: Record<string, unknown>,
): Promise<string> => events.append(tx, { name, userId: operatorId, data })

/** What a log line says of a contract. */
export const logFields = ({ id, user_id, offer_id, provider }: GpuInstance) => ({
  user_id,
  instance_id: offer_id,
  provider,
  contract_id: id,
})
