/**
 * An answer, whole or streamed, is a finite sequence of these events. The last one is exactly one `finish` or `error`.
 * Law: folding the events of a streamed reply equals folding the events of the same reply sent whole, at every byte split.
 */
import type { ErrorCode } from '@proxyapi/contract/errors'

export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter' | 'error' | 'unknown'

/** Tokens in one arithmetic: `input` and `output` are totals that contain their parts. Unknown parts are 0. */
export interface Usage {
  input: number
  cached: number
  cacheWrite5m: number
  cacheWrite1h: number
  output: number
  reasoning: number
  audio: number
  searchUnits: number
  toolCalls: number
  /** What the upstream says the call cost, in USD. */
  reportedCost?: number
  /** True where we counted because the upstream did not say. */
  estimated: boolean
}

export type AnswerEvent =
  | { type: 'start'; id?: string; model?: string; created?: number }
  | { type: 'text'; choice: number; text: string }
  /** `signature` closes a block of reasoning; `encrypted` is a block that only its brand can read. */
  | { type: 'reasoning'; choice: number; text: string; signature?: string; encrypted?: string }
  /** `index` counts from 0 by appearance; `id` and `name` only in the first event of a call. */
  | {
      type: 'tool-call'
      choice: number
      index: number
      id?: string
      name?: string
      arguments: string
      signature?: string
    }
  | { type: 'refusal'; choice: number; text: string }
  | { type: 'citation'; choice: number; citation: unknown }
  | { type: 'media'; choice: number; mediaType: string; data: string }
  /** A part of the answer that only callers of the same dialect understand. */
  | { type: 'raw'; choice: number; dialect: string; value: unknown }
  /** Cumulative: a later one replaces an earlier one field by field where it is larger. */
  | { type: 'usage'; usage: Usage }
  | { type: 'finish'; choice: number; reason: FinishReason; native: string | null; stopSequence?: string }
  | { type: 'error'; error: UpstreamError }

/** What a failed upstream means to us: a row of the table, and what the attempt engine has to know. */
export interface UpstreamError {
  code: ErrorCode
  /** Decides what happens next (gateway: attempts). */
  fault:
    | 'transient'
    | 'timeout'
    | 'rate'
    | 'money'
    | 'credential'
    | 'not-found'
    | 'context-length'
    | 'content-policy'
    | 'caller'
    | 'protocol'
  /** The upstream's words, for our log; they reach a caller only with UPSTREAM_REJECTED, scrubbed. */
  message: string
  status?: number
  retryAfterMs?: number
  /** The upstream's own `code`, `type` and `param`, where it has them. */
  upstream?: { code?: string | null; type?: string | null; param?: string | null }
}
