/** How lanes compare: each figure against the best of those that are compared, 0 is best. Pure. */
import type { Known, LaneView } from './lane-stats.ts'

export interface ScoreWeights {
  readonly price: number
  readonly failure: number
  readonly firstToken: number
  readonly speed: number
  readonly busy: number
}

export type ScoreParts = ScoreWeights

/** One lane as it is judged. */
export interface Contestant {
  readonly stats: LaneView
  /** Micro-USD per 1,000,000 tokens of input and output; null is unknown. */
  readonly inputPrice: number | null
  readonly outputPrice: number | null
  readonly maxConnections: number
}

export interface Score {
  readonly total: number
  readonly parts: ScoreParts
}

const successPrior = 0.98
const outputTokensPrior = 512
const unreliableBelow = 0.95
const steepness = 20
const failureMax = 10
/** A factor of two is worth this much. */
const perDoubling = 1 / 4
/** Below it costs count as equal: micro-USD × 1,000,000. */
const costFloor = 1e6

/** Lower is better; in the order of `lanes`. What is not measured counts as the median of the others. */
export function scoresOf(lanes: readonly Contestant[], inputTokens: number, weights: ScoreWeights): Score[] {
  const outputs = filled(
    lanes.map(({ stats }) => stats.outputTokens),
    outputTokensPrior,
  )
  const costs = filledCosts(lanes.map((lane, at) => costOf(lane, inputTokens, outputs[at] ?? outputTokensPrior)))
  const firstTokens = filled(
    lanes.map(({ stats }) => stats.firstTokenMs),
    1,
  ).map((ms) => Math.max(ms, 1))
  const speeds = filled(
    lanes.map(({ stats }) => stats.tokensPerSecond),
    1,
  ).map((speed) => Math.max(speed, 0.01))
  const [cheapest, soonest, fastest] = [Math.min(...costs), Math.min(...firstTokens), Math.max(...speeds)]
  return lanes.map(({ stats, maxConnections }, at) => {
    const parts: ScoreParts = {
      price: doublings((costs[at] ?? cheapest) / cheapest),
      failure: failureOf(blended(stats.success, successPrior)),
      firstToken: doublings((firstTokens[at] ?? soonest) / soonest),
      speed: doublings(fastest / (speeds[at] ?? fastest)),
      busy: stats.inFlight / maxConnections,
    }
    return { total: totalOf(parts, weights), parts }
  })
}

function totalOf(parts: ScoreParts, weights: ScoreWeights): number {
  return (
    weights.price * parts.price +
    weights.failure * parts.failure +
    weights.firstToken * parts.firstToken +
    weights.speed * parts.speed +
    weights.busy * parts.busy
  )
}

/** From 95 % success downwards a lane soon counts as worse than any price. */
export function failureOf(success: number): number {
  const failure = 1 - success
  if (success >= unreliableBelow) return failure
  return Math.min(failure * Math.exp(steepness * (unreliableBelow - success)), failureMax)
}

const doublings = (ratio: number): number => Math.log2(ratio) * perDoubling

function costOf({ inputPrice, outputPrice }: Contestant, inputTokens: number, outputTokens: number): number | null {
  if (inputPrice === null || outputPrice === null) return null
  return Math.max(inputTokens * inputPrice + outputTokens * outputPrice, costFloor)
}

/** An unknown price is taken to be the dearest. */
function filledCosts(costs: readonly (number | null)[]): number[] {
  const priced = costs.filter((cost) => cost !== null)
  const dearest = priced.length > 0 ? Math.max(...priced) : costFloor
  return costs.map((cost) => cost ?? dearest)
}

/** Each figure as far as it is trusted, the median of the others for the rest. */
function filled(figures: readonly (Known | null)[], none: number): number[] {
  return figures.map((figure, at) => {
    if (figure?.trust === 1) return figure.value
    const others = figures.filter((other, index) => index !== at && other !== null)
    return blended(
      figure,
      others.length > 0 ? median(others.map((other) => other?.value ?? none)) : (figure?.value ?? none),
    )
  })
}

const blended = (figure: Known | null, prior: number): number =>
  figure === null ? prior : figure.value * figure.trust + prior * (1 - figure.trust)

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}
