import type { Runtime } from '../runtime.ts'
import type { AuditEntriesTable } from './account-tables.ts'
import type { Db, Tx } from './database.ts'
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
  target: { type: string; id: string | null } | null
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

export type AuditRow = AuditEntriesTable & {
  /** Its place in the chain; null before it is sealed. */
  seq: number | null
}

export interface AuditFilter {
  /** A user, a key or the name of a service. */
  actor?: string | undefined
  action?: string | undefined
  target?: string | undefined
  /** Inclusive. */
  fromMs: number
  /** Exclusive. */
  toMs: number
  beforeId: string | null
}

/** Newest first. */
export function readAudit(
  db: Db,
  { actor, action, target, fromMs, toMs, beforeId }: AuditFilter,
  limit: number,
): Promise<AuditRow[]> {
  return db
    .selectFrom('audit_entries as entry')
    .leftJoin('chain_seals as seal', (join) =>
      join.onRef('seal.row_id', '=', 'entry.id').on('seal.chain', '=', 'audit'),
    )
    .selectAll('entry')
    .select('seal.seq')
    .where('entry.created_at', '>=', fromMs)
    .where('entry.created_at', '<', toMs)
    .$if(actor !== undefined, (query) =>
      query.where((eb) => eb.or([eb('entry.actor_id', '=', actor ?? ''), eb('entry.actor_key_id', '=', actor ?? '')])),
    )
    .$if(action !== undefined, (query) => query.where('entry.action', '=', action ?? ''))
    .$if(target !== undefined, (query) => query.where('entry.target_id', '=', target ?? ''))
    .$if(beforeId !== null, (query) => query.where('entry.id', '<', beforeId ?? ''))
    .orderBy('entry.id', 'desc')
    .limit(limit)
    .execute()
}
