/** Reads and locks the rows that deeds touch, and writes back what they changed. */
import { sql } from 'kysely'
import { type Book, emptyBook } from '../ledger/book.ts'
import type { WindowTerms } from '../ledger/budget-window.ts'
import type { HoldReference, Touches } from '../ledger/deed.ts'
import type { LedgerAccountsTable, LedgerHoldsTable } from './account-tables.ts'
import { beginWindow } from './budget-windows.ts'
import type { Db, Dialect, Tx } from './database.ts'
import { insertEach } from './insert-each.ts'
import { type ColumnTypes, isOneOf, rowsFromJson } from './rows-from-json.ts'
import type { Tables } from './tables.ts'

/** Columns that deeds change of rows that exist. */
const accountTotals = ['credits_posted', 'debits_posted', 'debits_pending', 'told'] as const
const windowTotals = ['cap', 'spent', 'held', 'told'] as const

const holdColumns = {
  id: 'TEXT',
  user_id: 'TEXT',
  key_id: 'TEXT',
  kind: 'TEXT',
  reference: 'TEXT',
  billing: 'TEXT',
  held: 'INTEGER',
  charged: 'INTEGER',
  overshoot: 'INTEGER',
  status: 'TEXT',
  ended_amount: 'INTEGER',
  user_window: 'TEXT',
  key_window: 'TEXT',
  holder_id: 'TEXT',
  once_key: 'TEXT',
  fingerprint: 'TEXT',
  expires_at: 'INTEGER',
  created_at: 'INTEGER',
  ended_at: 'INTEGER',
} as const satisfies ColumnTypes

const sliceColumns = {
  id: 'TEXT',
  holder_id: 'TEXT',
  target: 'TEXT',
  amount: 'INTEGER',
  recalled: 'INTEGER',
} as const satisfies ColumnTypes

const holderColumns = {
  id: 'TEXT',
  lease_until: 'INTEGER',
  died_at: 'INTEGER',
  open_holds: 'INTEGER',
} as const satisfies ColumnTypes

const noteColumns = {
  call_id: 'TEXT',
  holder_id: 'TEXT',
  call: 'TEXT',
  noted_at: 'INTEGER',
} as const satisfies ColumnTypes

const transferColumns = {
  id: 'TEXT',
  posting_key: 'TEXT',
  type: 'TEXT',
  debit_account: 'TEXT',
  credit_account: 'TEXT',
  amount: 'INTEGER',
  reference: 'TEXT',
  user_id: 'TEXT',
  hold_id: 'TEXT',
  reverses: 'TEXT',
  created_at: 'INTEGER',
} as const satisfies ColumnTypes

const recordColumns = {
  id: 'TEXT',
  request_id: 'TEXT',
  user_id: 'TEXT',
  key_id: 'TEXT',
  operation: 'TEXT',
  provider: 'TEXT',
  model: 'TEXT',
  input_tokens: 'INTEGER',
  cached_tokens: 'INTEGER',
  output_tokens: 'INTEGER',
  reasoning_tokens: 'INTEGER',
  estimated: 'INTEGER',
  cache: 'TEXT',
  amount: 'INTEGER',
  overshoot: 'INTEGER',
  created_at: 'INTEGER',
} as const satisfies ColumnTypes

/** A transaction with its dialect: what every query here takes. */
interface Desk {
  tx: Tx
  dialect: Dialect
}

/**
 * A page with all rows that the touches name. Locks: holders, then accounts, then windows, each in the order of their
 * ids, so that no two transactions wait for each other. The rest is read under these locks.
 */
export async function openBook(
  tx: Tx,
  dialect: Dialect,
  touches: readonly Touches[],
  nowMs: number,
  newId: Book['newId'],
): Promise<Book> {
  const desk = { tx, dialect }
  const book = emptyBook(nowMs, newId)
  for (const row of await rowsOf(desk, 'ledger_holders', 'id', listed(touches, 'holders'), true)) {
    book.holders.set(row.id, row)
  }
  const targets = [...listed(touches, 'targets'), ...(await targetsOfHolds(desk, listed(touches, 'holds')))]
  for (const row of await lockAccounts(
    desk,
    targets.filter((id) => !isWindow(id)),
  )) {
    book.accounts.set(row.id, row)
    book.asRead.set(row.id, { ...row })
  }
  const terms = listed(touches, 'windows')
  for (const row of await lockWindows(desk, terms, targets.filter(isWindow))) {
    book.windows.set(row.id, row)
    book.asRead.set(row.id, { ...row })
  }
  takeOverCaps(book, terms)

  for (const row of await holdsOf(desk, touches)) book.holds.set(row.id, row)
  for (const row of await rowsOf(desk, 'ledger_slices', 'id', listed(touches, 'slices'))) book.slices.set(row.id, row)
  for (const row of await rowsOf(desk, 'ledger_notes', 'call_id', listed(touches, 'notes'))) {
    book.notes.set(row.call_id, row)
  }
  for (const key of await known(desk, 'ledger_transfers', 'posting_key', listed(touches, 'postings'))) {
    book.postings.add(key)
  }
  for (const id of await known(desk, 'usage_records', 'id', listed(touches, 'calls'))) book.calls.add(id)
  return book
}

