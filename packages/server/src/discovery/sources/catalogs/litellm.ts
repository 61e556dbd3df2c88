import { limitOf } from '../../fact-values.ts'
import { cleanMetadata } from '../../metadata.ts'
import { cacheWriteOf, type Facts, type Flag, type PriceTier } from '../../model.ts'
import type { Sliced } from '../../slices.ts'
import { defined } from '../listed-facts.ts'
import {
  collect,
  flagOf,
  type Imported,
  isMembers,
  listOf,
  type Members,
  membersOf,
  numberOf,
  type Read,
  readJson,
  textOf,
  textsOf,
  UnreadableCatalog,
} from './imported.ts'
import { webPage } from './models-dev.ts'
import type { ProviderWords } from './names.ts'
import { datesOf, fixedPrice, inferredOf, modalityFacts, pricesAt } from './row-facts.ts'

const perToken = 'usd_per_token'

const tokenPrices = {
  input: 'input_cost_per_token',
  output: 'output_cost_per_token',
  cache_read: 'cache_read_input_token_cost',
  cache_write_5m: 'cache_creation_input_token_cost',
  cache_write_1h: 'cache_creation_input_token_cost_above_1hr',
  reasoning: 'output_cost_per_reasoning_token',
  input_audio: 'input_cost_per_audio_token',
  output_audio: 'output_cost_per_audio_token',
  input_image: 'input_cost_per_image_token',
} as const

const piecePrices = { character: 'input_cost_per_character', image: 'output_cost_per_image' } as const

const flags: Readonly<Record<string, Flag>> = {
  supports_function_calling: 'supports.tools',
  supports_parallel_function_calling: 'supports.parallel_tools',
  supports_vision: 'supports.vision',
  supports_response_schema: 'supports.structured_output',
  supports_reasoning: 'supports.reasoning',
  supports_prompt_caching: 'supports.prompt_cache',
  supports_pdf_input: 'supports.pdf',
  supports_audio_input: 'supports.audio',
  supports_web_search: 'supports.web_search',
  supports_native_streaming: 'supports.streaming',
}

/** What a model is for. */
const modes: Readonly<Record<string, readonly Flag[]>> = {
  chat: ['supports_chat'],
  responses: ['supports_chat'],
  completion: ['supports_completion'],
  embedding: ['supports.embeddings'],
  rerank: ['supports.rerank'],
  moderation: ['capabilities.moderation'],
  image_generation: ['capabilities.image_generation'],
  image_edit: ['capabilities.image_generation'],
  audio_transcription: ['capabilities.transcription'],
  audio_speech: ['capabilities.speech'],
  realtime: ['capabilities.realtime'],
  video_generation: [],
  search: [],
  ocr: [],
  vector_store: [],
}

/** Its words for providers that are not spelled as the other catalog or we do. */
const providers: ReadonlyMap<string, string> = new Map(
  Object.entries({
    cohere_chat: 'cohere',
    'text-completion-openai': 'openai',
    'fireworks_ai-embedding-models': 'fireworks_ai',
    azure_text: 'azure',
    bedrock: 'amazon-bedrock',
    bedrock_converse: 'amazon-bedrock',
    moonshot: 'moonshotai',
    novita: 'novita-ai',
    vercel_ai_gateway: 'vercel',
    nvidia_nim: 'nvidia',
  }),
)
const vertex = /^vertex_ai(?:-|$)/

/** Entries that are no models: the explanation of the file, sizes of pictures, classes of prices. */
const noModel = /^sample_spec$|(?:^|\/)\d+-x-\d+\/|^(?:fireworks-ai|together-ai)-/

/** Members that are facts of ours, or prices of something that we do not price. */
const taken =
  /cost|^(?:litellm_provider|mode|max_|supported_(?:output_)?modalities$|deprecation_date|source$|tiered_pricing)/
const isTaken = (name: string): boolean =>
  taken.test(name) || Object.hasOwn(flags, name) || name === 'supports_audio_output'

/** `model_prices_and_context_window.json` of LiteLLM: models by key; USD a token. Throws UnreadableCatalog. */
export function* importLitellm(text: string, words: ProviderWords): Sliced<Imported> {
  const file = yield* readJson(text, (name) => name.includes('cost'))
  if (!isMembers(file)) throw new UnreadableCatalog('holds no models')
  const entries = Object.entries(file).map(([key, model]) => [`/${key}`, { key, model }] as const)
  return yield* collect(entries, ({ key, model }) => readModel(key, model, words))
}

function readModel(key: string, model: unknown, words: ProviderWords): Read {
  if (noModel.test(key)) return { skip: 'is no model' }
  if (!isMembers(model)) return { reject: 'is no object' }
  const named = textOf(model.litellm_provider)
  if (named === undefined) return { reject: 'names no provider' }
  const provider = vertex.test(named) ? 'google-vertex' : words(providers.get(named) ?? named)
  const id = withoutPrefix(key, vertex.test(named) ? 'vertex_ai' : named)
  const { facts: dates, suspects } = datesOf({ deprecation_date: textOf(model.deprecation_date) })
  const facts: Facts = defined({
    ...limitFacts(model),
    ...dates,
    ...modalityFacts(textsOf(model.supported_modalities), textsOf(model.supported_output_modalities)),
    ...flagFacts(model),
    ...costFacts(model, suspects),
    metadata: cleanMetadata(Object.entries(model).filter(([name]) => !isTaken(name))),
  })
  return {
    provider,
    id,
    sourceKey: key,
    url: webPage(model.source),
    facts,
    inferred: inferredOf(provider, id),
    suspects,
  }
}

