import type { components } from '@proxyapi/contract'
import { usdOf } from '../ledger/money.ts'
import type { Cursors } from '../store/cursors.ts'
import type { Db } from '../store/database.ts'
import { type RequestFilter, type RequestRow, readRequests } from '../store/request-log.ts'
import type { MetricsQuery } from './usage-metrics.ts'

type Schemas = components['schemas']

export interface RequestQuery extends Omit<RequestFilter, 'fromMs' | 'toMs' | 'before'> {
  from?: string | undefined
  to?: string | undefined
  limit: number
  cursor?: string | undefined
}

export interface RequestPage {
  requests: Schemas['UserRequestLogEntry'][]
  next_cursor: string | null
}

export interface RequestReader {
  /** The request log of all users. Throws INVALID_CURSOR. */
  list(readerId: string, query: RequestQuery): Promise<RequestPage>
  /** Sums of an account's requests by time and group. Throws INVALID_REQUEST, INVALID_CURSOR. */
  metrics(userId: string, query: MetricsQuery): Promise<Schemas['UsageMetrics']>
}

/** Requests that fit all that is given, newest first, for one reader. Throws INVALID_CURSOR. */
export async function listRequests(
  { db, cursors }: { db: Db; cursors: Cursors },
  readerId: string,
  { limit, cursor, from, to, ...filter }: RequestQuery,
): Promise<RequestPage> {
  const scope = `requests ${JSON.stringify([readerId, from, to, filter])}`
  const before = cursor === undefined ? null : placeOf(cursors.read(scope, cursor))
  const span = { fromMs: from ? Date.parse(from) : 0, toMs: to ? Date.parse(to) : Number.MAX_SAFE_INTEGER }
  const rows = await readRequests(db, { ...filter, ...span, before }, limit + 1)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    requests: page.map(entryOf),
    next_cursor: rows.length > limit && last ? cursors.write(scope, `${last.at} ${last.id}`) : null,
  }
}

function placeOf(position: string): { at: number; id: string } {
  const [at = '', id = ''] = position.split(' ')
  return { at: Number(at), id }
}

const entryOf = (row: RequestRow): Schemas['UserRequestLogEntry'] => ({
  request_id: row.request_id,
  at: new Date(row.at).toISOString(),
  operation: row.operation,
  model: row.provider !== null && row.model !== null ? `${row.provider}:${row.model}` : row.asked_model,
  provider: row.provider,
  attempts: row.attempts.map(({ provider, code, duration_ms }) => ({ provider, code, ms: duration_ms })),
  status: row.status,
  code: row.code,
  latency_ms: row.latency_ms,
  first_token_ms: row.first_token_ms,
  input_tokens: row.input_tokens,
  output_tokens: row.output_tokens,
  cost: row.cost === null ? null : usdOf(row.cost),
  cached: row.cache === 'hit',
  key_id: row.key_id,
  user_id: row.user_id,
})
