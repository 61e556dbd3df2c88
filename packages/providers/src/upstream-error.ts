import type { ErrorCode } from '@proxyapi/contract/errors'
import type { Fault, UpstreamError } from './answer.ts'
import { array, isRecord, number, record, text } from './lenient.ts'
import { retryAfterMs } from './retry-after.ts'

const messageCharsMax = 2_000
/** Patterns look at no more of an error than this. */
const searchedCharsMax = 4_096

const codes: Record<Fault, ErrorCode> = {
  transient: 'UPSTREAM_ERROR',
  timeout: 'UPSTREAM_TIMEOUT',
  rate: 'RATE_LIMITED',
  money: 'UPSTREAM_AUTH_FAILED',
  credential: 'UPSTREAM_AUTH_FAILED',
  'not-found': 'MODEL_NOT_FOUND',
  'context-length': 'CONTEXT_LENGTH_EXCEEDED',
  'content-policy': 'CONTENT_BLOCKED',
  caller: 'UPSTREAM_REJECTED',
  protocol: 'UPSTREAM_PROTOCOL_ERROR',
}

/** What upstreams write in `code`, `type`, `status` or `error_type`, in lower case (reference §1.3). */
const words = new Map<string, Fault>(
  Object.entries({
    context_length_exceeded: 'context-length',
    token_limit_exceeded: 'context-length',
    string_above_max_length: 'context-length',
    request_too_large: 'context-length',
    payload_too_large: 'context-length',
    content_filter: 'content-policy',
    content_policy_violation: 'content-policy',
    responsibleaipolicyviolation: 'content-policy',
    moderation_blocked: 'content-policy',
    refusal: 'content-policy',
    insufficient_quota: 'money',
    credit_balance_exhausted: 'money',
    billing_error: 'money',
    billing_not_active: 'money',
    billing_hard_limit_reached: 'money',
    enforced_spend_limit_reached: 'money',
    payment_required: 'money',
    authentication_error: 'credential',
    authentication: 'credential',
    invalid_api_key: 'credential',
    permission_error: 'credential',
    permission_denied: 'credential',
    account_deactivated: 'credential',
    model_not_found: 'not-found',
    deploymentnotfound: 'not-found',
    not_found_error: 'not-found',
    not_found: 'not-found',
    rate_limit_exceeded: 'rate',
    rate_limit_error: 'rate',
    ratelimitreached: 'rate',
    too_many_requests: 'rate',
    slow_down: 'rate',
    resource_exhausted: 'rate',
    invalid_request_error: 'caller',
    invalid_request: 'caller',
    invalid_prompt: 'caller',
    max_tokens_exceeded: 'caller',
    string_too_long: 'caller',
    precondition_failed: 'caller',
    unprocessable: 'caller',
    invalid_image: 'caller',
    image_too_large: 'caller',
    image_too_small: 'caller',
    image_not_found: 'caller',
    image_download_failed: 'caller',
    unsupported_image_format: 'caller',
    overloaded_error: 'transient',
    server_is_overloaded: 'transient',
    provider_overloaded: 'transient',
    provider_unavailable: 'transient',
    server_error: 'transient',
    server: 'transient',
    api_error: 'transient',
    timeout_error: 'transient',
    timeout: 'transient',
    unavailable: 'transient',
    internal: 'transient',
  } as const),
)

const contextPatterns = [
  /exceeds? the context window/i,
  /prompt is too long/i,
  /input token count.*exceeds the maximum/i,
  /maximum prompt length is/i,
  /reduce the length of the (?:messages|prompt)/i,
  /maximum context length is/i,
  /too many tokens/i,
  /input is too long for requested model/i,
  /exceeds the available context size/i,
  /greater than the context length/i,
  /too large for model with .* maximum context length/i,
  /exceeded model token limit/i,
  /context window exceeds limit/i,
]
const moneyPatterns = [
  /used all available credits/i,
  /credit balance is too low/i,
  /insufficient (?:balance|credits|funds)/i,
  /spending limit/i,
]
const policyPatterns = [
  /content (?:management|filtering) policy/i,
  /violates? (?:our )?usage (?:guidelines|policy|policies)/i,
  /flagged (?:as|by|for)/i,
  /requires moderation/i,
]
const keyPatterns = [/(?:incorrect|invalid) api key/i, /api[_ ]key[_ ](?:not[_ ]valid|invalid)/i]
const modelPatterns = [/model .* (?:does not exist|not found|is not found)/i]

