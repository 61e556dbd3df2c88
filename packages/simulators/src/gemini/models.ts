import { faultModels } from '../model-server.ts'

/** A row of Gemini's list, and what the simulator has to know of the model. */
export interface GeminiModel {
  /** Without `models/`. */
  id: string
  version?: string
  displayName?: string
  description?: string
  inputTokenLimit?: number
  outputTokenLimit?: number
  supportedGenerationMethods?: string[]
  modelStage?: string
  /** Spends tokens on thoughts: always, unless the caller turns it off, or never. */
  thinks?: 'always' | 'unless-off' | 'never'
  /** Knows levels of thinking in place of budgets, signs its calls and demands the signatures back. */
  signs?: boolean
  /** Gives its calls ids, as newer models do. */
  ids?: boolean
  /** Dimensions of an embedding. */
  dimensions?: number
}

const chatMethods = ['generateContent', 'countTokens', 'createCachedContent', 'batchGenerateContent']
const embeddingMethods = ['embedContent', 'countTextTokens', 'countTokens', 'asyncBatchEmbedContent']

const chat = (id: string, name: string, more: Partial<GeminiModel> = {}): GeminiModel => ({
  id,
  version: '001',
  displayName: name,
  description: `${name}, as simulated`,
  inputTokenLimit: 1_048_576,
  outputTokenLimit: 65_536,
  supportedGenerationMethods: chatMethods,
  thinks: 'unless-off',
  ...more,
})
const third = { thinks: 'always', signs: true } as const
const second = { outputTokenLimit: 8192, thinks: 'never', modelStage: 'LEGACY' } as const
const embedding = (id: string, name: string, inputTokenLimit: number): GeminiModel => ({
  ...chat(id, name, { inputTokenLimit, outputTokenLimit: 1, thinks: 'never' }),
  supportedGenerationMethods: embeddingMethods,
  dimensions: 3072,
})

/** A selection of what the vendor lists, and the models that fail on purpose. */
export const geminiModels: readonly GeminiModel[] = [
  chat('gemini-2.0-flash', 'Gemini 2.0 Flash', second),
  chat('gemini-2.0-flash-lite', 'Gemini 2.0 Flash-Lite', second),
  chat('gemini-2.5-flash-lite', 'Gemini 2.5 Flash-Lite'),
  chat('gemini-2.5-flash', 'Gemini 2.5 Flash'),
  chat('gemini-2.5-pro', 'Gemini 2.5 Pro', { thinks: 'always' }),
  chat('gemini-3-flash-preview', 'Gemini 3 Flash Preview', third),
  chat('gemini-3.1-pro-preview', 'Gemini 3.1 Pro Preview', third),
  chat('gemini-3.5-flash', 'Gemini 3.5 Flash', { ...third, ids: true }),
  embedding('gemini-embedding-001', 'Gemini Embedding 001', 2048),
  embedding('gemini-embedding-2', 'Gemini Embedding 2', 8192),
  ...faultModels.map((id) =>
    chat(id, `Simulated ${id.slice(4)}`, { thinks: 'never', signs: true, inputTokenLimit: 131_072 }),
  ),
]

/** The row as the list shows it. */
export function modelRow(model: GeminiModel): Record<string, unknown> {
  return {
    name: `models/${model.id}`,
    version: model.version ?? '001',
    displayName: model.displayName ?? model.id,
    description: model.description ?? model.id,
    inputTokenLimit: model.inputTokenLimit ?? 1_048_576,
    outputTokenLimit: model.outputTokenLimit ?? 65_536,
    supportedGenerationMethods: model.supportedGenerationMethods ?? chatMethods,
    temperature: 1,
    topP: 0.95,
    topK: 64,
    ...(model.modelStage === undefined ? {} : { modelStage: model.modelStage }),
    maxTemperature: 2,
    ...(model.thinks === undefined || model.thinks === 'never' ? {} : { thinking: true }),
  }
}

/** One page of the list by `pageSize` (50, at most 1,000) and `pageToken`; null for a token that is none of ours. */
export function modelPage(models: readonly GeminiModel[], query: URLSearchParams): Record<string, unknown> | null {
  const size = Math.min(Number(query.get('pageSize') ?? 50) || 50, 1000)
  const token = query.get('pageToken')
  const from =
    token === null
      ? 0
      : Number(
          Buffer.from(token, 'base64url')
            .toString()
            .match(/^from (\d+)$/)?.[1],
        )
  if (!Number.isInteger(from)) return null
  const next = from + size
  return {
    models: models.slice(from, next).map(modelRow),
    ...(next < models.length ? { nextPageToken: Buffer.from(`from ${next}`).toString('base64url') } : {}),
  }
}
