import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { WrittenRule } from '../../src/gateway/filter/compile-rules.ts'
import { testCache } from './cache.ts'
import { type Harness, settledAll, startHarness } from './harness.ts'
import { provider } from './lanes.ts'
import { rulesOf } from './rules.ts'
import { completion, done, finish, reading, role, scripted, sse, text, usage } from './scripted.ts'

const card = '4111111111111111'
const cards = (action: WrittenRule['action'], on: WrittenRule['on'] = 'input') =>
  rulesOf({ patterns: ['\\b\\d{16}\\b'], name: 'cards', action, on })
const turn = () => new Promise((resolve) => setImmediate(resolve))
const saying = (content: string) => ({ messages: [{ role: 'user', content }] })

describe('what a caller says', () => {
  test('goes out byte for byte under a flag, and the answer names it', async () => {
    const { ask, calls } = scripted({ settings: { filter: cards('flag') } })
    const body = { ...saying(`pay ${card}`), unknown_field: 1 }
    const reply = ask(body)
    await turn()
    expect(String(calls[0]?.call.body)).toBe(JSON.stringify({ model: 'm', ...body }))
    calls[0]?.answer(200, completion('x'))
    expect((await reply).headers).toMatchObject({ 'x-proxyapi-content-filter': 'flag=cards' })
  })

  test('goes out without what is redacted, unknown fields kept', async () => {
    const { ask, calls } = scripted({ settings: { filter: cards('redact') } })
    const reply = ask({ ...saying(`pay ${card}`), unknown_field: 1 })
    await turn()
    expect(String(calls[0]?.call.body)).not.toContain(card)
    expect(calls[0]?.body).toMatchObject({ ...saying('pay [redacted]'), unknown_field: 1 })
    calls[0]?.answer(200, completion('x'))
    expect((await reply).headers).toMatchObject({ 'x-proxyapi-content-filter': 'redact=cards' })
  })

  test('goes nowhere under a block: no upstream, no hold', async () => {
    const { ask, calls, book } = scripted({ settings: { filter: cards('block') } })
    await expect(ask(saying(card))).rejects.toMatchObject({ code: 'CONTENT_BLOCKED' })
    expect(calls).toEqual([])
    expect(book.admitted).toEqual([])
  })

  test('is judged in turns of the loop where it is long', async () => {
    const { ask, calls } = scripted({ settings: { filter: cards('redact') }, balance: 1e12 })
    const reply = ask({ ...saying(`${'word '.repeat(90_000)}${card}`), max_tokens: 1 })
    let turns = 0
    for (; calls.length === 0; turns++) await turn()
    expect(turns).toBeGreaterThan(10)
    expect(String(calls[0]?.call.body)).not.toContain(card)
    calls[0]?.answer(200, completion('x'))
    await reply
  })
})

describe('what an upstream says', () => {
  test('is told without what is redacted: streamed, in pieces', async () => {
    const { ask, calls } = scripted({ settings: { filter: cards('redact', 'output') } })
    const reply = ask({ stream: true })
    await turn()
    calls[0]?.head(200, sse).data(role, text('pay 41111111'), text('11111111 now'), finish, usage, done)
    calls[0]?.end()
    const { heard, over } = reading(await reply)
    await over
    expect(heard.text).toContain('[redacted] now')
    expect(heard.text).not.toContain('4111')
    expect(heard.text).toMatch(/data: \[DONE\]\n\n$/)
  })

  test('is told without what is redacted: whole', async () => {
    const { ask, calls, book } = scripted({ settings: { filter: cards('redact', 'output') } })
    const reply = ask()
    await turn()
    calls[0]?.answer(200, completion(`pay ${card}`))
    const { body, headers } = (await reply) as { body: unknown; headers: object }
    expect(body).toMatchObject({ choices: [{ message: { content: 'pay [redacted]' }, finish_reason: 'stop' }] })
    expect(headers).toMatchObject({ 'x-proxyapi-content-filter': 'redact=cards' })
    expect(book.settled).toMatchObject([{ record: { outputTokens: 5 } }])
  })

  test.each([true, false])(
    'ends as content_filter under a block and is not asked for elsewhere (streamed: %s)',
    async (stream) => {
      const { ask, calls, book } = scripted({ settings: { filter: cards('block', 'output') } })
      const reply = ask({ stream })
      await turn()
      if (stream) {
        calls[0]?.head(200, sse).data(role, text('so: '), text(card), text(' and more'), finish, usage, done)
        calls[0]?.end()
        const { heard, over } = reading(await reply)
        await over
        expect(heard.text).toContain('"finish_reason":"content_filter"')
        expect(heard.text).not.toMatch(/4111|more/)
      } else {
        calls[0]?.answer(200, completion(`so: ${card}`))
        const { body } = (await reply) as { body: unknown }
        expect(body).toMatchObject({ choices: [{ finish_reason: 'content_filter' }] })
        expect(JSON.stringify(body)).not.toContain('4111')
      }
      expect(calls).toHaveLength(1)
      expect(book.settled).toMatchObject([{ record: { outputTokens: 5 } }])
    },
  )

  test.each([true, false])('is judged in turns of the loop where it is long (streamed: %s)', async (stream) => {
    const { ask, calls } = scripted({ settings: { filter: cards('redact', 'output') } })
    const reply = ask({ stream })
    await turn()
    const long = `${'word '.repeat(90_000)}${card}.`
    if (stream) calls[0]?.head(200, sse).data(text(long), finish, done).end()
    else calls[0]?.answer(200, completion(long))
    let isSettled = false
    const told = stream
      ? reply.then(async (answer) => {
          const { heard, over } = reading(answer)
          await over
          return heard.text
        })
      : reply.then((answer) => JSON.stringify((answer as { body: unknown }).body))
    void told.then(() => {
      isSettled = true
    })
    let turns = 0
    for (; !isSettled; turns++) await turn()
    expect(turns).toBeGreaterThan(10)
    expect(await told).toContain('[redacted].')
    expect(await told).not.toContain('4111')
  })

  test('that is cut while it is judged is told as cut', async () => {
    const { ask, calls } = scripted({ settings: { filter: cards('redact', 'output') } })
    const reply = ask({ stream: true })
    await turn()
    calls[0]
      ?.head(200, sse)
      .data(text('word '.repeat(90_000)))
      .end()
    const { heard, over } = reading(await reply)
    await over
    expect(heard.text).toContain('upstream_truncated')
    expect(heard.text).not.toContain('[DONE]')
  })
})

