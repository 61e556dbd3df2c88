/** How callers speak Completions to us: a model that chats is asked with the prompt as one turn of the user. */
import { ApiError } from '@proxyapi/contract/errors'
import type { AnswerEvent, Usage } from '../answer.ts'
import { type Call, noExtra, type Turn } from '../call.ts'
import type { AnswerHead, AnswerRenderer, InboundDialect } from '../dialect.ts'
import { type AnswerPart, foldAnswer } from '../fold.ts'
import { array, isRecord, number, record, text, texts } from '../lenient.ts'
import { sseText } from '../sse.ts'
import { mergeUsage } from '../usage.ts'
import { openaiError } from './error-shape.ts'
import { extraOf, fieldsOf } from './extra.ts'
import { finishReason } from './openai-chat/answer.ts'
import { chatUsageBody } from './openai-chat/usage.ts'

const id = 'openai-completions'

type Body = Readonly<Record<string, unknown>>

export const openaiCompletionsInbound: InboundDialect = { id, parse, whole, stream: renderer }

const ours = new Set(['model', 'prompt', 'stream', 'proxyapi'])
/** What the superset holds. */
const held = [
  'stream_options',
  'max_tokens',
  'temperature',
  'top_p',
  'n',
  'stop',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'logit_bias',
  'logprobs',
  'echo',
  'suffix',
  'best_of',
  'user',
]
const known = new Set([...ours, ...held])

function parse(body: Body): Call {
  const prompts = promptsOf(body.prompt)
  const stream = body.stream === true
  const user = text(body.user)
  const maxTokens = number(body.max_tokens)
  const stop = typeof body.stop === 'string' ? [body.stop] : texts(body.stop)
  // Each of them is made and billed.
  const choices = prompts.length * Math.max(number(body.n) ?? 1, number(body.best_of) ?? 1)
  return {
    operation: 'chat',
    from: id,
    model: text(body.model) ?? '',
    system: [],
    turns: prompts.map(turnOf),
    tools: [],
    output: {
      ...(maxTokens !== undefined && { maxTokens }),
      ...(stop.length > 0 && { stop }),
      ...(choices > 1 && { n: choices }),
    },
    sampling: samplingOf(body),
    stream,
    includeUsage: stream && record(body.stream_options).include_usage === true,
    ...(user !== undefined && { user }),
    extra: extraOf(body, known),
    exact: fieldsOf(body, (name) => held.includes(name)),
    nativeOnly: nativeOnly(body, prompts),
    raw: body,
  }
}

/** One text, several, one list of token ids, or several. */
function promptsOf(prompt: unknown): unknown[] {
  const list = array(prompt)
  return typeof prompt === 'string' || typeof list[0] === 'number' ? [prompt] : [...list]
}

const turnOf = (prompt: unknown): Turn => ({
  role: 'user',
  parts: [
    typeof prompt === 'string'
      ? { type: 'text', text: prompt, extra: noExtra }
      : { type: 'raw', dialect: id, value: prompt, extra: noExtra },
  ],
  extra: noExtra,
})

function nativeOnly(body: Body, prompts: readonly unknown[]): string[] {
  const asked: [name: string, isAsked: boolean][] = [
    ['suffix', text(body.suffix) !== undefined],
    ['echo', body.echo === true],
    ['best_of', (number(body.best_of) ?? 1) > 1],
    ['logprobs', number(body.logprobs) !== undefined],
    ['prompt', prompts.length !== 1 || typeof prompts[0] !== 'string'],
  ]
  return asked.filter(([, isAsked]) => isAsked).map(([name]) => name)
}

function samplingOf(body: Body): Call['sampling'] {
  const sampling: Call['sampling'] = {
    temperature: number(body.temperature),
    topP: number(body.top_p),
    seed: number(body.seed),
    presencePenalty: number(body.presence_penalty),
    frequencyPenalty: number(body.frequency_penalty),
    logitBias: isRecord(body.logit_bias) ? (body.logit_bias as Record<string, number>) : undefined,
  }
  return Object.fromEntries(Object.entries(sampling).filter(([, value]) => value !== undefined))
}

function whole(events: readonly AnswerEvent[], head: AnswerHead): Record<string, unknown> {
  const { error, choices, usage } = foldAnswer(events)
  if (error !== undefined) throw new ApiError(error.code, undefined, { cause: error })
  return {
    ...headOf(head),
    choices: choices.map(({ index, parts, finish }) => ({
      index,
      text: parts.map(wordsOf).join(''),
      logprobs: parts.map(logprobsOf).find((logprobs) => logprobs !== undefined) ?? null,
      finish_reason: finishReason(finish?.reason ?? 'unknown'),
    })),
    ...(usage !== undefined && { usage: chatUsageBody(usage, head.cost) }),
  }
}

const headOf = ({ id: answerId, created, model }: AnswerHead) => ({
  id: answerId,
  object: 'text_completion',
  created,
  model,
})

const wordsOf = (part: AnswerPart): string => (part.type === 'text' || part.type === 'refusal' ? part.text : '')

const logprobsOf = (part: AnswerPart): unknown =>
  part.type === 'raw' && part.dialect === id ? record(part.value).logprobs : undefined

/** Completions with what is new; usage in one of its own if it was asked for, `[DONE]` last. */
function renderer(head: AnswerHead): AnswerRenderer {
  let usage: Usage | undefined
  let isFinished = false
  const event = (body: object) => sseText({ data: JSON.stringify({ ...headOf(head), ...body }) })
  const choice = (index: number, words: string, logprobs: unknown, finish: string | null) =>
    event({
      choices: [{ index, text: words, logprobs, finish_reason: finish }],
      ...(head.includeUsage && { usage: null }),
    })

  return {
    push(pushed) {
      switch (pushed.type) {
        case 'text':
        case 'refusal':
          return choice(pushed.choice, pushed.text, null, null)
        case 'raw':
          return pushed.dialect === id ? choice(pushed.choice, '', record(pushed.value).logprobs ?? null, null) : ''
        case 'finish':
          isFinished = true
          return choice(pushed.choice, '', null, finishReason(pushed.reason))
        case 'usage':
          usage = mergeUsage(usage, pushed.usage)
          return ''
        default:
          return ''
      }
    },
    end(cost) {
      if (!isFinished) return ''
      const done = sseText({ data: '[DONE]' })
      if (!head.includeUsage || usage === undefined) return done
      return event({ choices: [], usage: chatUsageBody(usage, cost) }) + done
    },
    fail: (error) => sseText({ data: JSON.stringify(openaiError(error)) }),
  }
}
