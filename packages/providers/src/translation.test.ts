/** Every pair of a caller's dialect and an upstream's: what the caller reads is one answer, whole and streamed. */
import { describe, expect, test } from 'vitest'
import { anthropicCases } from '../test/anthropic-messages-cases.ts'
import { cohereCases } from '../test/cohere-v2-cases.ts'
import type { ConformanceCase } from '../test/conformance.ts'
import { chunksOf, decodeStream, randomCuts, streamBytes } from '../test/decode.ts'
import { foldMessageStream } from '../test/fold-anthropic-messages.ts'
import { foldChatStream } from '../test/fold-openai-chat.ts'
import { foldResponseStream } from '../test/fold-openai-responses.ts'
import { geminiCases } from '../test/gemini-cases.ts'
import { openaiChatCases } from '../test/openai-chat-cases.ts'
import { openaiResponsesCases } from '../test/openai-responses-cases.ts'
import { perplexityAgentCases } from '../test/perplexity-agent-cases.ts'
import type { AnswerEvent } from './answer.ts'
import type { AnswerHead, Dialect, InboundDialect, SseEvent } from './dialect.ts'
import { dialects, inboundDialects } from './dialects.ts'
import { foldAnswer } from './fold.ts'
import { array, isRecord, parseJson, record } from './lenient.ts'
import { sseParser } from './sse.ts'

type Json = Record<string, unknown>
interface Folded {
  answer: Json
  done: boolean
  error?: unknown
}

/** How the answers of each dialect that a caller can speak are put together again. */
const folds: Readonly<Record<string, (events: readonly SseEvent[]) => Folded>> = {
  'openai-chat': foldChatStream,
  'openai-responses': foldResponseStream,
  'anthropic-messages': foldMessageStream,
}
/** Answers of each dialect that an upstream can speak. */
const casesOf: Readonly<Record<string, ConformanceCase[]>> = {
  'openai-chat': openaiChatCases,
  'openai-responses': openaiResponsesCases,
  'anthropic-messages': anthropicCases,
  'cohere-v2': cohereCases,
  gemini: geminiCases,
  'perplexity-agent': perplexityAgentCases,
}

/** Texts that are continued are no turns: that dialect is spoken by both sides or by none, and has its own tests. */
const chats = ({ id }: { id: string }) => id !== 'openai-completions'
const callers = [...inboundDialects.values()]
  .filter(chats)
  .map((inbound) => ({ inbound, fold: present(folds, inbound.id) }))
const upstreams = [...dialects.values()]
  .filter(chats)
  .map((dialect) => ({ dialect, cases: present(casesOf, dialect.id) }))

function present<T>(table: Readonly<Record<string, T>>, id: string): T {
  const found = table[id]
  if (found === undefined) throw new Error(`nothing here covers ${id}`)
  return found
}

test('every pair of dialects is here', () => {
  const pairs = callers.flatMap(({ inbound }) => upstreams.map(({ dialect }) => `${inbound.id} ${dialect.id}`))
  expect(new Set(pairs).size).toBe(18)
  for (const { cases } of upstreams) expect(cases.length).toBeGreaterThan(3)
})

const headOf = (dialect: Dialect): AnswerHead => ({
  id: 'answer-1',
  created: 1_770_000_000,
  model: 'provider/model',
  includeUsage: true,
  cost: 0.000_123,
  made: { dialect: dialect.id, brand: 'maker' },
})

/** What the caller's client gets to read of these events. */
function renderedText(inbound: InboundDialect, head: AnswerHead, events: readonly AnswerEvent[]): string {
  const renderer = inbound.stream(head)
  return events.map((event) => renderer.push(event)).join('') + renderer.end(head.cost)
}

function parsed(text: string): SseEvent[] {
  const events: SseEvent[] = []
  sseParser((event) => events.push(event))(new TextEncoder().encode(text))
  return events
}

/** Arguments of calls as what they mean: an upstream's object and its streamed text differ in white space. */
function comparable(answer: Json): Json {
  return {
    ...answer,
    output: array(answer.output).map((item) => {
      const { type, arguments: json } = record(item)
      return type === 'function_call' ? { ...record(item), arguments: parseJson(String(json)) } : item
    }),
    choices: array(answer.choices).map((choice) => {
      const message = record(record(choice).message)
      if (message.tool_calls === undefined) return choice
      const calls = array(message.tool_calls).map((call) => {
        const fn = record(record(call).function)
        return { ...record(call), function: { ...fn, arguments: parseJson(String(fn.arguments)) } }
      })
      return { ...record(choice), message: { ...message, tool_calls: calls } }
    }),
  }
}

