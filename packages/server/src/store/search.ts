/** Search in PostgreSQL. What is typed is a parameter, and words are letters and digits: nothing of it is a pattern. */
import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { StoredModel } from './catalog.ts'
import type { Db, Tx } from './database.ts'
import { fitting, rowsFitting, type SearchFit } from './search-fit.ts'
import type { ModelSearchTable } from './search-tables.ts'

export type SearchRecord = Omit<Selectable<ModelSearchTable>, 'search_tsv'> & { words: readonly string[] }
/** What ranking looks at. */
export type FoundCard = Pick<SearchRecord, 'uid' | 'card'>

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
  const before = await wordsBefore(
    tx,
    records.map(({ uid }) => uid),
  )
  await insertRecords(tx, records)
  await countWords(tx, records, before)
}

/** No word of a row has it. */
const between = '\u001f'

const listed = (words: readonly string[]): string => words.map((word) => word.replaceAll(between, ' ')).join(between)

/** Columns as they come: an array a column costs the database a third of a document a row. */
const recordTypes: Record<Exclude<keyof SearchRecord, 'words' | 'spellings'>, string> = {
  uid: 'text',
  id: 'text',
  revision: 'bigint',
  worth: 'bigint',
  is_shown: 'boolean',
  provider: 'text',
  name: 'text',
  input_price: 'bigint',
  output_price: 'bigint',
  context_length: 'bigint',
  max_tokens: 'bigint',
  release_date: 'text',
  shutdown_date: 'text',
  updated_at: 'bigint',
  card: 'text',
}

