/** The faults of upstreams, and what each of them is to a caller: a table that suites of the gateway read. */
import type { ErrorCode } from '@proxyapi/contract/errors'
import type { ModelFault } from '@proxyapi/simulators'

/** Upstreams by the dialect that they speak, and who serves them. */
export const upstreams = {
  'openai-chat': 'openai',
  'openai-responses': 'openai',
  'anthropic-messages': 'anthropic',
  'cohere-v2': 'cohere',
  gemini: 'google',
  'perplexity-agent': 'perplexity',
} as const
export type Upstream = keyof typeof upstreams

/** Where it strikes: before the answer, in it, or not at all for who waits for a whole one. */
export interface FaultCase {
  fault: ModelFault | 'refused'
  /** What the caller of a stream hears, and of a whole answer where that is something else. */
  code: ErrorCode
  wholeCode?: ErrorCode
  /** It comes after the first token of a stream. */
  isLate?: true
  /** No other lane would spare the caller. */
  isFinal?: true
  /** It is a silence, which a limit ends. */
  isSilence?: true
}

export const faultCases: readonly FaultCase[] = [
  { fault: 'refused', code: 'UPSTREAM_UNAVAILABLE' },
  { fault: 'reset', code: 'UPSTREAM_ERROR' },
  { fault: 'headers-then-reset', code: 'UPSTREAM_TRUNCATED' },
  { fault: 'role-then-reset', code: 'UPSTREAM_TRUNCATED' },
  { fault: 'hang', code: 'UPSTREAM_TIMEOUT', isSilence: true },
  { fault: 'silent', code: 'UPSTREAM_TIMEOUT', isSilence: true },
  { fault: 'comments', code: 'UPSTREAM_TIMEOUT', isSilence: true },
  { fault: 'role-then-silent', code: 'UPSTREAM_TIMEOUT', isSilence: true },
  { fault: 'overloaded', code: 'UPSTREAM_ERROR' },
  { fault: 'error-500', code: 'UPSTREAM_ERROR' },
  { fault: 'error-in-200', code: 'UPSTREAM_ERROR' },
  { fault: 'html', code: 'UPSTREAM_PROTOCOL_ERROR' },
  { fault: 'empty', code: 'UPSTREAM_PROTOCOL_ERROR' },
  { fault: 'rate-limited', code: 'RATE_LIMITED' },
  { fault: 'rate-limited-bare', code: 'RATE_LIMITED' },
  { fault: 'no-quota', code: 'UPSTREAM_AUTH_FAILED' },
  { fault: 'bad-key', code: 'UPSTREAM_AUTH_FAILED' },
  { fault: 'not-found', code: 'MODEL_NOT_FOUND' },
  { fault: 'content-policy', code: 'CONTENT_BLOCKED', isFinal: true },
  { fault: 'context-length', code: 'CONTEXT_LENGTH_EXCEEDED', isFinal: true },
  { fault: 'stall', code: 'UPSTREAM_TIMEOUT', isLate: true, isSilence: true },
  { fault: 'cut', code: 'UPSTREAM_TRUNCATED', isLate: true },
  { fault: 'truncated', code: 'UPSTREAM_TRUNCATED', wholeCode: 'UPSTREAM_PROTOCOL_ERROR', isLate: true },
  { fault: 'reset-mid', code: 'UPSTREAM_TRUNCATED', isLate: true },
  {
    fault: 'garbage',
    code: 'UPSTREAM_PROTOCOL_ERROR',
    isLate: true,
  },
  { fault: 'error-mid-stream', code: 'UPSTREAM_ERROR', isLate: true },
]

export const codeOf = ({ code, wholeCode }: FaultCase, stream: boolean): ErrorCode =>
  stream ? code : (wholeCode ?? code)
