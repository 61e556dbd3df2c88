import { forgetCounts } from '../store/integrations.ts'
import type { Job } from '../worker.ts'
import { BreakerBook } from './breaker-book.ts'
import { type CallService, callServiceBy } from './call-integration.ts'
import type { IntegrationParts, PageOf, Schemas } from './integration-parts.ts'
import { dayMs, hourMs, SLOT_MS } from './limits.ts'
import { type AuditQuery, listAudit } from './list-audit.ts'
import { createOneOffs, type OneOffs } from './one-offs.ts'
import { createRegistrations, type Registrations } from './registrations.ts'

/** Services outside that users have registered, and what they are for. */
export interface Integrations extends Registrations {
  audit(userId: string, name: string, query: AuditQuery): Promise<PageOf<Schemas['IntegrationAuditEntry']>>
  readonly call: CallService
  readonly webhooks: Pick<OneOffs, 'send'>
  jobs(): Job[]
  /** Resolves when nothing is on its way; to be awaited between the worker's stop and the store's close. */
  idle(): Promise<void>
}

const forgottenAtOnce = 1_000

export function createIntegrations(given: IntegrationParts): Integrations {
  const parts = { ...given, breakers: new BreakerBook() }
  const { store, runtime } = parts
  const webhooks = createOneOffs(parts)
  return {
    ...createRegistrations(parts),
    audit: (userId, name, query) => listAudit(parts, userId, name, query),
    call: callServiceBy(parts),
    webhooks,
    jobs: () => [
      {
        name: 'integrations.forget',
        everyMs: hourMs,
        run: () => store.write((tx) => forgetCounts(tx, runtime.clock.now() - dayMs - 2 * SLOT_MS, forgottenAtOnce)),
      },
      ...webhooks.jobs(),
    ],
    idle: () => webhooks.idle(),
  }
}
