import { expect, test } from 'vitest'
import { testClock } from '../../test/runtime.ts'
import { eachStore } from '../../test/stores.ts'
import { appendRequests, type RequestEntry } from '../store/request-log.ts'
import { forgetRequests } from './forget-requests.ts'

const dayMs = 86_400_000

const callAt = (at: number, n: number): RequestEntry => ({
  ...{ id: `req_${n}`, request_id: `req_${n}`, at, user_id: 'usr_1', key_id: null, operation: 'createChatCompletion' },
  ...{ asked_model: 'm', provider: 'p', model: 'm', status: 200, code: null, streamed: 0, latency_ms: 1 },
  ...{ first_token_ms: null, overhead_us: 1, input_tokens: 1, cached_tokens: 0, output_tokens: 1, reasoning_tokens: 0 },
  ...{ estimated: 0, cost: 1, cache: 'off' },
  attempts: [
    {
      ...{ call_id: `req_${n}`, n: 1, provider: 'p', model: 'm', outcome: 'answered', fault: null, code: null },
      ...{ status: 200, upstream_id: null, first_token_ms: null, duration_ms: 1, input_tokens: 1, output_tokens: 1 },
      cost: 1,
    },
  ],
})

eachStore((_, open) => {
  test('what is older than 30 days goes in slices with its attempts, the rest stays', async () => {
    const store = await open()
    const clock = testClock()
    const oldest = clock.now() - 31 * dayMs
    const calls = Array.from({ length: 700 }, (_, n) => callAt(n < 600 ? oldest + n : clock.now() - 29 * dayMs, n))
    await store.write((tx) => appendRequests(tx, store.dialect, calls))
    const job = forgetRequests(store, clock)
    const run = () => job.run(new AbortController().signal)
    expect([await run(), await run(), await run()]).toEqual([500, 100, 0])
    const left = async (table: 'inference_requests' | 'inference_attempts') =>
      (await store.db.selectFrom(table).select('cost').execute()).length
    expect([await left('inference_requests'), await left('inference_attempts')]).toEqual([100, 100])
    await clock.advance(2 * dayMs)
    expect([await run(), await run()]).toEqual([100, 0])
    await store.close()
  })
})
