import type { Call } from '../../call.ts'
import type { Target } from '../../dialect.ts'
import { reasoningBudget } from '../../effort.ts'
import type { Losses } from '../../losses.ts'
import { id } from './blocks.ts'
import { isOwnReasoning } from './messages.ts'

/** The smallest budget that the API takes. */
const budgetMin = 1_024
/** What an answer may use where the caller names no limit: the API demands one. */
const answerTokens = 8_192

/** The limit of output tokens, and how many of them may be thought away; 0 is without thinking. */
export interface OutputBudget {
  maxTokens: number
  thinking: number
}

/**
 * Thoughts count against `max_tokens`: where the caller names no limit the budget comes on top of the answer's tokens,
 * where it does the budget leaves them, or half of a small limit, to answer with.
 */
export function outputBudget(call: Call, target: Target, lost: Losses): OutputBudget {
  const wanted = thinkingWanted(call, target, lost)
  const asked = call.output.maxTokens ?? answerTokens + wanted
  const maxTokens = Math.min(asked, target.maxOutputTokens ?? asked)
  if (call.output.maxTokens !== undefined && maxTokens !== asked) lost.drop(`max_tokens=${maxTokens}`)
  return { maxTokens, thinking: fitted(wanted, maxTokens, lost) }
}

function fitted(wanted: number, maxTokens: number, lost: Losses): number {
  if (wanted === 0) return 0
  const kept = Math.min(answerTokens, Math.floor(maxTokens / 2))
  const budget = Math.max(budgetMin, Math.min(wanted, maxTokens - kept))
  if (budget < maxTokens) return budget
  lost.drop('reasoning')
  return 0
}

/** The budget that the call asks for, 0 where the API would refuse to think. */
function thinkingWanted(call: Call, target: Target, lost: Losses): number {
  // What the caller wrote in this dialect stands in `exact`.
  if (call.reasoning === undefined || 'thinking' in call.exact || 'output_config' in call.exact) return 0
  const wanted = reasoningBudget(call.reasoning)
  if (wanted === 0) return 0
  const forced = call.toolChoice?.type === 'required' || call.toolChoice?.type === 'tool'
  if (target.reasons !== false && !forced && canResume(call, target)) return wanted
  lost.drop('reasoning')
  return 0
}

/** Where tools are still being run, thinking goes on only from the signed thoughts that called them. */
function canResume(call: Call, target: Target): boolean {
  const last = call.turns.at(-1)
  if (last?.role !== 'user' || !last.parts.some((part) => part.type === 'tool-result')) return true
  const caller = call.turns.findLast((turn) => turn.role === 'assistant')
  const native = call.from === id
  return caller?.parts.some((part) => part.type === 'reasoning' && isOwnReasoning(part, native, target)) === true
}
