import { describe, expect, test } from 'vitest'
import { facts, provider } from '../../../test/gateway/lanes.ts'
import { scripted } from '../../../test/gateway/scripted.ts'
import type { Principal } from '../../identity/principal.ts'

const caller: Principal = {
  kind: 'key',
  userId: 'usr_1',
  keyId: null,
  role: 'user',
  permissions: new Set(),
  billing: 'prepaid',
  modelsAllow: null,
}

const price = { input: 1_000_000, output: null, cacheRead: null, cacheWrite5m: null, cacheWrite1h: null }

function embedding(count: number) {
  const world = scripted({
    providers: [provider('one', 'cohere', 'http://one.test', { models: ['e'] })],
    models: [facts('one', 'e', { supportsChat: false, capabilities: ['embeddings'], price })],
  })
  const leaving = new AbortController()
  const body = { model: 'e', input: Array.from({ length: count }, (_, n) => `text ${n}`), encoding_format: 'float' }
  const reply = world.gateway.operate(caller, 'req_1', 'embeddings', body, {
    idempotencyKey: null,
    signal: leaving.signal,
  })
  reply.catch(() => undefined)
  const answer = (n: number) => {
    const texts = world.calls[n]?.body.texts as string[]
    world.calls[n]?.answer(200, {
      id: `e-${n}`,
      embeddings: { float: texts.map((text) => [Number(text.slice(5))]) },
      meta: { billed_units: { input_tokens: texts.length } },
    })
  }
  return { ...world, reply, answer, leave: () => leaving.abort() }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('250 texts for an upstream that takes 96', () => {
  test('are asked two pieces at a time, and answered in order, whichever comes first', async () => {
    const { calls, reply, answer, book } = embedding(250)
    await turn()
    expect(calls).toHaveLength(2)
    answer(1)
    await turn()
    expect(calls).toHaveLength(3)
    answer(2)
    await turn()
    expect(calls).toHaveLength(3)
    answer(0)
    const { body, headers } = await reply
    const { data, usage } = body as { data: { index: number; embedding: number[] }[]; usage: object }
    expect(data.map(({ index, embedding: [value] }) => [index, value])).toEqual(
      Array.from({ length: 250 }, (_, n) => [n, n]),
    )
    expect(usage).toMatchObject({ prompt_tokens: 250, total_tokens: 250 })
    expect(headers).toMatchObject({ 'x-proxyapi-attempts': '3', 'x-proxyapi-cost': '0.00025' })
    expect(book.settled).toMatchObject([{ amount: 250, record: { inputTokens: 250 } }])
    expect(book.settled[0]?.attempts.map(({ n, cost }) => [n, cost])).toEqual([
      [1, 96],
      [2, 96],
      [3, 58],
    ])
  })

  test('fail together: the other upstream is closed, and nothing more is asked', async () => {
    const { calls, reply, answer, book } = embedding(400)
    await turn()
    answer(0)
    await turn()
    expect(calls).toHaveLength(3)
    calls[2]?.answer(400, { message: 'invalid request' })
    await expect(reply).rejects.toMatchObject({ code: 'UPSTREAM_REJECTED' })
    expect(calls[1]?.isAborted).toBe(true)
    await turn()
    expect(calls).toHaveLength(3)
    expect(book.settled).toMatchObject([{ amount: 0, record: { inputTokens: 0 } }])
    expect(book.settled[0]?.attempts.map(({ cost, delivered }) => [cost, delivered])).toEqual([
      [96, false],
      [0, false],
      [0, false],
    ])
  })

  test('stop when the caller leaves', async () => {
    const { calls, reply, leave, book } = embedding(250)
    await turn()
    leave()
    await expect(reply).rejects.toMatchObject({ code: 'CLIENT_DISCONNECTED' })
    expect(calls.map(({ isAborted }) => isAborted)).toEqual([true, true])
    expect(book.settled).toHaveLength(1)
  })

  test('end with the gateway', async () => {
    const { gateway, reply, calls, book } = embedding(250)
    await turn()
    await gateway.close()
    await expect(reply).rejects.toMatchObject({ code: 'SHUTTING_DOWN' })
    expect(calls.every(({ isAborted }) => isAborted)).toBe(true)
    expect(book.settled).toHaveLength(1)
  })
})