const isWindow = (id: string) => id.startsWith('budget:')

type Listed<K extends keyof Touches> = NonNullable<Touches[K]>[number]

const listed = <K extends keyof Touches>(touches: readonly Touches[], kind: K): Listed<K>[] =>
  touches.flatMap((touch) => (touch[kind] ?? []) as Listed<K>[])

async function rowsOf<T extends keyof Tables>(
  { tx, dialect }: Desk,
  table: T,
  column: string,
  values: readonly string[],
  locked = false,
): Promise<Tables[T][]> {
  if (values.length === 0) return []
  const lock = sql.raw(locked && dialect === 'postgres' ? 'FOR UPDATE' : '')
  const { rows } = await sql<Tables[T]>`
    SELECT * FROM ${sql.table(table)} WHERE ${isOneOf(dialect, column, [...new Set(values)])}
     ORDER BY ${sql.ref(column)} ${lock}`.execute(tx)
  return rows
}

/** What a hold draws on never changes, so it is read before the lock that guards the rest of its row. */
async function targetsOfHolds({ tx, dialect }: Desk, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<Pick<LedgerHoldsTable, 'user_id' | 'user_window' | 'key_window'>>`
    SELECT user_id, user_window, key_window FROM ledger_holds WHERE ${isOneOf(dialect, 'id', ids)}`.execute(tx)
  return rows.flatMap(({ user_id, user_window, key_window }) =>
    [`user:${user_id}`, user_window, key_window].filter((id) => id !== null),
  )
}

async function lockAccounts(desk: Desk, ids: readonly string[]): Promise<LedgerAccountsTable[]> {
  const wanted = [...new Set(ids)]
  const rows = await rowsOf(desk, 'ledger_accounts', 'id', wanted, true)
  if (rows.length === wanted.length) return rows
  const made = wanted
    .filter((id) => !rows.some((row) => row.id === id))
    .map((id) => ({ id, user_id: id.startsWith('user:') ? id.slice('user:'.length) : null }))
  await sql`INSERT INTO ledger_accounts (id, user_id)
    SELECT id, user_id FROM ${rowsFromJson(desk.dialect, 'r', { id: 'TEXT', user_id: 'TEXT' }, made)}
     WHERE true ORDER BY id ON CONFLICT (id) DO NOTHING`.execute(desk.tx)
  return rowsOf(desk, 'ledger_accounts', 'id', wanted, true)
}

async function lockWindows(desk: Desk, terms: readonly WindowTerms[], ids: readonly string[]) {
  const wanted = [...new Set([...terms.map(({ id }) => id), ...ids])]
  const rows = await rowsOf(desk, 'budget_windows', 'id', wanted, true)
  const missing = terms.filter(({ id }) => !rows.some((row) => row.id === id))
  if (missing.length === 0) return rows
  for (const window of new Map(missing.map((term) => [term.id, term])).values()) await beginWindow(desk.tx, window)
  return rowsOf(desk, 'budget_windows', 'id', wanted, true)
}

function takeOverCaps(book: Book, terms: readonly WindowTerms[]): void {
  for (const { id, cap } of terms) {
    const row = book.windows.get(id)
    if (!row || row.cap === cap) continue
    row.cap = cap
    book.changed.windows.add(id)
  }
}

async function holdsOf(desk: Desk, touches: readonly Touches[]): Promise<LedgerHoldsTable[]> {
  const byId = await rowsOf(desk, 'ledger_holds', 'id', listed(touches, 'holds'))
  const byOnceKey = await rowsOf(desk, 'ledger_holds', 'once_key', listed(touches, 'onceKeys'))
  return [...byId, ...byOnceKey, ...(await holdsByReference(desk, listed(touches, 'references')))]
}

async function holdsByReference({ tx, dialect }: Desk, references: readonly HoldReference[]) {
  if (references.length === 0) return []
  const asked = rowsFromJson(dialect, 'r', { kind: 'TEXT', reference: 'TEXT' }, references)
  const { rows } = await sql<LedgerHoldsTable>`
    SELECT h.* FROM ledger_holds h JOIN ${asked} ON h.kind = r.kind AND h.reference = r.reference
     WHERE h.status = 'open'`.execute(tx)
  return rows
}

async function known({ tx, dialect }: Desk, table: string, column: string, values: readonly string[]) {
  if (values.length === 0) return []
  const { rows } = await sql<{ value: string }>`
    SELECT ${sql.ref(column)} AS value FROM ${sql.table(table)}
     WHERE ${isOneOf(dialect, column, values)}`.execute(tx)
  return rows.map(({ value }) => value)
}

