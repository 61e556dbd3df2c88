import { expect, test } from 'vitest'
import { quietLog, testClock, testRandom } from '../../test/runtime.ts'
import type { EgressResponse } from '../egress/answer.ts'
import type { Egress } from '../egress/egress.ts'
import { EgressFailure, type FailureFacts } from '../egress/failure.ts'
import type { ComputeParts } from './parts.ts'
import { createProxy } from './proxy.ts'
import type { ProxyBody } from './proxy-shape.ts'

const refused: FailureFacts = { phase: 'connect', kind: 'refused', sent: false }
const reset: FailureFacts = { phase: 'headers', kind: 'reset', sent: true }
const cut: FailureFacts = { phase: 'body', kind: 'reset', sent: true }
const slow: FailureFacts = { phase: 'headers', kind: 'timeout', sent: true }

/** A target that fails so often before it answers; returns how often it was asked, and what came of it. */
async function asked(failures: FailureFacts[], method: string): Promise<{ times: number; result: unknown }> {
  let times = 0
  const egress = {
    async request() {
      const failure = failures[times++]
      if (failure) throw new EgressFailure(failure)
      return { status: 200, rawHeaders: [], bytes: async () => new Uint8Array() } as unknown as EgressResponse
    },
  } as unknown as Egress
  const clock = { ...testClock(), sleep: async () => {} }
  const noInstances = { selectFrom: () => ({ selectAll: () => noInstances.query }), query: {} as object }
  noInstances.query = { where: () => noInstances.query, orderBy: () => noInstances.query, execute: async () => [] }
  const parts = {
    egress,
    clock,
    random: testRandom(),
    log: quietLog,
    store: { db: noInstances },
  } as unknown as ComputeParts
  const body = { protocol: 'http', target_url: 'http://example.com/', method } as ProxyBody
  const call = { userId: 'usr_1', body, headers: new Headers(), signal: new AbortController().signal }
  const result = await createProxy(parts)
    .envelope(call)
    .catch((error: unknown) => error)
  return { times, result }
}

test.each([
  ['no connection was made', [refused], 'POST', 2, { status_code: 200 }],
  ['no connection was made twice', [refused, refused], 'POST', 2, { code: 'TARGET_UNREACHABLE' }],
  ['nothing came back to a question', [reset], 'GET', 2, { status_code: 200 }],
  ['nothing came back to an effect', [reset], 'POST', 1, { code: 'TARGET_UNREACHABLE' }],
  ['an answer was cut', [cut], 'GET', 1, { code: 'TARGET_UNREACHABLE' }],
  ['it took too long', [slow], 'GET', 1, { code: 'TARGET_TIMEOUT' }],
] as const)('where %s', async (_, failures, method, times, result) => {
  const found = await asked([...failures], method)
  expect(found.times).toBe(times)
  expect(found.result).toMatchObject(result)
})