/** What an error says, whichever of the known shapes it has. */
interface Said {
  message: string
  /** Status in the body: some upstreams answer 200 and put it in `code`. */
  status?: number
  words: string[]
  empty: boolean
  upstream: NonNullable<UpstreamError['upstream']>
}

/**
 * Judges an upstream's error by status, words and message (reference §1.3). `status` is 0 for an error inside a 200 or a
 * stream; the body is parsed JSON, or text where it was none.
 */
export function upstreamError(status: number, body: unknown, headers?: Headers): UpstreamError {
  const said = readError(body)
  const effective = status === 0 ? (said.status ?? 0) : status
  const fault = judge(effective, said)
  const error: UpstreamError = { code: codes[fault], fault, message: said.message, upstream: said.upstream }
  if (effective !== 0) error.status = effective
  const wait = headers === undefined ? undefined : retryAfterMs(headers)
  if (wait !== undefined) error.retryAfterMs = wait
  return error
}

/** The same error, judged by a dialect that knows better what its words mean. */
export const withFault = (error: UpstreamError, fault: Fault): UpstreamError => ({
  ...error,
  code: codes[fault],
  fault,
})

/** The upstream did not speak its protocol: no JSON, no answer, a shape that cannot be read. */
export const protocolError = (message: string): UpstreamError => ({
  code: codes.protocol,
  fault: 'protocol',
  message: message.slice(0, messageCharsMax),
})

/** The bytes were over before the answer was. */
export const truncatedError: UpstreamError = Object.freeze({
  code: 'UPSTREAM_TRUNCATED',
  fault: 'transient',
  message: 'the stream ended before its finish',
})

function judge(status: number, said: Said): Fault {
  const word = said.words.map((name) => words.get(name.toLowerCase())).find((fault) => fault !== undefined)
  if (word === 'money' || word === 'content-policy' || word === 'context-length') return word
  const matches = (patterns: readonly RegExp[]) => patterns.some((pattern) => pattern.test(said.message))
  if (status === 402 || matches(moneyPatterns)) return 'money'
  if (status !== 429 && status !== 401 && matches(policyPatterns)) return 'content-policy'
  if (status !== 429 && status !== 401 && status !== 403 && matches(contextPatterns)) return 'context-length'
  if (status === 0) return word ?? (matches(keyPatterns) ? 'credential' : 'transient')
  if (status === 429 || (word === 'rate' && status !== 413)) return 'rate'
  // What is not built there will not be there in a moment.
  if (status === 501) return 'not-found'
  if (status === 408 || status === 409 || status === 425 || status >= 500) return 'transient'
  if (status < 400) return 'protocol'
  if (status === 404 || word === 'not-found' || (status === 400 && matches(modelPatterns))) return 'not-found'
  if (status === 401 || status === 403 || word === 'credential' || matches(keyPatterns)) return 'credential'
  // 413, and a bare 400, is how some say that the prompt does not fit.
  if (status === 413 || (status === 400 && said.empty)) return 'context-length'
  return 'caller'
}

function readError(body: unknown): Said {
  const outer = record(Array.isArray(body) ? body[0] : body)
  // A text in `error` has its code beside it, not inside.
  const inner = isRecord(outer.error) ? outer.error : outer
  const said =
    text(inner.message) ?? text(outer.error) ?? text(outer.message) ?? text(inner.detail) ?? jsonText(inner.detail)
  const message = (said ?? text(body) ?? jsonText(body) ?? '').slice(0, searchedCharsMax)
  const metadata = record(inner.metadata)
  const raw = text(metadata.raw)
  const code = inner.code ?? outer.code
  const status = number(code)
  return {
    message: (raw === undefined ? message : `${message}: ${raw}`).slice(0, messageCharsMax),
    ...(status !== undefined && status >= 400 && status < 600 && { status }),
    words: [
      metadata.error_type,
      record(inner.innererror).code,
      code,
      inner.type,
      inner.status,
      ...array(inner.details).map((detail) => record(detail).reason),
    ].filter((word) => typeof word === 'string'),
    empty: body === undefined || body === null || body === '',
    upstream: { code: asText(code), type: asText(inner.type), param: asText(inner.param) },
  }
}

const asText = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 200) : null

const jsonText = (value: unknown): string | undefined =>
  value === undefined || value === null || value === '' ? undefined : JSON.stringify(value)
