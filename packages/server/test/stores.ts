/** The same tests on every database: SQLite always, PostgreSQL where there is one. */
import { describe } from 'vitest'
import { openStore, type Store } from '../src/store/database.ts'
import { migrate } from '../src/store/migrate.ts'
import { postgresUrl } from './postgres.ts'
import { quietLog } from './runtime.ts'

export type OpenStore = () => Promise<Store>

export const openSqlite: OpenStore = async () => {
  const store = await openStore({ url: ':memory:', log: quietLog })
  await migrate(store)
  return store
}

/** `open()` gives an empty, migrated database; the caller closes it. */
export function eachStore(suite: (name: string, open: OpenStore) => void): void {
  describe('sqlite', () => suite('sqlite', openSqlite))
  const postgres = postgresUrl()
  const title = 'url' in postgres ? 'postgres' : `postgres (skipped: ${postgres.missing})`
  describe.skipIf('missing' in postgres)(title, () => {
    suite('postgres', async () => {
      const { freshDatabase } = await import('./postgres.ts')
      const store = await openStore({ url: await freshDatabase(), log: quietLog })
      await migrate(store)
      return store
    })
  })
}
