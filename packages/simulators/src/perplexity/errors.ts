import { type Answer, jsonAnswer } from '../answer.ts'
import { Refused } from '../model-server.ts'
import type { Wording } from '../script.ts'

const errorOf = (code: number, type: string, message: string) => ({ error: { code, type, message } })

function errorAnswer(status: number, type: string, message: string, headers: Record<string, string> = {}): Answer {
  return jsonAnswer(status, errorOf(status, type, message), headers)
}

/** 400, or another 4xx; the code is the status, as a number. */
export function invalid(message: string, status = 400, type = 'invalid_request'): Refused {
  return new Refused(errorAnswer(status, type, message))
}

export const unknownModel = (model: string): Refused => invalid(`Model '${model}' not found.`, 404, 'not_found')

export const contextLength = (): Refused => invalid('Input exceeds the context window of this model.')

const overloaded = 'The service is temporarily unavailable. Please try again later.'
const rateLimited = 'Rate limit exceeded. Please try again later.'

/** How Perplexity words its failures. */
export const wording: Wording = {
  errors: {
    overloaded: errorAnswer(503, 'service_unavailable', overloaded),
    'error-500': errorAnswer(500, 'internal_error', 'Internal server error.'),
    'rate-limited': errorAnswer(429, 'rate_limit_exceeded', rateLimited, { 'retry-after': '1' }),
    'rate-limited-bare': errorAnswer(429, 'rate_limit_exceeded', rateLimited),
    'no-quota': errorAnswer(402, 'payment_required', 'Your account has no credits left.'),
    'bad-key': errorAnswer(401, 'authentication_error', 'Invalid API key provided.'),
    'not-found': unknownModel('sim/not-found').answer,
    'context-length': contextLength().answer,
    'content-policy': errorAnswer(400, 'content_policy_violation', 'The request was blocked by our content policy.'),
  },
  errorEvent: event('response.failed', errorOf(503, 'service_unavailable', overloaded)),
  brokenEvent: 'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","item_\n\n',
}

function event(type: string, members: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: 3, ...members })}\n\n`
}
