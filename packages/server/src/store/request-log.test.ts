import { expect, test } from 'vitest'
import { eachStore } from '../../test/stores.ts'
import { appendRequests, type RequestEntry } from './request-log.ts'

const entry = (n: number): RequestEntry => ({
  id: `req_1.${n}`,
  request_id: 'req_1',
  at: 1_700_000_000_000 + n,
  user_id: 'usr_1',
  key_id: n % 2 ? 'key_1' : null,
  operation: 'createChatCompletion',
  asked_model: 'gpt-4o',
  provider: 'openai',
  model: 'gpt-4o',
  status: 200,
  code: null,
  streamed: 1,
  latency_ms: 12,
  first_token_ms: 3,
  overhead_us: 450,
  input_tokens: 10,
  cached_tokens: 0,
  output_tokens: 5,
  reasoning_tokens: 0,
  estimated: 0,
  cost: 9_000_000_000_000,
  cache: 'off',
  attempts: [1, 2].map((attempt) => ({
    call_id: `req_1.${n}`,
    n: attempt,
    provider: 'openai',
    model: 'gpt-4o',
    outcome: attempt === 1 ? 'failed' : 'answered',
    fault: attempt === 1 ? 'transient' : null,
    code: null,
    status: 200,
    upstream_id: null,
    first_token_ms: null,
    duration_ms: 5,
    input_tokens: null,
    output_tokens: null,
    cost: null,
  })),
})

eachStore((_, open) => {
  test('any number of calls, each with its attempts, once', async () => {
    const store = await open()
    const entries = Array.from({ length: 250 }, (_, n) => entry(n))
    await store.write((tx) => appendRequests(tx, store.dialect, entries))
    await store.write((tx) => appendRequests(tx, store.dialect, entries.slice(0, 3)))
    await store.write((tx) => appendRequests(tx, store.dialect, []))
    const rows = await store.db.selectFrom('inference_requests').selectAll().orderBy('at').execute()
    expect(rows).toHaveLength(250)
    const { attempts, ...first } = entry(0)
    expect(rows[0]).toEqual(first)
    const found = await store.db
      .selectFrom('inference_attempts')
      .selectAll()
      .where('call_id', '=', first.id)
      .orderBy('n')
      .execute()
    expect(found).toEqual(attempts)
    await store.close()
  })
})
