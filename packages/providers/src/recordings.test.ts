/** Recorded traffic, decoded: nothing of it may be an error, and all of it has to be there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { comparable, decodeStream, randomCuts, streamBytes } from '../test/decode.ts'
import { expectWellFormed } from '../test/well-formed.ts'
import type { AnswerEvent } from './answer.ts'
import { brands } from './brands.ts'
import type { Dialect, Quirks, SseEvent } from './dialect.ts'
import { anthropicMessages } from './dialects/anthropic-messages.ts'
import { cohereV2 } from './dialects/cohere-v2.ts'
import { gemini } from './dialects/gemini.ts'
import { openaiChat } from './dialects/openai-chat.ts'
import { openaiCompletions } from './dialects/openai-completions.ts'
import { openaiResponses } from './dialects/openai-responses.ts'
import { type Answer, foldAnswer } from './fold.ts'
import { array, isRecord, record } from './lenient.ts'
import { sseParser } from './sse.ts'

const fixtures = new URL('../../../../shared/fixtures/', import.meta.url)

interface Folder {
  path: string
  dialect: Dialect
  brand: string
  /** Of the files in it; others are of another operation. */
  files: RegExp
}

const chat = { dialect: openaiChat }
const responses = { dialect: openaiResponses }
const folders: Folder[] = [
  { ...chat, path: 'vercel-ai/openai/chat', brand: 'openai', files: /^openai-/ },
  { ...chat, path: 'vercel-ai/openai/chat', brand: 'azure_openai', files: /^azure-/ },
  { ...chat, path: 'vercel-ai/openai/chat', brand: 'openai', files: /-error\.json$/ },
  { dialect: openaiCompletions, path: 'vercel-ai/openai/completion', brand: 'openai', files: /./ },
  { ...chat, path: 'vercel-ai/groq', brand: 'groq', files: /^groq-/ },
  { ...chat, path: 'vercel-ai/deepseek/chat', brand: 'deepseek', files: /^deepseek-/ },
  { ...chat, path: 'vercel-ai/xai', brand: 'grok', files: /^xai-(text|tool-call)\./ },
  { ...chat, path: 'vercel-ai/openai-compatible/chat', brand: 'grok', files: /^xai-/ },
  { ...chat, path: 'vercel-ai/openai-compatible/chat', brand: 'openai_compatible', files: /^anthropic-/ },
  { ...chat, path: 'vercel-ai/mistral', brand: 'mistral', files: /^mistral-/ },
  // All of them are of the surface that was retired in September 2026; a server that is compatible still speaks it.
  { ...chat, path: 'vercel-ai/perplexity', brand: 'openai_compatible', files: /^perplexity-/ },
  { ...chat, path: 'gomodel/openai', brand: 'openai', files: /^chat_/ },
  { ...chat, path: 'gomodel/groq', brand: 'groq', files: /^chat_/ },
  { ...chat, path: 'gomodel/xai', brand: 'grok', files: /^chat_/ },
  { ...chat, path: 'gomodel/gemini', brand: 'openai_compatible', files: /^chat_/ },
  { ...chat, path: 'vercel-ai/azure', brand: 'azure_openai', files: /^azure-deepseek/ },
  // The stream of one is no JSON: two of its lines lack a brace.
  {
    ...responses,
    path: 'vercel-ai/openai/responses',
    brand: 'openai',
    files: /^(?!parallel-tool-call-wrapper\.1\.chunks)/,
  },
  { ...responses, path: 'vercel-ai/azure', brand: 'azure_openai', files: /^(?!azure-deepseek)/ },
  { ...responses, path: 'vercel-ai/open-responses/responses', brand: 'openai_compatible', files: /./ },
  { ...responses, path: 'vercel-ai/xai/responses', brand: 'grok', files: /./ },
  { ...responses, path: 'gomodel/openai', brand: 'openai', files: /^responses/ },
  { ...responses, path: 'gomodel/xai', brand: 'grok', files: /^responses/ },
  { dialect: anthropicMessages, path: 'vercel-ai/anthropic', brand: 'anthropic', files: /\.(json|txt)$/ },
  { dialect: anthropicMessages, path: 'gomodel/anthropic', brand: 'anthropic', files: /^messages/ },
  { dialect: cohereV2, path: 'vercel-ai/cohere', brand: 'cohere', files: /^cohere-(?!embedding)/ },
  { dialect: gemini, path: 'vercel-ai/google', brand: 'google', files: /^google-/ },
]

