import { ApiError } from '@proxyapi/contract/errors'
import type { Standing } from './cell-book.ts'
import type { ModelPrice } from './lane.ts'
import type { LaneGroup } from './lane-groups.ts'
import type { LaneView, Leader } from './lane-stats.ts'
import type { Lane } from './provider-settings.ts'
import { rendezvous } from './sticky.ts'
import { type Choice, type Ordered, orderBy } from './strategies.ts'

/** What routing has to know of a call. Tokens are estimates. */
export interface CallFacts {
  readonly inputTokens: number
  /** The longest answer that the caller asked for; null: unsaid. */
  readonly maxTokens: number | null
  /** The account is charged, so a price must be known. */
  readonly billed: boolean
  readonly hasTools: boolean
  readonly hasImages: boolean
  /** Stays where it was, where a route is sticky; null: nobody's. */
  readonly sessionId: string | null
  /** The lane that keeps what the call refers to; null: it refers to nothing. */
  readonly pinnedTo: string | null
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

export interface Candidate {
  readonly lane: Lane
  /** Why it stands here. */
  readonly reason: string
  /** It is closed off, and called because there is nothing else: once, without retries. */
  readonly lastResort: boolean
}

/** A lane of the asked names that is not called, and why. */
export interface Skipped {
  readonly lane: Lane
  readonly reason: string
}

/** What is known of the lanes at this moment. */
export interface Surroundings {
  standing(lane: Lane): Standing
  stats(lane: Lane): LaneView
  /** Of a group, by its name. */
  leader(group: string): Leader | null
  /** By the monotonic clock. */
  readonly now: number
  /** 0 ≤ x < 1, a new one each time. */
  random(): number
}

export interface Routed {
  /** At least one, in the order in which they are to be tried. */
  readonly candidates: readonly Candidate[]
  readonly skipped: readonly Skipped[]
  /** Which lane each group that goes by score prefers now. */
  readonly leaders: readonly { readonly group: string; readonly lane: string }[]
}

/** Why no lane can take a call. */
type Refusal = 'operation' | 'price' | 'context' | 'tools' | 'images'

interface Usable {
  readonly group: LaneGroup
  readonly choice: Choice
  readonly standing: Standing
}

/**
 * The lanes that may serve a call, in the order in which they are to be tried. `groups` are the asked name, then the
 * fallbacks; a lane stands in the first group that has it. Cells order lanes and take away all but the last one; a floor
 * takes away the last one, too. Throws UNSUPPORTED_PARAMETER, PRICE_UNKNOWN, CONTEXT_LENGTH_EXCEEDED, RATE_LIMITED.
 */
export function route(call: CallFacts, groups: readonly LaneGroup[], around: Surroundings): Routed {
  const skipped: Skipped[] = []
  const eligible = eligibleOf(call, pinned(call, groups), around, skipped)
  const open = eligible.filter(({ choice, standing: { floorUntil, waitsFor } }) => {
    const isOpen = floorUntil <= around.now
    if (!isOpen) skipped.push({ lane: choice.lane, reason: floorText[waitsFor] })
    return isOpen
  })
  if (open.length === 0) throw busy(eligible, around.now)
  const usable = open.filter(({ standing }) => standing.access !== 'closed-off')
  if (usable.length === 0) return { candidates: [lastResort(open)], skipped, leaders: [] }
  if (usable.length < open.length)
    for (const { choice, standing } of open)
      if (standing.access === 'closed-off') skipped.push({ lane: choice.lane, reason: 'closed off after failures' })
  const leaders: { group: string; lane: string }[] = []
  const candidates = inGroups(usable).flatMap((members) => candidatesOf(call, members, around, leaders))
  return { candidates, skipped, leaders }
}

/** Each lane once, with its standing; what cannot take the call goes to `skipped`. */
function eligibleOf(
  call: CallFacts,
  groups: readonly LaneGroup[],
  around: Surroundings,
  skipped: Skipped[],
): readonly Usable[] {
  const eligible: Usable[] = []
  const refusals: Refusal[] = []
  const seen = new Set<string>()
  for (const group of groups)
    for (const choice of group.choices) {
      const { lane } = choice
      if (seen.has(lane.id)) continue
      seen.add(lane.id)
      const refusal = refusalOf(call, lane)
      if (refusal === null) eligible.push({ group, choice, standing: around.standing(lane) })
      else {
        refusals.push(refusal)
        skipped.push({ lane, reason: refusalText[refusal] })
      }
    }
  if (eligible.length === 0) throw unable(refusals, call.needs ?? chat)
  return eligible
}

/** What an upstream keeps can be found only there: at its lane, else at another model of the same provider. */
function pinned({ pinnedTo }: CallFacts, groups: readonly LaneGroup[]): readonly LaneGroup[] {
  if (pinnedTo === null) return groups
  const only = (keep: (lane: Lane) => boolean): LaneGroup[] =>
    groups.flatMap((group) => {
      const choices = group.choices.filter(({ lane }) => keep(lane))
      return choices.length > 0 ? [{ ...group, choices, why: 'keeps what the call refers to' }] : []
    })
  const exact = only(({ id }) => id === pinnedTo)
  if (exact.length > 0) return exact
  const same = only(({ provider }) => pinnedTo.startsWith(`${provider.name}/`))
  if (same.length > 0) return same
  throw new ApiError(
    'UNSUPPORTED_PARAMETER',
    'What this call refers to is kept by a provider that its model does not lead to.',
    {
      param: 'previous_response_id',
    },
  )
}

function inGroups(usable: readonly Usable[]): Usable[][] {
  const groups: Usable[][] = []
  let last: LaneGroup | null = null
  for (const member of usable) {
    if (member.group === last) groups.at(-1)?.push(member)
    else groups.push([member])
    last = member.group
  }
  return groups
}

function candidatesOf(
  { inputTokens, sessionId }: CallFacts,
  members: readonly Usable[],
  { stats, leader, now, random }: Surroundings,
  leaders: { group: string; lane: string }[],
): Candidate[] {
  const [first] = members
  if (first === undefined) return []
  const { group } = first
  const choices = members.map(({ choice }) => choice)
  const isByScore = group.strategy !== 'priority' && group.strategy !== 'weighted' && group.strategy !== 'least_busy'
  const order =
    group.isSticky && sessionId !== null
      ? staying(sessionId, choices)
      : orderBy[group.strategy](choices, {
          inputTokens,
          weights: group.weights,
          leader: isByScore ? leader(group.why) : null,
          stats,
          now,
          random,
        })
  const led = isByScore ? order.find(({ isExplored }) => isExplored !== true) : undefined
  if (led !== undefined) leaders.push({ group: group.why, lane: led.lane.id })
  return healthyFirst(order, members).map(({ lane, reason }) => ({
    lane,
    reason: `${group.why}: ${reason}`,
    lastResort: false,
  }))
}

/** The session's own order of targets, the same on every replica; lanes of one target stay in theirs. */
function staying(sessionId: string, choices: readonly Choice[]): Ordered[] {
  const targets = [...Map.groupBy(choices, ({ target }) => target)].map(([key, members]) => ({
    key,
    weight: members[0]?.weight ?? 0,
    members,
  }))
  return rendezvous(sessionId, targets).flatMap(({ members }) =>
    members.map(({ lane }) => ({ lane, reason: 'its session stays here' })),
  )
}

/** What missed its health checks comes last; it is never taken away. */
function healthyFirst(order: readonly Ordered[], members: readonly Usable[]): readonly Ordered[] {
  if (!members.some(({ standing }) => standing.isDegraded)) return order
  const degraded = new Set(members.filter(({ standing }) => standing.isDegraded).map(({ choice }) => choice.lane.id))
  const isLast = ({ lane }: Ordered) => degraded.has(lane.id)
  const late = order
    .filter(isLast)
    .map(({ lane, reason }) => ({ lane, reason: `${reason}, last for missed health checks` }))
  return [...order.filter((one) => !isLast(one)), ...late]
}

function lastResort(open: readonly Usable[]): Candidate {
  const longest = open.reduce((oldest, next) => (next.standing.since < oldest.standing.since ? next : oldest))
  const { choice, group } = longest
  return { lane: choice.lane, reason: `${group.why}: last resort, everything is closed off`, lastResort: true }
}

function refusalOf(call: CallFacts, lane: Lane): Refusal | null {
  const { model, provider } = lane
  const needs = call.needs ?? chat
  if (!needs.isServed(lane)) return 'operation'
  if (call.hasTools && model.supports.tools === false) return 'tools'
  if (call.hasImages && model.supports.vision === false) return 'images'
  const priced = model.price !== null && needs.isPriced(model.price)
  if (call.billed && !priced && provider.brand.quirks.reportedCost === undefined) return 'price'
  return fits(call, lane) ? null : 'context'
}

/** A window that nobody stated counts only where the upstream would not complain of a prompt that is too long for it. */
function fits({ inputTokens, maxTokens }: CallFacts, { model, provider }: Lane): boolean {
  if (model.contextLength !== null) return inputTokens + (maxTokens ?? 0) <= model.contextLength
  return inputTokens <= (provider.brand.quirks.truncatesBeyond ?? Number.POSITIVE_INFINITY)
}

const refusalText: Readonly<Record<Refusal, string>> = {
  operation: 'does not serve this operation',
  tools: 'takes no tools',
  images: 'takes no images',
  price: 'has no known price',
  context: 'its context is too short',
}

const floorText: Readonly<Record<Standing['waitsFor'], string>> = {
  upstream: 'asked for a pause',
  bucket: 'our own limit for this provider is used up',
}

function unable(refusals: readonly Refusal[], { prompt }: Needs): ApiError {
  if (refusals.includes('context')) return new ApiError('CONTEXT_LENGTH_EXCEEDED', undefined, { param: prompt })
  if (refusals.includes('price')) return new ApiError('PRICE_UNKNOWN', undefined, { param: 'model' })
  if (refusals.includes('tools')) return unsupported('This model takes no tools.', 'tools')
  if (refusals.includes('images')) return unsupported('This model takes no images.', prompt)
  return unsupported('No model of this name can serve this operation.', 'model')
}

const unsupported = (message: string, param: string) => new ApiError('UNSUPPORTED_PARAMETER', message, { param })

/** The shortest wait. */
function busy(eligible: readonly Usable[], now: number): ApiError {
  const soonest = eligible.reduce((a, b) => (b.standing.floorUntil < a.standing.floorUntil ? b : a)).standing
  const message =
    soonest.waitsFor === 'bucket'
      ? 'The operator’s limit for this provider is used up. Retry after the time in Retry-After.'
      : 'The provider asked for a pause. Retry after the time in Retry-After.'
  return new ApiError('RATE_LIMITED', message, { retryAfterMs: Math.max(1, Math.ceil(soonest.floorUntil - now)) })
}
