import type { Outlet, StreamWriter } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import { sql } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import { accountsRoom } from '../../test/accounts-room.ts'
import { tamper } from '../../test/chains.ts'
import { readCsv } from '../../test/read-csv.ts'
import { testClock, testRuntime } from '../../test/runtime.ts'
import { eachStore, type OpenStore } from '../../test/stores.ts'
import { insertEach } from '../store/insert-each.ts'
import { createPlaces } from '../store/places.ts'
import { createExports, type ExportFile } from './create-exports.ts'
import { hoursWithin } from './usage-by-day.ts'

const dayMs = 86_400_000

/** A caller who takes everything, or leaves after so many pieces. */
async function taken(content: StreamWriter, leavesAfter = Number.POSITIVE_INFINITY) {
  const gone = new AbortController()
  let text = ''
  let pieces = 0
  const outlet: Outlet = {
    signal: gone.signal,
    write(piece) {
      text += piece
      if (++pieces >= leavesAfter) gone.abort(new ApiError('CLIENT_DISCONNECTED'))
    },
  }
  const outcome = await content(outlet).then(
    () => 'whole',
    (error: unknown) => (error instanceof ApiError ? error.code : String(error)),
  )
  return { text, pieces, outcome }
}

const textOf = async ({ content }: ExportFile) => (await taken(content)).text

async function world(open: OpenStore) {
  const store = await open()
  // After the built-in account, which a migration dates by the database's clock.
  const clock = testClock(Date.UTC(2040, 0, 15, 10, 30))
  const runtime = { ...testRuntime(), clock }
  const room = accountsRoom(store, runtime)
  const { identity, ledger } = room
  const asker = await room.asker(await identity.accounts.ensureDevelopmentAccount(null))
  onTestFinished(async () => {
    await ledger.close()
    await store.close()
  })
  const exports = createExports({
    store,
    runtime,
    users: identity.accounts.users,
    places: createPlaces({ ...runtime, store }),
  })
  const userId = asker.principal.userId ?? ''
  /** So many more movements, a millisecond apart. */
  const move = async (count: number, from = 0) => {
    for (let n = 0; n < count; n++) {
      await clock.advance(1)
      const posting = { debit: 'grants', credit: `user:${userId}`, amount: from + n + 1, key: `k:${from + n}` }
      await store.write((tx) => ledger.post(tx, { ...posting, type: 'grant', reference: `r${from + n}`, userId }))
    }
  }
  return { store, clock, identity, ledger, asker, exports, userId, move }
}

