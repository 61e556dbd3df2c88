/** Sums of requests on each database: those of the ledger and of the log, by any interval and grouping. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eachStore } from '../../test/stores.ts'
import { createCursors } from '../store/cursors.ts'
import type { Store } from '../store/database.ts'
import { appendRequests, type RequestEntry } from '../store/request-log.ts'
import type { MetricsGroup } from '../store/request-metrics.ts'
import { insertUser } from '../store/users.ts'
import { type MetricsQuery, usageMetrics } from './usage-metrics.ts'

const hourMs = 3_600_000
const start = Date.parse('2026-11-18T21:00:00Z')
const user = 'usr_a'

const random = (() => {
  let seed = 11
  return (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((seed / 2_147_483_648) * below)
  }
})()
const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T

function entry(n: number, userId = user): RequestEntry {
  const code = pick([null, null, null, 'MODEL_NOT_FOUND', 'UPSTREAM_ERROR'])
  const isRefused = code === 'MODEL_NOT_FOUND'
  return {
    ...{ id: `call-${userId}-${n}`, request_id: `req_${n}`, at: start + random(48 * hourMs), user_id: userId },
    ...{ key_id: pick(['key_1', 'key_2', null]), operation: pick(['aiGenerate', 'createChatCompletion']) },
    ...{ asked_model: 'm', provider: isRefused ? null : pick(['p', 'q']), model: isRefused ? null : pick(['m', 'n']) },
    ...{ status: code === null ? 200 : 502, code, streamed: 0, first_token_ms: null, overhead_us: 10, cache: 'off' },
    ...{ latency_ms: random(10 ** (1 + random(6))), input_tokens: 5, cached_tokens: 0, output_tokens: 3 },
    ...{ reasoning_tokens: 0, estimated: 0, cost: 0, attempts: [] },
  } as RequestEntry
}

const entries = Array.from({ length: 400 }, (_, n) => entry(n))
const charged = entries
  .filter(({ provider }) => provider !== null)
  .map((one) => ({ one, amount: random(5_000), tokens: random(900) }))
/** Charges of which the log has lost the request. */
const lost = [1, 2, 3].map((n) => ({
  one: { ...entry(1_000 + n), code: null, provider: 'p', model: 'm' },
  amount: 7,
  tokens: 1,
}))

eachStore((_name, open) => {
  let store: Store
  beforeAll(async () => {
    store = await open()
    await store.write(async (tx) => {
      for (const id of [user, 'usr_b'])
        await insertUser(tx, { id, email: null, name: null, role: 'user', billing_mode: 'prepaid', created_at: 0 })
      await appendRequests(tx, store.dialect, [...entries, entry(1, 'usr_b')])
      for (const { one, amount, tokens } of [...charged, ...lost])
        await tx
          .insertInto('usage_records')
          .values({
            ...{ id: `use-${one.id}`, request_id: one.id, user_id: user, key_id: one.key_id, operation: one.operation },
            ...{
              provider: one.provider,
              model: one.model ?? 'm',
              input_tokens: tokens,
              cached_tokens: 0,
              overshoot: 0,
            },
            ...{
              output_tokens: 2 * tokens,
              reasoning_tokens: 0,
              estimated: 0,
              cache: 'off',
              amount,
              created_at: one.at,
            },
          })
          .execute()
    })
  })
  afterAll(() => store.close())

  const metrics = (query: Partial<MetricsQuery>, now = start + 48 * hourMs) =>
    usageMetrics({ db: store.db, cursors: createCursors(Buffer.alloc(32)), clock: { now: () => now } }, user, {
      interval: 'none',
      limit: 5_000,
      ...query,
    })

  const fields = { model: 'model', provider: 'provider', key: 'key_id', operation: 'operation', code: 'code' } as const
  const groupings: MetricsGroup[][] = [
    [],
    ['model'],
    ['provider'],
    ['key'],
    ['operation'],
    ['code'],
    ['model', 'key'],
    ['code', 'provider'],
  ]

  test.each(
    groupings.flatMap((groups) => (['hour', 'day', 'none'] as const).map((interval) => [interval, groups] as const)),
  )('by %s and %j they are those of an oracle', async (interval, groups) => {
    const { items, next_cursor } = await metrics({ interval, group_by: groups })
    const length = { hour: hourMs, day: 24 * hourMs, none: Number.MAX_SAFE_INTEGER }[interval]
    const all = [
      ...entries.map((one) => ({ one, isLogged: true, ...charged.find((charge) => charge.one === one) })),
      ...lost.map((charge) => ({ ...charge, isLogged: false })),
    ]
    const expected = Map.groupBy(all, ({ one }) =>
      JSON.stringify([Math.floor(one.at / length), ...groups.map((group) => one[fields[group]])]),
    )
    expect(next_cursor).toBeNull()
    expect(items).toHaveLength(expected.size)
    expect(items.map(({ at }) => at)).toEqual(items.map(({ at }) => at).sort())
    for (const row of items) {
      const period = row.at === null ? 0 : Date.parse(row.at) / length
      const list = expected.get(JSON.stringify([period, ...groups.map((group) => row[fields[group]] ?? null)])) ?? []
      const errors = list.filter(({ one }) => one.code !== null).length
      expect(row).toMatchObject({
        ...{ requests: list.length, errors, error_rate: Math.round((errors / list.length) * 1e6) / 1e6 },
        ...{ cost: list.reduce((sum, { amount = 0 }) => sum + amount, 0) / 1e6 },
        input_tokens: list.reduce((sum, { tokens = 0 }) => sum + tokens, 0),
        output_tokens: list.reduce((sum, { tokens = 0 }) => sum + 2 * tokens, 0),
      })
      const times = list.flatMap(({ one, isLogged }) => (isLogged ? [one.latency_ms] : [])).sort((a, b) => a - b)
      for (const [name, share] of [
        ['p50', 0.5],
        ['p95', 0.95],
        ['p99', 0.99],
      ] as const) {
        const exact = times[Math.ceil(share * times.length) - 1] ?? 0
        expect(Math.abs(row.latency_ms[name] - exact)).toBeLessThanOrEqual(0.05 * exact)
      }
    }
  })

  test('pages hold every row once', async () => {
    const query = { interval: 'hour', group_by: ['model', 'key'] } as const
    const { items } = await metrics(query)
    const paged = []
    let cursor: string | undefined
    do {
      const page = await metrics({ ...query, limit: 7, cursor })
      paged.push(...page.items)
      cursor = page.next_cursor ?? undefined
    } while (cursor !== undefined && paged.length <= items.length)
    expect(paged).toEqual(items)
  })

  test('time is whole hours or days, the last 30 days unless said, at most 400', async () => {
    const to = new Date(start + 48 * hourMs).toISOString()
    expect(await metrics({ from: new Date(start + 1).toISOString(), to })).toEqual(await metrics({}))
    expect((await metrics({}, start + 40 * 24 * hourMs)).items).toEqual([])
    for (const from of [to, '2025-01-01T00:00:00Z'])
      await expect(metrics({ from, to })).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
  })
})
