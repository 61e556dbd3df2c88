import type { AccountTables } from './account-tables.ts'
import type { CatalogTables } from './catalog-tables.ts'
import type { ChainTables } from './chain-tables.ts'
import type { DeploymentTables } from './deployment-tables.ts'
import type { EventTables } from './event-tables.ts'
import type { GatewayTables } from './gateway-tables.ts'
import type { GpuTables } from './gpu-tables.ts'
import type { IntegrationTables } from './integration-tables.ts'
import type { LimitTables } from './limit-tables.ts'
import type { MemoryTables } from './memory-tables.ts'
import type { PaymentTables } from './payment-tables.ts'
import type { RegistryTables } from './registry-tables.ts'
import type { SearchTables } from './search-tables.ts'
import type { SessionTables } from './session-tables.ts'
import type { VectorTables } from './vector-tables.ts'
import type { WorkflowTables } from './workflow-tables.ts'

/**
 * Every table, by room. Times are integers (milliseconds since 1970), money is integer micro-USD, flags are 0 or 1, JSON
 * is text; the same on SQLite and PostgreSQL.
 */
export interface Tables
  extends AccountTables,
    CatalogTables,
    ChainTables,
    DeploymentTables,
    EventTables,
    GatewayTables,
    GpuTables,
    IntegrationTables,
    LimitTables,
    MemoryTables,
    PaymentTables,
    RegistryTables,
    SearchTables,
    SessionTables,
    VectorTables,
    WorkflowTables {}
