/**
 * A call inside the gateway: the superset of what the inbound dialects can say. Every level has an `extra` with the fields
 * that we do not know, in the caller's order, so that an upstream of the same dialect gets them unchanged.
 */
export interface Call {
  operation: 'chat'
  /** Dialect of the caller: `openai-chat`, `anthropic-messages`, … */
  from: string
  /** The name the caller asked for; a target's own model name replaces it. */
  model: string
  /** What stands before the first turn. */
  system: TextPart[]
  turns: Turn[]
  tools: Tool[]
  toolChoice?: { type: 'auto' | 'none' | 'required' } | { type: 'tool'; name: string }
  parallelToolCalls?: boolean
  output: OutputOptions
  sampling: Sampling
  /** Effort in words of `effort.ts`, or a budget in tokens. */
  reasoning?: { effort?: string; budget?: number }
  stream: boolean
  /** The caller asked for usage in the stream (`stream_options.include_usage`). */
  includeUsage: boolean
  /** Who the caller's end user is, in the caller's words. */
  user?: string
  metadata?: Record<string, unknown>
  extra: Extra
  /**
   * Fields of the caller's dialect that the superset holds only roughly (a mode of thinking, an odd tool choice), as they
   * were written: an upstream of that dialect gets them instead of what the superset says.
   */
  exact: Extra
  /** Names of fields that no other dialect can honor: a lane of another dialect is no candidate. */
  nativeOnly: string[]
  /** Headers of the caller, lower case, that an upstream of the same dialect may see. */
  headers?: Record<string, string>
  /**
   * The caller's parsed body, for lanes of the same dialect. Null where the gateway changed the call: such a lane then
   * gets a body built from the superset, which loses nothing but the spelling.
   */
  raw: Record<string, unknown> | null
}

export type Extra = Readonly<Record<string, unknown>>

/** Shared, so that a level without unknown fields costs nothing. */
export const noExtra: Extra = Object.freeze({})

export interface OutputOptions {
  maxTokens?: number
  stop?: string[]
  format?:
    | { type: 'text' }
    | { type: 'json' }
    | { type: 'json-schema'; name: string; schema: unknown; strict?: boolean; description?: string }
  /** Number of choices. */
  n?: number
}

export interface Sampling {
  temperature?: number
  topP?: number
  topK?: number
  seed?: number
  presencePenalty?: number
  frequencyPenalty?: number
  logitBias?: Record<string, number>
  logprobs?: boolean
  topLogprobs?: number
}

/**
 * Consecutive tool results are one user turn. A system turn holds text only and stands where the caller wrote it;
 * `extra.role` keeps another word than `system` for it.
 */
export interface Turn {
  role: 'system' | 'user' | 'assistant'
  parts: Part[]
  extra: Extra
}

export interface TextPart {
  type: 'text'
  text: string
  extra: Extra
}

export interface ReasoningPart {
  type: 'reasoning'
  text: string
  signature?: string
  encrypted?: string
  /** Who made the signature; absent: an upstream of the caller's own dialect. */
  brand?: string
  extra: Extra
}

export interface ToolCallPart {
  type: 'tool-call'
  id: string
  name: string
  /** JSON text of an object. */
  arguments: string
  signature?: string
  extra: Extra
}

export interface ToolResultPart {
  type: 'tool-result'
  id: string
  content: Part[]
  isError?: boolean
  extra: Extra
}

/** `data` is base64; `id` names a file that the caller's own upstream keeps. */
export interface ImagePart {
  type: 'image'
  id?: string
  url?: string
  data?: string
  mediaType?: string
  detail?: string
  extra: Extra
}

export interface FilePart {
  type: 'file'
  id?: string
  url?: string
  data?: string
  mediaType?: string
  name?: string
  extra: Extra
}

export type Part =
  | TextPart
  | ImagePart
  | { type: 'audio'; data: string; format: string; extra: Extra }
  | FilePart
  | ReasoningPart
  | ToolCallPart
  | ToolResultPart
  | { type: 'refusal'; text: string; extra: Extra }
  | { type: 'raw'; dialect: string; value: unknown; extra: Extra }

export interface Tool {
  name: string
  description?: string
  parameters?: unknown
  strict?: boolean
  /** Set for tools that only the caller's own dialect knows (server tools): sent as they are, or the lane is no candidate. */
  raw?: { dialect: string; value: unknown }
  extra: Extra
}
