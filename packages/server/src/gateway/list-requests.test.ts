import { expect, test } from 'vitest'
import { eachStore } from '../../test/stores.ts'
import { createCursors } from '../store/cursors.ts'
import { appendRequests, type RequestEntry } from '../store/request-log.ts'
import { listRequests, type RequestQuery } from './list-requests.ts'

const cursors = createCursors(new Uint8Array(32))
const nowMs = Date.UTC(2026, 10, 20, 10, 30)

const entry = (n: number, more: Partial<RequestEntry> = {}): RequestEntry => ({
  id: `req_${n}.p`,
  request_id: `req_${n}`,
  at: nowMs + n,
  user_id: 'usr_a',
  key_id: 'key_a',
  operation: 'createChatCompletion',
  asked_model: 'fast',
  provider: 'openai',
  model: 'gpt-4o',
  status: 200,
  code: null,
  streamed: 0,
  latency_ms: 100 * n,
  first_token_ms: null,
  overhead_us: 300,
  input_tokens: 10,
  cached_tokens: 0,
  output_tokens: 20,
  reasoning_tokens: 0,
  estimated: 0,
  cost: 6_400,
  cache: 'off',
  attempts: [],
  ...more,
})

const attempt = (n: number, at: number, code: string | null): RequestEntry['attempts'][number] => ({
  call_id: `req_${at}.p`,
  n,
  provider: code === null ? 'openai' : 'azure',
  model: 'gpt-4o',
  outcome: code === null ? 'answered' : 'failed',
  fault: null,
  code,
  status: null,
  upstream_id: null,
  first_token_ms: null,
  duration_ms: 10 * n,
  input_tokens: null,
  output_tokens: null,
  cost: null,
})

eachStore((_, open) => {
  test('requests are listed newest first, each with its attempts in their order', async () => {
    const store = await open()
    const failed = { provider: null, model: null, status: 502, code: 'UPSTREAM_ERROR', cost: null }
    const entries = [
      entry(1, { attempts: [attempt(2, 1, null), attempt(1, 1, 'UPSTREAM_TIMEOUT')] }),
      entry(2, { ...failed, cache: 'hit', user_id: 'usr_b', key_id: null }),
    ]
    await store.write((tx) => appendRequests(tx, store.dialect, entries))
    const { requests, next_cursor } = await listRequests({ db: store.db, cursors }, 'usr_admin', { limit: 10 })
    expect(next_cursor).toBeNull()
    expect(requests).toEqual([
      {
        request_id: 'req_2',
        at: new Date(nowMs + 2).toISOString(),
        operation: 'createChatCompletion',
        model: 'fast',
        provider: null,
        attempts: [],
        status: 502,
        code: 'UPSTREAM_ERROR',
        latency_ms: 200,
        first_token_ms: null,
        input_tokens: 10,
        output_tokens: 20,
        cost: null,
        cached: true,
        key_id: null,
        user_id: 'usr_b',
      },
      expect.objectContaining({
        model: 'openai:gpt-4o',
        cost: 0.0064,
        cached: false,
        attempts: [
          { provider: 'azure', code: 'UPSTREAM_TIMEOUT', ms: 10 },
          { provider: 'openai', code: null, ms: 20 },
        ],
      }),
    ])
    await store.close()
  })

  test('what narrows them narrows together', async () => {
    const store = await open()
    const entries = [
      entry(1),
      entry(2, { user_id: 'usr_b' }),
      entry(3, { key_id: 'key_b' }),
      entry(4, { operation: 'createEmbedding', asked_model: 'embed', provider: 'voyage', model: 'small' }),
      entry(5, { status: 429, code: 'RATE_LIMITED', provider: null, model: null }),
    ]
    await store.write((tx) => appendRequests(tx, store.dialect, entries))
    const asked: [number[], Partial<RequestQuery>][] = [
      [[5, 4, 3, 2, 1], {}],
      [[2], { user_id: 'usr_b' }],
      [[3], { key_id: 'key_b' }],
      [[4], { operation: 'createEmbedding' }],
      [[4], { model: 'voyage:small' }],
      [[4], { model: 'small' }],
      [[5, 3, 2, 1], { model: 'fast' }],
      [[4], { provider: 'voyage' }],
      [[5], { status: 429 }],
      [[5], { code: 'RATE_LIMITED' }],
      [[1], { request_id: 'req_1' }],
      [[5, 4], { min_latency_ms: 400 }],
      [[3, 2], { from: new Date(nowMs + 2).toISOString(), to: new Date(nowMs + 4).toISOString() }],
      [[], { user_id: 'usr_b', status: 429 }],
    ]
    for (const [found, query] of asked) {
      const { requests } = await listRequests({ db: store.db, cursors }, 'usr_admin', { limit: 10, ...query })
      expect({ query, found: requests.map(({ request_id }) => request_id) }).toEqual({
        query,
        found: found.map((n) => `req_${n}`),
      })
    }
    await store.close()
  })

  test('pages miss and repeat nothing, also of one moment; a cursor belongs to its reader and query', async () => {
    const store = await open()
    const entries = Array.from({ length: 25 }, (_, n) => entry(n, { at: nowMs + Math.floor(n / 10) }))
    await store.write((tx) => appendRequests(tx, store.dialect, entries))
    const from = { db: store.db, cursors }
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listRequests(from, 'usr_admin', { limit: 7, cursor })
      seen.push(...page.requests.map(({ request_id }) => request_id))
      cursor = page.next_cursor ?? undefined
      if (cursor === undefined) break
      await expect(listRequests(from, 'usr_other', { limit: 7, cursor })).rejects.toMatchObject({
        code: 'INVALID_CURSOR',
      })
      const narrower = listRequests(from, 'usr_admin', { limit: 7, cursor, status: 200 })
      await expect(narrower).rejects.toMatchObject({ code: 'INVALID_CURSOR' })
    } while (cursor)
    expect(seen).toHaveLength(25)
    expect(new Set(seen).size).toBe(25)
    await store.close()
  })
})
