/** What can be called, in the shapes that clients of OpenAI and Anthropic read. */
import type { components } from '@proxyapi/contract'
import type { ModelFacts, ModelPrice } from './lane.ts'
import { usdOf } from './price.ts'
import type { Lane } from './provider-settings.ts'

type Schemas = components['schemas']
type InferenceModel = Schemas['InferenceModel']
type InferenceModelList = Schemas['InferenceModelList']
type MessageModel = Schemas['MessageModel']
type MessageModelPage = Schemas['MessageModelPage']
export type ModelAnswer = InferenceModel | MessageModel
export type ModelPage = InferenceModelList | MessageModelPage

/** A name and what it stands for. */
export interface Callable {
  readonly id: string
  readonly kind: 'model' | 'alias' | 'route' | 'deployment'
  readonly lane: Lane
}

export interface PageQuery {
  readonly limit?: number | undefined
  readonly after_id?: string | undefined
  readonly before_id?: string | undefined
}

/** Whose clients read the list. */
export type ListShape = 'openai' | 'anthropic'

export const listShapes: Readonly<
  Record<
    ListShape,
    {
      page(callables: readonly Callable[], query: PageQuery): ModelPage
      one(callable: Callable): ModelAnswer
    }
  >
> = {
  openai: { page: openaiList, one: openaiModel },
  anthropic: { page: anthropicPage, one: anthropicModel },
}

const pageDefault = 20
const unknownDate = '1970-01-01T00:00:00Z'

function openaiList(callables: readonly Callable[]): InferenceModelList {
  return { object: 'list', data: sorted(callables).map(openaiModel) }
}

function openaiModel({ id, kind, lane: { provider, model } }: Callable): InferenceModel {
  return {
    id,
    object: 'model',
    created: 0,
    owned_by: kind === 'model' ? provider.name : 'proxyapi',
    kind,
    context_length: model.contextLength,
    max_tokens: model.maxOutputTokens,
    pricing: model.price === null || kind === 'route' || kind === 'deployment' ? null : pricing(model.price),
  }
}

function anthropicPage(
  callables: readonly Callable[],
  { limit = pageDefault, after_id, before_id }: PageQuery,
): MessageModelPage {
  const all = sorted(callables)
  const after = after_id === undefined ? 0 : all.findIndex(({ id }) => id > after_id)
  const before = before_id === undefined ? all.length : all.filter(({ id }) => id < before_id).length
  const from = after === -1 ? all.length : before_id === undefined ? after : Math.max(after, before - limit)
  const page = all.slice(from, Math.min(before, from + limit))
  return {
    data: page.map(anthropicModel),
    has_more: before_id === undefined ? from + page.length < all.length : from > 0,
    first_id: page[0]?.id ?? null,
    last_id: page.at(-1)?.id ?? null,
  }
}

function anthropicModel({ id, lane: { model } }: Callable): MessageModel {
  return {
    type: 'model',
    id,
    display_name: id,
    created_at: unknownDate,
    max_input_tokens: model.contextLength,
    max_tokens: model.maxOutputTokens,
    capabilities: capabilities(model),
  }
}

const capabilities = ({ capabilities: known }: ModelFacts): MessageModel['capabilities'] =>
  known.length === 0 ? null : Object.fromEntries(known.map((name) => [name, { supported: true }]))

/** USD a million tokens. */
function pricing({ input, output, cacheRead, cacheWrite5m, cacheWrite1h }: ModelPrice): InferenceModel['pricing'] {
  const usd = (price: number | null) => (price === null ? null : usdOf(price))
  return {
    mode: input === null && output === null ? 'unknown' : 'fixed',
    currency: 'USD',
    input: usd(input),
    output: usd(output),
    ...(cacheRead !== null && { cache_read: usd(cacheRead) }),
    ...(cacheWrite5m !== null && { cache_write_5m: usd(cacheWrite5m) }),
    ...(cacheWrite1h !== null && { cache_write_1h: usd(cacheWrite1h) }),
  }
}

const sorted = (callables: readonly Callable[]): Callable[] =>
  [...callables].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
