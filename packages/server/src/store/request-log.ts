import { CompiledQuery, sql } from 'kysely'
import type { Db, Dialect, Tx } from './database.ts'
import type { InferenceAttemptsTable, InferenceRequestsTable } from './gateway-tables.ts'
import { insertEach } from './insert-each.ts'

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

const untouched = 'ON CONFLICT DO NOTHING'

/** Ready-made statements: the query builder would cost more than the insertion, and this runs for every call. */
async function insert<Column extends string>(
  tx: Tx,
  dialect: Dialect,
  table: string,
  columns: readonly Column[],
  rows: readonly Record<Column, unknown>[],
): Promise<void> {
  if (dialect === 'sqlite') return insertEach(tx, table, columns, rows, untouched)
  for (let from = 0; from < rows.length; from += rowsMax) {
    const part = rows.slice(from, from + rowsMax)
    const values = part.flatMap((row) => columns.map((column) => row[column]))
    await tx.executeQuery(CompiledQuery.raw(insertion(table, columns, part.length), values))
  }
}

/** Rows a statement: few enough for the limit of parameters. */
const rowsMax = 100

function insertion(table: string, columns: readonly string[], rows: number): string {
  let n = 0
  const values = Array.from({ length: rows }, () => `(${columns.map(() => `$${++n}`).join(',')})`)
  return `INSERT INTO ${table} (${columns.join(',')}) VALUES ${values.join(',')} ${untouched}`
}

/** Deletes the oldest calls from before then with their attempts, at most `limit`; returns how many calls. */
export async function deleteOldRequests(tx: Tx, beforeMs: number, limit: number): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    DELETE FROM inference_requests WHERE id IN
      (SELECT id FROM inference_requests WHERE at < ${beforeMs} ORDER BY at LIMIT ${limit})
    RETURNING id`.execute(tx)
  const ids = rows.map(({ id }) => id)
  if (ids.length > 0) await tx.deleteFrom('inference_attempts').where('call_id', 'in', ids).execute()
  return ids.length
}

/** What narrows a list of requests; all that is given holds. */
export interface RequestFilter {
  fromMs: number
  toMs: number
  user_id?: string | undefined
  key_id?: string | undefined
  operation?: string | undefined
  /** As it was asked for, as it answered, or `provider:model`. */
  model?: string | undefined
  provider?: string | undefined
  status?: number | undefined
  code?: string | undefined
  request_id?: string | undefined
  min_latency_ms?: number | undefined
  /** Where the page before ended. */
  before: { at: number; id: string } | null
}

/** One call with its attempts in their order. */
export type RequestRow = InferenceRequestsTable & {
  attempts: Pick<AttemptEntry, 'call_id' | 'provider' | 'code' | 'duration_ms'>[]
}

/** Newest first. */
export async function readRequests(db: Db, filter: RequestFilter, limit: number): Promise<RequestRow[]> {
  const { fromMs, toMs, model, min_latency_ms, before, ...equal } = filter
  let query = db.selectFrom('inference_requests').selectAll().where('at', '>=', fromMs).where('at', '<', toMs)
  for (const [name, value] of Object.entries(equal) as [keyof typeof equal, string | number | undefined][])
    if (value !== undefined) query = query.where(name, '=', value)
  if (model !== undefined)
    query = query.where((eb) =>
      eb.or([eb('asked_model', '=', model), eb('model', '=', model), eb(sql`provider || ':' || model`, '=', model)]),
    )
  if (min_latency_ms !== undefined) query = query.where('latency_ms', '>=', min_latency_ms)
  if (before !== null) query = query.where((eb) => eb(eb.refTuple('at', 'id'), '<', eb.tuple(before.at, before.id)))
  const rows = await query.orderBy('at', 'desc').orderBy('id', 'desc').limit(limit).execute()
  const attempts = await attemptsOf(
    db,
    rows.map(({ id }) => id),
  )
  const byCall = Map.groupBy(attempts, ({ call_id }) => call_id)
  return rows.map((row) => ({ ...row, attempts: byCall.get(row.id) ?? [] }))
}

const attemptsOf = async (db: Db, callIds: readonly string[]): Promise<RequestRow['attempts']> =>
  callIds.length === 0
    ? []
    : db
        .selectFrom('inference_attempts')
        .select(['call_id', 'provider', 'code', 'duration_ms'])
        .where('call_id', 'in', callIds)
        .orderBy('call_id')
        .orderBy('n')
        .execute()
