/** Rows of append-only tables and the seals that chain them. */
import { sql } from 'kysely'
import type { ChainCutsTable, ChainName, ChainSealsTable } from './chain-tables.ts'
import type { Db, Store, Tx } from './database.ts'
import { insertEach } from './insert-each.ts'
import { isOneOf } from './rows-from-json.ts'

interface ChainRow {
  table: 'audit_entries' | 'ledger_transfers'
  /** What is sealed of a row: all of it. */
  columns: readonly string[]
  lock: number
}

const chains: Record<ChainName, ChainRow> = {
  audit: {
    table: 'audit_entries',
    columns: [
      'id',
      'created_at',
      'actor_type',
      'actor_id',
      'actor_key_id',
      'actor_ip',
      'user_id',
      'action',
      'target_type',
      'target_id',
      'result',
      'request_id',
      'details',
    ],
    lock: 7_026_920,
  },
  transfers: {
    table: 'ledger_transfers',
    columns: [
      'id',
      'posting_key',
      'type',
      'debit_account',
      'credit_account',
      'amount',
      'reference',
      'user_id',
      'hold_id',
      'reverses',
      'created_at',
    ],
    lock: 7_026_921,
  },
}

export const chainNames = ['audit', 'transfers'] as const satisfies readonly ChainName[]

/** Everything that a row holds, as its seal covers it. */
export type SealedRow = Readonly<Record<string, string | number | null>> & { readonly id: string }

export type Seal = Omit<ChainSealsTable, 'chain'>

export interface Head {
  seq: number
  hash: string
}

const columnsOf = (chain: ChainName) => sql.join(chains[chain].columns.map((name) => sql.ref(`t.${name}`)))
const tableOf = (chain: ChainName) => sql.table(chains[chain].table)

/** Lets one transaction at a time seal a chain; false where another one does it now. */
export async function lockChain(tx: Tx, { dialect }: Store, chain: ChainName): Promise<boolean> {
  if (dialect === 'sqlite') return true
  const { rows } = await sql<{ locked: boolean }>`
    SELECT pg_try_advisory_xact_lock(${sql.lit(chains[chain].lock)}) AS locked`.execute(tx)
  return rows[0]?.locked === true
}

/** The last link, or where the last cut left off; null before the first. */
export async function chainHead(db: Db | Tx, chain: ChainName): Promise<Head | null> {
  const of = (table: 'chain_seals' | 'chain_cuts') =>
    db
      .selectFrom(table)
      .select(['seq', 'hash'])
      .where('chain', '=', chain)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst()
  return (await of('chain_seals')) ?? (await of('chain_cuts')) ?? null
}

/** Rows that have no seal yet, in the order of inserts, each with its place in the queue. */
export async function unsealedRows(
  tx: Tx,
  chain: ChainName,
  limit: number,
): Promise<{ ordinal: number; row: SealedRow }[]> {
  const { rows } = await sql<SealedRow & { waits: number }>`
    SELECT w.ordinal AS waits, ${columnsOf(chain)} FROM chain_unsealed w JOIN ${tableOf(chain)} t ON t.id = w.row_id
     WHERE w.chain = ${chain} ORDER BY w.ordinal LIMIT ${limit}`.execute(tx)
  return rows.map(({ waits, ...row }) => ({ ordinal: waits, row: row as SealedRow }))
}

const sealColumns = ['chain', 'seq', 'row_id', 'hash'] as const

export async function writeSeals(
  tx: Tx,
  { dialect }: Store,
  chain: ChainName,
  seals: readonly Seal[],
  ordinals: readonly number[],
): Promise<void> {
  const rows = seals.map((seal) => ({ chain, ...seal }))
  if (dialect === 'sqlite') await insertEach(tx, 'chain_seals', sealColumns, rows)
  else await tx.insertInto('chain_seals').values(rows).execute()
  const sealed =
    dialect === 'sqlite'
      ? sql`IN (SELECT value FROM json_each(${JSON.stringify(ordinals)}))`
      : sql`= ANY (CAST(${ordinals} AS bigint[]))`
  await sql`DELETE FROM chain_unsealed WHERE ordinal ${sealed}`.execute(tx)
}

