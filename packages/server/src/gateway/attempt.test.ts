import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { facts, price } from '../../test/gateway/lanes.ts'
import {
  completion,
  done,
  finish,
  lane,
  reading,
  role,
  scripted,
  sse,
  text,
  usage,
} from '../../test/gateway/scripted.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const turn = () => new Promise((resolve) => setImmediate(resolve))
/** Lets the coarse clock of the deadlines tick, and what waits for it run. */
const pass = async (ms: number) => {
  await vi.advanceTimersByTimeAsync(ms)
  await turn()
}
const at = <T>(list: readonly T[], index: number): T => {
  const found = list[index]
  if (found === undefined) throw new Error(`there is no ${index}`)
  return found
}
const stream = { stream: true }
const overloaded = { error: { message: 'overloaded', code: 'server_is_overloaded' } }

describe('the commit gate', () => {
  test('headers, comments and roles are no answer: the head goes out with the first token', async () => {
    const { ask, calls } = scripted()
    const reply = ask(stream)
    await turn()
    at(calls, 0).head(200, sse).data(': hello\n\n', role)
    let isSettled = false
    void reply.then(() => {
      isSettled = true
    })
    await turn()
    expect(isSettled).toBe(false)
    at(calls, 0).data(text('a'))
    const { status, headers, type } = await reply
    expect({ status, type }).toEqual({ status: 200, type: 'text/event-stream' })
    expect(headers).toMatchObject({
      'x-proxyapi-provider': 'a',
      'x-proxyapi-model': 'm',
      'x-proxyapi-attempts': '1',
      'x-proxyapi-cache': 'off',
    })
    const { heard, over } = reading(await reply)
    expect(heard.text).toBe(`: hello\n\n${role}${text('a')}`)
    at(calls, 0).data(text('b'), finish, usage, done).end()
    await over
    expect(heard.text).toBe(`: hello\n\n${role}${text('a')}${text('b')}${finish}${done}`)
  })

  test('a failure before it is not seen by the caller', async () => {
    const { ask, calls, book } = scripted()
    const reply = ask(stream)
    await turn()
    at(calls, 0)
      .head(200, sse)
      .data(role, `data: ${JSON.stringify(overloaded)}\n\n`)
    expect(at(calls, 0).isAborted).toBe(true)
    at(calls, 1).head(200, sse).data(role, text('b'), finish, usage, done).end()
    const { headers } = await reply
    expect(headers).toMatchObject({ 'x-proxyapi-provider': 'b', 'x-proxyapi-attempts': '2' })
    const { heard, over } = reading(await reply)
    await over
    expect(heard.text).toBe(`${role}${text('b')}${finish}${done}`)
    expect(at(book.settled, 0)).toMatchObject({
      amount: 30,
      attempts: [
        { delivered: false, cost: 0 },
        { delivered: true, cost: 30 },
      ],
    })
  })

  test('an upstream that says too much before its answer has failed', async () => {
    const { ask, calls } = scripted()
    const reply = ask(stream)
    await turn()
    at(calls, 0)
      .head(200, sse)
      .data(...Array.from({ length: 5 }, () => `: ${'x'.repeat(60_000)}\n\n`))
    expect(at(calls, 0).isAborted).toBe(true)
    at(calls, 1).head(200, sse).data(text('b'), finish, done).end()
    expect((await reply).headers).toMatchObject({ 'x-proxyapi-provider': 'b' })
  })

  test('an answer without a word is an answer', async () => {
    const { ask, calls } = scripted()
    const reply = ask(stream)
    await turn()
    at(calls, 0).head(200, sse).data(role, finish, usage, done).end()
    const { heard, over } = reading(await reply)
    await over
    expect(heard.text).toBe(`${role}${finish}${done}`)
  })

  test('an upstream that begins again after it has said something', async () => {
    const { ask, calls } = scripted({ providers: [lane('a', {}, 'anthropic')] })
    const reply = ask({ ...stream, max_tokens: 5 }, 'anthropic-messages')
    await turn()
    const event = (type: string, body: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...body })}\n\n`
    const start = event('message_start', { message: { id: 'm', usage: { input_tokens: 3 } } })
    const said = event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'a' } })
    at(calls, 0)
      .head(200, sse)
      .data(start, event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }), said, start)
    const { heard, over } = reading(await reply)
    await over
    expect(heard.text).toContain('event: error')
    expect(heard.text).toContain('api_error')
    expect(at(calls, 0).isAborted).toBe(true)
  })
})

describe('replies of another form than was asked for', () => {
  test('JSON in reply to a stream becomes a stream', async () => {
    const { ask, calls } = scripted()
    const reply = ask({ ...stream, stream_options: { include_usage: true } })
    await turn()
    at(calls, 0).answer(200, completion('hello'))
    const { heard, over } = reading(await reply)
    await over
    expect(heard.text).toContain('"content":"hello"')
    expect(heard.text).toContain('"completion_tokens":5')
    expect(heard.text.endsWith(done)).toBe(true)
  })

  test('a stream in reply to a whole call becomes a body', async () => {
    const { ask, calls } = scripted()
    const reply = ask()
    await turn()
    at(calls, 0).head(200, sse).data(role, text('hel'), text('lo'), finish, usage, done).end()
    expect(await reply).toMatchObject({
      body: { choices: [{ message: { content: 'hello' } }], usage: { completion_tokens: 5 } },
    })
  })

  test('a stream that does not call itself one', async () => {
    const { ask, calls } = scripted()
    const reply = ask(stream)
    await turn()
    at(calls, 0).head(200, { 'content-type': 'text/plain' }).data(role, text('a'), finish, done).end()
    expect((await reply).status).toBe(200)
  })
})

describe('a whole answer', () => {
  test('FU06 that is larger than the operator allows has failed', async () => {
    const small = { answerBytesMax: 1_000 }
    const { ask, calls } = scripted({ providers: [lane('a', small), lane('b', { ...small, priority: 2 })] })
    const reply = ask({})
    await turn()
    at(calls, 0).head(200, { 'content-type': 'application/json' }).data('{"id":"', 'x'.repeat(500), 'x'.repeat(500))
    expect(at(calls, 0).isAborted).toBe(true)
    at(calls, 1).answer(200, completion('b'))
    expect((await reply).headers).toMatchObject({ 'x-proxyapi-provider': 'b' })
  })

  test('is forwarded as it came, with its cost', async () => {
    const { ask, calls } = scripted()
    const body = JSON.stringify(completion('hello', { odd: 1.0, big: 1 })).replace(
      '"big":1',
      '"big":12345678901234567890',
    )
    const reply = ask()
    await turn()
    at(calls, 0).answer(200, body)
    const { type, content, headers } = await reply
    expect(type).toBe('application/json')
    expect(String(content)).toBe(body)
    expect(headers).toMatchObject({ 'x-proxyapi-cost': '0.00003' })
  })

  test.each([
    ['cut', '{"id":"c","cho'],
    ['HTML', '<html></html>'],
    ['another thing', '{"hello":"world"}'],
    ['an error', JSON.stringify(overloaded)],
  ])('that is none (%s) is a failed attempt', async (_, body) => {
    const { ask, calls } = scripted()
    const reply = ask()
    await turn()
    at(calls, 0).answer(200, body)
    at(calls, 1).answer(200, completion('hello'))
    expect((await reply).headers).toMatchObject({ 'x-proxyapi-provider': 'b' })
  })
})

describe('limits', () => {
  test('FU03 no first token: the next lane; comments do not count', async () => {
    const { ask, calls } = scripted({ providers: [lane('a', { timeoutMs: 1_000 }), lane('b', { priority: 2 })] })
    const reply = ask(stream)
    await turn()
    at(calls, 0).head(200, sse)
    for (let n = 0; n < 5; n++) {
      at(calls, 0).data(': still here\n\n')
      await pass(200)
    }
    expect(calls).toHaveLength(1)
    await pass(200)
    expect(at(calls, 0).isAborted).toBe(true)
    at(calls, 1).head(200, sse).data(text('b'), finish, done).end()
    expect((await reply).headers).toMatchObject({ 'x-proxyapi-provider': 'b' })
  })

  test('FU04 a stall in mid-stream is told in the stream', async () => {
    const { ask, calls } = scripted({ providers: [lane('a', { idleTimeoutMs: 1_000 })] })
    const reply = ask(stream)
    await turn()
    at(calls, 0).head(200, sse).data(text('a'))
    const { heard, over } = reading(await reply)
    await pass(900)
    at(calls, 0).data(text('b'))
    await pass(900)
    expect(heard.isOver).toBe(false)
    at(calls, 0).data(': nothing\n\n')
    await pass(300)
    await over
    expect(heard.text).toContain('upstream_timeout')
    expect(heard.text).not.toContain('[DONE]')
  })

  test('a finish without an end marker: two seconds, then a normal end', async () => {
    const { ask, calls, book } = scripted()
    const reply = ask(stream)
    await turn()
    at(calls, 0).head(200, sse).data(text('a'), finish, usage)
    const { heard, over } = reading(await reply)
    await pass(1_900)
    expect(heard.isOver).toBe(false)
    await pass(400)
    await over
    expect(heard.text).toBe(`${text('a')}${finish}${done}`)
    expect(at(book.settled, 0).record.estimated).toBe(false)
  })

  test('a reset after the finish is no failure', async () => {
    const { ask, calls } = scripted()
    const reply = ask(stream)
    await turn()
    at(calls, 0).head(200, sse).data(text('a'), finish).fail('reset', 'body')
    const { heard, over } = reading(await reply)
    await over
    expect(heard.text.endsWith(done)).toBe(true)
  })

  test('a connection that stays open after the end marker is closed, and keeps nobody waiting', async () => {
    const { ask, calls, book } = scripted()
    const reply = ask(stream)
    await turn()
    at(calls, 0).head(200, sse).data(text('a'), finish, done)
    await reading(await reply).over
    expect(book.open()).toBe(0)
    expect(at(calls, 0).isAborted).toBe(false)
    await pass(2_300)
    expect(at(calls, 0).isAborted).toBe(true)
  })

  test('the request itself: 504', async () => {
    const { ask, calls } = scripted({ settings: { clientTimeoutMs: 2_000 } })
    const reply = ask(stream)
    await pass(2_300)
    await expect(reply).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' })
    expect(calls.map(({ isAborted }) => isAborted)).toEqual([true])
  })
})

describe('a caller who waits', () => {
  test('FU03 hears a ping every 15 s, and may still get another lane', async () => {
    const { ask, calls } = scripted({
      settings: { clientTimeoutMs: 100_000 },
      providers: [lane('a', { timeoutMs: 40_000 }), lane('b', { priority: 2 })],
    })
    const reply = ask(stream)
    await pass(15_200)
    const { status, headers } = await reply
    expect({ status, headers }).toEqual({ status: 200, headers: {} })
    const { heard, over } = reading(await reply)
    await pass(15_200)
    expect(heard.text).toBe(': ping\n\n: ping\n\n')
    at(calls, 0).answer(503, overloaded)
    at(calls, 1).head(200, sse).data(text('b'), finish, done).end()
    await over
    expect(heard.text).toBe(`: ping\n\n: ping\n\n${text('b')}${finish}${done}`)
  })

  test('is told in the stream when nobody answers', async () => {
    const { ask, calls } = scripted({ providers: [lane('a', { timeoutMs: 20_000 })] })
    const reply = ask(stream)
    await pass(15_200)
    const { heard, over } = reading(await reply)
    at(calls, 0).answer(401, { error: { message: 'Incorrect API key provided', code: 'invalid_api_key' } })
    await over
    expect(heard.text).toContain('upstream_auth_failed')
  })

  test('for a whole answer hears nothing before it', async () => {
    const { ask, calls } = scripted({ providers: [lane('a', { timeoutMs: 40_000 })] })
    const reply = ask()
    await pass(16_000)
    at(calls, 0).answer(200, completion('late'))
    expect((await reply).type).toBe('application/json')
  })
})

describe('retries', () => {
  const alone = { providers: [lane('a', { retryAttempts: 2, retryDelayMs: 100 })] }

  test('on the same lane after a backoff, where there is no other', async () => {
    const { ask, calls, book } = scripted(alone)
    const reply = ask()
    await turn()
    at(calls, 0).answer(503, overloaded)
    expect(calls).toHaveLength(1)
    await pass(300)
    at(calls, 1).answer(200, completion('again'))
    expect((await reply).headers).toMatchObject({ 'x-proxyapi-attempts': '2' })
    expect(at(book.settled, 0).attempts).toHaveLength(2)
  })

  test('not more than the provider says', async () => {
    const { ask, calls } = scripted(alone)
    const reply = ask()
    for (let n = 0; n < 3; n++) {
      await pass(400)
      at(calls, n).answer(503, overloaded)
    }
    await expect(reply).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' })
    expect(calls).toHaveLength(3)
  })

  test('FU07 not more than the budget allows: 100 calls of an upstream that is down', async () => {
    const { ask, calls } = scripted({ ...alone, settings: { attemptsMax: 6 } })
    for (let n = 0; n < 100; n++) {
      const reply = ask()
      await turn()
      for (let tries = 0; tries < 3; tries++) {
        calls.at(-1)?.answer(503, overloaded)
        await pass(400)
      }
      await expect(reply).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' })
    }
    expect(calls.length).toBeLessThanOrEqual(113)
  })

  test('not more than the whole request may make', async () => {
    const { ask, calls } = scripted({ ...alone, settings: { attemptsMax: 2 } })
    const reply = ask()
    for (let n = 0; n < 2; n++) {
      await pass(400)
      at(calls, n).answer(503, overloaded)
    }
    await expect(reply).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' })
  })

  test('FU07 after the pause that the upstream asked for, if it is short', async () => {
    const { ask, calls } = scripted(alone)
    const reply = ask()
    await turn()
    at(calls, 0).answer(429, { error: { message: 'slow down', code: 'rate_limit_exceeded' } }, { 'retry-after': '1' })
    await pass(900)
    expect(calls).toHaveLength(1)
    await pass(300)
    at(calls, 1).answer(200, completion('now'))
    expect((await reply).status).toBe(200)
  })

  test('FU07 a long pause: 429 now, and for the next call without asking the upstream', async () => {
    const { ask, calls } = scripted(alone)
    const reply = ask()
    await turn()
    at(calls, 0).answer(429, { error: { message: 'slow down', code: 'rate_limit_exceeded' } }, { 'retry-after': '60' })
    await expect(reply).rejects.toMatchObject({ code: 'RATE_LIMITED', options: { retryAfterMs: 60_000 } })
    await expect(ask()).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    expect(calls).toHaveLength(1)
  })
})

describe('breakers', () => {
  test('five failures close a lane off, and its last lane is still called, once', async () => {
    const { ask, calls } = scripted({ providers: [lane('a', { retryAttempts: 2 }), lane('b', { priority: 2 })] })
    for (let n = 0; n < 5; n++) {
      const reply = ask()
      await turn()
      at(calls, 2 * n).answer(503, overloaded)
      at(calls, 2 * n + 1).answer(200, completion('b'))
      await reply
    }
    const sixth = ask()
    await turn()
    expect(calls).toHaveLength(11)
    expect(String(at(calls, 10).call.url)).toContain('//b.test')
    at(calls, 10).answer(200, completion('b'))
    expect((await sixth).headers).toMatchObject({ 'x-proxyapi-attempts': '1' })
    const alone = ask({ model: 'a/m' })
    await turn()
    at(calls, 11).answer(503, overloaded)
    await expect(alone).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' })
    expect(calls).toHaveLength(12)
  })

  test('a dead first choice is invisible: 1,000 of 1,000 answered, and it is hardly called', async () => {
    const { ask, calls, book } = scripted()
    let called = 0
    for (let n = 0; n < 1_000; n++) {
      const reply = ask()
      await turn()
      for (let call = calls.pop(); call !== undefined; call = calls.pop()) {
        if (String(call.call.url).includes('//b.test')) call.answer(200, completion('b'))
        else {
          called++
          call.fail('refused', 'connect')
        }
      }
      expect((await reply).headers).toMatchObject({ 'x-proxyapi-provider': 'b' })
    }
    expect(called).toBe(5)
    expect(book.settled.filter(({ amount }) => amount === 30)).toHaveLength(1_000)
  })

  test('FU10 a bad key: the provider’s other models are not tried either', async () => {
    const { ask, calls } = scripted({
      providers: [lane('a', { models: ['m', 'n'] }), lane('b', { priority: 2 })],
      models: [facts('openai', 'm'), facts('openai', 'n')],
    })
    const reply = ask({ model: 'a/m', proxyapi: { fallbacks: ['a/n', 'b/m'] } })
    await turn()
    at(calls, 0).answer(401, { error: { message: 'Incorrect API key provided', code: 'invalid_api_key' } })
    expect(String(at(calls, 1).call.url)).toContain('//b.test')
    at(calls, 1).answer(200, completion('b'))
    expect((await reply).status).toBe(200)
  })
})

describe('the caller', () => {
  test('ST02 who leaves before an answer: the upstream is closed, nothing is paid', async () => {
    const { ask, calls, book, leave } = scripted()
    const reply = ask(stream)
    await turn()
    leave()
    await expect(reply).rejects.toMatchObject({ code: 'CLIENT_DISCONNECTED' })
    expect(at(calls, 0).isAborted).toBe(true)
    expect(at(book.settled, 0)).toMatchObject({ amount: 0, attempts: [{ delivered: false, cost: 0 }] })
  })

  test('who was gone before', async () => {
    const { ask, calls, book, leave } = scripted()
    leave()
    await expect(ask(stream)).rejects.toMatchObject({ code: 'CLIENT_DISCONNECTED' })
    expect(calls).toEqual([])
    expect(book.open()).toBe(0)
  })

  test('ST02 who leaves in mid-stream: what was said is paid, and no lane is blamed', async () => {
    const { ask, calls, book } = scripted({ providers: [lane('a')] })
    for (let n = 0; n < 6; n++) {
      const reply = ask(stream)
      await turn()
      at(calls, n).head(200, sse).data(text('one two three four'))
      const { leave, over } = reading(await reply)
      leave()
      await over
      expect(at(calls, n).isAborted).toBe(true)
      expect(at(book.settled, n)).toMatchObject({ record: { estimated: true }, attempts: [{ delivered: true }] })
      expect(at(book.settled, n).amount).toBeGreaterThan(0)
    }
    expect(book.open()).toBe(0)
  })

  test('ST01 who reads slowly pauses the upstream, and no limit runs meanwhile', async () => {
    const { ask, calls } = scripted({ providers: [lane('a', { idleTimeoutMs: 1_000 })] })
    const reply = ask(stream)
    await turn()
    at(calls, 0).head(200, sse).data(text('a'))
    const { heard, outlet, drain, over } = reading(await reply)
    outlet.isSlow = true
    at(calls, 0).data(text('b'))
    expect(at(calls, 0).isPaused).toBe(true)
    await pass(5_000)
    expect(heard.isOver).toBe(false)
    outlet.isSlow = false
    drain()
    await turn()
    expect(at(calls, 0).isPaused).toBe(false)
    at(calls, 0).data(finish, done).end()
    await over
    expect(heard.text).toBe(`${text('a')}${text('b')}${finish}${done}`)
  })
})

describe('money', () => {
  test('MO04 none: no upstream is asked', async () => {
    const { ask, calls } = scripted({ balance: 10 })
    await expect(ask()).rejects.toMatchObject({ code: 'INSUFFICIENT_CREDITS' })
    expect(calls).toEqual([])
  })

  test('MO05 used up in mid-stream: the stream ends with an error', async () => {
    const { ask, calls, book } = scripted({
      providers: [lane('a')],
      models: [facts('openai', 'm', { maxOutputTokens: 10 })],
      balance: 130,
    })
    const reply = ask(stream)
    await turn()
    at(calls, 0).head(200, sse).data(text('a'))
    const { heard, over } = reading(await reply)
    at(calls, 0).data(...Array.from({ length: 60 }, () => text('b')))
    await over
    expect(heard.text).toContain('insufficient_quota')
    expect(heard.text).not.toContain('[DONE]')
    expect(at(calls, 0).isAborted).toBe(true)
    expect(book.open()).toBe(0)
  })

  test('what a running stream has used is noted every 5 s', async () => {
    const { ask, calls, book } = scripted()
    const reply = ask(stream)
    await turn()
    at(calls, 0).head(200, sse).data(text('a'))
    const { over } = reading(await reply)
    await pass(5_200)
    expect(book.noted).toMatchObject([{ record: { estimated: true }, attempts: [{ delivered: true }] }])
    at(calls, 0).data(finish, usage, done).end()
    await over
    expect(at(book.settled, 0)).toMatchObject({ amount: 30 })
  })

  test('ids of calls are ours: a request id that comes again is another call', async () => {
    const { ask, calls, book } = scripted()
    for (const n of [0, 1]) {
      const reply = ask()
      await turn()
      at(calls, n).answer(200, completion('x'))
      await reply
    }
    const [first, second] = book.settled.map(({ record }) => record.requestId)
    expect(first).toMatch(/^req_1\./)
    expect(first).not.toBe(second)
    expect(book.admitted.map(({ requestId }) => requestId)).toEqual([first, second])
  })

  test('a key goes to the ledger with the fingerprint of its call', async () => {
    const { ask, book } = scripted()
    for (const content of ['x', 'x', 'y']) {
      void ask({ messages: [{ role: 'user', content }] }, 'openai-chat', { idempotencyKey: 'k' })
      await turn()
    }
    const [a, b, c] = book.admitted
    expect(a).toMatchObject({ idempotencyKey: 'k', operation: 'createChatCompletion' })
    expect(a?.fingerprint).toBe(b?.fingerprint)
    expect(a?.fingerprint).not.toBe(c?.fingerprint)
  })
})

describe('what changes while a call runs', () => {
  const priced = (input: number) => [facts('openai', 'm', { price: { ...price, input } })]

  test('FP08 a price: what was admitted is paid as it was then, the next call as it is now', async () => {
    let models = priced(1_000_000)
    const { ask, calls, book } = scripted({ providers: [lane('a')], models: () => models })
    const paid = async () => {
      const reply = ask()
      await turn()
      models = priced(9_000_000)
      calls.at(-1)?.answer(200, completion('x'))
      await reply
      return book.settled.at(-1)?.amount
    }
    expect([await paid(), await paid()]).toEqual([30, 110])
  })

  test('FP02 the time of day: no limit ends by it, no pause is cut short', async () => {
    const { ask, calls } = scripted({ providers: [lane('a', { timeoutMs: 1_000 })] })
    const reply = ask(stream)
    await turn()
    vi.setSystemTime(Date.now() + 3_600_000)
    await pass(900)
    at(calls, 0).head(200, sse).data(text('a'))
    const { heard, over } = reading(await reply)
    vi.setSystemTime(Date.now() - 7_200_000)
    await turn()
    at(calls, 0).data(finish, done).end()
    await over
    expect(heard.text).toBe(`${text('a')}${finish}${done}`)
    const limited = ask()
    await turn()
    at(calls, 1).answer(429, { error: { message: 'slow' } }, { 'retry-after': '60' })
    await expect(limited).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    vi.setSystemTime(Date.now() + 3_600_000)
    await expect(ask()).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    expect(calls).toHaveLength(2)
  })
})

describe('what goes up', () => {
  test('the caller’s own text with the lane’s model, without our options', async () => {
    const { ask, calls } = scripted()
    const body =
      '{"model":"a/m", "messages":[{"role":"user","content":"hi"}],"seed":9007199254740993,"odd":{"x":1.0},"proxyapi":{"trace":false}}'
    void ask(JSON.parse(body), 'openai-chat', { bytes: Buffer.from(body) })
    await turn()
    expect(String(at(calls, 0).call.body)).toBe(
      '{"model":"m","messages":[{"role":"user","content":"hi"}],"seed":9007199254740993,"odd":{"x":1.0}}',
    )
  })

  test('usage is asked for in streams', async () => {
    const { ask, calls } = scripted()
    void ask(stream)
    await turn()
    expect(at(calls, 0).body).toMatchObject({ stream: true, stream_options: { include_usage: true } })
    expect(at(calls, 0).call.headers).toMatchObject({ authorization: 'Bearer sim-key', accept: 'text/event-stream' })
  })

  test('AI03 headers of Anthropic to Anthropic’s lanes only', async () => {
    const { ask, calls } = scripted({ providers: [lane('a', {}, 'anthropic'), lane('b', { priority: 2 })] })
    const headers = new Headers({ 'anthropic-version': '2023-01-01', 'anthropic-beta': 'x-1', 'x-secret': 'no' })
    void ask({ max_tokens: 5 }, 'anthropic-messages', { headers })
    await turn()
    expect(at(calls, 0).call.headers).toMatchObject({ 'anthropic-version': '2023-01-01', 'anthropic-beta': 'x-1' })
    expect(at(calls, 0).call.headers).not.toHaveProperty('x-secret')
    at(calls, 0).answer(503, overloaded)
    expect(at(calls, 1).call.headers).not.toHaveProperty('anthropic-beta')
  })
})

describe('options of the call', () => {
  test('a lane that would drop a field is no candidate, if the caller says so', async () => {
    const claude = { providers: [lane('a', {}, 'anthropic')] }
    const { ask, calls } = scripted(claude)
    const dropping = ask({ seed: 1 })
    await turn()
    at(calls, 0).answer(200, {
      type: 'message',
      content: [{ type: 'text', text: 'x' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 1, output_tokens: 1 },
    })
    expect((await dropping).headers).toMatchObject({ 'x-proxyapi-dropped': 'seed' })
    await expect(ask({ seed: 1, proxyapi: { require_parameters: true } })).rejects.toMatchObject({
      code: 'UNSUPPORTED_PARAMETER',
      options: { param: 'seed' },
    })
    await expect(ask({ n: 2 })).rejects.toMatchObject({ code: 'UNSUPPORTED_PARAMETER', options: { param: 'n' } })
    expect(calls).toHaveLength(1)
  })

  test('thoughts of another model are named where they are left out, and keep no lane out', async () => {
    const { ask, calls } = scripted({ providers: [lane('a', {}, 'anthropic')] })
    const messages = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Ho', reasoning_content: 'hm' },
      { role: 'developer', content: 'Be brief.' },
      { role: 'user', content: 'So?' },
    ]
    const answered = ask({ messages, proxyapi: { require_parameters: true } })
    await turn()
    at(calls, 0).answer(200, {
      type: 'message',
      content: [{ type: 'text', text: 'x' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 1, output_tokens: 1 },
    })
    expect((await answered).headers).toMatchObject({ 'x-proxyapi-dropped': 'messages[].reasoning' })
  })

  test('a trace in a whole answer, and before the end of a stream', async () => {
    const { ask, calls } = scripted()
    const whole = ask({ proxyapi: { trace: true } })
    await turn()
    at(calls, 0).answer(503, overloaded)
    at(calls, 1).answer(200, completion('x'))
    const { body } = await whole
    expect(body).toMatchObject({
      proxyapi: {
        attempts: [
          { provider: 'a', model: 'm', outcome: 'failed', fault: 'transient', status: 503, cost: 0 },
          { provider: 'b', model: 'm', outcome: 'answered', fault: null, status: 200, cost: 0.00003 },
        ],
        cost: 0.00003,
      },
    })
    const streamed = ask({ ...stream, proxyapi: { trace: true } })
    await turn()
    at(calls, 2).head(200, sse).data(text('x'), finish, usage, done).end()
    const { heard, over } = reading(await streamed)
    await over
    expect(heard.text).toMatch(/\n\n: proxyapi \{"attempts":\[\{"provider":"a".*\}\n\ndata: \[DONE\]\n\n$/)
  })

  test('fallbacks of the caller are judged by the key’s list', async () => {
    const { ask } = scripted({ principal: { modelsAllow: ['a/*'] } })
    await expect(ask({ model: 'a/m', proxyapi: { fallbacks: ['b/m'] } })).rejects.toMatchObject({
      code: 'MODEL_NOT_ALLOWED',
    })
  })
})

describe('our own side', () => {
  test('FP04 a bug in one call ends that call, is logged, and holds nothing', async () => {
    const { ask, calls, book, lines } = scripted()
    const reply = ask(stream)
    await turn()
    const { handler } = at(calls, 0)
    handler.onHead(200, sse, [])
    handler.onData({
      get length() {
        throw new TypeError('boom')
      },
    } as unknown as Buffer)
    await expect(reply).rejects.toMatchObject({ code: 'INTERNAL_ERROR' })
    expect(book.open()).toBe(0)
    expect(lines).toMatchObject([{ level: 'error', fields: { request_id: 'req_1' } }])
  })

  test('a stop ends open calls with SHUTTING_DOWN, in-band where an answer has begun', async () => {
    const { ask, calls, gateway, book } = scripted()
    const waiting = ask(stream)
    const running = ask(stream)
    await turn()
    at(calls, 1).head(200, sse).data(text('a'))
    const { heard, over } = reading(await running)
    await gateway.close()
    await expect(waiting).rejects.toMatchObject({ code: 'SHUTTING_DOWN' })
    await over
    expect(heard.text).toContain('shutting_down')
    expect(calls.every(({ isAborted }) => isAborted)).toBe(true)
    expect(book.open()).toBe(0)
  })

  test('our own time is told without that of the upstream', async () => {
    const { ask, calls } = scripted()
    const reply = ask(stream)
    await pass(3_000)
    at(calls, 0).head(200, sse)
    await pass(2_000)
    at(calls, 0).data(text('a'))
    expect(Number((await reply).headers?.['x-proxyapi-overhead-ms'])).toBeLessThan(100)
  })
})
