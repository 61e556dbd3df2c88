import type { Runtime } from '../runtime.ts'
import { type AuditActor, appendAudit, type NewAuditEntry } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { rolePermissions } from './permissions.ts'
import type { Principal } from './principal.ts'

/** Who asked, for the audit row of a change. */
export interface Asker {
  principal: Principal
  requestId: string | null
  clientIp: string | null
}

/** The operator at the machine itself: may do all that an administrator may. */
export const operatorAtTheMachine: Asker = {
  principal: {
    kind: 'service',
    userId: null,
    keyId: null,
    role: 'admin',
    permissions: new Set(rolePermissions.admin),
    billing: 'unmetered',
    modelsAllow: null,
  },
  requestId: null,
  clientIp: null,
}

/** What a row of the audit log says of a change, in its transaction. */
export interface Deed {
  /** Dotted: `key.created`. */
  action: string
  target: { type: string; id: string | null }
  /** The account concerned; the asker's own unless given. */
  userId?: string | null
  result?: NewAuditEntry['result']
  details?: Record<string, unknown>
}

export type Audit = (tx: Tx, asker: Asker, deed: Deed) => Promise<void>

export const auditOf =
  (runtime: Pick<Runtime, 'clock' | 'random'>): Audit =>
  (tx, { principal, requestId, clientIp }, { action, target, userId, result = 'success', details = {} }) =>
    appendAudit(tx, runtime, {
      actor: { type: actorTypes[principal.kind], id: actorId(principal), keyId: principal.keyId, ip: clientIp },
      userId: userId === undefined ? principal.userId : userId,
      action,
      target,
      result,
      requestId,
      details,
    })

const actorTypes: Record<Principal['kind'], AuditActor['type']> = {
  key: 'key',
  session: 'user',
  operator: 'static_key',
  anonymous: 'anonymous',
  service: 'service',
}

const actorId = ({ kind, userId }: Principal): string | null => (kind === 'service' ? 'proxyapi' : userId)
