import type { AnswerEvent, Usage } from '../../answer.ts'
import type { AnswerHead } from '../../dialect.ts'
import type { Choice } from '../../fold.ts'
import { mergeUsage } from '../../usage.ts'
import { type ResponseOutput, responseOutput, type Tell } from './output.ts'
import { responsesUsageBody } from './usage.ts'

type Json = Record<string, unknown>

/** Fields of the request that a response repeats, and what they are where the caller left them out. */
const repeated: Readonly<Json> = {
  instructions: null,
  max_output_tokens: null,
  parallel_tool_calls: true,
  previous_response_id: null,
  prompt_cache_key: null,
  reasoning: { effort: null, summary: null },
  safety_identifier: null,
  store: false,
  temperature: null,
  text: { format: { type: 'text' } },
  tool_choice: 'auto',
  tools: [],
  top_p: null,
  truncation: 'disabled',
  metadata: {},
}

const unfinished = new Set(['queued', 'in_progress'])

/** One response while its events come. */
export interface GrowingResponse {
  /** Events after a second start are another answer: what was there before is gone. */
  push(event: AnswerEvent): void
  /** The response before anything was said of it, and as it fails. */
  body(status: string, members?: Json): Json
  /** The response at its end; undefined where no finish was pushed. */
  end(cost: number | undefined): Json | undefined
}

export function growingResponse(head: AnswerHead, tell: Tell): GrowingResponse {
  let output: ResponseOutput = responseOutput(head, tell)
  let usage: Usage | undefined
  let finish: Choice['finish']

  function body(status: string, members: Json = {}): Json {
    const response: Json = {
      id: head.id,
      object: 'response',
      created_at: head.created,
      status,
      background: false,
      error: null,
      incomplete_details: null,
      model: head.model,
      output: output.items,
    }
    for (const [name, otherwise] of Object.entries(repeated)) response[name] = head.asked?.[name] ?? otherwise
    return { ...response, usage: null, ...members }
  }

  return {
    push(event) {
      if (event.type === 'start') output = responseOutput(head, tell)
      else if (event.type === 'usage') usage = mergeUsage(usage, event.usage)
      else if (event.type === 'finish' && event.choice === 0) finish = event
      else if ('choice' in event && event.choice === 0) output.push(event)
    },
    body,
    end(cost) {
      if (finish === undefined) return undefined
      output.end(finish.reason === 'length')
      const { status, reason } = endOf(finish)
      return body(status, {
        ...(reason !== undefined && { incomplete_details: { reason } }),
        ...(usage !== undefined && { usage: responsesUsageBody(usage, cost) }),
      })
    },
  }
}

function endOf({ reason, native }: NonNullable<Choice['finish']>): { status: string; reason?: string } {
  if (reason === 'length') return { status: 'incomplete', reason: 'max_output_tokens' }
  if (reason === 'content_filter') return { status: 'incomplete', reason: 'content_filter' }
  return { status: reason === 'unknown' && unfinished.has(native ?? '') ? String(native) : 'completed' }
}
