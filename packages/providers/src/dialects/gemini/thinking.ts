import type { Call } from '../../call.ts'
import type { Quirks, Target } from '../../dialect.ts'
import { reasoningBudget, reasoningEffort } from '../../effort.ts'
import type { Losses } from '../../losses.ts'

/** What an answer keeps of its limit where thoughts would take all of it. */
const answerTokens = 8_192

export type BudgetRange = NonNullable<Quirks['thinkingBudgets']>[number]

/** How this model is told to think: in tokens of a range, or, where there is none, by a level. */
export const budgetRange = ({ brand, model }: Target): BudgetRange | undefined =>
  brand.quirks.thinkingBudgets?.find(({ models }) => model.startsWith(models))

/** Thoughts that were asked for are shown. Undefined where nothing was asked, or where the model cannot think. */
export function thinkingConfig(call: Call, target: Target, lost: Losses): Record<string, unknown> | undefined {
  if (call.reasoning === undefined) return undefined
  const range = budgetRange(target)
  const wanted = reasoningBudget(call.reasoning)
  if (target.reasons === false || range?.max === 0) {
    if (wanted > 0) lost.drop('reasoning')
    return undefined
  }
  if (range !== undefined) return budget(call, wanted, range, lost)
  const level = reasoningEffort(call.reasoning, target.brand.quirks.efforts)
  if (wanted > 0) return { thinkingLevel: level, includeThoughts: true }
  // These models always think.
  lost.drop(`reasoning=${level}`)
  return { thinkingLevel: level }
}

/** Thoughts count against the limit of the answer, so they leave a part of it. */
function budget(call: Call, wanted: number, { min, max, off }: BudgetRange, lost: Losses): Record<string, unknown> {
  if (wanted === 0 && off) return { thinkingBudget: 0 }
  const limit = call.output.maxTokens ?? Infinity
  const room = limit - Math.min(answerTokens, Math.floor(limit / 2))
  const thinkingBudget = Math.max(min, Math.min(wanted, max, room))
  const exact = call.reasoning?.budget ?? (wanted === 0 ? 0 : thinkingBudget)
  if (thinkingBudget !== exact) lost.drop(`reasoning=${thinkingBudget}`)
  return { thinkingBudget, ...(wanted > 0 && { includeThoughts: true }) }
}
