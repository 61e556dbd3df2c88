/** Keys that expire soon, and which of them were told of. */
import { sql } from 'kysely'
import type { ApiKeysTable } from './account-tables.ts'
import type { Db, Tx } from './database.ts'

export type ExpiringKey = Pick<ApiKeysTable, 'id' | 'user_id' | 'name' | 'key_hint'> & { expires_at: number }

const aheadMsMost = 7 * 86_400_000
/** Of its life: a key for an hour is told of in its last minutes, not from its first. */
const lastParts = 10

/** Working keys in the last tenth of their lives, a week at most, whose owners were not told yet. */
export async function expiringKeys(db: Db, nowMs: number, limit: number): Promise<ExpiringKey[]> {
  const { rows } = await sql<ExpiringKey>`
    SELECT k.id, k.user_id, k.name, k.key_hint, k.expires_at FROM api_keys k
      LEFT JOIN key_warnings w ON w.key_id = k.id AND w.expires_at = k.expires_at
     WHERE k.status = 'active' AND k.expires_at IS NOT NULL
       AND k.expires_at > ${nowMs} AND k.expires_at <= ${nowMs + aheadMsMost}
       AND (k.expires_at - ${nowMs}) * ${sql.lit(lastParts)} <= k.expires_at - k.created_at AND w.key_id IS NULL
     ORDER BY k.expires_at LIMIT ${limit}`.execute(db)
  return rows
}

/** False where another process has told it. */
export async function isFirstWarning(tx: Tx, { id, expires_at }: ExpiringKey): Promise<boolean> {
  const { numAffectedRows } = await sql`
    INSERT INTO key_warnings (key_id, expires_at) VALUES (${id}, ${expires_at})
      ON CONFLICT (key_id) DO UPDATE SET expires_at = excluded.expires_at
       WHERE key_warnings.expires_at <> excluded.expires_at`.execute(tx)
  return Number(numAffectedRows) === 1
}
