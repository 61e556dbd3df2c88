import { describe, expect, test } from 'vitest'
import type { AnswerShape } from '../../question.ts'
import { problemsOf, repairTurns, shapedValue } from './shaped-answer.ts'

const said = (text: string, more: object = {}) => ({ text, toolCall: null, finish: 'stop' as const, ...more })
const shape: AnswerShape = {
  name: 'a',
  schema: {},
  isClosed: true,
  problems: (value) => Object.keys(value as object).map((name) => `/${name}: too many`),
}

describe('the object in an answer', () => {
  test.each<[string, unknown]>([
    ['{"a":1}', { a: 1 }],
    [' \n{"a":1}\n', { a: 1 }],
    ['```json\n{"a":1}\n```', { a: 1 }],
    ['Here it is:\n```\n{"a": "```"}\n```\nBye', { a: '```' }],
    ['Sure! {"a":{"b":"}"}} Anything else?', { a: { b: '}' } }],
    ['[1]', undefined],
    ['null', undefined],
    ['{"a":', undefined],
    ['no object', undefined],
    ['', undefined],
  ])('%j', (text, value) => {
    expect(shapedValue(said(text))).toEqual(value)
  })

  test('is what a tool was called with, where one was', () => {
    expect(shapedValue(said('I call it.', { toolCall: '{"a":2}' }))).toEqual({ a: 2 })
  })
})

describe('what is wrong with an answer', () => {
  test('is what the shape says of its object', () => {
    expect(problemsOf(said('{}'), shape)).toEqual([])
    expect(problemsOf(said('{"a":1}'), shape)).toEqual(['/a: too many'])
    expect(problemsOf(said('anything'), undefined)).toEqual([])
  })

  test('is that there is none, or that it was cut', () => {
    expect(problemsOf(said('x'), shape)).toEqual(['The answer is not one JSON object.'])
    expect(problemsOf(said('{"a"', { finish: 'length' }), shape)).toEqual(['The answer was cut before its end.'])
  })

  test('is told to an end', () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [n, n]))
    expect(problemsOf(said(JSON.stringify(many)), shape)).toHaveLength(20)
  })
})

test('the model is asked again with what it said and what is wrong with that', () => {
  expect(repairTurns(said('{"a":1}'), ['/a: too many', 'b'])).toEqual([
    { role: 'assistant', text: '{"a":1}' },
    { role: 'user', text: expect.stringContaining('cannot be used:\n- /a: too many\n- b\nGive') },
  ])
  expect(repairTurns(said(' '), [])[0]?.text).toBe('{}')
  expect(repairTurns(said('x'.repeat(1e6)), [])[0]?.text).toHaveLength(20_000)
})
