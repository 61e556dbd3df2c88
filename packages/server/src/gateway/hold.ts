import type { Usage } from '@proxyapi/providers'
import type { CallHold, Micros } from '../ledger/ledger.ts'
import { costOf, worstCost } from './price.ts'
import type { CallFacts, Candidate } from './route.ts'

/** What is held for a call before it goes out, at the dearest lane that may get it. The ledger knows who has to hold. */
interface HoldPlan {
  readonly amount: Micros
  /** Output tokens that the amount covers. */
  readonly outputTokens: number
  /** For as many tokens more. */
  readonly step: Micros
  /** The caller named no limit, so the answer may become longer than what is held. */
  readonly isOpenEnded: boolean
}

const unsaidTokens = 4_096
/** Of a lane whose price only the upstream knows. */
const unpricedAmount: Micros = 100_000
const extendAt = 0.8

export function holdPlan(
  { inputTokens, maxTokens, billed }: CallFacts,
  candidates: readonly Candidate[],
  choices: number,
): HoldPlan {
  const unpriced = billed ? unpricedAmount : 0
  let amount = 0
  let step = 0
  let outputTokens = Number.POSITIVE_INFINITY
  for (const { lane } of candidates) {
    const { price, maxOutputTokens } = lane.model
    const tokens = (maxTokens ?? Math.min(maxOutputTokens ?? unsaidTokens, unsaidTokens)) * choices
    outputTokens = Math.min(outputTokens, tokens)
    amount = Math.max(amount, worstCost(price, inputTokens, tokens) ?? unpriced)
    step = Math.max(step, worstCost(price, 0, tokens) ?? unpriced)
  }
  return { amount, outputTokens, step, isOpenEnded: maxTokens === null && step > 0 }
}

/** What is held for a call whose usage can be told beforehand. */
export const operationHold = (expected: Usage, candidates: readonly Candidate[], billed: boolean): Micros =>
  Math.max(0, ...candidates.map(({ lane }) => costOf(expected, lane.model.price) ?? (billed ? unpricedAmount : 0)))

/** Keeps the hold of one call ahead of what is said. */
export class Cover {
  readonly #hold: CallHold
  readonly #plan: HoldPlan
  #outputTokens: number

  constructor(hold: CallHold, plan: HoldPlan) {
    this.#hold = hold
    this.#plan = plan
    this.#outputTokens = plan.outputTokens
  }

  /** False where the balance refuses more. */
  covers(outputTokens: number): boolean | Promise<boolean> {
    if (!this.#plan.isOpenEnded || outputTokens < this.#outputTokens * extendAt) return true
    this.#outputTokens += this.#plan.outputTokens
    return this.#hold.extend(this.#plan.step)
  }
}
