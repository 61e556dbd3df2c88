import { describe, expect, test } from 'vitest'
import { requestOf, targetOf } from '../../test/targets.ts'
import type { AnswerEvent } from '../answer.ts'
import type { AnswerHead } from '../dialect.ts'
import { anthropicMessages } from '../dialects/anthropic-messages.ts'
import { openaiChat } from '../dialects/openai-chat.ts'
import { usageOf } from '../usage.ts'
import { openaiCompletionsInbound } from './openai-completions.ts'

const { parse, whole, stream } = openaiCompletionsInbound
const head: AnswerHead = { id: 'cmpl-1', created: 7, model: 'p/m', includeUsage: false }
const events: AnswerEvent[] = [
  { type: 'text', choice: 0, text: 'Hi ' },
  { type: 'reasoning', choice: 0, text: 'not for callers of this shape' },
  { type: 'text', choice: 0, text: 'you' },
  { type: 'usage', usage: usageOf({ input: 3, output: 2 }) },
  { type: 'finish', choice: 0, reason: 'stop', native: 'end_turn' },
]

describe('the prompt as a chat', () => {
  const body = { model: 'm', prompt: 'Say hi', max_tokens: 9, stop: '.', temperature: 0.5, logit_bias: { 5: 1 } }

  test('is one turn of the user', () => {
    expect(requestOf(openaiChat, parse(body), targetOf('deepseek')).body).toMatchObject({
      messages: [{ role: 'user', content: 'Say hi' }],
      max_tokens: 9,
      stop: ['.'],
      temperature: 0.5,
    })
    const other = requestOf(anthropicMessages, parse(body), targetOf('anthropic'))
    expect(other.body).toMatchObject({ messages: [{ role: 'user', content: [{ type: 'text', text: 'Say hi' }] }] })
    expect(other.dropped).toContain('logit_bias')
  })

  test.each([
    ['suffix', { suffix: 'x' }],
    ['echo', { echo: true }],
    ['best_of', { best_of: 3 }],
    ['logprobs', { logprobs: 0 }],
    ['prompt', { prompt: [1, 2, 3] }],
    ['prompt', { prompt: [[1], [2]] }],
    ['prompt', { prompt: ['a', 'b'] }],
  ])('%s in %j is for its own kind only', (name, more) => {
    const call = parse({ ...body, ...more })
    expect(openaiChat.request(call, targetOf('deepseek'))).toEqual({ unsupported: name })
  })

  test.each([{ suffix: null }, { echo: false }, { best_of: 1 }, { logprobs: null }, { prompt: ['a'] }])(
    '%j asks for nothing special',
    (more) => {
      expect(openaiChat.request(parse({ ...body, ...more }), targetOf('deepseek'))).not.toHaveProperty('unsupported')
    },
  )

  test('all that is made counts as choices', () => {
    expect(parse({ ...body, prompt: ['a', 'b'], n: 2, best_of: 3 }).output.n).toBe(6)
    expect(parse(body).output.n).toBeUndefined()
  })
})

describe('the answer', () => {
  test('whole', () => {
    expect(whole(events, { ...head, cost: 0.5 })).toEqual({
      id: 'cmpl-1',
      object: 'text_completion',
      created: 7,
      model: 'p/m',
      choices: [{ index: 0, text: 'Hi you', logprobs: null, finish_reason: 'stop' }],
      usage: expect.objectContaining({ prompt_tokens: 3, completion_tokens: 2, total_tokens: 5, cost: 0.5 }),
    })
  })

  test('streamed, it says the same, and ends with its mark', () => {
    const told = (includeUsage: boolean) => {
      const renderer = stream({ ...head, includeUsage })
      const text = events.map(renderer.push).join('') + renderer.end(0.5)
      const data = text.split('\n\n').filter(Boolean)
      return data.map((line) => (line === 'data: [DONE]' ? line : JSON.parse(line.slice(6))))
    }
    const plain = told(false)
    expect(plain.at(-1)).toBe('data: [DONE]')
    const choices = plain.slice(0, -1).map(({ choices: [choice] }) => choice)
    expect(choices.map(({ text }) => text).join('')).toBe('Hi you')
    expect(choices.at(-1).finish_reason).toBe('stop')
    expect(plain[0]).not.toHaveProperty('usage')
    expect(told(true).at(-2)).toMatchObject({ choices: [], usage: { total_tokens: 5, cost: 0.5 } })
  })

  test('that failed has no end', () => {
    const renderer = stream(head)
    renderer.push(events[0] as AnswerEvent)
    expect(renderer.end()).toBe('')
    expect(renderer.fail({ code: 'UPSTREAM_TRUNCATED', message: 'cut', requestId: 'r' })).toContain('"error"')
    const broken: AnswerEvent = { type: 'error', error: { code: 'UPSTREAM_ERROR', fault: 'transient', message: 'x' } }
    expect(() => whole([broken], head)).toThrow()
  })
})
