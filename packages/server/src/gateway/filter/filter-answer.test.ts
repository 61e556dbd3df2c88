import type { AnswerEvent } from '@proxyapi/providers'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { finished, rulesOf } from '../../../test/gateway/rules.ts'
import { AnswerFilter } from './filter-answer.ts'
import type { FilterRule } from './rule.ts'

const card = '4111111111111111'
const redact = rulesOf({ patterns: ['\\b\\d{13,16}\\b'], on: 'both', action: 'redact', name: 'cards' }).output
const block = rulesOf({ keywords: ['secret'], on: 'both', action: 'block', name: 'words' }).output
const flag = rulesOf({ keywords: ['secret'], on: 'both', action: 'flag', name: 'words' }).output

const text = (said: string, choice = 0): AnswerEvent => ({ type: 'text', choice, text: said })
const finish = (choice = 0): AnswerEvent => ({ type: 'finish', choice, reason: 'stop', native: 'stop' })

function filtered(rules: readonly FilterRule[], events: readonly AnswerEvent[]) {
  const filter = new AnswerFilter(rules)
  const steps = events.map((event) => finished(filter.push(event)))
  return { steps, events: steps.flat(), verdicts: filter.verdicts() }
}

/** All that is told in one kind of part, joined. */
const told = (events: readonly AnswerEvent[], type: 'text' | 'reasoning' = 'text', choice = 0) =>
  events.map((event) => (event.type === type && event.choice === choice ? event.text : '')).join('')

describe('redaction of an answer', () => {
  test('finds what comes in pieces, and holds back no more than may belong to it', () => {
    const long = 'word '.repeat(100)
    const { steps, events, verdicts } = filtered(redact, [
      text(long),
      text('pay 411111'),
      text('1111111111 now'),
      finish(),
    ])
    expect(told(events)).toBe(`${long}pay [redacted] now`)
    expect(told(steps[0]!).length).toBeGreaterThan(long.length - 256)
    expect(verdicts).toEqual([{ rule: 'cards', action: 'redact' }])
  })

  test('is the same at every split', () => {
    const { output } = rulesOf(
      { patterns: ['\\b\\d{4}\\b', 'ab?c'], on: 'output', action: 'redact' },
      { keywords: ['the end', 'end'], on: 'output', action: 'redact' },
    )
    const piece = fc.constantFrom('1234', '12345', ' ', 'abc', 'ac', 'ab', 'the end', 'the', ' end', '😀', 'x')
    const gap = fc.constantFrom('', ' '.repeat(40))
    fc.assert(
      fc.property(
        fc.array(fc.tuple(piece, gap), { maxLength: 20 }),
        fc.array(fc.nat(200), { maxLength: 12 }),
        (parts, cuts) => {
          const said = parts.flat().join('')
          const places = [...new Set([0, ...cuts.map((cut) => Math.min(cut, said.length)), said.length])].sort(
            (a, b) => a - b,
          )
          const pieces = places.slice(1).map((place, index) => text(said.slice(places[index], place)))
          const whole = filtered(output, [text(said), finish()])
          const split = filtered(output, [...pieces, finish()])
          expect(told(split.events)).toBe(told(whole.events))
          expect(split.verdicts).toEqual(whole.verdicts)
        },
      ),
    )
  })

  test('never cuts a character in two', () => {
    const { steps } = filtered(redact, [...Array.from({ length: 300 }, () => text('😀')), finish()])
    for (const events of steps) expect(told(events).isWellFormed()).toBe(true)
  })

  test('ends a part where the next begins', () => {
    const { events } = filtered(redact, [
      { type: 'reasoning', choice: 0, text: `hm ${card}` },
      text('well'),
      { type: 'citation', choice: 0, citation: { quote: `see ${card}`, native: { dialect: 'x', value: null } } },
      text(' then'),
      finish(),
    ])
    expect(events).toMatchObject([
      { type: 'reasoning', text: 'hm [redacted]' },
      { type: 'text', text: 'well' },
      { type: 'citation', citation: { quote: 'see [redacted]' } },
      { type: 'text', text: ' then' },
      { type: 'finish', reason: 'stop' },
    ])
  })

  test('takes the signature of a thought that it changed, and of no other', () => {
    const thought = (said: string): AnswerEvent[] => [
      { type: 'reasoning', choice: 0, text: said },
      { type: 'reasoning', choice: 0, text: '', signature: 'sig' },
    ]
    const sealed = (said: string) =>
      filtered(redact, [...thought(said), finish()]).events.some((event) => 'signature' in event)
    expect(sealed('plain')).toBe(true)
    expect(sealed(card)).toBe(false)
  })

  test('of a tool’s arguments keeps them JSON, and says at once who is called', () => {
    const call = { type: 'tool-call', choice: 0, index: 0 } as const
    const other = { type: 'tool-call', choice: 0, index: 1 } as const
    const { steps, events } = filtered(redact, [
      { ...call, id: 'a', name: 'pay', arguments: `{"card":"4111` },
      { ...other, id: 'b', name: 'go', arguments: '{}' },
      { ...call, arguments: `111111111111","n":${card}}` },
      finish(),
    ])
    expect(steps[0]).toEqual([{ ...call, id: 'a', name: 'pay', arguments: '' }])
    const joined = (index: number) =>
      events.map((event) => (event.type === 'tool-call' && event.index === index ? event.arguments : '')).join('')
    expect(JSON.parse(joined(0))).toEqual({ card: '[redacted]', n: '[redacted]' })
    expect(joined(1)).toBe('{}')
    expect(events.at(-1)?.type).toBe('finish')
  })

  test('drops the likelihoods, which would spell the text out', () => {
    const logprobs: AnswerEvent = { type: 'logprobs', choice: 0, of: 'content', tokens: [{ token: card }] }
    expect(filtered(redact, [logprobs, finish()]).events).toEqual([finish()])
    expect(filtered(flag, [logprobs, finish()]).events).toEqual([logprobs, finish()])
  })

  test('begins anew where the upstream does', () => {
    const { events } = filtered(redact, [text('4111'), { type: 'start' }, text('1'), finish()])
    expect(told(events)).toBe('1')
  })
})

