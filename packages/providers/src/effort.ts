/** Words of effort and the budget of reasoning tokens that each stands for (gateway: translated things). */
const budgets = new Map(
  Object.entries({
    none: 0,
    minimal: 1_024,
    low: 4_096,
    medium: 12_288,
    high: 24_576,
    xhigh: 32_768,
    max: 32_768,
  }),
)
const unknownBudget = 12_288

/** What the widest set of reasoning upstreams understands. */
const commonEfforts: readonly string[] = ['low', 'medium', 'high']

/** Tokens to reason with; a word that we do not know counts as `medium`. */
export function reasoningBudget(reasoning: { effort?: string; budget?: number }): number {
  if (reasoning.budget !== undefined) return reasoning.budget
  return budgets.get(reasoning.effort ?? 'medium') ?? unknownBudget
}

/** The word of `efforts` that comes closest; the caller's own if it is among them. */
export function reasoningEffort(
  reasoning: { effort?: string; budget?: number },
  efforts: readonly string[] = commonEfforts,
): string | undefined {
  if (reasoning.effort !== undefined && efforts.includes(reasoning.effort)) return reasoning.effort
  const budget = reasoningBudget(reasoning)
  const distance = (word: string) => Math.abs((budgets.get(word) ?? unknownBudget) - budget)
  return efforts.reduce<string | undefined>(
    (best, word) => (best === undefined || distance(word) < distance(best) ? word : best),
    undefined,
  )
}
