/** The older Completions of OpenAI and compatible servers. https://platform.openai.com/docs/api-reference/completions */
import { headersFor, pathAt } from '../address.ts'
import type { AnswerEvent } from '../answer.ts'
import type { Call } from '../call.ts'
import type { AnswerDecoder, Dialect, DialectRequest, Quirks, Target, Unsupported } from '../dialect.ts'
import { array, isRecord, number, parseJson, record } from '../lenient.ts'
import { upstreamError } from '../upstream-error.ts'
import { chatReply, chatStream } from './openai-chat/stream.ts'

const id = 'openai-completions'

type Body = Readonly<Record<string, unknown>>

export const openaiCompletions: Dialect = {
  id,
  completes: true,
  request,
  reply(body, quirks) {
    const logprobs = logprobsBook()
    return logprobs.placed(chatReply(asChat(body, 'message', logprobs), quirks))
  },
  stream,
  error: upstreamError,
}

function request(call: Call, target: Target): DialectRequest | Unsupported {
  // What is no text completion has turns, which this endpoint cannot tell apart.
  if (call.from !== id) return { unsupported: 'messages' }
  const { stream_options, ...body } = call.raw === null ? built(call) : withoutOurs(call.raw)
  const options =
    call.stream && target.brand.quirks.streamOptions !== false
      ? { stream_options: { ...record(stream_options), include_usage: true } }
      : {}
  return {
    method: 'POST',
    path: pathAt(target, '/completions'),
    headers: headersFor(target),
    body: { ...body, model: target.model, ...options },
    dropped: [],
  }
}

function withoutOurs({ proxyapi: _, ...body }: Body): Body {
  return body
}

/** The call as it was written, with the texts that its turns hold now. */
function built({ turns, exact, extra, stream }: Call): Body {
  const texts = turns.map(({ parts }) => {
    const [first] = parts
    return first?.type === 'raw' ? first.value : parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
  })
  return { model: '', ...exact, ...extra, prompt: texts.length === 1 ? texts[0] : texts, ...(stream && { stream }) }
}

/** The decoder of chat does the work: a choice's text is a message's content. */
function stream(quirks: Quirks): AnswerDecoder {
  const logprobs = logprobsBook()
  const chat = chatStream(quirks)
  return {
    push(event) {
      const body = parseJson(event.data)
      const data = isRecord(body) ? JSON.stringify(asChat(body, 'delta', logprobs)) : event.data
      return logprobs.placed(chat.push({ ...event, data }))
    },
    end: () => logprobs.placed(chat.end()),
    finishSeen: chat.finishSeen,
  }
}

function asChat(body: unknown, part: 'message' | 'delta', logprobs: LogprobsBook): unknown {
  if (!isRecord(body) || !Array.isArray(body.choices)) return body
  const choices = body.choices.map((choice: unknown, position) => {
    if (!isRecord(choice)) return choice
    const { text, logprobs: told, ...rest } = choice
    if (isRecord(told)) logprobs.take(number(choice.index) ?? position, told)
    return { ...rest, [part]: { content: text } }
  })
  return { ...body, choices }
}

interface LogprobsBook {
  take(choice: number, piece: Body): void
  /** The same events, with what was taken before the first finish: all come at the end of the answer. */
  placed(events: readonly AnswerEvent[]): AnswerEvent[]
}

/** Lists of log probabilities, put together: only callers of this dialect understand them. */
function logprobsBook(): LogprobsBook {
  const taken = new Map<number, Record<string, unknown>>()
  return {
    take(choice, piece) {
      const known = taken.get(choice) ?? {}
      for (const [name, value] of Object.entries(piece)) {
        known[name] = Array.isArray(value) ? [...array(known[name]), ...value] : (known[name] ?? value)
      }
      taken.set(choice, known)
    },
    placed(events) {
      const end = events.findIndex(({ type }) => type === 'finish')
      if (end === -1 || taken.size === 0) return [...events]
      const told = [...taken].map(
        ([choice, logprobs]): AnswerEvent => ({ type: 'raw', choice, dialect: id, value: { logprobs } }),
      )
      return [...events.slice(0, end), ...told, ...events.slice(end)]
    },
  }
}
