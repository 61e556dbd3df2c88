import type { components } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Principal } from '../identity/principal.ts'
import { type AuditRow, readAudit } from '../store/audit.ts'
import { chainHead } from '../store/chains.ts'
import type { Cursors } from '../store/cursors.ts'
import type { Db } from '../store/database.ts'

type Schemas = components['schemas']

export interface AuditQuery {
  actor?: string | undefined
  action?: string | undefined
  target?: string | undefined
  from?: string | undefined
  to?: string | undefined
  limit: number
  cursor?: string | undefined
}

export interface AuditPage {
  entries: Schemas['AuditEntry'][]
  next_cursor: string | null
  head: Schemas['AuditHead'] | null
}

/** Entries that fit all that is given, newest first, with the head of the whole chain. Throws INVALID_CURSOR. */
export async function listEntries(
  { db, cursors }: { db: Db; cursors: Cursors },
  { userId }: Principal,
  { limit, cursor, ...query }: AuditQuery,
): Promise<AuditPage> {
  if (userId === null) throw new ApiError('AUTH_REQUIRED')
  const { actor, action, target, from, to } = query
  const scope = `audit ${JSON.stringify([userId, actor, action, target, from, to])}`
  const beforeId = cursor === undefined ? null : cursors.read(scope, cursor)
  const span = { fromMs: from ? Date.parse(from) : 0, toMs: to ? Date.parse(to) : Number.MAX_SAFE_INTEGER }
  const rows = await readAudit(db, { actor, action, target, ...span, beforeId }, limit + 1)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    entries: page.map(entryOf),
    next_cursor: rows.length > limit && last ? cursors.write(scope, last.id) : null,
    head: await chainHead(db, 'audit'),
  }
}

const entryOf = (row: AuditRow): Schemas['AuditEntry'] => ({
  id: row.id,
  seq: row.seq,
  timestamp: new Date(row.created_at).toISOString(),
  actor: { type: row.actor_type, id: row.actor_id, key_id: row.actor_key_id, ip: row.actor_ip },
  user_id: row.user_id,
  action: row.action,
  target_type: row.target_type,
  target_id: row.target_id,
  result: row.result,
  request_id: row.request_id,
  details: JSON.parse(row.details) as Record<string, unknown>,
})