/** Its pieces were shortened by hand and say something else than its end. */
const abridged = /openai-shell-container\.1\.chunks/
/** The stream is of another turn, or of another model, than the whole answer of that name. */
const unlike = /-reasoning-encrypted-content\.1|lmstudio-/

interface Recording {
  name: string
  dialect: Dialect
  brand: string
  quirks: Quirks
  /** A whole body, or the data of a stream's events. */
  whole?: Record<string, unknown>
  stream?: SseEvent[]
}

function recordings(): Recording[] {
  return folders.flatMap(({ path, files, dialect, brand }): Recording[] => {
    const names = readdirSync(new URL(path, fixtures)).filter(
      (name) => files.test(name) && /\.(json|txt|sse)$/.test(name),
    )
    const quirks = brands.get(brand)?.quirks ?? {}
    return names.sort().flatMap((file): Recording[] => {
      const text = readFileSync(new URL(`${path}/${file}`, fixtures), 'utf8')
      const base = { dialect, brand, quirks }
      if (file.endsWith('.json')) return [{ ...base, name: `${path}/${file}`, whole: JSON.parse(text) }]
      return streamsIn(text).map((stream, i): Recording => ({ ...base, name: `${path}/${file} ${i}`, stream }))
    })
  })
}

/** Streams of a file, framed if they are not; several replies of one conversation stand in one file. */
function streamsIn(text: string): SseEvent[][] {
  const events = /^(data|event):/.test(text) ? parsed(`${text}\n\n`) : text.split('\n').filter(Boolean).map(framed)
  const streams: SseEvent[][] = [[]]
  for (const event of events) {
    streams.at(-1)?.push(event)
    if (event.event === 'message_stop' || event.event === 'response.completed') streams.push([])
  }
  return streams.filter((stream) => stream.length > 0)
}

function framed(data: string): SseEvent {
  const { type } = JSON.parse(data)
  return typeof type === 'string' ? { event: type, data } : { data }
}

function parsed(text: string): SseEvent[] {
  const events: SseEvent[] = []
  sseParser((event) => events.push(event))(new TextEncoder().encode(text))
  return events
}

/** Bodies of a recording, as JSON. */
const bodies = ({ whole, stream = [] }: Recording): Record<string, unknown>[] =>
  whole === undefined
    ? stream.filter(({ data }) => !data.startsWith('[DONE]')).map(({ data }) => JSON.parse(data))
    : [whole]

/** Whole responses hold `error: null`. */
const isError = ({ whole, stream = [] }: Recording) =>
  isRecord(whole?.error) || typeof whole?.error === 'string' || stream.some(({ event }) => event === 'error')

const n = (value: unknown): number => (typeof value === 'number' ? value : 0)

/** What the recording says was used, by the table of the reference and nothing else; undefined where it does not say. */
function usageSaid(recording: Recording): Partial<Answer['usage']> | undefined {
  if (recording.dialect === cohereV2) return cohereUsageSaid(recording)
  if (recording.dialect === gemini) return geminiUsageSaid(recording)
  if (recording.dialect === openaiResponses) return responsesUsageSaid(recording)
  if (recording.dialect === openaiCompletions) return chatUsageSaid(recording)
  return recording.dialect === openaiChat ? chatUsageSaid(recording) : messagesUsageSaid(recording)
}

/** What is billed, and of the cached tokens those that must be among the billed ones. */
function cohereUsageSaid(recording: Recording) {
  const said = bodies(recording)
    .map((body) => body.usage ?? record(body.delta).usage)
    .find(isRecord)
  if (said === undefined) return undefined
  const billed = record(said.billed_units)
  const unbilled = n(record(said.tokens).input_tokens) - n(billed.input_tokens)
  return {
    input: n(billed.input_tokens),
    output: n(billed.output_tokens),
    cached: Math.max(0, n(said.cached_tokens) - unbilled),
  }
}

function geminiUsageSaid(recording: Recording) {
  const said = record(bodies(recording).at(-1)?.usageMetadata)
  // Some only name the kind of traffic.
  if (said.totalTokenCount === undefined) return undefined
  return {
    input: n(said.promptTokenCount) + n(said.toolUsePromptTokenCount),
    output: n(said.totalTokenCount) - n(said.promptTokenCount) - n(said.toolUsePromptTokenCount),
    cached: n(said.cachedContentTokenCount),
    reasoning: n(said.thoughtsTokenCount),
  }
}

