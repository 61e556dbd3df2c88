import type { ErrorCode } from '@proxyapi/contract/errors'
import type { AnswerEvent, UpstreamError } from './answer.ts'
import type { Call } from './call.ts'

/** One Server-Sent Event as `sse.ts` parses it. */
export interface SseEvent {
  event?: string
  data: string
  id?: string
}

/** Where one attempt goes: a row of the catalog joined with a credential. */
export interface Target {
  /** Without a trailing slash; the dialect's path is appended. */
  baseUrl: string
  key: string | null
  /** The upstream's own name of the model. */
  model: string
  brand: Brand
  /** Largest output the model can give, in tokens, where the catalog knows it. */
  maxOutputTokens?: number
  /** Whether the model reasons, where the catalog knows it. */
  reasons?: boolean
  /** Selects the dated surface of brands that have one (`Quirks.paths`). */
  apiVersion?: string
}

export interface DialectRequest {
  method: 'POST' | 'GET'
  path: string
  /** Lower case; credentials included. */
  headers: Record<string, string>
  body: unknown
  /**
   * What this dialect cannot carry, named to the caller in `x-proxyapi-dropped`: `name` was left out, `name=value` was
   * changed to that value. Safe in a header.
   */
  dropped: string[]
  /** Since when the asked name is not to be used any more, in Unix seconds: the caller is told by `deprecation`. */
  deprecatedSince?: number
}

/** A parameter whose loss would change the meaning of the call: such a lane is no candidate. */
export interface Unsupported {
  unsupported: string
}

/** How one family of upstreams speaks. Pure: no fetch, no clock, no environment. */
export interface Dialect {
  readonly id: string
  /** It continues a text instead of answering a turn: not for models that only chat. */
  readonly completes?: true
  request(call: Call, target: Target): DialectRequest | Unsupported
  /** A whole answer, as the events a stream would carry. Throws nothing: what it cannot read is an `error` event. */
  reply(body: unknown, quirks: Quirks): AnswerEvent[]
  /** A decoder of one stream; its memory is a closure. */
  stream(quirks: Quirks): AnswerDecoder
  error(status: number, body: unknown, headers: Headers): UpstreamError
  /** What its list endpoint says to this query. */
  models?(body: unknown, query?: Readonly<Record<string, string>>): ModelList
  /** What it says of one model beyond its row in the list, where the brand's list names a path for it. */
  modelDetails?(body: unknown): Partial<ListedModel>
}

/** Throws nothing. After a `finish` or an `error` it returns no more events. */
export interface AnswerDecoder {
  push(event: SseEvent): readonly AnswerEvent[]
  /** Called once when the bytes are over: a stream that ends without a finish ends with UPSTREAM_TRUNCATED. */
  end(): readonly AnswerEvent[]
  /** The answer is complete; what may still come is its usage and the end marker. */
  finishSeen(): boolean
}

export interface ModelList {
  rows: ListedModel[]
  /** Rows without an id. */
  rejected: number
  /** Query of the next page. */
  next?: Record<string, string>
}

/** One model as a provider's list endpoint states it; what it does not state is absent, never guessed. */
export interface ListedModel {
  id: string
  name?: string
  /** Unix seconds. */
  created?: number
  contextLength?: number
  maxInputTokens?: number
  maxOutputTokens?: number
  inputModalities?: string[]
  outputModalities?: string[]
  /** Words for what it can do, and for what it is said not to do. */
  capabilities?: string[]
  lacks?: string[]
  aliases?: string[]
  /** The id that this one stands for at present. */
  aliasOf?: string
  /** The provider's own word for the stage of its life. */
  stage?: string
  /** YYYY-MM-DD. */
  shutdownDate?: string
  knowledgeCutoff?: string
  replacement?: string[]
  /** All other fields of the row, as they came. */
  metadata?: Record<string, unknown>
}

/** How callers of one family speak to us: the other half of a dialect. Pure. */
export interface InboundDialect {
  readonly id: string
  /** From a body that the contract's validator has accepted. Throws ApiError for what a schema cannot say. */
  parse(body: Record<string, unknown>): Call
  /** Folds a whole answer into the caller's shape. Throws ApiError for an answer that ended with an error. */
  whole(events: readonly AnswerEvent[], head: AnswerHead): Record<string, unknown>
  /** Renders events into the caller's stream, as text in SSE framing. */
  stream(head: AnswerHead): AnswerRenderer
}

export interface AnswerRenderer {
  push(event: AnswerEvent): string
  /** What stands after the last finish, with the end marker; empty if no finish was pushed. `cost` in USD. */
  end(cost?: number): string
  /** The error in the stream's own form, without an end marker: nothing may follow. */
  fail(error: CallerError): string
}

/** An error as a caller of `/v1` is told about it. */
export interface CallerError {
  code: ErrorCode
  message: string
  requestId: string
  param?: string | null
  /** The upstream's own words where they may pass: only with UPSTREAM_REJECTED. */
  upstream?: { code?: string | null; type?: string | null }
}