/** What survives a way through our own answer: not ids, nor the upstream's words. */
function meaning(events: readonly AnswerEvent[]) {
  const { choices, usage } = foldAnswer(events)
  return {
    choices: choices.map(({ finish, parts, index }) => ({
      index,
      reason: finish?.reason,
      parts: parts.map((part) => {
        if (part.type === 'text') return { ...part, citations: part.citations.length }
        return part.type === 'tool-call' ? { ...part, arguments: parseJson(part.arguments) } : part
      }),
    })),
    usage: usage && { input: usage.input, cached: usage.cached, output: usage.output, reasoning: usage.reasoning },
  }
}

/** Some dialects are spoken by upstreams only. */
const readers = upstreams.filter(({ dialect }) => callers.some(({ inbound }) => inbound.id === dialect.id))

describe.each(readers)('what we answer to callers of $dialect.id', ({ dialect, cases }) => {
  const { inbound } = callers.find((caller) => caller.inbound.id === dialect.id) as (typeof callers)[number]
  const head = headOf(dialect)

  // Messages have no place of its own for the text of a refusal.
  const readable = cases.filter(({ name }) => dialect.id !== 'anthropic-messages' || !name.includes('refusal'))

  test.each(readable.map((one) => [one.name, one] as const))('is read back by our own dialect: %s', (_, one) => {
    const events = dialect.reply(one.whole, one.quirks ?? {})
    const wanted = meaning(events)
    expect(meaning(dialect.reply(inbound.whole(events, head), {}))).toEqual(wanted)
    const bytes = new TextEncoder().encode(renderedText(inbound, head, events))
    expect(meaning(decodeStream(dialect, {}, bytes).events)).toEqual(wanted)
  })
})

describe.each(callers)('a caller of $inbound.id', ({ inbound, fold }) => {
  describe.each(upstreams)('with an upstream of $dialect.id', ({ dialect, cases }) => {
    const head = headOf(dialect)

    test.each(cases.map((one) => [one.name, one] as const))('%s', (_, { whole, stream, quirks = {} }) => {
      const bytes = streamBytes(stream)
      const reply = dialect.reply(whole, quirks)
      const wanted = comparable(inbound.whole(reply, head))
      if (isRecord(wanted.usage)) expect(record(wanted.usage).cost).toBe(head.cost)
      const played = fold(parsed(renderedText(inbound, head, reply)))
      expect(comparable(played.answer), 'a whole answer, played as a stream').toEqual(wanted)

      const streamed = (cuts: readonly number[]) =>
        renderedText(inbound, head, decodeStream(dialect, quirks, bytes, cuts).events)
      const text = streamed([])
      const folded = fold(parsed(text))
      expect(folded.done).toBe(true)
      expect(comparable(folded.answer)).toEqual(wanted)
      // The same text folds to the same answer.
      for (let cut = 1; cut < bytes.length; cut++) expect(streamed([cut]) === text, `cut at ${cut}`).toBe(true)
      for (const size of [1, 2, 3, 7, 31]) expect(streamed(chunksOf(bytes.length, size))).toBe(text)
      for (const cuts of randomCuts(bytes.length, 50)) expect(streamed(cuts)).toBe(text)
    })

    test('a cut answer ends with an error and without an end marker, at every byte', () => {
      const [{ stream, quirks = {} }] = cases as [ConformanceCase]
      const bytes = streamBytes(stream)
      let cutShort = 0
      for (let cut = 0; cut < bytes.length; cut++) {
        const { events } = decodeStream(dialect, quirks, bytes.subarray(0, cut))
        const last = events.at(-1)
        if (last?.type !== 'error') continue
        cutShort++
        const renderer = inbound.stream(head)
        const before = events.map((event) => renderer.push(event)).join('')
        expect(renderer.end(), 'no finish, no end').toBe('')
        const failure = renderer.fail({ code: last.error.code, message: 'cut', requestId: 'req_1' })
        const folded = fold(parsed(before + failure))
        expect(folded.done).toBe(false)
        expect(folded.error).toMatchObject({ message: 'cut' })
      }
      expect(cutShort).toBeGreaterThan(bytes.length / 2)
    })
  })
})