function responsesUsageSaid(recording: Recording) {
  const said = record(
    bodies(recording)
      .map((body) => record(body.response ?? body).usage)
      .filter(isRecord)
      .at(-1),
  )
  expect(n(said.total_tokens)).toBe(n(said.input_tokens) + n(said.output_tokens))
  return {
    input: n(said.input_tokens),
    output: n(said.output_tokens),
    cached: n(record(said.input_tokens_details).cached_tokens),
    reasoning: n(record(said.output_tokens_details).reasoning_tokens),
    ...(recording.brand === 'grok' &&
      said.cost_in_usd_ticks !== undefined && { reportedCost: n(said.cost_in_usd_ticks) / 1e10 }),
  }
}

function chatUsageSaid(recording: Recording) {
  const said = bodies(recording)
    .map((body) => body.usage ?? record(body.x_groq).usage)
    .filter(isRecord)
    .at(-1)
  if (said === undefined) return undefined
  const reasoning = n(record(said.completion_tokens_details).reasoning_tokens)
  const outside = recording.brand === 'grok' ? reasoning : 0
  return {
    input: n(said.prompt_tokens),
    output: n(said.completion_tokens) + outside,
    cached: n(record(said.prompt_tokens_details).cached_tokens),
    reasoning,
    ...(recording.brand === 'grok' &&
      said.cost_in_usd_ticks !== undefined && { reportedCost: n(said.cost_in_usd_ticks) / 1e10 }),
  }
}

function messagesUsageSaid(recording: Recording) {
  const reports = bodies(recording)
    .map((body) => record(body.message).usage ?? body.usage)
    .filter(isRecord)
  const largest = (of: (usage: Record<string, unknown>) => number) => Math.max(...reports.map(of))
  const sum = (usage: Record<string, unknown>, of: (one: Record<string, unknown>) => number) =>
    Math.max(
      of(usage),
      array(usage.iterations).reduce((total: number, one) => total + of(record(one)), 0),
    )
  const input = (one: Record<string, unknown>) =>
    n(one.input_tokens) + n(one.cache_read_input_tokens) + n(one.cache_creation_input_tokens)
  return {
    input: largest((usage) => sum(usage, input)),
    output: largest((usage) => sum(usage, (one) => n(one.output_tokens))),
    cached: largest((usage) => sum(usage, (one) => n(one.cache_read_input_tokens))),
    reasoning: largest((usage) => n(record(usage.output_tokens_details).thinking_tokens)),
    searchUnits: largest((usage) => n(record(usage.server_tool_use).web_search_requests)),
  }
}

/** All text that the recording holds, found without the decoder. */
function textSaid(recording: Recording): string {
  const said = bodies(recording)
  const restart = said.findLastIndex((body) => body.type === 'message_start')
  const textInside = recording.dialect === cohereV2 ? cohereTextIn : textIn
  return said.slice(Math.max(0, restart)).map(textInside).join('')
}

/** Content is a list in a whole answer and one block in a piece of a stream; a plan is said before its calls. */
function cohereTextIn(body: Record<string, unknown>): string {
  const said = record(body.message ?? record(body.delta).message)
  const blocks = Array.isArray(said.content) ? said.content : [said.content]
  return [...blocks.map((block) => record(block).text), said.tool_plan]
    .filter((part) => typeof part === 'string')
    .join('')
}

function textIn(body: Record<string, unknown>): string {
  const candidate = record(array(body.candidates)[0])
  const parts = array(record(candidate.content).parts).map(record)
  if (parts.length > 0) return parts.map(({ text, thought }) => (thought === true ? '' : (text ?? ''))).join('')
  const { output } = record(body.response ?? body)
  if (Array.isArray(output)) return output.map((item) => messageText(record(item))).join('')
  const choice = record(array(body.choices)[0])
  if (typeof choice.text === 'string') return choice.text
  const said = record(choice.delta ?? choice.message).content ?? record(body.message).content
  const content = said ?? body.content ?? record(body.delta).text
  if (typeof content === 'string') return content
  return array(content)
    .map(record)
    .filter((part) => part.type === 'text')
    .map((part) => part.text)
    .join('')
}

const messageText = (item: Record<string, unknown>): string =>
  item.type === 'message'
    ? array(item.content)
        .map((part) => (record(part).type === 'output_text' ? String(record(part).text) : ''))
        .join('')
    : ''

const textOf = (answer: Answer): string =>
  answer.choices.flatMap((choice) => choice.parts.map((part) => (part.type === 'text' ? part.text : ''))).join('')

