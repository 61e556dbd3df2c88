import { limitOf, shortText } from '../../fact-values.ts'
import { cleanMetadata } from '../../metadata.ts'
import { cacheWriteOf, type Facts, type PriceTier } from '../../model.ts'
import type { Sliced } from '../../slices.ts'
import { statusOfStage } from '../../stages.ts'
import { defined } from '../listed-facts.ts'
import {
  asNumbers,
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
import type { ProviderWords } from './names.ts'
import { datesOf, fixedPrice, inferredOf, modalityFacts, pricesAt } from './row-facts.ts'

const unit = 'usd_per_1m_tokens'

const prices = {
  input: 'input',
  output: 'output',
  cache_read: 'cache_read',
  cache_write_5m: 'cache_write',
  reasoning: 'reasoning',
  input_audio: 'input_audio',
  output_audio: 'output_audio',
} as const
const priceNames: ReadonlySet<string> = new Set(Object.values(prices))
const isPrice = (name: string): boolean => priceNames.has(name)

/** Members of a row that are facts of ours; the others are kept as they are. */
const taken: ReadonlySet<string> = new Set([
  'id',
  'name',
  'family',
  'release_date',
  'knowledge',
  'reasoning',
  'tool_call',
  'structured_output',
  'cost',
  'limit',
  'modalities',
  'status',
])

/** `api.json` of models.dev: providers by key, each with models by id; USD for 1,000,000 tokens. Throws UnreadableCatalog. */
export function* importModelsDev(text: string, words: ProviderWords): Sliced<Imported> {
  const file = yield* readJson(text, isPrice)
  if (!isMembers(file)) throw new UnreadableCatalog('holds no providers')
  const entries = Object.entries(file).flatMap(([key, provider]) =>
    Object.entries(membersOf(membersOf(provider).models)).map(
      ([id, model]) => [`/${key}/models/${id}`, { key, id, provider: membersOf(provider), model }] as const,
    ),
  )
  return yield* collect(entries, ({ key, id, provider, model }) => readModel(words(key), id, provider, model))
}

function readModel(provider: string, key: string, { doc }: Members, model: unknown): Read {
  if (!isMembers(model)) return { reject: 'is no object' }
  const id = textOf(model.id) ?? key
  const limit = membersOf(model.limit)
  const modalities = membersOf(model.modalities)
  const { facts: dates, suspects } = datesOf({
    release_date: textOf(model.release_date),
    knowledge_cutoff: textOf(model.knowledge),
  })
  const left = Object.entries(model).filter(([name]) => !taken.has(name))
  const facts: Facts = defined({
    name: shortText(textOf(model.name), 200),
    family: textOf(model.family),
    context_length: limitOf(numberOf(limit.context)),
    max_input_tokens: limitOf(numberOf(limit.input)),
    max_tokens: limitOf(numberOf(limit.output)),
    status: statusOfStage(textOf(model.status)),
    ...dates,
    ...modalityFacts(textsOf(modalities.input), textsOf(modalities.output)),
    'supports.tools': flagOf(model.tool_call),
    'supports.reasoning': flagOf(model.reasoning),
    'supports.structured_output': flagOf(model.structured_output),
    ...costFacts(membersOf(model.cost), suspects),
    metadata: cleanMetadata(left.map(([name, value]) => [name, asNumbers(value, isPrice)])),
  })
  const inferred = { ...inferredOf(provider, id), ...talks(id, facts) }
  return { provider, id, sourceKey: key, url: webPage(doc), facts, inferred, suspects }
}

function costFacts(cost: Members, suspects: string[]): Facts {
  const tiers = listOf(cost.tiers).flatMap((tier) => tierOf(membersOf(membersOf(tier).tier).size, membersOf(tier)))
  const above = isMembers(cost.context_over_200k) ? tierOf(200_000, cost.context_over_200k) : []
  const all = tiers.length > 0 ? tiers : above
  return { ...pricesAt(cost, prices, unit, suspects), ...(all.length > 0 && { 'pricing.tiers': all }) }
}

function tierOf(from: unknown, { input, output, cache_read, cache_write }: Members): PriceTier[] {
  const min_input_tokens = limitOf(numberOf(from))
  if (min_input_tokens === undefined) return []
  return [
    {
      min_input_tokens,
      input: fixedPrice(input, unit),
      output: fixedPrice(output, unit),
      cache_read: fixedPrice(cache_read, unit),
      ...cacheWriteOf(fixedPrice(cache_write, unit)),
    },
  ]
}

const otherUses = /embed|rerank|moderation|whisper|transcri|-tts\b|\bocr\b|guard/i

/** The file has no word for chat: who takes and gives text most likely talks. */
function talks(id: string, facts: Facts): Facts {
  const isText = facts['modalities.input']?.includes('text') && facts['modalities.output']?.includes('text')
  return isText && !otherUses.test(id) ? { supports_chat: true, supports_completion: false } : {}
}

/** An address that a person may open. */
export const webPage = (value: unknown): string | null => {
  const url = textOf(value)
  return url !== undefined && /^https?:\/\//.test(url) && URL.canParse(url) ? url : null
}
