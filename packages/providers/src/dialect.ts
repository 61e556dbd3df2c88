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
}

export interface DialectRequest {
  method: 'POST' | 'GET'
  path: string
  /** Credentials included. */
  headers: Record<string, string>
  body: unknown
  /** Parameters that this dialect cannot carry and that were left out: named to the caller in `x-proxyapi-dropped`. */
  dropped: string[]
}

/** A parameter whose loss would change the meaning of the call: such a lane is no candidate. */
export interface Unsupported {
  unsupported: string
}

/** How one family of upstreams speaks. Pure: no fetch, no clock, no environment. */
export interface Dialect {
  readonly id: string
  request(call: Call, target: Target): DialectRequest | Unsupported
  /** A whole answer, as the events a stream would carry. Throws nothing: what it cannot read is an `error` event. */
  reply(body: unknown): AnswerEvent[]
  /** A decoder of one stream; its memory is a closure. `end()` is called once when the bytes are over. */
  stream(): { push(event: SseEvent): AnswerEvent[]; end(): AnswerEvent[] }
  error(status: number, body: unknown, headers: Headers): UpstreamError
  /** What its list endpoint says; `next` is the query of the next page. */
  models?(body: unknown): { rows: ListedModel[]; next?: Record<string, string> }
}

/** One model as a provider's list endpoint states it; what it does not state is absent, never guessed. */
export interface ListedModel {
  id: string
  name?: string
  created?: number
  contextLength?: number
  maxInputTokens?: number
  maxOutputTokens?: number
  inputModalities?: string[]
  outputModalities?: string[]
  capabilities?: string[]
  aliases?: string[]
  shutdownDate?: string
  metadata?: Record<string, unknown>
}

/** How callers of one family speak to us: the other half of a dialect. Pure. */
export interface InboundDialect {
  readonly id: string
  /** From a body that the contract's validator has accepted. Throws ApiError for what a schema cannot say. */
  parse(body: Record<string, unknown>): Call
  /** Folds a whole answer into the caller's shape. */
  whole(events: readonly AnswerEvent[], head: AnswerHead): Record<string, unknown>
  /** Renders events into the caller's stream, as text in SSE framing. */
  stream(head: AnswerHead): {
    push(event: AnswerEvent): string
    end(): string
    fail(error: { code: string; status: number; message: string; requestId: string }): string
  }
}

/** What an answer says of itself beside its events. */
export interface AnswerHead {
  id: string
  created: number
  /** What answered, as the caller is told. */
  model: string
  includeUsage: boolean
  /** USD, added to `usage` of translated answers where known. */
  cost?: number
}

/** A brand is a row: what is new about an upstream that speaks a known dialect is data. */
export interface Brand {
  id: string
  name: string
  aliases: string[]
  /** Dialects it speaks, default first. */
  speaks: string[]
  baseUrl: string | null
  /** Environment variables that may hold its key, first wins. */
  keyEnv: string[]
  auth: 'bearer' | 'x-api-key' | 'api-key' | 'x-goog-api-key' | 'none'
  /** The list endpoint. */
  list: { path: string; query?: Record<string, string> } | null
  quirks: Quirks
}

/** What data cannot say twice becomes a named quirk; shared code asks for the quirk, never for the brand. */
export interface Quirks {
  /** Spelling of the output limit for models that refuse `max_tokens`. */
  maxTokensField?: 'max_tokens' | 'max_completion_tokens'
  /** `completion_tokens` does not contain the reasoning tokens. */
  reasoningOutsideOutput?: boolean
  /** Errors may come in a 200. */
  errorsIn200?: boolean
  /** Headers that every request carries. */
  headers?: Record<string, string>
}
