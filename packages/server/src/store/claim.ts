import { sql } from 'kysely'
import type { Store } from './database.ts'

/** A worker's hold on a row: its effects are applied only while `fence` still stands. */
export interface Claim {
  id: string
  fence: number
}

export interface ClaimOptions {
  nowMs: number
  leaseMs: number
  limit: number
}

/** Leases due rows, oldest first, each to one worker only. Returns `{id, fence}` of what was claimed. */
export async function claimDue(store: Store, table: string, { nowMs, leaseMs, limit }: ClaimOptions): Promise<Claim[]> {
  const skip = sql.raw(store.dialect === 'postgres' ? 'FOR UPDATE SKIP LOCKED' : '')
  return store.write(async (tx) => {
    const { rows } = await sql<Claim>`
      UPDATE ${sql.table(table)} SET lease_until = ${nowMs + leaseMs}, fence = fence + 1
       WHERE id IN (SELECT id FROM ${sql.table(table)}
                     WHERE due_at <= ${nowMs} AND (lease_until IS NULL OR lease_until <= ${nowMs})
                     ORDER BY due_at LIMIT ${limit} ${skip})
      RETURNING id, fence`.execute(tx)
    return rows
  })
}
