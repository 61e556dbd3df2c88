import { ApiError } from '@proxyapi/contract/errors'
import type { AnswerEvent } from '../../answer.ts'
import type { AnswerHead } from '../../dialect.ts'
import { growingResponse } from './response.ts'

/** A response that nobody listened to while it was made. */
export function wholeResponse(events: readonly AnswerEvent[], head: AnswerHead): Record<string, unknown> {
  const response = growingResponse(head, () => undefined)
  for (const event of events) {
    if (event.type === 'error') throw new ApiError(event.error.code, undefined, { cause: event.error })
    response.push(event)
  }
  return response.end(head.cost) ?? response.body('completed')
}
