/**
 * An answer, whole or streamed, is a finite sequence of these events. It ends either with one `finish` a choice (so with
 * exactly one, unless several choices were asked for) or with one `error`; nothing follows them.
 * Law: folding the events of a streamed reply equals folding the events of the same reply sent whole, at every byte split.
 * (Arguments of tool calls are compared as JSON: some dialects send an object whole and its text streamed.)
 */
import type { ErrorCode } from '@proxyapi/contract/errors'

export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter' | 'error' | 'unknown'

/** Tokens in one arithmetic: `input` and `output` are totals that contain their parts. Unknown parts are 0. */
export interface Usage {
  input: number
  cached: number
  cacheWrite5m: number
  cacheWrite1h: number
  inputAudio: number
  output: number
  reasoning: number
  outputAudio: number
  searchUnits: number
  toolCalls: number
  /** Made images, spoken characters, seconds of a recording: absent where a call has none. */
  images?: number
  characters?: number
  seconds?: number
  /** What the upstream says the call cost, in USD. */
  reportedCost?: number
  /** True where we counted because the upstream did not say. */
  estimated: boolean
}

/** Where a statement of the answer comes from. `native` is the upstream's own form, for callers of the same dialect. */
export interface Citation {
  url?: string
  title?: string
  quote?: string
  /** Place of a document that the caller gave among those of the call, from 0; the quote is all of it. */
  document?: number
  native: { dialect: string; value: unknown }
}

export type AnswerEvent =
  /** A second one voids everything before it but the usage: the upstream began again. */
  | { type: 'start'; id?: string; model?: string; created?: number }
  | { type: 'text'; choice: number; text: string }
  /** `signature` closes a block of reasoning; `encrypted` is a block of its own that only its brand can read. */
  | { type: 'reasoning'; choice: number; text: string; signature?: string; encrypted?: string }
  /**
   * `index` counts from 0 by appearance; `id` (unique in its choice) and `name` only in the first event of a call.
   * The arguments of a call, joined, are never empty: none is `{}`.
   */
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
  /** Belongs to the text before it and closes it: text that follows is another part. */
  | { type: 'citation'; choice: number; citation: Citation }
  /** `data` is base64. */
  | { type: 'media'; choice: number; mediaType: string; data: string }
  | { type: 'logprobs'; choice: number; of: 'content' | 'refusal'; tokens: readonly unknown[] }
  /** A part of the answer that only callers of the same dialect understand, complete. */
  | { type: 'raw'; choice: number; dialect: string; value: unknown }
  /** Cumulative: a later one replaces an earlier one field by field where it is larger. */
  | { type: 'usage'; usage: Usage }
  | { type: 'finish'; choice: number; reason: FinishReason; native: string | null; stopSequence?: string }
  | { type: 'error'; error: UpstreamError }

/** Decides what happens next (gateway: attempts). */
export type Fault =
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

/** What a failed upstream means to us: a row of the table, and what the attempt engine has to know. */
export interface UpstreamError {
  code: ErrorCode
  fault: Fault
  /** The upstream's words, ≤ 2,000 characters, for our log; they reach a caller only with UPSTREAM_REJECTED, scrubbed. */
  message: string
  /** HTTP status, or what the error inside a 200 says in its place. */
  status?: number
  retryAfterMs?: number
  /** The upstream's own `code`, `type` and `param`, where it has them. */
  upstream?: { code?: string | null; type?: string | null; param?: string | null }
}
