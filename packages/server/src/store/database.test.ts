import { ApiError } from '@proxyapi/contract/errors'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { eachStore } from '../../test/stores.ts'
import { claimDue } from './claim.ts'
import { dueColumns } from './due.ts'
import { migrate } from './migrate.ts'
import { appendOnly, ddl } from './migration.ts'

eachStore((_, open) => {
  test('migrating twice, and twice at once, does each step once', async () => {
    const store = await open()
    expect(await migrate(store)).toEqual([])
    const steps = [{ name: 'one', up: () => ['CREATE TABLE one (id TEXT PRIMARY KEY, n INTEGER)'] }]
    const mine = async () => migrate(store, [...(await import('./migrate.ts')).migrations, ...steps])
    const runs = await Promise.all([mine(), mine()])
    expect(runs.flat()).toEqual(['one'])
    await expect(migrate(store)).rejects.toThrow('migrations this version does not know: one')
    await store.close()
  })

  test('a transaction that throws leaves nothing, and an ApiError passes as it is', async () => {
    const store = await open()
    await sql`CREATE TABLE t (id TEXT PRIMARY KEY)`.execute(store.db)
    const failed = store.write(async (tx) => {
      await sql`INSERT INTO t VALUES ('a')`.execute(tx)
      throw new ApiError('INSUFFICIENT_CREDITS')
    })
    await expect(failed).rejects.toMatchObject({ code: 'INSUFFICIENT_CREDITS' })
    expect((await sql`SELECT * FROM t`.execute(store.db)).rows).toEqual([])
    await store.close()
  })

  test('a disk that is full is said to be, and can be used again', async () => {
    const store = await open()
    if (store.dialect !== 'sqlite') return store.close() // PostgreSQL's disk cannot be made small
    await sql`CREATE TABLE t (text TEXT)`.execute(store.db)
    const { rows } = await sql<{ page_count: number }>`PRAGMA page_count`.execute(store.db)
    await sql.raw(`PRAGMA max_page_count = ${rows[0]!.page_count + 1}`).execute(store.db)
    const fill = () => store.write((tx) => sql`INSERT INTO t VALUES (${'x'.repeat(100_000)})`.execute(tx))
    await expect(fill()).rejects.toMatchObject({ code: 'STORAGE_FULL' })
    await sql.raw('PRAGMA max_page_count = 1000000').execute(store.db)
    await fill()
    await store.close()
  })

  test('a due row is claimed by one worker, again when its lease is over, with a higher fence', async () => {
    const store = await open()
    await sql.raw(ddl(store.dialect, `CREATE TABLE due (id TEXT PRIMARY KEY, ${dueColumns})`)).execute(store.db)
    for (let i = 0; i < 20; i++)
      await sql`INSERT INTO due (id, due_at) VALUES (${`r${i}`}, ${i < 15 ? 100 : 900})`.execute(store.db)
    const claim = (nowMs: number) => claimDue(store, 'due', { nowMs, leaseMs: 50, limit: 4 })
    const claims = (await Promise.all([claim(500), claim(500), claim(500), claim(500)])).flat()
    expect(new Set(claims.map(({ id }) => id)).size).toBe(claims.length)
    expect(claims.length).toBe(15)
    expect(await claim(500)).toEqual([])
    const again = await claim(560)
    expect(again.every(({ fence }) => fence === 2)).toBe(true)
    await store.close()
  })

  test('an append-only table refuses change in the database itself', async () => {
    const store = await open()
    await sql.raw(ddl(store.dialect, 'CREATE TABLE log (id TEXT PRIMARY KEY)')).execute(store.db)
    for (const statement of appendOnly(store.dialect, 'log')) await sql.raw(statement).execute(store.db)
    await sql`INSERT INTO log VALUES ('a')`.execute(store.db)
    await expect(sql`UPDATE log SET id = 'b'`.execute(store.db)).rejects.toThrow('append-only')
    await expect(sql`DELETE FROM log`.execute(store.db)).rejects.toThrow('append-only')
    await store.close()
  })
})