describe('a block in an answer', () => {
  const usage = { type: 'usage', usage: {} } as unknown as AnswerEvent

  test('ends what is said and is told as the finish; usage still comes', () => {
    const { events, verdicts } = filtered(block, [
      text('this goes out '.repeat(3)),
      text('the sec'),
      text('ret is out'),
      { type: 'tool-call', choice: 0, index: 0, name: 'x', arguments: '{}' },
      usage,
      finish(),
    ])
    expect(told(events)).not.toContain('sec')
    expect(told(events)).toMatch(/^this goes out/)
    expect(events.slice(-2)).toEqual([usage, { type: 'finish', choice: 0, reason: 'content_filter', native: null }])
    expect(events.some(({ type }) => type === 'tool-call')).toBe(false)
    expect(verdicts).toEqual([{ rule: 'words', action: 'block' }])
  })

  test('of one choice leaves the others', () => {
    const { events } = filtered(block, [text('secret', 0), text('fine', 1), finish(0), finish(1)])
    expect(events).toEqual([
      { type: 'finish', choice: 0, reason: 'content_filter', native: null },
      { type: 'text', choice: 1, text: 'fine' },
      finish(1),
    ])
  })

  test.each<[string, AnswerEvent]>([
    ['the arguments of a tool', { type: 'tool-call', choice: 0, index: 0, name: 'x', arguments: '{"a":"secret"}' }],
    ['a thought', { type: 'reasoning', choice: 0, text: 'secret' }],
    ['a refusal', { type: 'refusal', choice: 0, text: 'secret' }],
    ['a part of one dialect', { type: 'raw', choice: 0, dialect: 'd', value: { type: 'x', text: ['secret'] } }],
  ])('also for %s', (_, event) => {
    expect(filtered(block, [event, finish()]).events.at(-1)).toMatchObject({ reason: 'content_filter' })
  })

  test('not for a word that only begins like it', () => {
    const { events } = filtered(block, [text('sec'), text('retary'), finish()])
    expect(told(events)).toBe('secretary')
    expect(events.at(-1)).toEqual(finish())
  })
})

describe('a flag in an answer', () => {
  test('holds nothing back and changes nothing', () => {
    const events = [text('the sec'), text('ret is'), text(' out'), finish()]
    const { steps, verdicts } = filtered(flag, events)
    expect(steps).toEqual(events.map((event) => [event]))
    expect(verdicts).toEqual([{ rule: 'words', action: 'flag' }])
  })

  test('is not raised by half a word', () => {
    expect(filtered(flag, [text('secret'), text('ary'), finish()]).verdicts).toEqual([])
  })
})
