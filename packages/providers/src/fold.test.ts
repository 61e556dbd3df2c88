import { expect, test } from 'vitest'
import type { AnswerEvent } from './answer.ts'
import { answerFold, foldAnswer } from './fold.ts'
import { noUsage, usageOf } from './usage.ts'

const text = (said: string, choice = 0): AnswerEvent => ({ type: 'text', choice, text: said })
const cite = (url: string): AnswerEvent => ({
  type: 'citation',
  choice: 0,
  citation: { url, native: { dialect: 'd', value: 1 } },
})
const partsOf = (events: AnswerEvent[]) => foldAnswer(events).choices[0]?.parts

test('texts join until something else is said, or a citation closes them', () => {
  expect(partsOf([text('a'), text('b'), cite('u'), cite('v'), text('c')])).toMatchObject([
    { type: 'text', text: 'ab', citations: [{ url: 'u' }, { url: 'v' }] },
    { type: 'text', text: 'c', citations: [] },
  ])
  expect(partsOf([cite('u')])).toMatchObject([{ type: 'text', text: '', citations: [{ url: 'u' }] }])
})

test('a signature closes a block of reasoning, an encrypted one stands alone', () => {
  const thought = (said: string, rest: object = {}): AnswerEvent => ({
    type: 'reasoning',
    choice: 0,
    text: said,
    ...rest,
  })
  expect(
    partsOf([
      thought('a'),
      thought('b'),
      thought('', { signature: 's' }),
      thought('c'),
      thought('', { encrypted: 'e' }),
      thought('d'),
    ]),
  ).toEqual([
    { type: 'reasoning', text: 'ab', signature: 's' },
    { type: 'reasoning', text: 'c' },
    { type: 'reasoning', text: '', encrypted: 'e' },
    { type: 'reasoning', text: 'd' },
  ])
})

test('calls join by their index, choices by theirs', () => {
  const events: AnswerEvent[] = [
    { type: 'tool-call', choice: 1, index: 0, id: 'a', name: 'f', arguments: '{"x"' },
    { type: 'tool-call', choice: 1, index: 1, id: 'b', name: 'g', arguments: '{}' },
    { type: 'tool-call', choice: 1, index: 0, arguments: ':1}', signature: 's' },
    text('other'),
    { type: 'finish', choice: 0, reason: 'stop', native: 'stop', stopSequence: 'X' },
  ]
  expect(foldAnswer(events).choices).toEqual([
    {
      index: 0,
      parts: [{ type: 'text', text: 'other', citations: [] }],
      finish: { reason: 'stop', native: 'stop', stopSequence: 'X' },
    },
    {
      index: 1,
      parts: [
        { type: 'tool-call', id: 'a', name: 'f', arguments: '{"x":1}', signature: 's' },
        { type: 'tool-call', id: 'b', name: 'g', arguments: '{}' },
      ],
    },
  ])
})

test('usage is cumulative, a second start voids all but the usage, an error keeps what came before', () => {
  const fold = answerFold()
  fold.push({ type: 'start', id: '1', model: 'm' })
  fold.push({ type: 'usage', usage: usageOf({ input: 5, output: 1 }) })
  fold.push(text('half'))
  fold.push({ type: 'start', id: '2' })
  fold.push({ type: 'usage', usage: usageOf({ input: 4, output: 9 }) })
  fold.push(text('whole'))
  fold.push({ type: 'error', error: { code: 'UPSTREAM_TRUNCATED', fault: 'transient', message: 'cut' } })
  expect(fold.answer).toEqual({
    id: '2',
    model: undefined,
    created: undefined,
    choices: [{ index: 0, parts: [{ type: 'text', text: 'whole', citations: [] }] }],
    usage: { ...noUsage, input: 5, output: 9 },
    error: { code: 'UPSTREAM_TRUNCATED', fault: 'transient', message: 'cut' },
  })
})

test('a hundred thousand log probabilities in one event are no problem', () => {
  const tokens = Array.from({ length: 100_000 }, (_, i) => i)
  const { choices } = foldAnswer([{ type: 'logprobs', choice: 0, of: 'content', tokens }])
  expect(choices[0]?.logprobs?.content).toHaveLength(100_000)
})
