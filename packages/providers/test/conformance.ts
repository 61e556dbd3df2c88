/** The suite that every dialect passes: the law of `answer.ts` at every byte, and what becomes of broken answers. */
import { describe, expect, test } from 'vitest'
import type { AnswerEvent, UpstreamError } from '../src/answer.ts'
import type { Dialect, Quirks, SseEvent } from '../src/dialect.ts'
import { type Answer, foldAnswer } from '../src/fold.ts'
import { chunksOf, decodeStream, folded, randomCuts, streamBytes } from './decode.ts'
import { expectWellFormed } from './well-formed.ts'

/** One answer, sent both ways. */
export interface ConformanceCase {
  name: string
  quirks?: Quirks
  whole: unknown
  stream: SseEvent[]
  /** What both mean. */
  answer: Partial<Answer>
}

export interface ConformanceSuite {
  cases: ConformanceCase[]
  /** Errors that come in place of an answer or of an event, with HTTP status 200. */
  errorsInside: { name: string; whole: unknown; event: SseEvent; error: Partial<UpstreamError> }[]
}

/** Chunk sizes are tried one by one up to this, then at random. */
const smallChunkBytesMax = 48

export function dialectConformance(dialect: Dialect, { cases, errorsInside }: ConformanceSuite): void {
  describe(`${dialect.id}: one answer, whole and streamed`, () => {
    for (const one of cases) {
      describe(one.name, () => oneAnswer(dialect, one))
    }
  })
  describe(`${dialect.id}: broken answers`, () => {
    brokenReplies(dialect)
    for (const one of cases) describe(one.name, () => brokenStreams(dialect, one))
    for (const inside of errorsInside) {
      describe(`an error inside a 200: ${inside.name}`, () => {
        test('whole', () => expectOneError(dialect.reply(inside.whole, {}), inside.error))
        test('in the stream, at any place', () => {
          for (const { stream, quirks = {} } of cases) {
            for (let at = 0; at < stream.length; at++) {
              const events = decodeAll(dialect, quirks, [...stream.slice(0, at), inside.event, ...stream.slice(at)])
              expectOneError(events, inside.error)
            }
          }
        })
      })
    }
  })
}

function oneAnswer(dialect: Dialect, { whole, stream, quirks = {}, answer }: ConformanceCase): void {
  const bytes = streamBytes(stream)
  const reply = dialect.reply(whole, quirks)
  const wanted = folded(reply)
  const streamed = (cuts: readonly number[]) => decodeStream(dialect, quirks, bytes, cuts).events

  test('means what it should', () => {
    expectWellFormed(reply)
    expect(foldAnswer(reply)).toMatchObject(answer)
    expect(foldAnswer(streamed([]))).toMatchObject(comparableArguments(answer, foldAnswer(streamed([]))))
  })
  test('is the same streamed', () => {
    expectWellFormed(streamed([]))
    expect(folded(streamed([]))).toEqual(wanted)
  })
  test('is the same cut into two at every byte', () => {
    for (let cut = 0; cut <= bytes.length; cut++) expect(folded(streamed([cut]))).toEqual(wanted)
  })
  test('is the same in chunks of any size', () => {
    for (let size = 1; size <= Math.min(bytes.length, smallChunkBytesMax); size++) {
      expect(folded(streamed(chunksOf(bytes.length, size)))).toEqual(wanted)
    }
    for (const cuts of randomCuts(bytes.length, 200)) expect(folded(streamed(cuts))).toEqual(wanted)
  })
  test('is the same with CRLF, comments and pings between', () => {
    const text = new TextDecoder().decode(bytes)
    const noisy = `\uFEFF: hello\r\n\r\n${text.replaceAll('\n', '\r\n').replaceAll('\r\n\r\n', '\r\n\r\n: ping\r\n\r\n')}`
    const events = decodeStream(dialect, quirks, new TextEncoder().encode(noisy)).events
    expect(folded(events)).toEqual(wanted)
  })
  test('says nothing after its end', () => {
    const decoder = dialect.stream(quirks)
    for (const event of stream) decoder.push(event)
    decoder.end()
    expect(stream.flatMap((event) => decoder.push(event))).toEqual([])
    expect(decoder.end()).toEqual([])
  })
}

/** The expected answer with the streamed spelling of arguments, which may differ in white space. */
function comparableArguments(wanted: Partial<Answer>, streamed: Answer): object {
  return {
    ...wanted,
    choices: wanted.choices?.map((choice, i) => ({
      ...choice,
      parts: choice.parts.map((part, j) => {
        const other = streamed.choices[i]?.parts[j]
        return part.type === 'tool-call' && other?.type === 'tool-call' ? { ...part, arguments: other.arguments } : part
      }),
    })),
  }
}

function brokenReplies(dialect: Dialect): void {
  const broken: [string, unknown][] = [
    ['HTML', '<html><body>502 Bad Gateway</body></html>'],
    ['nothing', undefined],
    ['null', null],
    ['a number', 42],
    ['a list', []],
    ['an empty object', {}],
    ['an object of something else', { ok: true, data: [] }],
  ]
  test.each(broken)('%s is no reply', (_, body) => {
    expectOneError(dialect.reply(body, {}), { code: 'UPSTREAM_PROTOCOL_ERROR', fault: 'protocol' })
  })
  test('a stream of nothing is cut', () => {
    expectOneError([...dialect.stream({}).end()], { code: 'UPSTREAM_TRUNCATED' })
  })
}

function brokenStreams(dialect: Dialect, { stream, quirks = {} }: ConformanceCase): void {
  const bytes = streamBytes(stream)

  test('cut at any byte it has a finish or one UPSTREAM_TRUNCATED, never a forged end', () => {
    const full = spokenText(decodeStream(dialect, quirks, bytes).events)
    for (let cut = 0; cut < bytes.length; cut++) {
      const { events, complete } = decodeStream(dialect, quirks, bytes.subarray(0, cut))
      expectWellFormed(events)
      if (complete) expect(events.at(-1)?.type).toBe('finish')
      else expectOneError(events, { code: 'UPSTREAM_TRUNCATED' })
      expect(full.startsWith(spokenText(events))).toBe(true)
    }
  })
  test.each([
    ['half an event', '{"id":"x","choi'],
    ['HTML', '<html>'],
    ['a number', '42'],
    ['a list', '[]'],
    ['a text', '"text"'],
  ])('%s in place of an event is UPSTREAM_PROTOCOL_ERROR', (_, data) => {
    for (let at = 0; at < stream.length; at++) {
      const events = decodeAll(dialect, quirks, [...stream.slice(0, at), { data }, ...stream.slice(at)])
      expectOneError(events, { code: 'UPSTREAM_PROTOCOL_ERROR', fault: 'protocol' })
    }
  })
  test('an empty event is passed over', () => {
    const padded = stream.flatMap((event) => [{ data: '' }, event, { data: ' ' }])
    expect(folded(decodeAll(dialect, quirks, padded))).toEqual(folded(decodeAll(dialect, quirks, stream)))
  })
}

function decodeAll(dialect: Dialect, quirks: Quirks, stream: readonly SseEvent[]): AnswerEvent[] {
  const decoder = dialect.stream(quirks)
  return [...stream.flatMap((event) => decoder.push(event)), ...decoder.end()]
}

function expectOneError(events: readonly AnswerEvent[], error: Partial<UpstreamError>): void {
  expectWellFormed(events)
  expect(events.at(-1)).toMatchObject({ type: 'error', error })
}

const spokenText = (events: readonly AnswerEvent[]): string =>
  events.map((event) => (event.type === 'text' ? event.text : '')).join('')
