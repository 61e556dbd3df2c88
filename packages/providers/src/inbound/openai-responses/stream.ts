import type { AnswerHead, AnswerRenderer } from '../../dialect.ts'
import { sseText } from '../../sse.ts'
import { openaiError } from '../error-shape.ts'
import { growingResponse } from './response.ts'

/** Renders `response.created` … `response.completed` or `response.incomplete`; there is no other end marker. */
export function responseRenderer(head: AnswerHead): AnswerRenderer {
  let out = ''
  let told = head.told ?? 0
  const tell = (type: string, members: Readonly<Record<string, unknown>>): void => {
    out += sseText({ event: type, data: JSON.stringify({ type, sequence_number: told++, ...members }) })
  }
  const response = growingResponse(head, tell)

  function taken(): string {
    const text = out
    out = ''
    return text
  }

  return {
    push(event) {
      if (told === 0 && 'choice' in event) {
        const begun = response.body('in_progress')
        tell('response.created', { response: begun })
        tell('response.in_progress', { response: begun })
      }
      response.push(event)
      return taken()
    },
    end(cost) {
      const whole = response.end(cost)
      if (whole === undefined) return ''
      // What goes on in the background has no end of its own yet.
      const ending = whole.status === 'incomplete' ? 'incomplete' : 'completed'
      tell(`response.${ending}`, { response: whole })
      return taken()
    },
    fail(failure) {
      const { error } = openaiError(failure)
      const { type: _, ...flat } = error
      // Clients read either form: the documentation has the first, the wire the second.
      tell('error', { ...flat, error })
      const { code, message } = error
      tell('response.failed', { response: response.body('failed', { error: { code, message } }) })
      return taken()
    },
  }
}
