import { sql } from 'kysely'
import type { AuditEntriesTable } from './account-tables.ts'
import type { Db, Store, Tx } from './database.ts'
import type { IntegrationCountsTable, IntegrationsTable } from './integration-tables.ts'

export type StoredIntegration = IntegrationsTable

/** Whose service, and which. */
export type IntegrationPlace = Pick<IntegrationsTable, 'user_id' | 'integration_id'>

/** One writer of a user's registrations at a time, so that limits and references are judged on what is true. */
export async function lockIntegrations(tx: Tx, { dialect }: Pick<Store, 'dialect'>, userId: string): Promise<void> {
  if (dialect === 'postgres') await sql`SELECT pg_advisory_xact_lock(7026940, hashtext(${userId}))`.execute(tx)
}

export const integrationAt = (db: Db, place: IntegrationPlace): Promise<StoredIntegration | undefined> =>
  db
    .selectFrom('integrations')
    .selectAll()
    .where('user_id', '=', place.user_id)
    .where('integration_id', '=', place.integration_id)
    .executeTakeFirst()

/** By name. */
export const integrationsOf = (db: Db, userId: string, after: string, limit: number): Promise<StoredIntegration[]> =>
  db
    .selectFrom('integrations')
    .selectAll()
    .where('user_id', '=', userId)
    .where('integration_id', '>', after)
    .orderBy('integration_id')
    .limit(limit)
    .execute()

export async function countIntegrations(db: Db, userId: string): Promise<number> {
  const row = await db
    .selectFrom('integrations')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

export async function putIntegrationRow(tx: Tx, row: StoredIntegration): Promise<void> {
  const { base_url, config, policy, enabled, api_key, api_key_last4, updated_at } = row
  await tx
    .insertInto('integrations')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['user_id', 'integration_id'])
        .doUpdateSet({ base_url, config, policy, enabled, api_key, api_key_last4, updated_at }),
    )
    .execute()
}

type IntegrationChange = Partial<
  Pick<IntegrationsTable, 'health' | 'last_success_at' | 'last_error_code' | 'last_error_at'>
>

/** False where the service is gone. */
export async function noteIntegration(tx: Tx, place: IntegrationPlace, change: IntegrationChange): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('integrations')
    .set(change)
    .where('user_id', '=', place.user_id)
    .where('integration_id', '=', place.integration_id)
    .executeTakeFirst()
  return Number(numUpdatedRows) === 1
}

/** With its counts. */
export const deleteIntegrationRow = (tx: Tx, place: IntegrationPlace): Promise<unknown> =>
  tx
    .deleteFrom('integrations')
    .where('user_id', '=', place.user_id)
    .where('integration_id', '=', place.integration_id)
    .execute()

/** Services that are not well, as their owners were told, the one that was noted longest ago first. */
export const unwellIntegrations = (db: Db, limit: number): Promise<StoredIntegration[]> =>
  db
    .selectFrom('integrations')
    .selectAll()
    .where('health', '<>', 'healthy')
    .orderBy('last_error_at')
    .limit(limit)
    .execute()

/** Adds attempts to what was counted, of a service that this transaction has noted; always in one order. */
export async function addCounts(tx: Tx, rows: readonly IntegrationCountsTable[]): Promise<void> {
  for (const row of rows.toSorted((a, b) => a.slot - b.slot || a.bucket - b.bucket)) {
    await tx
      .insertInto('integration_counts')
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(['user_id', 'integration_id', 'slot', 'bucket']).doUpdateSet((eb) => ({
          requests: eb('integration_counts.requests', '+', row.requests),
          errors: eb('integration_counts.errors', '+', row.errors),
        })),
      )
      .execute()
  }
}

export type SummedCount = Pick<IntegrationCountsTable, 'integration_id' | 'bucket' | 'requests' | 'errors'>

/** Of these services since a time, by bucket; `sinceMs` 0: of all times. */
export async function countsSince(
  db: Db,
  userId: string,
  names: readonly string[],
  sinceMs: number,
): Promise<SummedCount[]> {
  if (names.length === 0) return []
  const rows = await db
    .selectFrom('integration_counts')
    .select((eb) => [
      'integration_id',
      'bucket',
      eb.fn.sum<number>('requests').as('requests'),
      eb.fn.sum<number>('errors').as('errors'),
    ])
    .where('user_id', '=', userId)
    .where('integration_id', 'in', names)
    .where('slot', sinceMs === 0 ? '=' : '>', sinceMs)
    .groupBy(['integration_id', 'bucket'])
    .execute()
  return rows.map((row) => ({ ...row, requests: Number(row.requests), errors: Number(row.errors) }))
}

/** Deletes counts of slots that are over, a part at a time; returns how many rows. */
export async function forgetCounts(tx: Tx, beforeMs: number, limit: number): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('integration_counts')
    .where(({ refTuple, selectFrom, eb }) => {
      const old = selectFrom('integration_counts')
        .select(['user_id', 'integration_id', 'slot', 'bucket'])
        .where('slot', '>', 0)
        .where('slot', '<', beforeMs)
        .limit(limit)
      return eb(
        refTuple('user_id', 'integration_id', 'slot', 'bucket'),
        'in',
        old.$asTuple('user_id', 'integration_id', 'slot', 'bucket'),
      )
    })
    .executeTakeFirst()
  return Number(numDeletedRows)
}

export interface IntegrationAuditPage extends IntegrationPlace {
  action: string | null
  fromMs: number
  toMs: number
  beforeId: string | null
}

/** What was done with a service of this user, newest first, also where it is gone. */
export function integrationAudit(
  db: Db,
  { user_id, integration_id, action, fromMs, toMs, beforeId }: IntegrationAuditPage,
  limit: number,
): Promise<Pick<AuditEntriesTable, 'id' | 'created_at' | 'action' | 'details'>[]> {
  return db
    .selectFrom('audit_entries')
    .select(['id', 'created_at', 'action', 'details'])
    .where('target_type', '=', 'integration')
    .where('user_id', '=', user_id)
    .where('target_id', '=', integration_id)
    .where('created_at', '>=', fromMs)
    .where('created_at', '<', toMs)
    .$if(action !== null, (query) => query.where('action', '=', action ?? ''))
    .$if(beforeId !== null, (query) => query.where('id', '<', beforeId ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** What the last test of a user's services found, as JSON. */
export async function lastTestRun(db: Db, userId: string): Promise<string | null> {
  const row = await db
    .selectFrom('integration_test_runs')
    .select('summary')
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return row?.summary ?? null
}

export const putTestRun = (tx: Tx, row: { user_id: string; at: number; summary: string }): Promise<unknown> =>
  tx
    .insertInto('integration_test_runs')
    .values(row)
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ at: row.at, summary: row.summary }))
    .execute()
