/** What tests of dialects share: framing, cutting, decoding, comparing. */
import type { AnswerEvent } from '../src/answer.ts'
import type { Dialect, Quirks, SseEvent } from '../src/dialect.ts'
import { type Answer, foldAnswer } from '../src/fold.ts'
import { parseJson } from '../src/lenient.ts'
import { sseParser, sseText } from '../src/sse.ts'

export const streamBytes = (events: readonly SseEvent[]): Uint8Array =>
  new TextEncoder().encode(events.map(sseText).join(''))

/** Events of a stream whose bytes come cut at the given places and then end. */
export function decodeStream(dialect: Dialect, quirks: Quirks, bytes: Uint8Array, cuts: readonly number[] = []) {
  const events: AnswerEvent[] = []
  const decoder = dialect.stream(quirks)
  const push = sseParser((event) => events.push(...decoder.push(event)))
  let at = 0
  for (const cut of [...cuts, bytes.length]) {
    push(bytes.subarray(at, cut))
    at = cut
  }
  const complete = decoder.finishSeen()
  events.push(...decoder.end())
  return { events, complete }
}

/** An answer in which arguments are what they mean: some dialects send an object whole and its text streamed. */
export function comparable(answer: Answer): unknown {
  return {
    ...answer,
    choices: answer.choices.map((choice) => ({
      ...choice,
      parts: choice.parts.map((part) =>
        part.type === 'tool-call' ? { ...part, arguments: parseJson(part.arguments) ?? part.arguments } : part,
      ),
    })),
  }
}

export const folded = (events: readonly AnswerEvent[]): unknown => comparable(foldAnswer(events))

/** Places to cut `length` bytes into chunks of one size. */
export const chunksOf = (length: number, size: number): number[] =>
  Array.from({ length: Math.ceil(length / size) - 1 }, (_, i) => (i + 1) * size)

/** `count` ways to cut `length` bytes at up to 9 places each; the same ones in every run. */
export function randomCuts(length: number, count: number): number[][] {
  let state = 0x9e3779b9 ^ length
  const random = () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) | 0
    return ((state ^ (state >>> 13)) >>> 0) / 0x1_0000_0000
  }
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + Math.floor(random() * 9) }, () => Math.floor(random() * length)).sort((a, b) => a - b),
  )
}
