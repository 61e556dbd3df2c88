import { type Answer, jsonAnswer } from '../answer.ts'
import { Refused } from '../model-server.ts'
import type { Wording } from '../script.ts'

const requestId = 'req_011CSimulated00000000000'

function errorBody(type: string, message: string) {
  return { type: 'error', error: { type, message }, request_id: requestId }
}

export function errorAnswer(
  status: number,
  type: string,
  message: string,
  headers: Record<string, string> = {},
): Answer {
  return jsonAnswer(status, errorBody(type, message), { 'request-id': requestId, ...headers })
}

/** 400 `invalid_request_error`. */
export function invalid(message: string): Refused {
  return new Refused(errorAnswer(400, 'invalid_request_error', message))
}

export function notFound(message: string): Refused {
  return new Refused(errorAnswer(404, 'not_found_error', message))
}

export function unauthenticated(message: string): Refused {
  return new Refused(errorAnswer(401, 'authentication_error', message))
}

export function tooLong(tokens: number, maximum: number): Refused {
  return invalid(`prompt is too long: ${tokens} tokens > ${maximum} maximum`)
}

const rateText = 'This request would exceed your rate limit of 50 requests per minute.'

/** How Anthropic words its failures. */
export const wording: Wording = {
  errors: {
    overloaded: errorAnswer(529, 'overloaded_error', 'Overloaded'),
    'error-500': errorAnswer(500, 'api_error', 'Internal server error'),
    'rate-limited': errorAnswer(429, 'rate_limit_error', rateText, {
      'retry-after': '1',
      'anthropic-ratelimit-requests-limit': '50',
      'anthropic-ratelimit-requests-remaining': '0',
    }),
    'rate-limited-bare': errorAnswer(429, 'rate_limit_error', rateText),
    'no-quota': errorAnswer(402, 'billing_error', 'Your credit balance is too low to access the Anthropic API.'),
    'bad-key': errorAnswer(401, 'authentication_error', 'invalid x-api-key'),
    'not-found': errorAnswer(404, 'not_found_error', 'model: sim/not-found'),
    'context-length': tooLong(210_034, 200_000).answer,
    'content-policy': errorAnswer(400, 'invalid_request_error', 'Output blocked by content filtering policy'),
  },
  errorEvent: `event: error\ndata: ${JSON.stringify(errorBody('overloaded_error', 'Overloaded'))}\n\n`,
  brokenEvent: 'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"del\n\n',
}
