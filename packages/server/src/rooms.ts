import type { components, JsonBytes } from '@proxyapi/contract'
import type { AuditRoom } from './audit/create-audit.ts'
import type { Compute } from './compute/compute.ts'
import type { Discovery } from './discovery/discovery.ts'
import type { Graphql } from './discovery/graphql/graphql.ts'
import type { ModelRegistry } from './discovery/registry/model-registry.ts'
import type { Feed } from './events/feed/feed.ts'
import type { Incoming } from './events/receive.ts'
import type { Webhooks } from './events/webhooks.ts'
import type { Exports } from './exports/create-exports.ts'
import type { Gateway } from './gateway/gateway.ts'
import type { RequestReader } from './gateway/list-requests.ts'
import type { Accounts } from './identity/create-identity.ts'
import type { Integrations } from './integrations/create-integrations.ts'
import type { LedgerRoom } from './ledger/create-ledger.ts'
import type { Payments } from './payments/create-payments.ts'
import type { Contexts } from './recall/create-contexts.ts'
import type { Memories } from './recall/create-memories.ts'
import type { Vectors } from './recall/create-vectors.ts'
import type { Clock } from './runtime.ts'
import type { Tasks } from './tasks/create-tasks.ts'
import type { Health } from './telemetry/health.ts'
import type { Reloader } from './wiring/reloader.ts'
import type { Workflows } from './workflows/create-workflows.ts'

/** What handlers may ask; each is the public face of a room. */
export interface Rooms {
  accounts: Accounts
  audit: Pick<AuditRoom, 'list' | 'note' | 'record'>
  clock: Pick<Clock, 'now'>
  compute: Compute
  config: Pick<Reloader, 'reload'>
  contexts: Contexts
  discovery: Discovery
  /** The bundle, as it is served. */
  document: JsonBytes<components['schemas']['OpenApiDocument']>
  feed: Feed
  exports: Exports
  gateway: Gateway
  graphql: Graphql
  health: Health
  incoming: Pick<Incoming, 'receive'>
  integrations: Integrations
  ledger: LedgerRoom
  memories: Memories
  modelRegistry: ModelRegistry
  payments: Payments
  requests: RequestReader
  /** Prometheus text format 0.0.4; a comment alone where metrics are off. */
  metricsPage(): string
  tasks: Tasks
  vectors: Vectors
  webhooks: Webhooks
  workflows: Workflows
}
