import { faultModels } from '../model-server.ts'

/** A row of OpenAI's list, and what the simulator has to know of the model. Further members are listed as they are. */
export interface OpenAIModel {
  id: string
  created?: number
  owned_by?: string
  shutdown_date?: string | null
  /** Members that compatible servers add to a row: `max_model_len`, `root`, … */
  extra?: Record<string, unknown>
  does?: Ability
  /** Refuses `max_tokens` and spends tokens on reasoning. */
  reasons?: boolean
  /** Tokens of input and output together; 0: not known. */
  context?: number
  /** Dimensions of an embedding. */
  dimensions?: number
  /** Bills images instead of their tokens. */
  countsImages?: boolean
  /** Bills seconds of a recording instead of its tokens. */
  countsSeconds?: boolean
}

export type Ability =
  | 'chat'
  | 'completions'
  | 'embeddings'
  | 'rerank'
  | 'moderations'
  | 'images'
  | 'speech'
  | 'transcriptions'

/** Whether a model takes this request; the models that fail on purpose fail in every way. */
export const isAble = ({ id, does = 'chat' }: OpenAIModel, ability: Ability): boolean =>
  does === ability || faultModels.includes(id)

const chat = (id: string, day: string, context: number, reasons = false): OpenAIModel => ({
  id,
  created: Date.parse(day) / 1000,
  owned_by: 'system',
  shutdown_date: null,
  does: 'chat',
  reasons,
  context,
})
const embedding = (id: string, day: string, dimensions: number): OpenAIModel => ({
  ...chat(id, day, 8192),
  does: 'embeddings',
  dimensions,
})
const other = (id: string, day: string, does: Ability): OpenAIModel => ({ ...chat(id, day, 0), does })

/** A selection of what the vendor lists, retired rows included, and the models that fail on purpose. */
export const openaiModels: readonly OpenAIModel[] = [
  { ...chat('gpt-3.5-turbo', '2023-02-28', 16_385), owned_by: 'openai', shutdown_date: '2026-10-23' },
  { ...chat('gpt-4', '2023-06-27', 8_192), owned_by: 'openai', shutdown_date: '2026-10-23' },
  chat('gpt-4o', '2024-05-10', 128_000),
  chat('gpt-4o-mini', '2024-07-16', 128_000),
  chat('gpt-4o-mini-2024-07-18', '2024-07-16', 128_000),
  chat('gpt-4.1', '2025-04-10', 1_047_576),
  chat('gpt-4.1-mini', '2025-04-10', 1_047_576),
  chat('o3', '2025-04-09', 200_000, true),
  chat('gpt-5', '2025-08-05', 400_000, true),
  chat('gpt-5-mini', '2025-08-05', 400_000, true),
  chat('gpt-5-nano', '2025-08-05', 400_000, true),
  chat('gpt-5.4', '2026-03-04', 1_050_000, true),
  chat('gpt-5.4-mini', '2026-03-16', 400_000, true),
  chat('gpt-5.5', '2026-04-22', 1_050_000, true),
  chat('gpt-5.6', '2026-09-15', 1_050_000, true),
  embedding('text-embedding-ada-002', '2022-12-16', 1536),
  embedding('text-embedding-3-small', '2024-01-22', 1536),
  embedding('text-embedding-3-large', '2024-01-22', 3072),
  { ...chat('gpt-3.5-turbo-instruct', '2023-08-24', 4_096), does: 'completions' },
  { ...other('whisper-1', '2023-02-27', 'transcriptions'), countsSeconds: true },
  other('gpt-4o-transcribe', '2025-03-15', 'transcriptions'),
  other('tts-1', '2023-04-19', 'speech'),
  { ...other('dall-e-3', '2023-10-31', 'images'), countsImages: true },
  other('gpt-image-2', '2026-04-20', 'images'),
  other('omni-moderation-latest', '2024-11-15', 'moderations'),
  { ...other('sim/rerank', '2026-11-01', 'rerank'), owned_by: 'simulator' },
  ...faultModels.map((id) => ({ ...chat(id, '2026-11-01', 128_000), owned_by: 'simulator' })),
]

/** The row as the list shows it. */
export function modelRow(model: OpenAIModel): Record<string, unknown> {
  return {
    id: model.id,
    object: 'model',
    created: model.created ?? 1_700_000_000,
    owned_by: model.owned_by ?? 'openai',
    ...(model.shutdown_date === undefined ? {} : { shutdown_date: model.shutdown_date }),
    ...model.extra,
  }
}
