import { type Call, inboundDialects } from '@proxyapi/providers'
import { describe, expect, test } from 'vitest'
import { finished, rulesOf } from '../../../test/gateway/rules.ts'
import { judgeCall, judgeTexts } from './judge.ts'

const card = '4111111111111111'
const cards = { patterns: ['\\b\\d{16}\\b'], name: 'cards' } as const
const words = { keywords: ['password', 'secret', 'key'], name: 'words' } as const

const parsed = (body: object, dialect = 'openai-chat'): Call =>
  inboundDialects.get(dialect)!.parse({ model: 'm', messages: [{ role: 'user', content: 'hi' }], ...body })

const judged = (call: Call, ...rules: Parameters<typeof rulesOf>) => finished(judgeCall(call, rulesOf(...rules).input))

const said = (content: unknown) => ({ messages: [{ role: 'user', content }] })

describe('a flag', () => {
  test('names the rule and leaves the call as it is', () => {
    const call = parsed(said('my secret'))
    const { value, verdicts } = judged(call, { ...words, action: 'flag' }, { ...cards, action: 'flag' })
    expect(value).toBe(call)
    expect(value.raw).not.toBeNull()
    expect(verdicts).toEqual([{ rule: 'words', action: 'flag' }])
  })
})

describe('redaction', () => {
  const redact = { ...cards, action: 'redact' } as const

  test('changes the text and has the call written anew', () => {
    const call = parsed(said(`pay ${card} or ${card}`))
    const { value, verdicts } = judged(call, redact)
    expect(value.turns).toMatchObject([{ parts: [{ text: 'pay [redacted] or [redacted]' }] }])
    expect(value.raw).toBeNull()
    expect(verdicts).toEqual([{ rule: 'cards', action: 'redact' }])
    expect(JSON.stringify(call)).toContain(card)
  })

  test('of several rules hides what they share once', () => {
    const { value } = judged(
      parsed(said('the secret key')),
      { patterns: ['secret k'], action: 'redact' },
      { ...words, action: 'redact' },
    )
    expect(value.turns).toMatchObject([{ parts: [{ text: 'the [redacted]' }] }])
  })

  test('reaches every place where a caller says something', () => {
    const call = parsed({
      messages: [
        { role: 'system', content: `system ${card}` },
        { role: 'user', content: [{ type: 'text', text: `part ${card}` }] },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            {
              id: 'c1',
              type: 'function',
              function: { name: 'pay', arguments: `{"to":[{"card":"${card}"}],"number":${card},"n":1}` },
            },
          ],
        },
        { role: 'tool', tool_call_id: 'c1', content: `result ${card}` },
        { role: 'assistant', content: 'x', refusal: `refusal ${card}` },
        { role: 'developer', content: `late ${card}` },
      ],
    })
    const { value } = judged(call, redact)
    const text = JSON.stringify({ system: value.system, turns: value.turns })
    expect(text).not.toContain(card)
    expect(text.match(/\[redacted\]/g)).toHaveLength(7)
    const made = value.turns.flatMap(({ parts }) => parts).find(({ type }) => type === 'tool-call')
    expect(made).toMatchObject({ arguments: '{"to":[{"card":"[redacted]"}],"number":"[redacted]","n":1}' })
  })

  test('of a thought takes its signature, which would no longer hold', () => {
    const thought = { type: 'thinking', thinking: `hm ${card}`, signature: 'sig' }
    const call = parsed(
      {
        max_tokens: 9,
        messages: [
          { role: 'user', content: 'hi' },
          { role: 'assistant', content: [thought] },
        ],
      },
      'anthropic-messages',
    )
    const { value } = judged(call, redact)
    const [part] = value.turns[1]!.parts
    expect(part).toMatchObject({ type: 'reasoning', text: 'hm [redacted]' })
    expect(part).not.toHaveProperty('signature')
  })

  test('leaves the names of members alone', () => {
    const tool = { id: 'c', type: 'function', function: { name: 'login', arguments: '{"password":"the secret"}' } }
    const call = parsed({
      messages: [
        { role: 'user', content: 'x' },
        { role: 'assistant', tool_calls: [tool] },
      ],
    })
    const { value } = judged(call, { ...words, action: 'redact' })
    expect(value.turns[1]!.parts).toMatchObject([{ arguments: '{"password":"the [redacted]"}' }])
  })
})

describe('a block', () => {
  test('refuses the call by the name of the rule', () => {
    const call = parsed(said('the secret'))
    expect(() => judged(call, { ...words, action: 'block' })).toThrow(
      expect.objectContaining({
        code: 'CONTENT_BLOCKED',
        message: expect.stringContaining("'words'"),
        options: { headers: { 'x-proxyapi-content-filter': 'block=words' } },
      }),
    )
  })

  test('never tells what was found', () => {
    const call = parsed(said('the secret'))
    expect(() => judged(call, { ...words, action: 'block' })).not.toThrow(/secret/)
  })
})

test('plain texts are judged alike', () => {
  const { input } = rulesOf({ ...cards, action: 'redact' })
  const texts = ['a', card]
  expect(finished(judgeTexts(texts, input))).toEqual({
    value: ['a', '[redacted]'],
    verdicts: [{ rule: 'cards', action: 'redact' }],
  })
  expect(finished(judgeTexts(['a'], input)).value).toEqual(['a'])
})
