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
  system: TextPart[]
  turns: Turn[]
  tools: Tool[]
  toolChoice?: { type: 'auto' | 'none' | 'required' } | { type: 'tool'; name: string }
  parallelToolCalls?: boolean
  output: OutputOptions
  sampling: Sampling
  reasoning?: { effort?: string; budget?: number }
  stream: boolean
  /** The caller asked for usage in the stream (`stream_options.include_usage`). */
  includeUsage: boolean
  metadata?: Record<string, unknown>
  extra: Record<string, unknown>
  /** The caller's parsed body, for lanes of the same dialect. */
  raw: Record<string, unknown>
}

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

export interface Turn {
  role: 'user' | 'assistant'
  parts: Part[]
  extra: Record<string, unknown>
}

export interface TextPart {
  type: 'text'
  text: string
  extra: Record<string, unknown>
}

export type Part =
  | TextPart
  /** `data` is base64. */
  | { type: 'image'; url?: string; data?: string; mediaType?: string; detail?: string; extra: Record<string, unknown> }
  | { type: 'audio'; data: string; format: string; extra: Record<string, unknown> }
  | {
      type: 'file'
      id?: string
      url?: string
      data?: string
      mediaType?: string
      name?: string
      extra: Record<string, unknown>
    }
  | {
      type: 'reasoning'
      text: string
      signature?: string
      encrypted?: string
      brand?: string
      extra: Record<string, unknown>
    }
  | {
      type: 'tool-call'
      id: string
      name: string
      arguments: string
      signature?: string
      extra: Record<string, unknown>
    }
  | { type: 'tool-result'; id: string; content: Part[]; isError?: boolean; extra: Record<string, unknown> }
  | { type: 'refusal'; text: string; extra: Record<string, unknown> }
  | { type: 'raw'; dialect: string; value: unknown; extra: Record<string, unknown> }

export interface Tool {
  name: string
  description?: string
  parameters?: unknown
  strict?: boolean
  /** Set for tools that only the caller's own dialect knows (server tools): sent as they are, or the lane is no candidate. */
  raw?: { dialect: string; value: unknown }
  extra: Record<string, unknown>
}
