import { judgeQuery } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Compute, Owner } from '../compute/compute.ts'
import type { Discovery } from '../discovery/discovery.ts'
import { actFor } from '../identity/act-for.ts'
import { ownerOf, type Principal } from '../identity/principal.ts'
import type { Integrations } from '../integrations/create-integrations.ts'
import type { LedgerRoom } from '../ledger/create-ledger.ts'
import type { RecallRoom } from '../recall/create-recall.ts'
import type { Clock } from '../runtime.ts'
import type { Store } from '../store/database.ts'

import type { Tasks } from '../tasks/create-tasks.ts'
import type { TaskData, Verbs } from '../workflows/verbs.ts'

interface Rooms {
  readonly store: Store
  readonly clock: Pick<Clock, 'now'>
  readonly ledger: Pick<LedgerRoom, 'chargedUnder'>
  readonly tasks: Tasks
  readonly integrations: Pick<Integrations, 'call'>
  readonly discovery: Pick<Discovery, 'refresh'>
  readonly compute: Compute
  readonly recall: Pick<RecallRoom, 'memories' | 'vectors'>
}

/** What steps of workflows may ask of the other rooms. */
export const workflowVerbs = ({
  store,
  clock,
  ledger,
  tasks,
  integrations,
  discovery,
  compute,
  recall,
}: Rooms): Verbs => ({
  principal: (actor) => actFor(store.db, actor, clock.now()),
  charged: (userId, operation, key) => ledger.chargedUnder(userId, operation, key),
  async task(type, body, asker) {
    const run = tasks[type] as (given: unknown, by: typeof asker) => Promise<{ data: TaskData }>
    return (await run(body, asker)).data
  },
  http: (caller, request, key, signal) => integrations.call({ ...caller, clientIp: null }, request, key, signal),
  refresh: (body, { permissions }) => discovery.refresh(body, permissions),
  gpu: {
    cheapest(userId, filter) {
      const [offer] = compute.offers(userId, { ...judgeQuery('listGpuOffers', filter), limit: 1 }).data
      return offer === undefined ? null : { provider: offer.provider, offerId: offer.id }
    },
    create: (principal, { provider, offerId, config }, idempotencyKey) =>
      compute.create(renterOf(principal), { provider, offerId, body: config, idempotencyKey }, null),
    made: (userId, key) => compute.made(userId, key),
    get: (userId, contractId) => compute.get(userId, contractId, null),
    destroy: (userId, { provider, contract_id }) => compute.destroy(userId, provider, contract_id, null),
  },
  memory: {
    add: (userId, input) => recall.memories.add(userId, input, async () => {}),
    remove: (userId, conversation, ownId) => recall.memories.removeOwn(userId, conversation, ownId),
  },
  vectors: {
    upsert: async (userId, body, asker) => (await recall.vectors.upsert(userId, body, asker)).data,
    async remove(userId, collection, ids) {
      await recall.vectors.remove(userId, { collection, ids }).catch((error: unknown) => {
        if (!(error instanceof ApiError) || error.code !== 'NOT_FOUND') throw error
      })
    },
  },
})

const renterOf = (principal: Principal): Owner => ({
  userId: ownerOf(principal),
  keyId: principal.keyId,
  billing: principal.billing,
})