async function insertRecords(tx: Tx, records: readonly SearchRecord[]): Promise<void> {
  const names = Object.keys(recordTypes) as (keyof typeof recordTypes)[]
  const columns = sql.join(names.map((name) => sql.ref(name)))
  const values = sql.join([
    ...names.map((name) => sql`CAST(${records.map((one) => one[name])} AS ${sql.raw(recordTypes[name])}[])`),
    sql`CAST(${records.map(({ spellings }) => `{${spellings.join()}}`)} AS text[])`,
    sql`CAST(${records.map(({ words }) => listed(words))} AS text[])`,
  ])
  const replaced = sql.join(
    [...names.slice(1), 'spellings', 'search_tsv'].map(
      (name) => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`,
    ),
  )
  await sql`INSERT INTO model_search (${columns}, spellings, search_tsv)
    SELECT ${columns}, CAST(marks AS int[]), array_to_tsvector(string_to_array(words, ${between}))
    FROM unnest(${values}) AS r (${columns}, marks, words)
    ON CONFLICT (uid) DO UPDATE SET ${replaced}`.execute(tx)
}

/** Takes rows over that are all new, without counting their words; `countAllWords` must follow. */
export async function fillSearch(tx: Tx, records: readonly SearchRecord[]): Promise<void> {
  await limitStatements(tx, writeMs)
  await insertRecords(tx, records)
}

/** Counts the words of all rows where none is counted yet: sooner done once for many rows than with each. */
export async function countAllWords(db: Db): Promise<void> {
  await sql`INSERT INTO model_tokens (token, df)
    SELECT word, count(*) FROM model_search, unnest(tsvector_to_array(search_tsv)) AS word GROUP BY word`.execute(db)
}

/** Forgets rows, and that they had their words. */
export async function dropSearchRecords(tx: Tx, uids: readonly string[]): Promise<void> {
  const before = await wordsBefore(tx, uids)
  await sql`DELETE FROM model_search WHERE uid = ANY (CAST(${uids} AS text[]))`.execute(tx)
  await countWords(tx, [], before)
}

async function wordsBefore(tx: Tx, uids: readonly string[]): Promise<string[][]> {
  const { rows } = await sql<{ words: string[] }>`SELECT tsvector_to_array(search_tsv) AS words
    FROM model_search WHERE uid = ANY (CAST(${uids} AS text[])) FOR UPDATE`.execute(tx)
  return rows.map(({ words }) => words)
}

/** Corrects in how many rows each word is by what is new, and what is gone, in these. */
async function countWords(tx: Tx, records: readonly SearchRecord[], before: readonly string[][]): Promise<void> {
  const counts = new Map<string, number>()
  const add = (words: readonly string[], rows: 1 | -1) => {
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + rows)
  }
  for (const { words } of records) add([...new Set(words)], 1)
  for (const words of before) add(words, -1)
  const changed = [...counts].filter(([, rows]) => rows !== 0).sort(([a], [b]) => (a < b ? -1 : 1))
  await sql`INSERT INTO model_tokens (token, df)
    SELECT * FROM unnest(CAST(${changed.map(([word]) => word)} AS text[]), CAST(${changed.map(([, rows]) => rows)} AS bigint[]))
    ON CONFLICT (token) DO UPDATE SET df = model_tokens.df + excluded.df`.execute(tx)
}

interface FoundWord {
  token: string
  df: number
}

const wordsOf = ({ rows }: { rows: readonly FoundWord[] }): Map<string, number> =>
  new Map(rows.filter(({ df }) => df > 0).map(({ token, df }) => [token, Number(df)]))

/** Which of these are words of the catalog, and in how many rows each is. */
export const knownWords = async (db: Db, words: readonly string[]): Promise<Map<string, number>> =>
  wordsOf(
    await sql<FoundWord>`SELECT token, df FROM model_tokens WHERE token = ANY (CAST(${words} AS text[]))`.execute(db),
  )

/** The words of most rows that begin so; `_`, `%` and `\\` have no place in a word. */
export async function wordsBegun(db: Db, beginning: string, limit: number): Promise<Map<string, number>> {
  const pattern = `${beginning}%`
  // Of one letter go on too many words to sort them all; those of few rows are looked at where no others are left.
  const often = await sql<FoundWord>`SELECT token, df FROM model_tokens
    WHERE token LIKE ${pattern} AND is_common ORDER BY df DESC, token LIMIT ${limit}`.execute(db)
  if (often.rows.length === limit) return wordsOf(often)
  return wordsOf(
    await sql<FoundWord>`SELECT token, df FROM model_tokens
      WHERE token LIKE ${pattern} ORDER BY df DESC, token LIMIT ${limit}`.execute(db),
  )
}

/** Whether the database can tell which words are alike. */
export async function hasTrigrams(db: Db): Promise<boolean> {
  const { rows } = await sql`SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'`.execute(db)
  return rows.length > 0
}

/** Two edits leave a word of 8 letters a third of its trigrams, if they are no swaps. */
const likeness = 0.2

/** Words of several rows that are roughly alike, about as long. */
export async function wordsAlike(tx: Tx, word: string, edits: number): Promise<Map<string, number>> {
  await sql`SELECT set_config('pg_trgm.similarity_threshold', ${String(likeness)}, true)`.execute(tx)
  return wordsOf(
    await sql<FoundWord>`SELECT token, df FROM model_tokens WHERE token % ${word} AND is_common
      AND token NOT LIKE '=%' AND length(token) BETWEEN ${word.length - edits} AND ${word.length + edits}`.execute(tx),
  )
}

/** More rows than are called the same. */
const sameMax = 1_000

/** Words that begin so and are about as long, however rare; no more than a few thousand are looked at. */
export const wordsBesides = async (
  db: Db,
  beginning: string,
  length: number,
  edits: number,
): Promise<Map<string, number>> =>
  wordsOf(
    await sql<FoundWord>`SELECT token, df FROM
      (SELECT token, df FROM model_tokens WHERE token LIKE ${`${beginning}%`} LIMIT ${besidesMax}) AS begun
      WHERE length(token) BETWEEN ${length - edits} AND ${length + edits}`.execute(db),
  )

const besidesMax = 3_000

/** The best rows with one of these marks among their names. */
export const rowsMarked = (db: Db, marks: readonly number[], fit: SearchFit, limit: number): Promise<FoundCard[]> =>
  rowsAmong(db, sql`spellings && CAST(${marks} AS int[])`, fit, limit)

/** The best rows whose id begins so, in whatever case. */
export const rowsBegun = (db: Db, beginning: string, fit: SearchFit, limit: number): Promise<FoundCard[]> =>
  rowsAmong(db, sql`lower(id) LIKE ${`${beginning.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`}`, fit, limit)

/** First those few of that name, whatever the planner believes of their number. */
async function rowsAmong(db: Db, named: RawBuilder<unknown>, fit: SearchFit, limit: number): Promise<FoundCard[]> {
  const { rows } = await sql<FoundCard>`
    WITH named AS MATERIALIZED (SELECT * FROM model_search WHERE ${named} LIMIT ${sameMax})
    SELECT uid, card FROM named WHERE ${fitting(fit)} ORDER BY worth, uid LIMIT ${limit}`.execute(db)
  return rows
}

/** The best rows that fit, and how many fit. */
export interface BestCards {
  cards: FoundCard[]
  /** Counted no further than one more than was asked for. */
  fitting: number
}

/** The best of the rows that fit: of all only the place and the worth is read, of the best the card. */
export async function bestFitting(db: Db, fit: SearchFit, wanted: number, countedMax: number): Promise<BestCards> {
  const { rows } = await sql<FoundCard & { fitting: number }>`
    WITH found AS MATERIALIZED (
      SELECT place, worth FROM ${rowsFitting(sql`ctid AS place, worth`, fit)} AS fits LIMIT ${countedMax + 1})
    SELECT uid, card, (SELECT count(*) FROM found) AS fitting FROM model_search
    WHERE ctid = ANY (ARRAY(SELECT place FROM found ORDER BY worth, place LIMIT ${wanted}))`.execute(db)
  return { cards: rows, fitting: rows[0]?.fitting ?? 0 }
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

/**
 * The same for a search: the indexes are used, also where the planner believes that many rows fit and soon come; and neither
 * workers nor compiled plans, which take longer to start than the search itself.
 */
export const prepareSearch = async (tx: Tx, milliseconds: number): Promise<void> => {
  await sql`SELECT set_config('statement_timeout', ${String(milliseconds)}, true),
    set_config('enable_seqscan', 'off', true), set_config('work_mem', '32MB', true), set_config('jit', 'off', true),
    set_config('max_parallel_workers_per_gather', '0', true)`.execute(tx)
}
