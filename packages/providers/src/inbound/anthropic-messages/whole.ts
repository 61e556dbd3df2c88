import { ApiError } from '@proxyapi/contract/errors'
import type { AnswerEvent } from '../../answer.ts'
import type { AnswerHead } from '../../dialect.ts'
import { type AnswerPart, type Choice, foldAnswer } from '../../fold.ts'
import { isRecord, parseJson } from '../../lenient.ts'
import { noUsage } from '../../usage.ts'
import { citationBlock, id, sealed, signedCall, stopReason } from './answer.ts'
import { messagesUsageBody } from './usage.ts'

type Json = Record<string, unknown>

/** Throws ApiError UPSTREAM_PROTOCOL_ERROR for a tool call whose arguments are no JSON, since there is no text of it here. */
export function wholeMessage(events: readonly AnswerEvent[], head: AnswerHead): Json {
  const answer = foldAnswer(events)
  if (answer.error !== undefined) throw new ApiError(answer.error.code, undefined, { cause: answer.error })
  const [choice] = answer.choices
  const parts = choice?.parts ?? []
  return {
    id: head.id,
    type: 'message',
    role: 'assistant',
    model: head.model,
    content: parts.flatMap((part) => contentBlock(part, choice, head)),
    stop_reason: stopReason(
      choice?.finish,
      parts.some((part) => part.type === 'refusal'),
    ),
    stop_sequence: choice?.finish?.stopSequence ?? null,
    usage: messagesUsageBody(answer.usage ?? noUsage, head.cost),
  }
}

function contentBlock(part: AnswerPart, choice: Choice | undefined, head: AnswerHead): Json[] {
  switch (part.type) {
    case 'text': {
      const citations = part.citations.map(citationBlock).filter((block) => block !== undefined)
      return [{ type: 'text', text: part.text, ...(citations.length > 0 && { citations }) }]
    }
    case 'refusal':
      return [{ type: 'text', text: part.text }]
    case 'reasoning': {
      if (part.encrypted !== undefined) return [{ type: 'redacted_thinking', data: sealed(part.encrypted, head) }]
      const signature = part.signature === undefined ? '' : sealed(part.signature, head)
      return [{ type: 'thinking', thinking: part.text, signature }]
    }
    case 'tool-call': {
      const input = inputOf(part.arguments, choice?.finish?.reason === 'length')
      return [{ type: 'tool_use', id: part.id, name: part.name, input, ...signedCall(part.signature) }]
    }
    case 'raw':
      return part.dialect === id && isRecord(part.value) ? [part.value] : []
    case 'media':
      // There is no block for it; lanes that answer in images are no candidates for these callers.
      return []
  }
}

function inputOf(json: string, cut: boolean): unknown {
  const input = parseJson(json)
  if (isRecord(input)) return input
  // An answer that ran out of tokens ends in the middle of its arguments.
  if (cut) return {}
  throw new ApiError('UPSTREAM_PROTOCOL_ERROR', undefined, { cause: 'arguments of a tool call are no JSON object' })
}
