import { rolePermissions } from '../identity/permissions.ts'
import { ownerOf, type Principal } from '../identity/principal.ts'
import type { SyncDestinations } from '../integrations/syncs/sync-parts.ts'
import type { RecallRoom } from '../recall/create-recall.ts'
import type { Runtime } from '../runtime.ts'
import type { Store } from '../store/database.ts'
import { newId } from '../store/ids.ts'
import { readUser } from '../store/users.ts'

/** As whom a worker acts for an account: with the rights of its user now; null where the account is not active. */
export const actFor =
  ({ db }: Pick<Store, 'db'>) =>
  async (userId: string): Promise<Principal | null> => {
    const user = await readUser(db, userId)
    if (user?.status !== 'active') return null
    return {
      kind: 'service',
      userId,
      keyId: null,
      role: user.role,
      permissions: new Set(rolePermissions[user.role]),
      billing: user.billing_mode,
      modelsAllow: null,
    }
  }

/** Items of syncs go where the requests of their owner would put them, and are charged so. */
export const syncDestinations = (
  { vectors, memories }: Pick<RecallRoom, 'vectors' | 'memories'>,
  runtime: Pick<Runtime, 'clock' | 'random'>,
): SyncDestinations => ({
  async vectors(owner, collection, items, signal) {
    const asker = { principal: owner, requestId: newId('req', runtime), idempotencyKey: null, signal }
    await vectors.upsert(ownerOf(owner), { collection, items }, asker)
  },
  async memory(owner, memory) {
    await memories.add(ownerOf(owner), memory, async () => {})
  },
})
