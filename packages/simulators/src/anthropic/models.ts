import { faultModels } from '../model-server.ts'

/** A row of Anthropic's list, and what the simulator has to know of the model. */
export interface AnthropicModel {
  id: string
  /** Further names that resolve to it. */
  aliases?: string[]
  display_name?: string
  created_at?: string
  /** null: the list does not say. */
  max_input_tokens?: number | null
  max_tokens?: number | null
  /** Accepts a conversation that ends with an assistant turn. */
  prefill?: boolean
}

const claude = (id: string, name: string, day: string, input: number, output: number): AnthropicModel => ({
  id,
  display_name: name,
  created_at: `${day}T00:00:00Z`,
  max_input_tokens: input,
  max_tokens: output,
})
const older = (model: AnthropicModel, alias: string): AnthropicModel => ({ ...model, aliases: [alias], prefill: true })

/** A selection of what the vendor lists, newest first, and the models that fail on purpose. */
export const anthropicModels: readonly AnthropicModel[] = [
  ...faultModels.map((id) => ({
    ...claude(id, `Simulated ${id.slice(4)}`, '2026-11-01', 200_000, 64_000),
    prefill: true,
  })),
  claude('claude-opus-5', 'Claude Opus 5', '2026-08-11', 1_000_000, 128_000),
  claude('claude-sonnet-5', 'Claude Sonnet 5', '2026-06-30', 1_000_000, 128_000),
  claude('claude-fable-5', 'Claude Fable 5', '2026-06-09', 1_000_000, 128_000),
  claude('claude-opus-4-8', 'Claude Opus 4.8', '2026-05-28', 1_000_000, 128_000),
  claude('claude-sonnet-4-6', 'Claude Sonnet 4.6', '2026-02-17', 1_000_000, 64_000),
  claude('claude-opus-4-6', 'Claude Opus 4.6', '2026-02-04', 1_000_000, 128_000),
  older(claude('claude-opus-4-5-20251101', 'Claude Opus 4.5', '2025-11-24', 200_000, 64_000), 'claude-opus-4-5'),
  older(claude('claude-haiku-4-5-20251001', 'Claude Haiku 4.5', '2025-10-15', 200_000, 64_000), 'claude-haiku-4-5'),
  older(claude('claude-sonnet-4-5-20250929', 'Claude Sonnet 4.5', '2025-09-29', 200_000, 64_000), 'claude-sonnet-4-5'),
  older(claude('claude-sonnet-4-20250514', 'Claude Sonnet 4', '2025-05-22', 200_000, 64_000), 'claude-sonnet-4-0'),
]

const yes = { supported: true }
const capabilities = {
  batch: yes,
  citations: yes,
  code_execution: yes,
  context_management: {
    clear_thinking_20251015: yes,
    clear_tool_uses_20250919: yes,
    compact_20260112: yes,
    supported: true,
  },
  effort: { high: yes, low: yes, max: yes, medium: yes, supported: true },
  image_input: yes,
  pdf_input: yes,
  structured_outputs: yes,
  thinking: { supported: true, types: { adaptive: yes, enabled: yes } },
}

/** The row as the list shows it. */
export function modelRow(model: AnthropicModel): Record<string, unknown> {
  return {
    type: 'model',
    id: model.id,
    display_name: model.display_name ?? model.id,
    created_at: model.created_at ?? '2026-01-01T00:00:00Z',
    lifecycle: 'active',
    deprecated_at: null,
    retires_at: null,
    max_input_tokens: model.max_input_tokens ?? null,
    max_tokens: model.max_tokens ?? null,
    capabilities,
  }
}
