/** Columns that hold sealed texts: what another encryption key has to open, one row after another. */
import { sql } from 'kysely'
import type { Store } from './database.ts'

interface SealedColumn {
  table: string
  column: string
  /** What names a row. */
  keys: readonly [string, ...string[]]
  /** What the text is bound to, of the values of `keys`. */
  place(...keys: string[]): string
}

const ofRow = (table: string, column: string, key = 'id'): SealedColumn => ({
  table,
  column,
  keys: [key],
  place: (id) => `${table}:${id}:${column}`,
})

/** What the key of a registered service is bound to. */
export const integrationKeyPlace = (userId: string, name: string): string => `integrations:${userId} ${name}:api_key`

export const sealedColumns: readonly SealedColumn[] = [
  ofRow('webhooks', 'secret'),
  ofRow('webhooks', 'previous_secret'),
  ofRow('gpu_instances', 'secrets'),
  ofRow('gpu_deployments', 'secrets'),
  ofRow('gateway_routes', 'token', 'deployment_id'),
  ofRow('ws_tickets', 'credential', 'digest'),
  ofRow('integration_webhooks', 'sealed'),
  ofRow('workflow_runs', 'definition'),
  ofRow('workflow_runs', 'facts'),
  {
    table: 'workflow_steps',
    column: 'facts',
    keys: ['run_id', 'id'],
    place: (runId, id) => `workflow_steps:${runId} ${id}:facts`,
  },
  {
    table: 'integrations',
    column: 'api_key',
    keys: ['user_id', 'integration_id'],
    place: (userId, name) => integrationKeyPlace(userId, name),
  },
  {
    table: 'idempotency_keys',
    column: 'answer',
    keys: ['user_id', 'operation', 'key'],
    place: (userId, operation, key) => `idempotency_keys:${userId} ${operation} ${key}:answer`,
  },
]

export interface SealedText {
  keys: readonly string[]
  text: string
}

/** Texts that do not begin with `prefix`, in the order of their rows, beyond the first `skip`. */
export async function readSealed(
  { db }: Store,
  { table, column, keys }: SealedColumn,
  { prefix, skip, limit }: { prefix: string; skip: number; limit: number },
): Promise<SealedText[]> {
  const columns = sql.join(keys.map((key) => sql.ref(key)))
  const { rows } = await sql<Record<string, string>>`
    SELECT ${columns}, ${sql.ref(column)} AS sealed_text FROM ${sql.table(table)}
     WHERE ${sql.ref(column)} IS NOT NULL AND ${sql.ref(column)} NOT LIKE ${`${prefix}%`}
     ORDER BY ${columns} LIMIT ${limit} OFFSET ${skip}`.execute(db)
  return rows.map((row) => ({ keys: keys.map((key) => row[key] ?? ''), text: row.sealed_text ?? '' }))
}

/** In one transaction; a text that was changed meanwhile stays as it is. */
export function replaceSealed(
  store: Store,
  { table, column, keys }: SealedColumn,
  changes: readonly { from: SealedText; to: string }[],
): Promise<void> {
  return store.write(async (tx) => {
    for (const { from, to } of changes) {
      const row = sql.join(
        keys.map((key, at) => sql`${sql.ref(key)} = ${from.keys[at]}`),
        sql` AND `,
      )
      await sql`UPDATE ${sql.table(table)} SET ${sql.ref(column)} = ${to}
         WHERE ${row} AND ${sql.ref(column)} = ${from.text}`.execute(tx)
    }
  })
}