function decode({ dialect, quirks, whole, stream }: Recording, cuts: readonly number[] = []): AnswerEvent[] {
  return stream === undefined
    ? dialect.reply(whole, quirks)
    : decodeStream(dialect, quirks, streamBytes(stream), cuts).events
}

const missing = !existsSync(fixtures)

describe.skipIf(missing)('recordings (skipped without the folder shared/fixtures beside the checkout)', () => {
  const all = missing ? [] : recordings()
  const answers = all.filter((recording) => !isError(recording))
  const streams = answers.filter((recording) => recording.stream !== undefined)

  test('are as many as there should be', () => {
    expect(answers.length).toBeGreaterThan(100)
    expect(streams.length).toBeGreaterThan(50)
    for (const { path } of folders) expect(all.some(({ name }) => name.startsWith(path))).toBe(true)
  })

  test('leave out no recording of a chat', () => {
    const chats = folders.filter(({ dialect, path }) => dialect === openaiChat && /^vercel-ai\/(?!azure)/.test(path))
    const files = [...new Set(chats.map(({ path }) => path))].flatMap((path) =>
      readdirSync(new URL(path, fixtures))
        .filter((name) => /\.(json|txt|sse)$/.test(name))
        .map((name) => `${path}/${name}`),
    )
    expect(files.filter((file) => !all.some(({ name }) => name.startsWith(file)))).toEqual([])
  })

  test.each(answers.map((recording) => [recording.name, recording] as const))('%s', (_, recording) => {
    const events = decode(recording)
    expectWellFormed(events)
    const answer = foldAnswer(events)
    expect(answer.error).toBeUndefined()
    expect(events.filter((event) => event.type === 'finish')).toHaveLength(1)
    expect(events.at(-1)).toMatchObject({ type: 'finish', reason: expect.stringMatching(/^(?!unknown|error)/) })
    const used = usageSaid(recording)
    if (used === undefined) expect(answer.usage).toBeUndefined()
    else expect(answer.usage).toMatchObject(used)
    if (!abridged.test(recording.name)) expect(textOf(answer)).toBe(textSaid(recording))
  })

  test.each(all.filter(isError).map((recording) => [recording.name, recording] as const))(
    '%s is an error',
    (_, one) => {
      const events = decode(one)
      expectWellFormed(events)
      expect(events.at(-1)?.type).toBe('error')
    },
  )

  test.each(streams.map((recording) => [recording.name, recording] as const))('%s, cut anywhere', (_, recording) => {
    const { dialect, quirks, stream = [] } = recording
    const bytes = streamBytes(stream)
    const wanted = comparable(foldAnswer(decode(recording)))
    const split = (cuts: readonly number[]) => comparable(foldAnswer(decodeStream(dialect, quirks, bytes, cuts).events))
    for (const cuts of randomCuts(bytes.length, bytes.length > 50_000 ? 40 : 200)) expect(split(cuts)).toEqual(wanted)
    expect(split(Array.from({ length: bytes.length - 1 }, (_, i) => i + 1))).toEqual(wanted)
    if (bytes.length > 20_000) return
    // Every cut into two yields the same events, so it decodes to the same answer.
    const whole = JSON.stringify(stream)
    for (let cut = 1; cut < bytes.length; cut++) {
      const events: SseEvent[] = []
      const push = sseParser(({ data, event }) => events.push(event === undefined ? { data } : { event, data }))
      push(bytes.subarray(0, cut))
      push(bytes.subarray(cut))
      if (JSON.stringify(events) !== whole) expect(events, `cut at ${cut}`).toEqual(stream)
    }
  })

  test('of one kind, whole and streamed, have the same form', () => {
    const form = (recording: Recording) =>
      foldAnswer(decode(recording)).choices.flatMap((choice) => [...new Set(choice.parts.map((part) => part.type))])
    const pairs = all
      .filter(({ whole }) => whole !== undefined)
      .flatMap((whole) => {
        const kind = whole.name.replace('.json', '')
        const stream = streams.find(({ name }) => name.startsWith(`${kind}.chunks.txt`))
        return stream === undefined ? [] : [[whole, stream] as const]
      })
    expect(pairs.length).toBeGreaterThan(25)
    const different = pairs
      .filter(([whole]) => !unlike.test(whole.name))
      .filter(([whole, stream]) => JSON.stringify(form(whole)) !== JSON.stringify(form(stream)))
      .map(([whole]) => basename(whole.name))
    expect(different).toEqual([])
  })
})
