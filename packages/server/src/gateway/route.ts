import { ApiError } from '@proxyapi/contract/errors'
import type { Standing } from './cell-book.ts'
import type { ModelPrice } from './lane.ts'
import type { Lane } from './provider-settings.ts'

/** What routing has to know of a call. Tokens are estimates. */
export interface CallFacts {
  readonly inputTokens: number
  /** The longest answer that the caller asked for; null: unsaid. */
  readonly maxTokens: number | null
  /** The account is charged, so a price must be known. */
  readonly billed: boolean
  /** What a lane has to be for this call; absent: one that chats, by the token. */
  readonly needs?: Needs
}

/** What an operation needs of a lane. */
export interface Needs {
  /** Whether the lane has the operation at all. */
  isServed(lane: Lane): boolean
  /** Whether all that the operation bills has a price. */
  isPriced(price: ModelPrice): boolean
  /** The member of the body that has to fit into the model. */
  readonly prompt: string
}

const chat: Needs = {
  isServed: ({ model }) => model.supportsChat !== false,
  isPriced: ({ input, output }) => input !== null && output !== null,
  prompt: 'messages',
}

/** The lanes of one name of the call, in the order in which the name gives them. */
export type LaneGroup = readonly Lane[]

export interface Candidate {
  readonly lane: Lane
  /** It is closed off, and called because there is nothing else: once, without retries. */
  readonly lastResort: boolean
}

/** Why no lane can take a call. */
type Refusal = 'operation' | 'price' | 'context'

/**
 * The lanes that may serve a call, in the order in which they are to be tried. `groups` are the asked model, then the
 * fallbacks; a lane stands in the first group that has it. Cells order lanes and take away all but the last one; a floor
 * takes away the last one, too. Throws UNSUPPORTED_PARAMETER, PRICE_UNKNOWN, CONTEXT_LENGTH_EXCEEDED, RATE_LIMITED.
 */
export function route(
  call: CallFacts,
  groups: readonly LaneGroup[],
  standing: (lane: Lane) => Standing,
  now: number,
): Candidate[] {
  const lanes = distinct(groups.flatMap(inOrder))
  const refusals = lanes.map((lane) => refusalOf(call, lane))
  const eligible = lanes.filter((_, index) => refusals[index] === null)
  if (eligible.length === 0) throw unable(refusals, call.needs ?? chat)
  const standings = eligible.map((lane) => ({ lane, ...standing(lane) }))
  const open = standings.filter(({ floorUntil }) => floorUntil <= now)
  if (open.length === 0) throw busy(Math.min(...standings.map(({ floorUntil }) => floorUntil)) - now)
  const usable = open.filter(({ access }) => access !== 'closed-off')
  if (usable.length > 0) return usable.map(({ lane }) => ({ lane, lastResort: false }))
  const longest = open.reduce((oldest, next) => (next.since < oldest.since ? next : oldest))
  return [{ lane: longest.lane, lastResort: true }]
}

/** The one place where strategies order the lanes of a name: by the priority of their providers, then as they came. */
function inOrder(group: LaneGroup): Lane[] {
  return [...group].sort((a, b) => a.provider.priority - b.provider.priority)
}

function distinct(lanes: readonly Lane[]): Lane[] {
  const seen = new Set<string>()
  return lanes.filter(({ id }) => !seen.has(id) && seen.add(id))
}

function refusalOf(call: CallFacts, lane: Lane): Refusal | null {
  const { model, provider } = lane
  const needs = call.needs ?? chat
  if (!needs.isServed(lane)) return 'operation'
  const priced = model.price !== null && needs.isPriced(model.price)
  if (call.billed && !priced && provider.brand.quirks.reportedCost === undefined) return 'price'
  const needed = call.inputTokens + (call.maxTokens ?? 0)
  return model.contextLength !== null && needed > model.contextLength ? 'context' : null
}

function unable(refusals: readonly (Refusal | null)[], { prompt }: Needs): ApiError {
  if (refusals.includes('context')) return new ApiError('CONTEXT_LENGTH_EXCEEDED', undefined, { param: prompt })
  if (refusals.includes('price')) return new ApiError('PRICE_UNKNOWN', undefined, { param: 'model' })
  return new ApiError('UNSUPPORTED_PARAMETER', 'No model of this name can serve this operation.', { param: 'model' })
}

function busy(waitMs: number): ApiError {
  return new ApiError('RATE_LIMITED', 'The provider asked for a pause. Retry after the time in Retry-After.', {
    retryAfterMs: waitMs,
  })
}
