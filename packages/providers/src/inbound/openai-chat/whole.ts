import { ApiError } from '@proxyapi/contract/errors'
import type { AnswerEvent } from '../../answer.ts'
import type { AnswerHead } from '../../dialect.ts'
import { type AnswerPart, type Choice, foldAnswer } from '../../fold.ts'
import { array } from '../../lenient.ts'
import { annotation, carriedMembers, finishReason, image, makerOf, signedCall } from './answer.ts'
import { chatUsageBody } from './usage.ts'

type Json = Record<string, unknown>

export function wholeChat(events: readonly AnswerEvent[], head: AnswerHead): Json {
  const answer = foldAnswer(events)
  if (answer.error !== undefined) throw new ApiError(answer.error.code, undefined, { cause: answer.error })
  return {
    id: head.id,
    object: 'chat.completion',
    created: head.created,
    model: head.model,
    choices: answer.choices.map((choice) => wholeChoice(choice, head)),
    ...(answer.usage !== undefined && { usage: chatUsageBody(answer.usage, head.cost) }),
  }
}

function wholeChoice(choice: Choice, head: AnswerHead): Json {
  return {
    index: choice.index,
    message: message(choice.parts, head),
    logprobs: choice.logprobs === undefined ? null : logprobs(choice.logprobs),
    finish_reason: finishReason(choice.finish?.reason ?? 'unknown'),
  }
}

function logprobs({ content, refusal }: NonNullable<Choice['logprobs']>): Json {
  return { content: content.length > 0 ? content : null, refusal: refusal.length > 0 ? refusal : null }
}

function message(parts: readonly AnswerPart[], head: AnswerHead): Json {
  const said = { content: '', refusal: '', reasoning: '' }
  const details: Json[] = []
  const calls: unknown[] = []
  const notes: unknown[] = []
  const images: unknown[] = []
  let carried: Json = {}
  for (const part of parts) {
    switch (part.type) {
      case 'text':
        said.content += part.text
        notes.push(...part.citations.map(annotation).filter((note) => note !== undefined))
        break
      case 'refusal':
        said.refusal += part.text
        break
      case 'reasoning':
        said.reasoning += part.text
        details.push(reasoningDetail(part, head, details.length))
        break
      case 'tool-call':
        calls.push(toolCall(part))
        break
      case 'media':
        images.push(image(part.mediaType, part.data))
        break
      case 'raw': {
        const { tool_calls: more, images: others, ...members } = carriedMembers(part.dialect, part.value) ?? {}
        calls.push(...array(more))
        images.push(...array(others))
        carried = { ...carried, ...members }
      }
    }
  }
  return {
    role: 'assistant',
    content: said.content === '' ? null : said.content,
    refusal: said.refusal === '' ? null : said.refusal,
    ...(said.reasoning !== '' && { reasoning_content: said.reasoning }),
    ...(details.length > 0 && { reasoning_details: details }),
    ...(notes.length > 0 && { annotations: notes }),
    ...(images.length > 0 && { images }),
    ...(calls.length > 0 && { tool_calls: calls }),
    ...carried,
  }
}

function reasoningDetail(part: Extract<AnswerPart, { type: 'reasoning' }>, head: AnswerHead, index: number): Json {
  const { text, signature, encrypted } = part
  if (encrypted !== undefined) return { type: 'reasoning.encrypted', data: encrypted, ...makerOf(head), index }
  const signed = signature === undefined ? undefined : { signature, ...makerOf(head) }
  return { type: 'reasoning.text', text, ...signed, index }
}

function toolCall(part: Extract<AnswerPart, { type: 'tool-call' }>): Json {
  return {
    id: part.id,
    type: 'function',
    function: { name: part.name, arguments: part.arguments },
    ...(part.signature !== undefined && signedCall(part.signature)),
  }
}