test('an answer that was stored is judged like one that comes', async () => {
  const { ask, calls } = scripted({ settings: { filter: cards('redact', 'output') }, responses: testCache() })
  const first = ask()
  while (calls.length === 0) await turn()
  calls[0]?.answer(200, completion(`pay ${card}`))
  await first
  await turn()
  const again = await ask()
  expect(calls).toHaveLength(1)
  expect(again.headers).toMatchObject({ 'x-proxyapi-cache': 'hit', 'x-proxyapi-content-filter': 'redact=cards' })
  expect(again.body).toMatchObject({ choices: [{ message: { content: 'pay [redacted]' } }] })
})

describe('from socket to socket', () => {
  let harness: Harness
  beforeAll(async () => {
    harness = await startHarness({
      providers: ({ openai, anthropic }) => [
        provider('openai', 'openai', openai, { models: ['gpt-4o'] }),
        provider('anthropic', 'anthropic', anthropic, { models: ['claude-sonnet-4-5-20250929'], priority: 2 }),
      ],
      settings: {
        filter: rulesOf(
          { patterns: ['\\b\\d{16}\\b'], name: 'cards', action: 'redact', on: 'both' },
          { keywords: ['forbidden'], name: 'words', action: 'block' },
          { keywords: ['unspeakable'], name: 'answers', action: 'block', on: 'output' },
        ),
      },
    })
  })
  afterEach(() => settledAll(harness))
  afterAll(() => harness.close())

  const models = ['openai/gpt-4o', 'anthropic/claude-sonnet-4-5-20250929']
  const messages = (content: string) => [{ role: 'user' as const, content }]

  test.each(models)('OpenAI’s client and %s: a blocked call is an error of its kind', async (model) => {
    const call = harness.openai.chat.completions.create({ model, messages: messages('a Forbidden word') })
    await expect(call).rejects.toMatchObject({ status: 400, code: 'content_policy_violation' })
  })

  test('Anthropic’s client: a blocked call is an error of its kind', async () => {
    const call = harness.anthropic.messages.create({
      model: models[1]!,
      max_tokens: 9,
      messages: messages('forbidden'),
    })
    await expect(call).rejects.toMatchObject({ status: 400, error: { error: { type: 'invalid_request_error' } } })
  })

  test.each(models)('OpenAI’s client and %s: what is redacted never reaches the model', async (model) => {
    const { data, response } = await harness.openai.chat.completions
      .create({ model, messages: messages(`echo: pay ${card} today`) })
      .withResponse()
    expect(data.choices[0]?.message.content).toBe('pay [redacted] today')
    expect(response.headers.get('x-proxyapi-content-filter')).toBe('redact=cards')
  })

  test.each(models)('OpenAI’s client and %s: a blocked answer ends as content_filter', async (model) => {
    const stream = await harness.openai.chat.completions.create({
      model,
      stream: true,
      messages: messages('echo: the unspeakable thing'),
    })
    let said = ''
    let ended: string | null | undefined
    for await (const { choices } of stream) {
      said += choices[0]?.delta.content ?? ''
      ended = choices[0]?.finish_reason ?? ended
    }
    expect(said).not.toContain('unspeakable')
    expect(ended).toBe('content_filter')
  })

  test('Anthropic’s client: a blocked answer ends as a refusal', async () => {
    const message = await harness.anthropic.messages
      .stream({ model: models[1]!, max_tokens: 99, messages: messages('echo: the unspeakable thing') })
      .finalMessage()
    expect(message.stop_reason).toBe('refusal')
    expect(JSON.stringify(message.content)).not.toContain('unspeakable')
  })
})
