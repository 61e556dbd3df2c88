import type { Runtime } from '../runtime.ts'
import type { AuditEntriesTable } from './account-tables.ts'
import type { Tx } from './database.ts'
import { newId } from './ids.ts'

export interface AuditActor {
  type: AuditEntriesTable['actor_type']
  /** The user; the name of a service. */
  id: string | null
  keyId: string | null
  ip: string | null
}

export interface NewAuditEntry {
  actor: AuditActor
  /** The account concerned. */
  userId: string | null
  /** Dotted: `key.created`. */
  action: string
  target: { type: string; id: string } | null
  result?: AuditEntriesTable['result']
  requestId: string | null
  /** Names of fields, figures and outcomes; never a secret or a value of the caller's. */
  details?: Record<string, unknown>
}

/** Writes an audit row in the transaction of the change that it tells of. */
export async function appendAudit(
  tx: Tx,
  runtime: Pick<Runtime, 'clock' | 'random'>,
  { actor, userId, action, target, result = 'success', requestId, details = {} }: NewAuditEntry,
): Promise<void> {
  await tx
    .insertInto('audit_entries')
    .values({
      id: newId('aud', runtime),
      created_at: runtime.clock.now(),
      actor_type: actor.type,
      actor_id: actor.id,
      actor_key_id: actor.keyId,
      actor_ip: actor.ip,
      user_id: userId,
      action,
      target_type: target?.type ?? null,
      target_id: target?.id ?? null,
      result,
      request_id: requestId,
      details: JSON.stringify(details),
    })
    .execute()
}
