import { errorTable } from '@proxyapi/contract/errors'
import { expect, test } from 'vitest'
import type { AnswerEvent } from '../answer.ts'
import type { AnswerHead, SseEvent } from '../dialect.ts'
import { sseParser } from '../sse.ts'
import { usageOf } from '../usage.ts'
import { openaiChatInbound } from './openai-chat.ts'

const head: AnswerHead = { id: 'a-1', created: 7, model: 'p/m', includeUsage: false }
const text: AnswerEvent = { type: 'text', choice: 0, text: 'Hi' }
const finish: AnswerEvent = { type: 'finish', choice: 0, reason: 'stop', native: 'end_turn' }
const usage: AnswerEvent = {
  type: 'usage',
  usage: usageOf({ input: 9, cached: 2, cacheWrite1h: 3, output: 4, reasoning: 1 }),
}

function stream(events: AnswerEvent[], rest: Partial<AnswerHead> = {}): unknown[] {
  const renderer = openaiChatInbound.stream({ ...head, ...rest })
  const out = events.map((event) => renderer.push(event)).join('') + renderer.end(0.5)
  const parsed: SseEvent[] = []
  sseParser((event) => parsed.push(event))(new TextEncoder().encode(out))
  return parsed.map(({ data }) => (data === '[DONE]' ? data : JSON.parse(data)))
}

test('the role comes first, then the answer, then the end; usage only if it was asked for', () => {
  const chunk = { id: 'a-1', object: 'chat.completion.chunk', created: 7, model: 'p/m' }
  const choice = (delta: object, finish_reason: string | null = null) => ({
    ...chunk,
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
  })
  const wanted = [choice({ role: 'assistant', content: '' }), choice({ content: 'Hi' }), choice({}, 'stop')]
  expect(stream([{ type: 'start', id: 'up' }, text, usage, finish])).toEqual([...wanted, '[DONE]'])
  expect(stream([text, usage, finish], { includeUsage: true })).toEqual([
    ...wanted.map((one) => ({ ...one, usage: null })),
    {
      ...chunk,
      choices: [],
      usage: expect.objectContaining({ prompt_tokens: 9, completion_tokens: 4, total_tokens: 13, cost: 0.5 }),
    },
    '[DONE]',
  ])
  expect(stream([text, finish], { includeUsage: true }).at(-1), 'unknown usage is no usage').toBe('[DONE]')
})

test('what stands in JSON or in a frame is escaped', () => {
  const nasty = '"\\\n\r\u2028data: [DONE]\n\n</script>🦊'
  const [, said] = stream([{ type: 'text', choice: 0, text: nasty }, finish]) as [
    unknown,
    { choices: [{ delta: object }] },
  ]
  expect(said.choices[0].delta).toEqual({ content: nasty })
})

test('an error is in-band, without an end', () => {
  const renderer = openaiChatInbound.stream(head)
  renderer.push(text)
  expect(
    renderer.push({ type: 'error', error: { code: 'UPSTREAM_TRUNCATED', fault: 'transient', message: 'x' } }),
  ).toBe('')
  expect(renderer.end()).toBe('')
  expect(renderer.fail({ code: 'UPSTREAM_TIMEOUT', message: 'late', requestId: 'req_1' })).toBe(
    'data: {"error":{"message":"late","type":"server_error","param":null,"code":"upstream_timeout"}}\n\n',
  )
})

test('a whole answer', () => {
  expect(openaiChatInbound.whole([text, usage, finish], { ...head, cost: 0.001 })).toEqual({
    id: 'a-1',
    object: 'chat.completion',
    created: 7,
    model: 'p/m',
    choices: [
      { index: 0, message: { role: 'assistant', content: 'Hi', refusal: null }, logprobs: null, finish_reason: 'stop' },
    ],
    usage: {
      prompt_tokens: 9,
      completion_tokens: 4,
      total_tokens: 13,
      prompt_tokens_details: { cached_tokens: 2, cache_write_tokens: 3, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 1, audio_tokens: 0 },
      cost: 0.001,
    },
  })
  const failed: AnswerEvent = { type: 'error', error: { code: 'RATE_LIMITED', fault: 'rate', message: 'secret' } }
  expect(() => openaiChatInbound.whole([failed], head)).toThrow(
    expect.objectContaining({ code: 'RATE_LIMITED', message: errorTable.RATE_LIMITED.text }),
  )
})

test('signed thoughts come back to their maker', () => {
  const events: AnswerEvent[] = [
    { type: 'reasoning', choice: 0, text: 'Hm' },
    { type: 'reasoning', choice: 0, text: '', signature: 'sig' },
    { type: 'reasoning', choice: 0, text: '', encrypted: 'enc' },
    { type: 'tool-call', choice: 0, index: 0, id: 'c', name: 'f', arguments: '{}', signature: 'g' },
    { ...finish, reason: 'tool_calls' } as AnswerEvent,
  ]
  const made = { dialect: 'anthropic-messages', brand: 'anthropic' }
  const [choice] = openaiChatInbound.whole(events, { ...head, made }).choices as [
    { message: object; finish_reason: string },
  ]
  expect(choice.message).toMatchObject({ content: null, reasoning_content: 'Hm' })
  const { turns } = openaiChatInbound.parse({ model: 'm', messages: [choice.message] })
  expect(turns[0]?.parts).toMatchObject([
    { type: 'reasoning', text: 'Hm', signature: 'sig', brand: 'anthropic' },
    { type: 'reasoning', encrypted: 'enc', brand: 'anthropic' },
    { type: 'tool-call', id: 'c', signature: 'g' },
  ])
})

test.each([
  ['length', 'length'],
  ['content_filter', 'content_filter'],
  ['unknown', 'stop'],
] as const)('finish %s is %s', (reason, wanted) => {
  const { choices } = openaiChatInbound.whole([text, { ...finish, reason } as AnswerEvent], head)
  expect(choices).toMatchObject([{ finish_reason: wanted }])
})