/** Writes what the deeds changed. Throws where a row is no longer as it was read: the lock did not hold, which is a bug. */
export async function writeBook(tx: Tx, dialect: Dialect, book: Book): Promise<void> {
  const desk = { tx, dialect }
  const { changed } = book
  await put(desk, 'ledger_holders', holderColumns, ['id'], rowsIn(book.holders, changed.holders))
  await replaceTotals(desk, 'ledger_accounts', accountTotals, rowsIn(book.accounts, changed.accounts), book.asRead)
  await replaceTotals(desk, 'budget_windows', windowTotals, rowsIn(book.windows, changed.windows), book.asRead)
  await put(desk, 'ledger_holds', holdColumns, ['id'], rowsIn(book.holds, changed.holds))
  await put(desk, 'ledger_slices', sliceColumns, ['id'], rowsIn(book.slices, changed.slices))
  await put(desk, 'ledger_notes', noteColumns, ['call_id'], rowsIn(book.notes, changed.notes))
  await remove(desk, 'ledger_slices', 'id', gone(book.slices, changed.slices))
  await remove(desk, 'ledger_notes', 'call_id', gone(book.notes, changed.notes))
  await append(desk, 'ledger_transfers', transferColumns, changed.transfers)
  await append(desk, 'usage_records', recordColumns, changed.records)
}

const rowsIn = <Row>(rows: ReadonlyMap<string, Row>, ids: ReadonlySet<string>): Row[] =>
  [...ids].map((id) => rows.get(id)).filter((row) => row !== undefined)

const gone = (rows: ReadonlyMap<string, unknown>, ids: ReadonlySet<string>) => [...ids].filter((id) => !rows.has(id))

/** Each total is written only where it still is what the decision was made on. */
async function replaceTotals(
  { tx, dialect }: Desk,
  table: string,
  totals: readonly string[],
  rows: readonly { id: string }[],
  asRead: Book['asRead'],
): Promise<void> {
  if (rows.length === 0) return
  const columns: ColumnTypes = { id: 'TEXT' }
  for (const name of totals) columns[name] = columns[`${name}_was`] = 'INTEGER'
  const values = rows.map((row) => {
    const was = Object.entries(asRead.get(row.id) ?? {}).map(([name, value]) => [`${name}_was`, value])
    return { ...row, ...Object.fromEntries(was) }
  })
  const column = (name: string) => sql.ref(`${table}.${name}`)
  const set = sql.join(totals.map((name) => sql`${sql.ref(name)} = ${sql.ref(`r.${name}`)}`))
  const same = sql.join(
    totals.map((name) => sql`${column(name)} = ${sql.ref(`r.${name}_was`)}`),
    sql` AND `,
  )
  const { numAffectedRows } = await sql`UPDATE ${sql.table(table)} SET ${set}
    FROM ${rowsFromJson(dialect, 'r', columns, values)} WHERE ${column('id')} = r.id AND ${same}`.execute(tx)
  if (Number(numAffectedRows) !== rows.length) throw new Error(`${table} changed under its lock`)
}

/** Inserts rows that are many and new; a twin is an error. */
function append(desk: Desk, table: string, columns: ColumnTypes, rows: readonly object[]): Promise<void> {
  return desk.dialect === 'sqlite' && rows.length > 0
    ? insertEach(desk.tx, table, Object.keys(columns), rows)
    : put(desk, table, columns, [], rows)
}

/** Inserts rows, or replaces those of the same key; without a key a twin is an error. */
async function put(
  { tx, dialect }: Desk,
  table: string,
  columns: ColumnTypes,
  key: readonly string[],
  rows: readonly object[],
): Promise<void> {
  if (rows.length === 0) return
  const names = Object.keys(columns)
  const list = sql.join(names.map((name) => sql.ref(name)))
  const others = names.filter((name) => !key.includes(name))
  const replaced = sql.join(others.map((name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`))
  const conflict =
    key.length === 0
      ? sql``
      : sql`ON CONFLICT (${sql.join(key.map((name) => sql.ref(name)))}) DO UPDATE SET ${replaced}`
  await sql`INSERT INTO ${sql.table(table)} (${list})
    SELECT ${list} FROM ${rowsFromJson(dialect, 'r', columns, rows)} WHERE true ${conflict}`.execute(tx)
}

async function remove({ tx, dialect }: Desk, table: string, column: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`DELETE FROM ${sql.table(table)} WHERE ${isOneOf(dialect, column, ids)}`.execute(tx)
}

/** What the hold of a key was charged. */
export async function chargedOnce(db: Db, onceKey: string): Promise<number> {
  const row = await db.selectFrom('ledger_holds').select('charged').where('once_key', '=', onceKey).executeTakeFirst()
  return row?.charged ?? 0
}
