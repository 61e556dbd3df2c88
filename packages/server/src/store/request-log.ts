import { CompiledQuery } from 'kysely'
import type { Dialect, Tx } from './database.ts'
import type { InferenceAttemptsTable, InferenceRequestsTable } from './gateway-tables.ts'

export type AttemptEntry = InferenceAttemptsTable

/** One call of the request log with its attempts. */
export interface RequestEntry extends InferenceRequestsTable {
  attempts: AttemptEntry[]
}

const requestColumns = [
  'id',
  'request_id',
  'at',
  'user_id',
  'key_id',
  'operation',
  'asked_model',
  'provider',
  'model',
  'status',
  'code',
  'streamed',
  'latency_ms',
  'first_token_ms',
  'overhead_us',
  'input_tokens',
  'cached_tokens',
  'output_tokens',
  'reasoning_tokens',
  'estimated',
  'cost',
  'cache',
] as const satisfies (keyof InferenceRequestsTable)[]

const attemptColumns = [
  'call_id',
  'n',
  'provider',
  'model',
  'outcome',
  'fault',
  'code',
  'status',
  'upstream_id',
  'first_token_ms',
  'duration_ms',
  'input_tokens',
  'output_tokens',
  'cost',
] as const satisfies (keyof InferenceAttemptsTable)[]

/** Appends calls to the request log; a call that stands there already stays as it is. */
export async function appendRequests(tx: Tx, dialect: Dialect, entries: readonly RequestEntry[]): Promise<void> {
  await insert(tx, dialect, 'inference_requests', requestColumns, entries)
  const attempts = entries.flatMap((entry) => entry.attempts)
  await insert(tx, dialect, 'inference_attempts', attemptColumns, attempts)
}

/** Rows a statement: few enough for any database's limit of parameters. */
const rowsMax = 100

/** Ready-made statements: the query builder would cost more than the insertion, and this runs for every call. */
async function insert<Column extends string>(
  tx: Tx,
  dialect: Dialect,
  table: string,
  columns: readonly Column[],
  rows: readonly Record<Column, unknown>[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsMax) {
    const part = rows.slice(from, from + rowsMax)
    const text = insertion(dialect, table, columns, part.length)
    await tx.executeQuery(
      CompiledQuery.raw(
        text,
        part.flatMap((row) => columns.map((column) => row[column])),
      ),
    )
  }
}

function insertion(dialect: Dialect, table: string, columns: readonly string[], rows: number): string {
  let n = 0
  const place = () => (dialect === 'postgres' ? `$${++n}` : '?')
  const values = Array.from({ length: rows }, () => `(${columns.map(place).join(',')})`)
  return `INSERT INTO ${table} (${columns.join(',')}) VALUES ${values.join(',')} ON CONFLICT DO NOTHING`
}
