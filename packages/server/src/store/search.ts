/** Search in PostgreSQL. What is typed is a parameter, and words are letters and digits: nothing of it is a pattern. */
import { type Selectable, sql } from 'kysely'
import type { StoredModel } from './catalog.ts'
import type { Db, Tx } from './database.ts'
import type { ModelSearchTable } from './search-tables.ts'

export type SearchRecord = Pick<Selectable<ModelSearchTable>, 'uid' | 'id' | 'revision' | 'words' | 'names' | 'facts'>
export type FoundRow = Pick<SearchRecord, 'uid' | 'facts'>

/** Now and then a write of many rows also sorts what earlier ones left to the index. */
const writeMs = 60_000

/** Up to which row of `models` the search knows everything. */
export interface SearchMark {
  revision: number
  uid: string
}

export const searchMark = (db: Db): Promise<SearchMark | undefined> =>
  db
    .selectFrom('model_search')
    .select(['revision', 'uid'])
    .orderBy('revision', 'desc')
    .orderBy('uid', 'desc')
    .limit(1)
    .executeTakeFirst()

/** The next rows that the search does not know yet. */
export const modelsAfterMark = (db: Db, mark: SearchMark | undefined, limit: number): Promise<StoredModel[]> =>
  db
    .selectFrom('models')
    .selectAll()
    .$if(mark !== undefined, (query) =>
      query.where(sql<boolean>`(revision, uid) > (${mark?.revision ?? 0}, ${mark?.uid ?? ''})`),
    )
    .orderBy('revision')
    .orderBy('uid')
    .limit(limit)
    .execute()

/** Takes rows over, as one statement; `tokens` are their words. */
export async function putSearchRecords(tx: Tx, records: readonly SearchRecord[]): Promise<void> {
  await limitStatements(tx, writeMs)
  const rows = sql`jsonb_to_recordset(CAST(${JSON.stringify(records)} AS jsonb))
    AS r (uid text, id text, revision bigint, words text, names text[], facts text)`
  await sql`INSERT INTO model_search (uid, id, revision, words, names, facts)
    SELECT uid, id, revision, words, names, facts FROM ${rows}
    ON CONFLICT (uid) DO UPDATE SET id = excluded.id, revision = excluded.revision, words = excluded.words,
      names = excluded.names, facts = excluded.facts`.execute(tx)
  const counts = new Map<string, number>()
  for (const { words } of records) for (const word of words.split(' ')) counts.set(word, (counts.get(word) ?? 0) + 1)
  await sql`INSERT INTO model_tokens (token, df)
    SELECT * FROM unnest(CAST(${[...counts.keys()]} AS text[]), CAST(${[...counts.values()]} AS bigint[]))
    ON CONFLICT (token) DO UPDATE SET df = model_tokens.df + excluded.df`.execute(tx)
}

/** Which of these are words of the catalog. */
export async function knownTokens(db: Db, tokens: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ token: string }>`
    SELECT token FROM model_tokens WHERE token = ANY (CAST(${tokens} AS text[]))`.execute(db)
  return new Set(rows.map(({ token }) => token))
}

/** Whether words begin so; `_`, `%` and `\` have no place in a word. */
export async function isBegun(db: Db, beginning: string): Promise<boolean> {
  const { rows } = await sql`
    SELECT 1 FROM model_tokens WHERE token LIKE ${`${beginning}%`} LIMIT 1`.execute(db)
  return rows.length > 0
}

/** Whether the database can tell which words are alike. */
export async function hasTrigrams(db: Db): Promise<boolean> {
  const { rows } = await sql`SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'`.execute(db)
  return rows.length > 0
}

/** A transposed pair of a short word leaves a fifth of its trigrams. */
const likeness = 0.15

/** Words that are roughly alike, about as long. */
export async function tokensAlike(tx: Tx, token: string, edits: number): Promise<string[]> {
  await sql`SELECT set_config('pg_trgm.similarity_threshold', ${String(likeness)}, true)`.execute(tx)
  const { rows } = await sql<{ token: string }>`
    SELECT token FROM model_tokens WHERE token % ${token}
      AND length(token) BETWEEN ${token.length - edits} AND ${token.length + edits}`.execute(tx)
  return rows.map((row) => row.token)
}

/** Rows with one of these names. */
export async function rowsNamed(db: Db, names: readonly string[], limit: number): Promise<FoundRow[]> {
  const { rows } = await sql<FoundRow>`
    SELECT uid, facts FROM model_search WHERE names && CAST(${names} AS text[]) LIMIT ${limit}`.execute(db)
  return rows
}

/** Rows whose id begins so, in whatever case. */
export async function rowsBegun(db: Db, beginning: string, limit: number): Promise<FoundRow[]> {
  const pattern = `${beginning.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
  const { rows } = await sql<FoundRow>`
    SELECT uid, facts FROM model_search WHERE lower(id) LIKE ${pattern} LIMIT ${limit}`.execute(db)
  return rows
}

/** Rows that fit a tsquery, in no order. */
export async function rowsMatching(db: Db, query: string, limit: number): Promise<FoundRow[]> {
  const { rows } = await sql<FoundRow>`
    SELECT uid, facts FROM model_search WHERE search_tsv @@ CAST(${query} AS tsquery) LIMIT ${limit}`.execute(db)
  return rows
}

/** How many rows fit, counted as far as `most`. */
export async function countMatching(db: Db, query: string, most: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`SELECT count(*) AS count FROM (
    SELECT 1 FROM model_search WHERE search_tsv @@ CAST(${query} AS tsquery) LIMIT ${most}) AS found`.execute(db)
  return Number(rows[0]?.count ?? 0)
}

export async function modelsNamed(db: Db, uids: readonly string[]): Promise<StoredModel[]> {
  const { rows } = await sql<StoredModel>`
    SELECT * FROM models WHERE uid = ANY (CAST(${uids} AS text[]))`.execute(db)
  return rows
}

/** Ends whatever takes longer, in this transaction. */
export const limitStatements = async (tx: Tx, milliseconds: number): Promise<void> => {
  await sql`SELECT set_config('statement_timeout', ${String(milliseconds)}, true)`.execute(tx)
}