eachStore((_, open) => {
  test('a table holds each movement once, in order, over as many pages as it takes', async () => {
    const { asker, exports, move } = await world(open)
    await move(1_203)
    const text = await textOf(await exports.account(asker, { format: 'csv', section: ['credits'] }))
    const [head, ...rows] = readCsv(text)
    expect(head).toEqual(['id', 'type', 'amount', 'reference', 'created_at'])
    expect(rows).toHaveLength(1_204)
    expect(rows[0]?.[2]).toBe('100')
    expect(rows.slice(1).map((row) => row[3])).toEqual(Array.from({ length: 1_203 }, (_, n) => `r${n}`))
    expect(new Set(rows.map(([id]) => id)).size).toBe(1_204)
    const transactions = readCsv(
      await textOf(await exports.account(asker, { format: 'csv', section: ['transactions'] })),
    )
    expect(new Set(transactions.slice(1).map(([id]) => id))).toEqual(new Set(rows.map(([id]) => id)))
    const empty = readCsv(await textOf(await exports.account(asker, { format: 'csv', section: ['gpu_usage'] })))
    expect(empty).toHaveLength(1)
  })

  test('what comes while it is written is not part of it', async () => {
    const { asker, exports, move, clock } = await world(open)
    await move(3)
    const file = await exports.account(asker, { format: 'ndjson', section: ['credits'] })
    await clock.advance(1)
    await move(5, 100)
    const lines = (await textOf(file))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { row?: { reference: string } })
    expect(lines.map(({ row }) => row?.reference)).toEqual(['Development credit', 'r0', 'r1', 'r2', undefined])
    expect(lines.at(-1)).toEqual({ status: 'success' })
  })

  test('one at a time an account; the place is free again when it ends, breaks, or is never read', async () => {
    const { asker, exports, move, clock, store } = await world(open)
    await move(2)
    const first = await exports.account(asker, { format: 'json' })
    await expect(exports.account(asker, { format: 'json' })).rejects.toMatchObject({ code: 'CONCURRENCY_LIMITED' })
    await expect(exports.users(asker, 'json')).rejects.toMatchObject({ code: 'CONCURRENCY_LIMITED' })
    await textOf(first)
    const second = await exports.users(asker, 'json')
    await tamper(store, 'ALTER TABLE users RENAME TO hidden')
    expect((await taken(second.content)).outcome).not.toBe('whole')
    await tamper(store, 'ALTER TABLE hidden RENAME TO users')
    await exports.account(asker, { format: 'json' })
    await clock.advance(600_000)
    await textOf(await exports.account(asker, { format: 'json' }))
    await expect(exports.account(asker, { format: 'csv' })).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
  })

  test('a caller who leaves ends it, and what he has shows that it was cut', async () => {
    const { store, asker, exports, userId, clock } = await world(open)
    await tamper(store, `INSERT INTO ledger_accounts (id) VALUES ('revenue:inference')`)
    await manyMovements(store, userId, 5_000, clock.now())
    const file = await exports.account(asker, { format: 'json', section: ['credits'] })
    const { text, pieces, outcome } = await taken(file.content, 1)
    expect([pieces, outcome]).toEqual([1, 'CLIENT_DISCONNECTED'])
    expect(text.length).toBeLessThan(200_000)
    expect(() => JSON.parse(text) as unknown).toThrow()
    const whole = await textOf(await exports.account(asker, { format: 'json', section: ['credits'] }))
    expect(whole.endsWith('"status":"success"}')).toBe(true)
    expect((JSON.parse(whole) as { data: { credits: unknown[] } }).data.credits).toHaveLength(5_001)
    for (const at of [10, 5_000, whole.length - 20, whole.length - 1])
      expect(() => JSON.parse(whole.slice(0, at)) as unknown).toThrow()
  })

  describe('use of models and GPUs', () => {
    test('is summed by UTC day, GPUs by what ran on it, money by what was posted', async () => {
      const { store, clock, exports, asker, userId } = await world(open)
      const midnight = Math.floor(clock.now() / dayMs) * dayMs
      await tamper(
        store,
        ...[
          segment('a:0', userId, midnight - 6 * 3_600_000, midnight + 3 * 3_600_000, 1_500_000),
          segment('a:1', userId, midnight + 3 * 3_600_000, null, 250_000, midnight + 4 * 3_600_000),
        ].map(insertSegment),
        `INSERT INTO ledger_accounts (id) VALUES ('revenue:gpu')`,
        gpuCharge(userId, 'g1', midnight - 1, 1_000_000),
        gpuCharge(userId, 'g2', midnight + 1, 750_000),
        ...[
          [midnight - 1, 10, 20, 1_000],
          [midnight, 1, 2, 30],
          [midnight + 5, 100, 200, 4_000],
        ].map(([at = 0, input = 0, output = 0, amount = 0], n) => usage(userId, n, at, input, output, amount)),
      )
      const { data } = JSON.parse(
        await textOf(await exports.account(asker, { format: 'json', section: ['usage', 'gpu_usage'] })),
      ) as { data: { usage: object[]; gpu_usage: object[] } }
      const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)
      expect(data.usage).toEqual([
        { group: day(midnight - 1), requests: 1, input_tokens: 10, output_tokens: 20, gpu_hours: 6, cost: 1.001 },
        { group: day(midnight), requests: 2, input_tokens: 101, output_tokens: 202, gpu_hours: 4, cost: 0.75403 },
      ])
      expect(data.gpu_usage).toMatchObject([
        { id: 'a:0', contract_id: 'inst_1', instance_id: 'offer-1', duration_hours: 9, cost: 1.5, gpu_model: 'H100' },
        { id: 'a:1', end_time: null, duration_hours: 1, cost: 0.25 },
      ])
    })
  })

  test('all users come once with their credits and keys, and never with what opens anything', async () => {
    const { store, exports, asker, identity, clock } = await world(open)
    const { secret } = await identity.accounts.createKey(asker, { name: '=cmd()', overlap_hours: 24 })
    for (let n = 0; n < 450; n++) await tamper(store, aUserRow(n, clock.now() - 5))
    const whole = await textOf(await exports.users(asker, 'json'))
    const { data, count, status } = JSON.parse(whole) as {
      data: { id: string; api_keys: object[] }[]
      count: number
      status: string
    }
    expect([data.length, count, status]).toEqual([452, 452, 'success'])
    expect(new Set(data.map(({ id }) => id)).size).toBe(452)
    const own = data.find(({ id }) => id === asker.principal.userId)
    expect(own).toMatchObject({
      credits: { credits_total: 100, credits_remaining: 100 },
      api_keys: [{ name: 'Development' }, { name: '=cmd()' }],
    })
    const { rows } = await sql<{ digest: string }>`SELECT digest FROM api_keys`.execute(store.db)
    for (const hidden of [secret, ...rows.map(({ digest }) => digest)]) expect(whole).not.toContain(hidden)
    const table = readCsv(await textOf(await exports.users(asker, 'csv')))
    expect(table).toHaveLength(453)
    expect(table.find(([id]) => id === 'usr_7')?.[2]).toBe(`'=user "7", or so`)
    const lines = (await textOf(await exports.users(asker, 'ndjson'))).trimEnd().split('\n')
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ count: 452, status: 'success' })
    expect(lines).toHaveLength(453)
  })
})

