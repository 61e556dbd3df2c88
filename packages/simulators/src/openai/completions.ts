import { type Answer, type Part, wholeAnswer } from '../answer.ts'
import { isObject, type JsonObject } from '../json.ts'
import { type Thought, think } from '../mind.ts'
import type { ContentFault } from '../model-server.ts'
import { seeded } from '../seeded.ts'
import { countTokens } from '../tokens.ts'
import { missing, wrongType } from './errors.ts'

interface CompletionContext {
  id: string
  created: number
  model: string
  headers: Record<string, string>
  quirk: ContentFault | null
  /** What answers depend on, beside the prompt. */
  topic: string
}

interface Choice {
  index: number
  /** What stands before the completion: the prompt, where an echo is asked for. */
  before: string
  thought: Thought
}

const tokensUnsaid = 16
const finishReasons = { stop: 'stop', 'stop-sequence': 'stop', length: 'length', tool: 'stop' } as const

/** Answers `POST /v1/completions`; throws Refused where OpenAI would. Log probabilities are all the same. */
export function completions(body: JsonObject, context: CompletionContext): { answer: Answer; promptTokens: number } {
  const prompts = promptsOf(body.prompt)
  const n = Number(body.n ?? 1)
  const choices = prompts.flatMap((prompt, at) =>
    Array.from({ length: n }, (_, copy): Choice => {
      const index = at * n + copy
      const thought = think(questionOf(prompt, body), seeded(context.topic, index))
      return { index, before: body.echo === true ? prompt : '', thought }
    }),
  )
  const promptTokens = prompts.reduce((sum, prompt) => sum + countTokens(prompt), 0)
  const answer =
    body.stream === true ? streamed(choices, promptTokens, body, context) : whole(choices, promptTokens, body, context)
  return { answer, promptTokens }
}

function promptsOf(value: unknown): string[] {
  if (value === undefined) throw missing('prompt')
  if (typeof value === 'string') return [value]
  if (!Array.isArray(value) || value.length === 0) throw wrongType('prompt', 'a string or a non-empty array')
  if (value.every((item) => Number.isInteger(item))) return [value.join(' ')]
  return value.map((item: unknown) => {
    if (typeof item === 'string') return item
    if (Array.isArray(item)) return item.join(' ')
    throw wrongType('prompt', 'strings or arrays of tokens')
  })
}

const questionOf = (ask: string, body: JsonObject) => ({
  ask,
  toolResults: [],
  tools: [],
  toolChoice: 'none' as const,
  parallelCalls: false,
  maxTokens: Number(body.max_tokens ?? tokensUnsaid),
  stop: typeof body.stop === 'string' ? [body.stop] : Array.isArray(body.stop) ? body.stop.map(String) : [],
  json: null,
  reasons: false,
  announcesCalls: false,
})

function usageOf(choices: Choice[], promptTokens: number) {
  const said = choices.reduce((sum, { thought }) => sum + thought.text.length, 0)
  return { prompt_tokens: promptTokens, completion_tokens: said, total_tokens: promptTokens + said }
}

function whole(choices: Choice[], promptTokens: number, body: JsonObject, context: CompletionContext): Answer {
  const { id, created, model, headers, quirk } = context
  const usage = usageOf(choices, promptTokens)
  const reply = {
    id,
    object: 'text_completion',
    created,
    model,
    choices: choices.map(({ index, before, thought }) => ({
      text: before + thought.text.join(''),
      index,
      logprobs: logprobs(thought.text, body),
      finish_reason: finishReasons[thought.end],
    })),
    ...(quirk === 'no-usage' ? {} : { usage }),
  }
  return wholeAnswer(200, JSON.stringify(reply), headers, usage.completion_tokens)
}

function streamed(choices: Choice[], promptTokens: number, body: JsonObject, context: CompletionContext): Answer {
  const { id, created, model, headers, quirk } = context
  const tellsUsage = isObject(body.stream_options) && body.stream_options.include_usage === true
  const event = (kind: Part['kind'], tokens: number, list: unknown[], usage?: object): Part => {
    const told = tellsUsage ? { usage: usage ?? null } : {}
    const data = { id, object: 'text_completion', created, choices: list, model, ...told }
    return { kind, text: `data: ${JSON.stringify(data)}\n\n`, tokens }
  }
  const parts = choices.flatMap(({ index, before, thought }) => [
    ...(before === '' ? [] : [event('frame', 0, [{ text: before, index, logprobs: null, finish_reason: null }])]),
    ...thought.text.map((text) =>
      event('token', 1, [{ text, index, logprobs: logprobs([text], body), finish_reason: null }]),
    ),
    event('finish', 0, [{ text: '', index, logprobs: null, finish_reason: finishReasons[thought.end] }]),
  ])
  const total = tellsUsage && quirk !== 'no-usage' ? [event('usage', 0, [], usageOf(choices, promptTokens))] : []
  const end: Part = { kind: 'end', text: 'data: [DONE]\n\n', tokens: 0 }
  const type = { 'content-type': 'text/event-stream; charset=utf-8' }
  return { status: 200, headers: { ...headers, ...type }, parts: [...parts, ...total, end] }
}

function logprobs(tokens: string[], { logprobs: asked }: JsonObject) {
  if (typeof asked !== 'number') return null
  return { tokens, token_logprobs: tokens.map(() => -0.5), top_logprobs: null, text_offset: tokens.map(() => 0) }
}
