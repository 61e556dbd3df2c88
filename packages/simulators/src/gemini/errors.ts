import { type Answer, jsonAnswer } from '../answer.ts'
import { Refused } from '../model-server.ts'
import type { Wording } from '../script.ts'

interface Detail {
  '@type': string
  [member: string]: unknown
}

function errorBody(code: number, status: string, message: string, details?: Detail[]) {
  return { error: { code, message, status, ...(details ? { details } : {}) } }
}

function errorAnswer(code: number, status: string, message: string, details?: Detail[]): Answer {
  return jsonAnswer(code, errorBody(code, status, message, details), {
    'content-type': 'application/json; charset=UTF-8',
  })
}

/** 400 `INVALID_ARGUMENT`. */
export function invalid(message: string, details?: Detail[]): Refused {
  return new Refused(errorAnswer(400, 'INVALID_ARGUMENT', message, details))
}

/** Members that no message of the API has: every one is named, as its JSON reader does. */
export function unknownNames(found: { name: string; at: string }[]): Refused {
  const described = found.map(({ name, at }) => {
    const place = at === '' ? '' : ` at '${at}'`
    return {
      field: at,
      description: `Invalid JSON payload received. Unknown name "${name}"${place}: Cannot find field.`,
    }
  })
  return invalid(described.map(({ description }) => description).join('\n'), [
    { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: described },
  ])
}

export function unknownModel(id: string, method: string): Refused {
  const text = `models/${id} is not found for API version v1beta, or is not supported for ${method}. Call ListModels to see the list of available models and their supported methods.`
  return new Refused(errorAnswer(404, 'NOT_FOUND', text))
}

export function notFound(): Refused {
  return new Refused({
    status: 404,
    headers: { 'content-type': 'text/html; charset=UTF-8' },
    parts: [{ kind: 'whole', text: '<!DOCTYPE html>\n<title>Error 404 (Not Found)!!1</title>\n', tokens: 0 }],
  })
}

export function unregistered(): Refused {
  const text =
    "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API."
  return new Refused(errorAnswer(403, 'PERMISSION_DENIED', text))
}

export function badKey(): Refused {
  return invalid('API key not valid. Please pass a valid API key.', [
    {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason: 'API_KEY_INVALID',
      domain: 'googleapis.com',
      metadata: { service: 'generativelanguage.googleapis.com' },
    },
    {
      '@type': 'type.googleapis.com/google.rpc.LocalizedMessage',
      locale: 'en-US',
      message: 'API key not valid. Please pass a valid API key.',
    },
  ])
}

export function tooLong(tokens: number, maximum: number): Refused {
  return invalid(`The input token count (${tokens}) exceeds the maximum number of tokens allowed (${maximum}).`)
}

const quotaText = 'You exceeded your current quota, please check your plan and billing details.'
const quotaFailure: Detail = {
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: [
    {
      quotaMetric: 'generativelanguage.googleapis.com/generate_content_paid_tier_requests',
      quotaId: 'GenerateRequestsPerMinutePerProjectPerModel-PaidTier',
      quotaValue: '60',
    },
  ],
}
const retryInfo: Detail = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1s' }
const overloadedText = 'The model is overloaded. Please try again later.'

/** How Gemini words its failures. */
export const wording: Wording = {
  errors: {
    overloaded: errorAnswer(503, 'UNAVAILABLE', overloadedText),
    'error-500': errorAnswer(500, 'INTERNAL', 'An internal error has occurred. Please retry or report it.'),
    'rate-limited': errorAnswer(429, 'RESOURCE_EXHAUSTED', quotaText, [quotaFailure, retryInfo]),
    'rate-limited-bare': errorAnswer(429, 'RESOURCE_EXHAUSTED', quotaText, [quotaFailure]),
    'no-quota': errorAnswer(402, 'FAILED_PRECONDITION', 'Your prepayment credits are depleted. Please buy more.'),
    'bad-key': badKey().answer,
    'not-found': unknownModel('sim/not-found', 'generateContent').answer,
    'context-length': tooLong(1_048_600, 1_048_576).answer,
    'content-policy': errorAnswer(
      400,
      'INVALID_ARGUMENT',
      "The prompt could not be submitted. It contains words that violate Google's Responsible AI practices.",
    ),
  },
  errorEvent: `data: ${JSON.stringify(errorBody(503, 'UNAVAILABLE', overloadedText))}\r\n\r\n`,
  brokenEvent: 'data: {"candidates": [{"content": {"parts": [{"te\r\n\r\n',
}
