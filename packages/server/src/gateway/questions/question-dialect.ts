/** How a room of ours speaks to the gateway: the caller's half of a dialect that no upstream speaks, so each answer is read. */
import { ApiError } from '@proxyapi/contract/errors'
import {
  type AnswerPart,
  type Call,
  type FinishReason,
  foldAnswer,
  type InboundDialect,
  noExtra,
} from '@proxyapi/providers'
import type { Question, QuestionTurn } from '../../question.ts'
import type { Family } from '../families.ts'
import type { ChatRequest } from '../understand.ts'
import type { Said } from './said.ts'
import { problemsOf } from './shaped-answer.ts'
import { shapedCalls } from './shaped-calls.ts'

/** A question as the door of the gateway takes it. */
export const questionRequest = (question: Question, model: string) => ({
  inbound: dialectOf(question),
  family: familyOf(question),
  // An object is asked for in the last turn, and instructions go before the first: there is nothing to shorten.
  body: { ...question.body, model, ...(question.shape && { proxyapi: { condense: 'off' } }) },
  bytes: undefined,
  headers: {},
  noStore: false,
  ...shaping(question),
})

/** How lanes are asked for an object, and which answers are worth keeping. */
function shaping({ shape }: Question): Pick<ChatRequest, 'ways' | 'shape' | 'isUsable'> {
  if (shape === undefined) return {}
  return {
    shape: shape.schema,
    ways: (call, { model }) => shapedCalls(call, shape, model),
    isUsable: (body) => problemsOf(body as unknown as Said, shape).length === 0,
  }
}

/** Whatever body comes, this is what is asked. */
const dialectOf = (question: Question): InboundDialect => ({
  id: 'question',
  parse: (body) => callOf(question, String(body.model)),
  whole(events) {
    const { choices, error, usage } = foldAnswer(events)
    if (error !== undefined) throw new ApiError(error.code, undefined, { cause: error })
    const [choice] = choices
    const said: Said = { ...saidIn(choice?.parts ?? [], choice?.finish?.reason), usage: usage ?? null }
    return { ...said }
  },
  stream() {
    throw new ApiError('NOT_IMPLEMENTED')
  },
})

function saidIn(parts: readonly AnswerPart[], reason: FinishReason | undefined): Omit<Said, 'usage'> {
  const isRefused = parts.some(({ type }) => type === 'refusal')
  const finish = reason === 'length' ? 'length' : 'stop'
  return {
    text: parts.map((part) => (part.type === 'text' || part.type === 'refusal' ? part.text : '')).join(''),
    toolCall: parts.find((part) => part.type === 'tool-call')?.arguments ?? null,
    finish: isRefused || reason === 'content_filter' ? 'content_filter' : finish,
  }
}

/** Nothing of it is streamed or passed on as it came. */
const familyOf = ({ operation }: Question): Family => ({
  operation,
  passedHeaders: [],
  idPrefix: '',
  endMarker: '',
  marks: /$^/,
  isUsageOnly: () => false,
})

function callOf({ system, turns, maxTokens, temperature }: Question, model: string): Call {
  return {
    operation: 'chat',
    from: 'question',
    model,
    system: system.filter((text) => text !== '').map(textPart),
    turns: turns.map(turnOf),
    tools: [],
    output: { maxTokens },
    sampling: temperature === null ? {} : { temperature },
    stream: false,
    includeUsage: false,
    extra: noExtra,
    exact: noExtra,
    nativeOnly: [],
    raw: null,
  }
}

const textPart = (text: string) => ({ type: 'text' as const, text, extra: noExtra })
const turnOf = ({ role, text }: QuestionTurn) => ({ role, parts: [textPart(text)], extra: noExtra })
