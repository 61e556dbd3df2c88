import { forgetCounts } from '../store/integrations.ts'
import type { Job } from '../worker.ts'
import { BreakerBook } from './breaker-book.ts'
import { type CallService, callServiceBy } from './call-integration.ts'
import type { PageOf, Schemas } from './integration-parts.ts'
import { dayMs, hourMs, SLOT_MS } from './limits.ts'
import { type AuditQuery, listAudit } from './list-audit.ts'
import { healthJob } from './note-health.ts'
import { createOneOffs, type OneOffs } from './one-offs.ts'
import { createRegistrations, type Registrations } from './registrations.ts'
import { statusOf } from './status.ts'
import { createSyncs, type Syncs } from './syncs/create-syncs.ts'
import type { SyncParts } from './syncs/sync-parts.ts'

/** Services outside that users have registered, and what they are for. */
export interface Integrations extends Registrations {
  audit(userId: string, name: string, query: AuditQuery): Promise<PageOf<Schemas['IntegrationAuditEntry']>>
  readonly call: CallService
  readonly webhooks: Pick<OneOffs, 'send'>
  readonly syncs: Omit<Syncs, 'jobs' | 'idle'>
  /** Of one service, or of all. Throws NOT_FOUND. */
  status(userId: string, name?: string): Promise<Schemas['IntegrationStatus']>
  jobs(): Job[]
  /** Resolves when nothing is on its way; to be awaited between the worker's stop and the store's close. */
  idle(): Promise<void>
}

const forgottenAtOnce = 1_000

export function createIntegrations(given: Omit<SyncParts, 'breakers'>): Integrations {
  const parts = { ...given, breakers: new BreakerBook() }
  const { store, runtime } = parts
  const webhooks = createOneOffs(parts)
  const syncs = createSyncs(parts)
  return {
    ...createRegistrations(parts),
    audit: (userId, name, query) => listAudit(parts, userId, name, query),
    call: callServiceBy(parts),
    webhooks,
    syncs,
    status: (userId, name) => statusOf(parts, userId, name),
    jobs: () => [
      {
        name: 'integrations.forget',
        everyMs: hourMs,
        run: () => store.write((tx) => forgetCounts(tx, runtime.clock.now() - dayMs - 2 * SLOT_MS, forgottenAtOnce)),
      },
      healthJob(parts),
      ...webhooks.jobs(),
      ...syncs.jobs(),
    ],
    async idle() {
      await webhooks.idle()
      await syncs.idle()
    },
  }
}