/** When the row was written that has waited longest for its seal; null where none waits. */
export async function oldestUnsealed(db: Db, chain: ChainName): Promise<number | null> {
  const { rows } = await sql<{ created_at: number }>`
    SELECT t.created_at FROM chain_unsealed w JOIN ${tableOf(chain)} t ON t.id = w.row_id
     WHERE w.chain = ${chain} ORDER BY w.ordinal LIMIT 1`.execute(db)
  return rows[0]?.created_at ?? null
}

export interface Link extends Seal {
  /** null: there is a seal and no row. */
  row: SealedRow | null
}

/** Links beyond `after` up to `until`, in their order. */
export async function readLinks(
  db: Db | Tx,
  chain: ChainName,
  { after, until, limit }: { after: number; until: number; limit: number },
): Promise<Link[]> {
  const { rows } = await sql<SealedRow & { seal_seq: number; seal_row: string; seal_hash: string }>`
    SELECT s.seq AS seal_seq, s.row_id AS seal_row, s.hash AS seal_hash, ${columnsOf(chain)}
      FROM chain_seals s LEFT JOIN ${tableOf(chain)} t ON t.id = s.row_id
     WHERE s.chain = ${chain} AND s.seq > ${after} AND s.seq <= ${until} ORDER BY s.seq LIMIT ${limit}`.execute(db)
  return rows.map(({ seal_seq, seal_row, seal_hash, ...row }) => ({
    seq: seal_seq,
    row_id: seal_row,
    hash: seal_hash,
    row: row.id === null ? null : (row as SealedRow),
  }))
}

export const lastCut = (db: Db | Tx, chain: ChainName): Promise<ChainCutsTable | undefined> =>
  db.selectFrom('chain_cuts').selectAll().where('chain', '=', chain).orderBy('seq', 'desc').limit(1).executeTakeFirst()

/** Takes away the oldest rows of a chain with their seals; the cut stays in their place. */
export async function cutChain(tx: Tx, { dialect }: Store, cut: ChainCutsTable, rowIds: readonly string[]) {
  await tx.insertInto('chain_cuts').values(cut).execute()
  await sql`DELETE FROM ${tableOf(cut.chain)} WHERE ${isOneOf(dialect, 'id', rowIds)}`.execute(tx)
  await tx.deleteFrom('chain_seals').where('chain', '=', cut.chain).where('seq', '<=', cut.seq).execute()
}

/** Ids of rows beyond `after` in the order of ids, each with whether it is sealed. */
export async function readRowIds(
  db: Db,
  chain: ChainName,
  after: string,
  limit: number,
): Promise<{ id: string; isSealed: boolean }[]> {
  const { rows } = await sql<{ id: string; seq: number | null }>`
    SELECT t.id, s.seq FROM (SELECT id FROM ${tableOf(chain)} WHERE id > ${after} ORDER BY id LIMIT ${limit}) t
      LEFT JOIN chain_seals s ON s.row_id = t.id AND s.chain = ${chain} ORDER BY t.id`.execute(db)
  return rows.map(({ id, seq }) => ({ id, isSealed: seq !== null }))
}

/** Those of the ids that neither wait for a seal nor have one. */
export async function strangers(store: Store, chain: ChainName, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  // First those that wait: what was sealed in between is found by the second question.
  const known = async (table: string) => {
    const { rows } = await sql<{ row_id: string }>`SELECT row_id FROM ${sql.table(table)}
      WHERE chain = ${chain} AND ${isOneOf(store.dialect, 'row_id', ids)}`.execute(store.db)
    return rows.map(({ row_id }) => row_id)
  }
  const waiting = await known('chain_unsealed')
  const found = new Set([...waiting, ...(await known('chain_seals'))])
  return ids.filter((id) => !found.has(id))
}

/** The first row that waits for a seal and is not there any more. */
export async function firstGone(db: Db, chain: ChainName): Promise<string | null> {
  const { rows } = await sql<{ row_id: string }>`
    SELECT w.row_id FROM chain_unsealed w LEFT JOIN ${tableOf(chain)} t ON t.id = w.row_id
     WHERE w.chain = ${chain} AND t.id IS NULL ORDER BY w.ordinal LIMIT 1`.execute(db)
  return rows[0]?.row_id ?? null
}
