/** Callers of each dialect, by hand: what they send, and how they read answers, ends and errors. */

import type { ErrorCode } from '@proxyapi/contract/errors'
import { anthropicError, dialects, foldAnswer, openaiError } from '@proxyapi/providers'
import { readBack, row } from './passages.ts'

export interface Caller {
  id: string
  path: string
  body(prompt: string): object
  /** What only a stream that came to its end holds. */
  endMarker: string
}

const messages = (content: string) => [{ role: 'user', content }]

export const callers: readonly Caller[] = [
  {
    id: 'openai-chat',
    path: '/v1/chat/completions',
    body: (prompt) => ({ messages: messages(prompt), max_tokens: 100 }),
    endMarker: 'data: [DONE]',
  },
  {
    id: 'anthropic-messages',
    path: '/v1/messages',
    body: (prompt) => ({ messages: messages(prompt), max_tokens: 100 }),
    endMarker: 'event: message_stop',
  },
  {
    id: 'openai-responses',
    path: '/v1/responses',
    body: (prompt) => ({ input: prompt, max_output_tokens: 100 }),
    endMarker: 'event: response.completed',
  },
]

export const callerOf = (id: string): Caller => {
  const found = callers.find((caller) => caller.id === id)
  if (found === undefined) throw new Error(`no caller ${id}`)
  return found
}

/** The text of an answer, as far as it came. */
export function saidTo({ id }: Caller, text: string, stream: boolean): string {
  const { choices } = stream ? readBack(id, text) : foldAnswer(row(dialects, id).reply(JSON.parse(text), {}))
  return (choices[0]?.parts ?? []).flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('')
}

// biome-ignore lint/suspicious/noExplicitAny: events as they came.
export const eventsOf = (sse: string): any[] =>
  [...sse.matchAll(/^data: (\{.*)$/gm)].map(([, data]) => JSON.parse(`${data}`))

/** What a body of this code says to the caller beside its text. */
export function errorShape({ id }: Caller, code: ErrorCode): object {
  const told = { code, message: '', requestId: '' }
  if (id === 'anthropic-messages') return { type: 'error', error: { type: anthropicError(told).error.type } }
  const { type, code: named } = openaiError(told).error
  return { error: { type, code: named } }
}

/** The error of a stream, which is the last that it says in its dialect's own way. */
export function failureIn({ id }: Caller, sse: string): unknown {
  const events = eventsOf(sse)
  if (id !== 'openai-responses') return events.at(-1)
  const [error, failed] = events.slice(-2)
  const isFailed = failed?.type === 'response.failed' && failed.response.status === 'failed'
  return isFailed && error?.type === 'error' ? error : undefined
}
