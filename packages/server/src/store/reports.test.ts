/** SQL that others write against the database, as the guide has it: it runs, agrees with the ledger, and reads no secret. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { aRental } from '../../test/gpu/metered.ts'
import { aLedger, aUser, usd } from '../../test/ledger.ts'
import { eachStore } from '../../test/stores.ts'
import type { Db, Store } from './database.ts'

const root = join(import.meta.dirname, '../../../..')
const guide = readFileSync(join(root, 'docs/guides/payments.md'), 'utf8')
const blocks = [...guide.matchAll(/```sql\n(.*?)```/gs)].map(([, text = '']) => text)
const report = { postgres: /NOW\(\) - INTERVAL '30 days'/, sqlite: /datetime\('now', '-30 days'\)/ }

/** Word for word what existing users run. */
const known = `SELECT
  u.email,
  SUM(g.duration) as total_hours,
  SUM(g.cost) as total_cost
FROM users u
JOIN gpu_usage g ON u.id = g.user_id
WHERE g.start_time > NOW() - INTERVAL '30 days'
GROUP BY u.email;
`

const hourMs = 3_600_000
const dayMs = 24 * hourMs

async function rented(store: Store, email: string, spans: readonly { daysAgo: number; hours: number; rate: number }[]) {
  const userId = await aUser(store, { credits: usd(1_000) })
  await store.write((tx) => tx.updateTable('users').set({ email }).where('id', '=', userId).execute())
  const ledger = aLedger(store)
  for (const { daysAgo, hours, rate } of spans) {
    const from = Date.now() - daysAgo * dayMs
    const rental = await aRental(store, ledger, { userId })
    await rental.as({ kind: 'gpu', costRate: rate }, from)
    await rental.ready(from)
    await rental.post(from + hours * hourMs - 12_345)
    await rental.end(from + hours * hourMs)
  }
  return userId
}

const chargedTo = async ({ db }: Store, userId: string): Promise<number> => {
  const rows = await db
    .selectFrom('ledger_transfers')
    .select('amount')
    .where('user_id', '=', userId)
    .where('credit_account', '=', 'revenue:gpu')
    .execute()
  return rows.reduce((sum, { amount }) => sum + amount, 0)
}

interface Line {
  email: string
  total_hours: number | string
  total_cost: number | string
}

const run = async (db: Db, text: string): Promise<Line[]> => {
  const { rows } = await sql.raw<Line>(text.replace(';', '')).execute(db)
  return rows.sort((a, b) => (a.email < b.email ? -1 : 1))
}

eachStore((name, open) => {
  const text = blocks.find((block) => report[name as keyof typeof report].test(block)) ?? ''

  test('the hours and dollars of each user are those of the ledger', async () => {
    const store = await open()
    const [ann, bob] = [
      await rented(store, 'ann@example.com', [
        { daysAgo: 20, hours: 7, rate: 730_417 },
        { daysAgo: 2, hours: 0.5, rate: 1_999_999 },
      ]),
      await rented(store, 'bob@example.com', [{ daysAgo: 29, hours: 100, rate: 333_333 }]),
    ]
    await rented(store, 'old@example.com', [{ daysAgo: 31, hours: 5, rate: 1_000_000 }])
    const lines = await run(store.db, text)
    expect(lines.map(({ email }) => email)).toEqual(['ann@example.com', 'bob@example.com'])
    const [ofAnn, ofBob] = lines
    expect([Number(ofAnn?.total_hours), Number(ofBob?.total_hours)]).toEqual([7.5, 100])
    expect(Math.round(Number(ofAnn?.total_cost) * 1e6)).toBe(await chargedTo(store, ann))
    expect(Math.round(Number(ofBob?.total_cost) * 1e6)).toBe(await chargedTo(store, bob))
    if (name === 'postgres') expect(ofBob?.total_cost).toBe(((await chargedTo(store, bob)) / 1e6).toFixed(6))
    await store.close()
  })

  test.runIf(name === 'postgres')('the query of existing users is in the guide, word for word', () => {
    expect(blocks).toContain(known)
  })

  test.runIf(name === 'postgres')('the role of the reports reads these columns, and no digest or secret', async () => {
    const store = await open()
    await rented(store, 'ann@example.com', [{ daysAgo: 1, hours: 1, rate: 1_000_000 }])
    await sql.raw(readFileSync(join(root, 'examples/deploy/reader.sql'), 'utf8')).execute(store.db)
    const asReader = <T>(work: (db: Db) => Promise<T>) =>
      store.db.transaction().execute(async (tx) => {
        await sql`SET LOCAL ROLE gpuproxy_reader`.execute(tx)
        return work(tx)
      })
    expect(await asReader((db) => run(db, known))).toHaveLength(1)
    for (const readable of ['billing_transactions', 'credits', 'gpu_usage'])
      expect(
        (await asReader((db) => sql`SELECT * FROM ${sql.table(readable)}`.execute(db))).rows.length,
      ).toBeGreaterThan(0)
    for (const hidden of [
      'SELECT digest FROM api_keys',
      'SELECT * FROM users',
      'SELECT secrets FROM gpu_instances',
      'SELECT * FROM webhooks',
      'SELECT * FROM idempotency_keys',
      'DELETE FROM users',
    ])
      await expect(asReader((db) => sql.raw(hidden).execute(db))).rejects.toThrow(/permission denied/)
    await store.close()
  })
})
