import { faultModels } from '../model-server.ts'

/** A row of the list, and what the simulator has to know of the model. Presets are asked for, but not listed. */
export interface PerplexityModel {
  id: string
  kind: 'model' | 'preset' | 'embedding'
  /** Tokens of a run; unlimited where absent. */
  context?: number
  /** Refused without `max_output_tokens`. */
  needsLimit?: boolean
  /** Length of its embeddings; fewer can be asked for. */
  dimensions?: number
}

const model = (id: string, more: Partial<PerplexityModel> = {}): PerplexityModel => ({ id, kind: 'model', ...more })

/** A selection of what the vendor lists, its presets, and the models that fail on purpose. */
export const perplexityModels: readonly PerplexityModel[] = [
  model('perplexity/sonar', { context: 128_000 }),
  model('openai/gpt-5.5', { context: 400_000 }),
  model('anthropic/claude-sonnet-4-6', { context: 200_000, needsLimit: true }),
  model('google/gemini-3.1-pro-preview', { context: 1_048_576 }),
  ...['fast', 'low', 'medium', 'high', 'xhigh', 'wide-research'].map((id): PerplexityModel => ({ id, kind: 'preset' })),
  model('pplx-embed-v1-0.6b', { kind: 'embedding', dimensions: 1_024 }),
  model('pplx-embed-v1-4b', { kind: 'embedding', dimensions: 2_560 }),
  ...faultModels.map((id) => model(id, { context: 128_000 })),
]

/** The row as the list shows it. */
export const modelRow = ({ id }: PerplexityModel) => ({
  id,
  object: 'model',
  created: 0,
  owned_by: id.includes('/') ? id.slice(0, id.indexOf('/')) : 'perplexity',
})
