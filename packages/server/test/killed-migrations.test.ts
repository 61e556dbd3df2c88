/** Migrations that are killed anywhere: the next start goes on where they were, and ends with the schema of an undisturbed one. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { migrations } from '../src/store/migrate.ts'
import { run } from './shell.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'proxyapi-killed-migrations-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const migrate = (database: string) => run(folder, ['db', 'migrate', '--database', database])

function schemaOf(file: string): unknown[] {
  const database = new DatabaseSync(file, { readOnly: true })
  const schema = database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name').all()
  const done = database.prepare('SELECT name FROM schema_migrations ORDER BY name').all()
  database.close()
  return [...schema, ...done]
}

/** Resolves with how it ended. */
async function killedAt(statement: number, database: string): Promise<string | null> {
  const main = join(import.meta.dirname, 'migrating-main.ts')
  const child = spawn(process.execPath, [main, 'db', 'migrate', '--database', database], {
    cwd: folder,
    env: { PATH: process.env.PATH, KILL_AT: String(statement) },
    stdio: 'ignore',
    timeout: 60_000,
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
  return signal
}

test('Reliability 7: SIGKILL at any statement of a migration loses nothing and leaves nothing half done', async () => {
  const whole = join(folder, 'whole.db')
  await migrate(whole)
  // Within the first one, within later ones, and at their commits.
  for (const statement of [3, 40, 90, 160]) {
    const database = join(folder, `killed-at-${statement}.db`)
    expect(await killedAt(statement, database), `statement ${statement}`).toBe('SIGKILL')
    expect(await migrate(database)).toMatchObject({ code: 0, error: '' })
    expect(schemaOf(database)).toEqual(schemaOf(whole))
  }
  expect(schemaOf(whole).length).toBeGreaterThan(migrations.length)
}, 90_000)
