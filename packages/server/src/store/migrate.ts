import { sql } from 'kysely'
import type { Db, Store } from './database.ts'
import { ddl, type Migration } from './migration.ts'
import { accounts } from './migrations/001-accounts.ts'
import { events } from './migrations/002-events.ts'
import { catalog } from './migrations/003-catalog.ts'
import { gateway } from './migrations/004-gateway.ts'
import { gpu } from './migrations/005-gpu.ts'
import { sessions } from './migrations/006-sessions.ts'
import { payments } from './migrations/007-payments.ts'
import { seals } from './migrations/008-seals.ts'
import { webhooksIn } from './migrations/008-webhooks-in.ts'
import { realtime } from './migrations/009-realtime.ts'
import { catalogNotes } from './migrations/010-catalog-notes.ts'
import { search } from './migrations/011-search.ts'
import { registry } from './migrations/012-registry.ts'
import { deployments } from './migrations/013-deployments.ts'
import { liveInstances } from './migrations/015-live-instances.ts'
import { told } from './migrations/017-told.ts'
import { keyWarnings } from './migrations/018-key-warnings.ts'
import { searchWorth } from './migrations/019-search-worth.ts'
import { places } from './migrations/020-places.ts'
import { vectors } from './migrations/021-vectors.ts'
import { integrations } from './migrations/022-integrations.ts'
import { integrationWebhooks } from './migrations/023-integration-webhooks.ts'
import { syncs } from './migrations/024-syncs.ts'
import { memories } from './migrations/025-memories.ts'
import { workflows } from './migrations/026-workflows.ts'
import { searchCards } from './migrations/028-search-cards.ts'
import { searchBands } from './migrations/029-search-bands.ts'

export const migrations: readonly Migration[] = [
  accounts,
  events,
  catalog,
  gateway,
  gpu,
  sessions,
  payments,
  seals,
  webhooksIn,
  realtime,
  catalogNotes,
  search,
  registry,
  deployments,
  liveInstances,
  told,
  keyWarnings,
  searchWorth,
  places,
  vectors,
  integrations,
  integrationWebhooks,
  syncs,
  memories,
  searchCards,
  searchBands,
  workflows,
]

const lockKey = 7_026_915

/** Brings the schema up to date. Two that start at once: one works, the other waits. A newer schema than the code is refused. */
export async function migrate(store: Store, steps: readonly Migration[] = migrations): Promise<string[]> {
  const done: string[] = []
  const before = await alone(store, appliedNames)
  refuseUnknown(before, steps)
  for (const step of steps) {
    if (before.includes(step.name)) continue
    const ran = await alone(store, async (tx) => {
      const applied = await appliedNames(tx)
      refuseUnknown(applied, steps)
      if (applied.includes(step.name)) return false
      for (const statement of step.up(store.dialect)) await sql.raw(ddl(store.dialect, statement)).execute(tx)
      await sql`INSERT INTO schema_migrations (name) VALUES (${step.name})`.execute(tx)
      return true
    })
    if (ran) done.push(step.name)
  }
  return done
}

/** In a transaction while no other process migrates. */
const alone = <T>(store: Store, work: (tx: Db) => Promise<T>): Promise<T> =>
  store.write(async (tx) => {
    if (store.dialect === 'postgres') await sql`SELECT pg_advisory_xact_lock(${sql.lit(lockKey)})`.execute(tx)
    return work(tx)
  })

function refuseUnknown(applied: readonly string[], steps: readonly Migration[]): void {
  const unknown = applied.filter((name) => !steps.some((step) => step.name === name))
  if (unknown.length > 0)
    throw new Error(
      `The database has migrations this version does not know: ${unknown.join(', ')}. Start a newer version.`,
    )
}

/** Steps that the schema does not have yet. */
export async function missingMigrations(store: Store): Promise<string[]> {
  const applied = await appliedNames(store.db)
  return migrations.map(({ name }) => name).filter((name) => !applied.includes(name))
}

async function appliedNames(tx: Db): Promise<string[]> {
  await sql`CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY)`.execute(tx)
  const { rows } = await sql<{ name: string }>`SELECT name FROM schema_migrations`.execute(tx)
  return rows.map(({ name }) => name)
}
