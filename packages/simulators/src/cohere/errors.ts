import { type Answer, jsonAnswer } from '../answer.ts'
import { Refused } from '../model-server.ts'
import type { Wording } from '../script.ts'

const id = '00000000-0000-4000-8000-00000000c0e7'

function errorAnswer(status: number, message: string, headers: Record<string, string> = {}): Answer {
  return jsonAnswer(status, { id, message }, headers)
}

/** 400, or another 4xx: this vendor has no codes, only status and message. */
export function invalid(message: string, status = 400): Refused {
  return new Refused(errorAnswer(status, message))
}

/** 422: the vendor refuses every member that it does not know. */
export function unknownField(name: string, page: string): Refused {
  const hint = `For proper usage, please refer to https://docs.cohere.com/reference/${page}`
  return invalid(`unknown field: parameter '${name}' is not a valid field. ${hint}`, 422)
}

export function unknownModel(model: string): Refused {
  const hint = 'make sure the correct model ID was used and that you have access to the model.'
  return invalid(`model '${model}' not found, ${hint}`, 404)
}

export function tooManyTokens(over: number, limit: number): Refused {
  return invalid(
    `too many tokens: size limit exceeded by ${over} tokens. Try using shorter or fewer inputs. The limit for this model is ${limit} tokens.`,
  )
}

const overloaded = 'the service is temporarily unavailable, please try again later'
const perMinute = 'You are using a Trial key, which is limited to 20 API calls / minute. Upgrade to a Production key.'
const perMonth = 'You are using a Trial key, which is limited to 1000 API calls / month. Upgrade to a Production key.'

/** How Cohere words its failures. */
export const wording: Wording = {
  errors: {
    overloaded: errorAnswer(503, overloaded),
    'error-500': errorAnswer(500, 'internal server error, this has been reported to our developers'),
    'rate-limited': errorAnswer(429, perMinute, {
      'retry-after': '1',
      'x-trial-endpoint-call-limit': '20',
      'x-trial-endpoint-call-remaining': '0',
    }),
    'rate-limited-bare': errorAnswer(429, perMinute),
    'no-quota': errorAnswer(429, perMonth),
    'bad-key': errorAnswer(401, 'invalid api token'),
    'not-found': unknownModel('sim/not-found').answer,
    'context-length': tooManyTokens(11_326, 128_000).answer,
    'content-policy': errorAnswer(498, 'the request was blocked: it may violate our Usage Guidelines'),
  },
  errorEvent: event({ finish_reason: 'ERROR', error: overloaded }),
  brokenEvent: 'event: content-delta\ndata: {"type":"content-delta","index":0,"del\n\n',
}

function event(delta: object): string {
  return `event: message-end\ndata: ${JSON.stringify({ type: 'message-end', delta })}\n\n`
}
