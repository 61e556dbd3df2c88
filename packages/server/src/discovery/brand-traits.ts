import type { PriceName } from './model.ts'
import type { PriceUnit } from './price.ts'

/** What discovery has to know of a brand beside how it speaks. */
export interface BrandTraits {
  /** `first-party` serves its own models, `cloud` and `aggregator` those of others. */
  kind: 'first-party' | 'cloud' | 'aggregator'
  /** Who makes its models, where one does. */
  author?: string
  /** `created` of its list is the day of the release; elsewhere it is the day of a listing, or the time of the request. */
  createdIsRelease?: true
  /** Its list holds what exists in a region, not what this account can call: it adds facts to rows that others assert. */
  listAddsFactsOnly?: true
  /** Prices of its list: the unit that it states them in, and where they stand in a row, by dotted path. */
  listPrices?: ListPrices
  /** It passes calls on to hosts of different prices: what a call costs is known when it is answered. */
  pricesVary?: true
  /** A member of its list whose text says what a model is for. */
  kindMember?: string
  /** Where a person finds its models. */
  page?: string
}

export interface ListPrices {
  unit: PriceUnit
  at: Partial<Record<PriceName, string>>
  pieces?: Partial<Record<PriceName, string>>
  /** Prices of longer prompts: members of each row of the list at `rows`, or of the model's own row. */
  tiers?: { rows?: string; from: string; input: string; output: string; cache_read: string; cache_write_5m?: string }
}

const traits: Readonly<Record<string, BrandTraits>> = {
  openai: { kind: 'first-party', author: 'openai', page: 'https://platform.openai.com/docs/models' },
  anthropic: {
    kind: 'first-party',
    author: 'anthropic',
    createdIsRelease: true,
    page: 'https://docs.claude.com/en/docs/about-claude/models/overview',
  },
  azure_openai: {
    kind: 'cloud',
    author: 'openai',
    listAddsFactsOnly: true,
    page: 'https://learn.microsoft.com/en-us/azure/ai-foundry/openai/concepts/models',
  },
  cohere: { kind: 'first-party', author: 'cohere', page: 'https://docs.cohere.com/docs/models' },
  perplexity: { kind: 'first-party', author: 'perplexity', page: 'https://docs.perplexity.ai/getting-started/models' },
  grok: {
    kind: 'first-party',
    author: 'xai',
    listPrices: {
      unit: 'usd_per_10g_tokens',
      at: {
        input: 'prompt_text_token_price',
        output: 'completion_text_token_price',
        cache_read: 'cached_prompt_text_token_price',
      },
      tiers: {
        from: 'long_context_threshold',
        input: 'prompt_text_token_price_long_context',
        output: 'completion_text_token_price_long_context',
        cache_read: 'cached_prompt_text_token_price_long_context',
      },
    },
    page: 'https://docs.x.ai/docs/models',
  },
  blackbox: { kind: 'aggregator', page: 'https://docs.blackbox.ai/api-reference/models/chat-models' },
  openrouter: {
    kind: 'aggregator',
    listPrices: {
      unit: 'usd_per_token',
      at: {
        input: 'pricing.prompt',
        output: 'pricing.completion',
        cache_read: 'pricing.input_cache_read',
        cache_write_5m: 'pricing.input_cache_write',
        cache_write_1h: 'pricing.input_cache_write_1h',
        reasoning: 'pricing.internal_reasoning',
        input_audio: 'pricing.audio',
        output_audio: 'pricing.audio_output',
        input_image: 'pricing.image',
      },
      pieces: { request: 'pricing.request', web_search: 'pricing.web_search' },
      tiers: {
        rows: 'pricing.overrides',
        from: 'min_prompt_tokens',
        input: 'prompt',
        output: 'completion',
        cache_read: 'input_cache_read',
        cache_write_5m: 'input_cache_write',
      },
    },
    page: 'https://openrouter.ai/models',
  },
  google: { kind: 'first-party', author: 'google', page: 'https://ai.google.dev/gemini-api/docs/models' },
  mistral: { kind: 'first-party', author: 'mistral', page: 'https://docs.mistral.ai/getting-started/models' },
  deepseek: { kind: 'first-party', author: 'deepseek', page: 'https://api-docs.deepseek.com/quick_start/pricing' },
  groq: { kind: 'aggregator', page: 'https://console.groq.com/docs/models' },
  together: {
    kind: 'aggregator',
    kindMember: 'type',
    listPrices: { unit: 'usd_per_1m_tokens', at: { input: 'pricing.input', output: 'pricing.output' } },
    page: 'https://docs.together.ai/docs/serverless-models',
  },
  fireworks: { kind: 'aggregator', page: 'https://fireworks.ai/models' },
  huggingface: { kind: 'aggregator', pricesVary: true, page: 'https://huggingface.co/models?inference_provider=all' },
}

const unknown: BrandTraits = { kind: 'aggregator' }

export const knownTraits = (brand: string): BrandTraits | undefined =>
  Object.hasOwn(traits, brand) ? traits[brand] : undefined

export const traitsOf = (brand: string): BrandTraits => knownTraits(brand) ?? unknown
