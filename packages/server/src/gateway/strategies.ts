/** Ways to order the lanes of one group: all of them come out, each with the reason for its place. Pure. */

import type { LaneView, Leader } from './lane-stats.ts'
import { priceAt } from './price.ts'
import type { Lane } from './provider-settings.ts'
import { type Score, type ScoreWeights, scoresOf } from './score.ts'

export const strategyNames = ['priority', 'weighted', 'least_busy', 'least_latency', 'cost', 'score'] as const
export type Strategy = (typeof strategyNames)[number]

/** A lane of a group. Lanes of one target share its weight. */
export interface Choice {
  readonly lane: Lane
  /** The model as the group names it. */
  readonly target: string
  readonly weight: number
}

export interface Ordered {
  readonly lane: Lane
  readonly reason: string
  /** Not preferred, but called to learn of it. */
  readonly isExplored?: true
}

export interface OrderContext {
  readonly inputTokens: number
  readonly weights: ScoreWeights | null
  readonly leader: Leader | null
  stats(lane: Lane): LaneView
  readonly now: number
  /** 0 ≤ x < 1, a new one each time. */
  random(): number
}

type Order = (choices: readonly Choice[], context: OrderContext) => Ordered[]

/** Price, failure, first token, speed, busy. */
export const scoreWeights: Readonly<Record<'least_latency' | 'cost' | 'score', ScoreWeights>> = {
  least_latency: { price: 0, failure: 1, firstToken: 1, speed: 0.3, busy: 0.2 },
  cost: { price: 1, failure: 1, firstToken: 0, speed: 0, busy: 0.05 },
  score: { price: 0.5, failure: 1, firstToken: 0.2, speed: 0.1, busy: 0.2 },
}

const leaderRatio = 1.1
const leaderMargin = 0.02
const leaderMinMs = 5_000
const explored = 0.01
const unsampledMs = 60_000

export const orderBy: Readonly<Record<Strategy, Order>> = {
  priority: (choices) => choices.map(({ lane }) => ({ lane, reason: 'by priority' })),
  weighted,
  least_busy: leastBusy,
  least_latency: (choices, context) => byScore(choices, context, scoreWeights.least_latency),
  cost: (choices, context) => byScore(choices, context, scoreWeights.cost),
  score: (choices, context) => byScore(choices, context, scoreWeights.score),
}

/** Draws targets without replacement, so that the rest is the order of failover. */
function weighted(choices: readonly Choice[], { random }: OrderContext): Ordered[] {
  const targets = [...Map.groupBy(choices, ({ target }) => target).values()]
  const drawn: Ordered[] = []
  while (targets.length > 0) {
    const total = targets.reduce((sum, target) => sum + weightOf(target), 0)
    const target = targets.splice(drawnIndex(targets.map(weightOf), random() * total), 1)[0] ?? []
    drawn.push(...target.map(({ lane, weight }) => ({ lane, reason: `drawn, weight ${weight} of ${total}` })))
  }
  return drawn
}

const weightOf = ([first]: readonly Choice[]): number => first?.weight ?? 0

function drawnIndex(weights: readonly number[], point: number): number {
  let sum = 0
  const at = weights.findIndex((weight) => {
    sum += weight
    return point < sum
  })
  return Math.max(at, 0)
}

/** Of two random ones the one with fewer open calls goes first; and so on with what is left. */
function leastBusy(choices: readonly Choice[], { stats, random }: OrderContext): Ordered[] {
  const left = choices.map(({ lane }) => ({ lane, inFlight: stats(lane).inFlight }))
  const ordered: Ordered[] = []
  while (left.length > 0) {
    const one = Math.floor(random() * left.length)
    const step = left.length > 1 ? 1 + Math.floor(random() * (left.length - 1)) : 0
    const other = (one + step) % left.length
    const better = (left[other]?.inFlight ?? 0) < (left[one]?.inFlight ?? 0) ? other : one
    for (const { lane, inFlight } of left.splice(better, 1)) ordered.push({ lane, reason: `${inFlight} calls open` })
  }
  return ordered
}

function byScore(choices: readonly Choice[], context: OrderContext, usual: ScoreWeights): Ordered[] {
  const { stats, inputTokens, now } = context
  const contestants = choices.map(({ lane }) => {
    const price = lane.model.price && priceAt(lane.model.price, inputTokens)
    return {
      stats: stats(lane),
      inputPrice: price?.input ?? null,
      outputPrice: price?.output ?? null,
      maxConnections: lane.provider.maxConnections,
    }
  })
  const scores = scoresOf(contestants, inputTokens, context.weights ?? usual)
  const ranked = choices
    .map(({ lane }, at) => ({ lane, score: scores[at] as Score, sampledAt: contestants[at]?.stats.sampledAt ?? null }))
    .sort((a, b) => a.score.total - b.score.total)
  const ordered = withLeader(ranked, context)
  if (choices.length < 2 || context.random() >= explored) return ordered
  const stale = ranked.filter(({ sampledAt }) => sampledAt === null || now - sampledAt >= unsampledMs)
  const tried = stale[Math.floor(context.random() * stale.length)]?.lane
  if (tried === undefined) return ordered
  const rest = ordered.filter(({ lane }) => lane !== tried)
  return [{ lane: tried, reason: 'explored, no call ended there for 60 s', isExplored: true }, ...rest]
}

/** The leader stays for five seconds, and after them while nothing is clearly better. */
function withLeader(ranked: readonly { lane: Lane; score: Score }[], { leader, now }: OrderContext): Ordered[] {
  const ordered = ranked.map(({ lane, score }) => ({ lane, reason: scoreText(score) }))
  const at = leader === null ? -1 : ranked.findIndex(({ lane }) => lane.id === leader.lane)
  const led = ranked[at]
  const best = ranked[0]
  if (at < 1 || led === undefined || best === undefined || leader === null) return ordered
  const isClose = led.score.total <= leaderRatio * best.score.total + leaderMargin
  if (!isClose && now - leader.since >= leaderMinMs) return ordered
  const stays = { lane: led.lane, reason: `${scoreText(led.score)}, leads still` }
  return [stays, ...ordered.filter(({ lane }) => lane !== led.lane)]
}

function scoreText({ total, parts }: Score): string {
  const said = (value: number) => String(Math.round(value * 1_000) / 1_000)
  const { price, failure, firstToken, speed, busy } = parts
  const figures = `price ${said(price)}, failure ${said(failure)}, first token ${said(firstToken)}`
  return `score ${said(total)} (${figures}, speed ${said(speed)}, busy ${said(busy)})`
}