test('hours within a day are those of the overlap', () => {
  const span = (from_at: number, to_at: number | null, posted_until = 0) => ({ from_at, to_at, posted_until })
  expect(hoursWithin([span(0, 2 * 3_600_000)], 3_600_000, dayMs)).toBe(1)
  expect(hoursWithin([span(0, null, 1_800_000)], 0, dayMs)).toBe(0.5)
  expect(hoursWithin([span(0, 10), span(dayMs, 2 * dayMs)], 20, dayMs)).toBe(0)
})

const segment = (id: string, user: string, from: number, to: number | null, charged: number, posted = to) => ({
  id,
  user,
  from,
  to,
  charged,
  posted,
})

const insertSegment = ({ id, user, from, to, charged, posted }: ReturnType<typeof segment>) => `
  INSERT INTO gpu_segments (id, attempt_id, seq, contract_id, user_id, offer_id, provider, gpu_model, kind, payer, cost_rate,
    charge_rate, from_at, from_source, from_uncertainty_ms, to_at, posted_until, tick, cost_posted, charge_posted, cost_rest, charge_rest)
  VALUES ('${id}', 'a', ${id.slice(2)}, 'inst_1', '${user}', 'offer-1', 'somewhere', 'H100', 'gpu', 'tenant', 1, 1, ${from},
    'observed', 0, ${to}, ${posted}, 1, 0, ${charged}, 0, 0)`

const gpuCharge = (user: string, id: string, at: number, amount: number) => `
  INSERT INTO ledger_transfers (id, posting_key, type, debit_account, credit_account, amount, user_id, created_at)
  VALUES ('txn_${id}', '${id}', 'gpu', 'user:${user}', 'revenue:gpu', ${amount}, '${user}', ${at})`

const usage = (user: string, n: number, at: number, input: number, output: number, amount: number) => `
  INSERT INTO usage_records (id, request_id, user_id, operation, model, input_tokens, cached_tokens, output_tokens,
    reasoning_tokens, estimated, cache, amount, created_at)
  VALUES ('call_${n}', 'req', '${user}', 'createChatCompletion', 'm', ${input}, 0, ${output}, 0, 0, 'off', ${amount}, ${at})`

const aUserRow = (n: number, at: number) => `
  INSERT INTO users (id, kind, name, role, status, billing_mode, created_at)
  VALUES ('usr_${n}', 'person', '=user "${n}", or so', 'user', 'active', 'prepaid', ${at})`

async function manyMovements(store: Awaited<ReturnType<OpenStore>>, user: string, count: number, at: number) {
  const values = Array.from({ length: count }, (_, n) => ({
    id: `txn_m${String(n).padStart(9, '0')}`,
    posting_key: `m${n}`,
    type: 'inference',
    debit_account: `user:${user}`,
    credit_account: 'revenue:inference',
    amount: 1 + n,
    reference: `req_${n}`,
    user_id: user,
    created_at: at,
  }))
  await store.write(async (tx) => {
    if (store.dialect === 'sqlite')
      await insertEach(tx, 'ledger_transfers', Object.keys(values[0] ?? {}) as never[], values)
    else
      for (let n = 0; n < count; n += 1_000)
        await tx
          .insertInto('ledger_transfers')
          .values(values.slice(n, n + 1_000).map((row) => ({ ...row, hold_id: null, reverses: null })))
          .execute()
  })
}
