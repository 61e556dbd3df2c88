import { type Answer, jsonAnswer } from '../answer.ts'
import { Refused } from '../model-server.ts'
import type { Wording } from '../script.ts'

interface ErrorBody {
  message: string
  type: string
  param: string | null
  code: string | null
}

function errorAnswer(status: number, body: ErrorBody, headers: Record<string, string> = {}): Answer {
  return jsonAnswer(status, { error: body }, headers)
}

/** 400 `invalid_request_error`, or another 4xx of that type. */
export function invalid(message: string, param: string | null, code: string | null, status = 400): Refused {
  return new Refused(errorAnswer(status, { message, type: 'invalid_request_error', param, code }))
}

const overloaded: ErrorBody = {
  message: 'The server is currently overloaded with other requests. Please try again later.',
  type: 'server_error',
  param: null,
  code: 'server_is_overloaded',
}
const rateLimited: ErrorBody = {
  message:
    'Rate limit reached for this model on requests per min (RPM): Limit 60, Used 60, Requested 1. Please try again in 1s.',
  type: 'requests',
  param: null,
  code: 'rate_limit_exceeded',
}
const limits = {
  'x-ratelimit-limit-requests': '60',
  'x-ratelimit-remaining-requests': '0',
  'x-ratelimit-reset-requests': '1s',
}

/** How OpenAI words its failures. */
export const wording: Wording = {
  errors: {
    overloaded: errorAnswer(503, overloaded),
    'error-500': errorAnswer(500, {
      message: 'The server had an error while processing your request. Sorry about that!',
      type: 'server_error',
      param: null,
      code: null,
    }),
    'rate-limited': errorAnswer(429, rateLimited, { 'retry-after': '1', 'retry-after-ms': '1000', ...limits }),
    'rate-limited-bare': errorAnswer(429, rateLimited),
    'no-quota': errorAnswer(429, {
      message: 'You exceeded your current quota, please check your plan and billing details.',
      type: 'insufficient_quota',
      param: null,
      code: 'insufficient_quota',
    }),
    'bad-key': errorAnswer(401, {
      message: 'Incorrect API key provided: sim-****. You can find your API key in your account settings.',
      type: 'invalid_request_error',
      param: null,
      code: 'invalid_api_key',
    }),
    'not-found': unknownModel('sim/not-found').answer,
    'context-length': contextLength().answer,
    'content-policy': errorAnswer(400, {
      message: 'Your request was rejected as a result of our safety system.',
      type: 'invalid_request_error',
      param: null,
      code: 'content_policy_violation',
    }),
  },
  errorEvent: `data: ${JSON.stringify({ error: overloaded })}\n\n`,
  brokenEvent: 'data: {"id":"chatcmpl-broken","object":"chat.completion.chunk","choices":[{"ind\n\n',
}

const failed = (event: string, body: object) => `event: ${event}\ndata: ${JSON.stringify({ type: event, ...body })}\n\n`
const { code, message } = overloaded

/** What the streams of Responses say in place of chunks: the error, and the response that failed by it. */
export const responsesWording: Pick<Wording, 'errorEvent' | 'brokenEvent'> = {
  errorEvent:
    failed('error', { sequence_number: 3, error: overloaded }) +
    failed('response.failed', {
      sequence_number: 4,
      response: { id: 'resp_failed', object: 'response', status: 'failed', output: [], error: { code, message } },
    }),
  brokenEvent: 'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","item_\n\n',
}

/** Responses has another status and other words for the same. */
export function unknownResponsesModel(model: string): Refused {
  return invalid(`The requested model '${model}' does not exist.`, 'model', 'model_not_found')
}

export function unknownModel(model: string): Refused {
  return invalid(`The model \`${model}\` does not exist or you do not have access to it.`, null, 'model_not_found', 404)
}

export function contextLength(param = 'messages'): Refused {
  return invalid(
    'Your input exceeds the context window of this model. Please adjust your input and try again.',
    param,
    'context_length_exceeded',
  )
}

export function wrongType(param: string, expected: string): Refused {
  return invalid(`Invalid type for '${param}': expected ${expected}.`, param, 'invalid_type')
}

export function missing(param: string): Refused {
  return invalid(`Missing required parameter: '${param}'.`, param, 'missing_required_parameter')
}