const withoutPrefix = (key: string, provider: string): string =>
  key.startsWith(`${provider}/`) ? key.slice(provider.length + 1) : key

/** `max_tokens` may mean either limit: it counts where neither is stated, for what the model can write. */
function limitFacts({ mode, max_tokens, max_input_tokens, max_output_tokens }: Members): Facts {
  const [input, output] = [limitOf(numberOf(max_input_tokens)), limitOf(numberOf(max_output_tokens))]
  const writes = mode === 'chat' || mode === 'completion' || mode === 'responses'
  const either = input === undefined && output === undefined ? limitOf(numberOf(max_tokens)) : undefined
  return defined({
    max_input_tokens: input ?? (writes ? undefined : either),
    max_tokens: output ?? (writes ? either : undefined),
  })
}

function flagFacts(model: Members): Facts {
  const said: { [F in Flag]?: boolean | undefined } = {}
  for (const [name, flag] of Object.entries(flags)) said[flag] = flagOf(model[name])
  if (flagOf(model.supports_audio_output)) said['supports.audio'] = true
  const mode = textOf(model.mode) ?? ''
  if (Object.hasOwn(modes, mode)) {
    Object.assign(said, { supports_chat: false, supports_completion: false })
    for (const flag of modes[mode] ?? []) said[flag] = true
  }
  return defined(said)
}

function costFacts(model: Members, suspects: string[]): Facts {
  const tiers = [...rangeTiers(model), ...tiersAbove(model)].sort((a, b) => a.min_input_tokens - b.min_input_tokens)
  const [input, output] = [model.input_cost_per_token_batches, model.output_cost_per_token_batches].map((price) =>
    fixedPrice(price, perToken),
  )
  const first = membersOf(listOf(model.tiered_pricing)[0])
  return {
    ...pricesAt(first, tokenPrices, perToken, suspects),
    ...pricesAt(model, { cache_read: 'input_cost_per_token_cache_hit' }, perToken, suspects),
    ...pricesAt(model, tokenPrices, perToken, suspects),
    ...pieceFacts(model, suspects),
    ...(input != null || output != null ? { 'pricing.batch': { input: input ?? null, output: output ?? null } } : {}),
    ...(tiers.length > 0 && { 'pricing.tiers': tiers }),
  }
}

function pieceFacts(model: Members, suspects: string[]): Facts {
  const search = membersOf(model.search_context_cost_per_query).search_context_size_medium
  const facts = pricesAt(
    {
      ...model,
      output_cost_per_image: model.output_cost_per_image ?? model.input_cost_per_image,
      request: model.input_cost_per_request ?? model.input_cost_per_query,
      search,
    },
    { ...piecePrices, request: 'request', web_search: 'search' },
    'usd_per_piece',
    suspects,
  )
  const [heard, written] = [model.input_cost_per_second, model.output_cost_per_second].map((price) =>
    fixedPrice(price, 'usd_per_piece'),
  )
  // Some rows state the price of a second on the side of what is written, and 0 on the other.
  const second = heard || written
  return second && model.mode === 'audio_transcription' ? { ...facts, 'pricing.audio_minute': second * 60 } : facts
}

const above = /^input_cost_per_token_above_(\d+)k_tokens$/

/** `…_above_200k_tokens`: what a token costs in a longer prompt. */
function tiersAbove(model: Members): PriceTier[] {
  return Object.keys(model).flatMap((name) => {
    const thousands = above.exec(name)?.[1]
    return thousands === undefined
      ? []
      : tierOf(Number(thousands) * 1000, {
          input_cost_per_token: model[name],
          output_cost_per_token: model[`output_cost_per_token_above_${thousands}k_tokens`],
          cache_read_input_token_cost: model[`cache_read_input_token_cost_above_${thousands}k_tokens`],
          cache_creation_input_token_cost: model[`cache_creation_input_token_cost_above_${thousands}k_tokens`],
        })
  })
}

/** `tiered_pricing`: ranges of tokens, the first of which is the price itself. */
const rangeTiers = (model: Members): PriceTier[] =>
  listOf(model.tiered_pricing)
    .map(membersOf)
    .flatMap((row) => tierOf(listOf(row.range)[0], row))

function tierOf(from: unknown, row: Members): PriceTier[] {
  const min_input_tokens = limitOf(numberOf(from))
  const input = fixedPrice(row.input_cost_per_token, perToken)
  const output = fixedPrice(row.output_cost_per_token, perToken)
  if (min_input_tokens === undefined || (input === null && output === null)) return []
  const cache_read = fixedPrice(row.cache_read_input_token_cost, perToken)
  return [
    {
      min_input_tokens,
      input,
      output,
      cache_read,
      ...cacheWriteOf(fixedPrice(row.cache_creation_input_token_cost, perToken)),
    },
  ]
}
