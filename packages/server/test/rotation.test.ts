/** The encryption key is exchanged: what was made under the first works under both and then under the second alone. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { startApp, type TestApp } from './app.ts'
import { type TestClock, testClock } from './runtime.ts'
import { run } from './shell.ts'

const older = Buffer.alloc(32, 1).toString('base64url')
const newer = Buffer.alloc(32, 2).toString('base64url')
const both = { ENCRYPTION_KEY: newer, ENCRYPTION_KEYS_PREVIOUS: older }

/** Ends with the test, if not before. */
async function started(
  database: string,
  clock: TestClock,
  environment: Record<string, string>,
  apiKey: string | null = null,
): Promise<TestApp> {
  await clock.advance(1_000)
  const app = await startApp('{}', { database, clock, environment, apiKey })
  let ended: Promise<void> | null = null
  const close = () => {
    ended ??= app.close()
    return ended
  }
  onTestFinished(close)
  return { ...app, close }
}

const post = (app: TestApp, path: string, body: object, key: string | null, idempotencyKey?: string) =>
  app.fetch(`/api/v1${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key !== null && { authorization: `Bearer ${key}` }),
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    },
    body: JSON.stringify(body),
  })

const hook = { url: 'https://receiver.example/hook', events: ['*'], secret: 'a-secret-of-more-than-24-bytes' }

test('keys, tokens, invitations, stored secrets and answers outlive it, and nothing is left under the first key', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-rotation-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const database = join(folder, 'some.db')
  const clock = testClock()
  const first = await started(database, clock, { ENCRYPTION_KEY: older })
  const { key } = first
  const invited = (await (await post(first, '/admin/users', { email: 'ada@example.com' }, key)).json()) as {
    data: { setup_token: string }
  }
  const { access_token: token } = (await (await post(first, '/auth/token', { grant_type: 'api_key' }, key)).json()) as {
    access_token: string
  }
  const made = await (await post(first, '/webhooks', hook, key, 'once')).text()
  await first.close()

  const second = await started(database, clock, both, key)
  const status = async (app: TestApp, credential: string) =>
    (await app.fetch('/api/v1/user', { headers: { authorization: `Bearer ${credential}` } })).status
  expect([await status(second, key), await status(second, token)]).toEqual([200, 200])
  const again = await post(second, '/webhooks', hook, key, 'once')
  expect([again.headers.get('idempotent-replayed'), await again.text()]).toEqual(['true', made])
  const password = { setup_token: invited.data.setup_token, password: 'correct horse battery staple' }
  expect((await post(second, '/auth/password', password, null)).status).toBe(200)
  await clock.advance(60_000)
  await second.close()

  writeFileSync(join(folder, 'config.yaml'), '{}\n')
  const rotated = await run(folder, ['secrets', 'rotate'], { ...both, DATABASE_URL: database })
  expect(rotated).toMatchObject({ code: 0, error: '' })
  expect(rotated.out).toMatch(/^Stored texts that were sealed anew with ENCRYPTION_KEY: [2-9]\n/)
  expect((await run(folder, ['secrets', 'rotate'], { ...both, DATABASE_URL: database })).out).toContain(
    'anew with ENCRYPTION_KEY: 0\n',
  )

  const third = await started(database, clock, { ENCRYPTION_KEY: newer }, key)
  expect(await status(third, key)).toBe(200)
  const last = await post(third, '/webhooks', hook, key, 'once')
  expect([last.headers.get('idempotent-replayed'), await last.text()]).toEqual(['true', made])
  await third.close()
  const dump = dumpOf(database)
  expect(dump).toContain('receiver.example')
  expect([...new Set(dump.match(/\bv1\.[0-9a-f]{8}\./g))]).toHaveLength(1)
})

/** Every row of every table. */
function dumpOf(file: string): string {
  const db = new DatabaseSync(file, { readOnly: true })
  const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as { name: string }[]
  const rows = tables.flatMap(({ name }) => db.prepare(`SELECT * FROM "${name}"`).all())
  db.close()
  return JSON.stringify(rows)
}
