import { sql } from 'kysely'
import type { Db, Store } from './database.ts'

/** The older system's table, and what it is called once its rows were taken over. */
export const oldTable = 'models_v1'
export const keptTable = 'models_v1_legacy'

/** Rows of the older table under either name, with prices as their source text; null where there is no such table. */
export async function readOldModels(store: Store): Promise<{ table: string; rows: Record<string, unknown>[] } | null> {
  for (const table of [oldTable, keptTable]) {
    if (!(await hasTable(store, table))) continue
    const pricing = store.dialect === 'postgres' ? sql`pricing::text` : sql`pricing`
    const { rows } = await sql<Record<string, unknown>>`
      SELECT model_id, display_name, source, max_tokens, ${pricing} AS pricing, type FROM ${sql.table(table)}
       ORDER BY model_id`.execute(store.db)
    return { table, rows }
  }
  return null
}

/** Puts the older table out of the way, or away. */
export async function retireOldModels(store: Store, isDropped: boolean): Promise<void> {
  const change = isDropped
    ? sql`DROP TABLE ${sql.table(oldTable)}`
    : sql`ALTER TABLE ${sql.table(oldTable)} RENAME TO ${sql.table(keptTable)}`
  await store.write(async (tx) => void (await change.execute(tx)))
}

async function hasTable({ db, dialect }: Pick<Store, 'db' | 'dialect'>, table: string): Promise<boolean> {
  const { rows } =
    dialect === 'postgres'
      ? await sql`SELECT 1 WHERE to_regclass(${table}) IS NOT NULL`.execute(db)
      : await sql`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ${table}`.execute(db)
  return rows.length > 0
}

/** Which of these models the catalog has. */
export async function knownUids(db: Db, provider: string): Promise<Set<string>> {
  const rows = await db.selectFrom('models').select('uid').where('provider', '=', provider).execute()
  return new Set(rows.map(({ uid }) => uid))
}
