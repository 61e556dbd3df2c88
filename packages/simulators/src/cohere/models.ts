import { faultModels } from '../model-server.ts'

export type CohereEndpoint = 'chat' | 'embed' | 'rerank'

/** A row of Cohere's list, and what the simulator has to know of the model. */
export interface CohereModel {
  name: string
  endpoints: CohereEndpoint[]
  features?: string[]
  is_deprecated?: boolean
  /** Tokens of a chat, of one text to embed, or of a query with one document. */
  context_length: number
  /** Thinks unless it is told not to; the others refuse `thinking`. */
  reasons?: boolean
  /** Lengths that its embeddings can have, the default first. */
  dimensions?: number[]
}

const chat = (name: string, context: number, features: string[] = []): CohereModel => ({
  name,
  endpoints: ['chat'],
  features: ['chat-completions', 'json_mode', 'json_schema', 'safety_modes', 'tools', ...features],
  context_length: context,
})
const embed = (name: string, context: number, dimensions: number[]): CohereModel => ({
  name,
  endpoints: ['embed'],
  context_length: context,
  dimensions,
})
const rerank = (name: string, context: number): CohereModel => ({
  name,
  endpoints: ['rerank'],
  context_length: context,
})

/** A selection of what the vendor lists, and the models that fail on purpose. */
export const cohereModels: readonly CohereModel[] = [
  chat('command-a-03-2025', 288_000, ['strict_tools', 'tool_choice']),
  { ...chat('command-a-reasoning-08-2025', 288_768, ['reasoning', 'strict_tools', 'tool_choice']), reasons: true },
  chat('command-a-vision-07-2025', 128_000, ['vision']),
  chat('command-r7b-12-2024', 132_000, ['strict_tools', 'tool_choice']),
  chat('command-r-08-2024', 132_096, ['strict_tools']),
  { ...chat('command-r-plus-08-2024', 132_096, ['strict_tools']), is_deprecated: true },
  embed('embed-v4.0', 128_000, [1536, 256, 512, 1024]),
  embed('embed-english-v3.0', 512, [1024]),
  embed('embed-multilingual-v3.0', 512, [1024]),
  rerank('rerank-v4.0-pro', 32_000),
  rerank('rerank-v3.5', 4_096),
  ...faultModels.map((id): CohereModel => ({ ...chat(id, 128_000), endpoints: ['chat', 'embed', 'rerank'] })),
]

/** The row as the list shows it. */
export function modelRow(model: CohereModel): Record<string, unknown> {
  return {
    name: model.name,
    is_deprecated: model.is_deprecated ?? false,
    endpoints: model.endpoints,
    finetuned: false,
    context_length: model.context_length,
    tokenizer_url: `https://storage.googleapis.com/cohere-public/tokenizers/${model.name}.json`,
    default_endpoints: [],
    features: model.features ?? null,
  }
}