/** What an answer says of itself beside its events. */
export interface AnswerHead {
  id: string
  /** Unix seconds. */
  created: number
  /** What answered, as the caller is told. */
  model: string
  includeUsage: boolean
  /** USD, added to `usage` of whole answers where known; a stream is told at its end. */
  cost?: number
  /** Who answered: marks signed reasoning, so that it goes back to its maker only. */
  made?: { dialect: string; brand: string }
  /** The caller's body, for answers that repeat fields of it. */
  asked?: Readonly<Record<string, unknown>>
  /** Events that the caller has got before, of a stream that others began; streams that count go on from there. */
  told?: number
}

/** What an upstream can be asked for beside chat. */
export type Operation =
  | 'chat'
  | 'completions'
  | 'count_tokens'
  | 'embeddings'
  | 'rerank'
  | 'moderations'
  | 'images'
  | 'speech'
  | 'transcriptions'

/** A brand is a row: what is new about an upstream that speaks a known dialect is data. */
export interface Brand {
  id: string
  name: string
  aliases: string[]
  /** Its name in OpenTelemetry's conventions, where that is another than its id. */
  genAiName?: string
  /** Dialects it speaks, default first. */
  speaks: string[]
  operations: Operation[]
  /** Null where the operator has to say it. */
  baseUrl: string | null
  /** Environment variables that may hold its key, first wins. */
  keyEnv: string[]
  auth: 'bearer' | 'x-api-key' | 'api-key' | 'x-goog-api-key' | 'none'
  /** The list endpoint, and the dialect that reads it; null where there is none. */
  list: BrandList | null
  quirks: Quirks
}

export interface BrandList {
  path: string
  query?: Record<string, string>
  dialect: string
  /** Asked where `path` is not there; one model is asked for below it. */
  orElse?: string
  /** `POST {model}` here tells more of a model. */
  details?: string
}

/** What data cannot say twice becomes a named quirk; shared code asks for the quirk, never for the brand. */
export interface Quirks {
  /** Spelling of the output limit; `max_tokens` if absent. */
  maxTokensField?: 'max_tokens' | 'max_completion_tokens'
  /** `completion_tokens` does not contain the reasoning tokens. */
  reasoningOutsideOutput?: boolean
  /** Headers that every request carries. */
  headers?: Record<string, string>
  /** Where the dialect's path is not simply appended; `{path}` and `{model}` are filled in. `dated` needs an api-version. */
  paths?: {
    plain: string
    dated?: string
    /** Where the dated surface has another layout for one of the dialects' paths. */
    datedBy?: Readonly<Record<string, string>>
  }
  /** Words that `reasoning_effort` takes, weakest first. */
  efforts?: string[]
  /** False where `stream_options` is refused; usage then comes unasked. */
  streamOptions?: false
  /** A member of a chunk under which `usage` may stand. */
  usageUnder?: string
  /** The member of `usage` that states the cost, or has it as `total_cost`, in units of which `perUsd` make one USD. */
  reportedCost?: { field: string; perUsd: number }
  /** A text that stands where null is meant. */
  nullText?: string
  /**
   * Its answers, or those to calls with tools, may not be in the form that callers of the dialect read: they are written
   * anew for them, too.
   */
  remade?: 'always' | 'tools'
  /** What it leaves out without a word; a call that means it cannot go there. */
  ignores?: readonly ('n' | 'logprobs' | 'tool_choice')[]
  /** What its reasoning models refuse: left out of a translated call where it does no harm; with a stop it cannot go there. */
  unreasonable?: readonly ('stop' | 'presence_penalty' | 'frequency_penalty')[]
  /** Ids of tool calls must be so many letters and digits. */
  toolCallIdLength?: number
  /** Takes the `input_type` of embeddings in a dialect that does not define it. */
  inputType?: true
  /** Takes `top_k` in a dialect that does not define it. */
  topK?: true
  /** Takes signed reasoning back under this name. */
  reasoningBack?: 'reasoning_details'
  /** Models that continue a trailing assistant turn, as beginnings of their names; absent: the dialect's rule. */
  prefill?: string[]
  /**
   * Models that think by a budget of so many tokens, as beginnings of their names, the first that fits; a `max` of 0 does not
   * think, `off` can be told not to. All others take a level, sign
   * their calls, and answer in JSON although they have tools.
   */
  thinkingBudgets?: { models: string; min: number; max: number; off?: true }[]
  /** Names of retired models, the presets that took their place, and since when, in Unix seconds. */
  retired?: { since: number; presets: Readonly<Record<string, string>> }
  /**
   * A prompt beyond the window is cut without a word, so that only our own estimate can tell: the window in tokens where
   * nobody states it.
   */
  truncatesBeyond?: number
  /** Serves addresses that the egress guard must be told about. */
  privateAddress?: boolean
}
