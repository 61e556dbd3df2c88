/** When a prompt is made shorter: ahead where the operator wrote so, else only where it does not fit. */
import { ApiError } from '@proxyapi/contract/errors'
import type { Principal } from '../../identity/principal.ts'
import type { Clock } from '../../runtime.ts'
import { tenantOf } from '../cache/cache-key.ts'
import { estimatePrompt, turnWeight } from '../estimate.ts'
import type { Directory } from '../lane-groups.ts'
import { lanesOfCall } from '../plan-call.ts'
import type { Asked } from '../understand.ts'
import { type CondenseGoal, condensedCall, condensePlan } from './condense-plan.ts'
import type { Condenser, CondenseWork } from './condenser.ts'
import { matchesAny } from './overflow-patterns.ts'
import { summarizers } from './summarizers.ts'
import { transcriptOf } from './summary-prompt.ts'

export interface Condensing {
  readonly condenser: Condenser
  readonly directory: Directory
  readonly clock: Clock
  readonly principal: Principal
  readonly signal: AbortSignal
  readonly ask: CondenseWork['ask']
}

/** Where a threshold is written and the history is longer, half the threshold of it stays. */
export async function condensedAhead(asked: Asked, condensing: Condensing): Promise<Asked> {
  const { truncationThreshold: threshold, batchSize } = condensing.condenser.settings
  if (threshold === null) return asked
  const measure: CondenseGoal['measure'] = (turn) => transcriptOf([turn]).length
  const length = asked.call.turns.reduce((sum, turn) => sum + measure(turn), 0)
  if (length <= threshold) return asked
  const goal = { excess: length - threshold / 2, measure, batchSize, isStrict: false }
  return (await condensed(asked, goal, true, condensing)) ?? asked
}

/**
 * After a call that failed before anything was delivered: the call as it may fit, or null where it was no overflow or nothing
 * can go. What our estimate sent back must fit then; where an upstream knew better, half the prompt stays.
 */
export async function condensedAfter(error: unknown, asked: Asked, condensing: Condensing): Promise<Asked | null> {
  const { batchSize, errorPatterns, summaryTokensMax } = condensing.condenser.settings
  if (!isOverflow(error, errorPatterns)) return null
  const tokens = estimatePrompt(asked.call)
  const room = roomOf(asked, condensing)
  const isEstimated = tokens > room
  const excess = isEstimated ? tokens + summaryTokensMax - room : tokens / 2
  const goal = { excess, measure: turnWeight, batchSize, isStrict: isEstimated }
  return await condensed(asked, goal, false, condensing)
}

/** An upstream that words it in its own way is known by the operator's patterns. */
function isOverflow(error: unknown, patterns: readonly string[]): boolean {
  if (!(error instanceof ApiError)) return false
  if (error.code === 'CONTEXT_LENGTH_EXCEEDED') return true
  return error.code === 'UPSTREAM_REJECTED' && matchesAny(patterns, String(error.options.cause ?? ''))
}

/** Tokens of the longest prompt that some lane of the call takes, as far as that is known. */
function roomOf(asked: Asked, { principal, ...parts }: Condensing): number {
  const contexts = lanesOfCall(asked, principal, parts).map(
    ({ model }) => model.contextLength ?? Number.POSITIVE_INFINITY,
  )
  return Math.max(0, ...contexts) - (asked.call.output.maxTokens ?? 0)
}

async function condensed(
  asked: Asked,
  goal: CondenseGoal,
  lastHalf: boolean,
  { condenser, directory, principal, ask, signal }: Condensing,
): Promise<Asked | null> {
  const plan = condensePlan(asked.call, goal)
  if (plan === null) return null
  const allow = principal.modelsAllow
  const text = await condenser.condense({
    plan,
    tenant: tenantOf(principal),
    lastHalf,
    summarizers(inputTokens, outputTokens) {
      const found = summarizers(directory.names, { inputTokens, outputTokens, allow })
      return found.length > 0 ? found : [asked.call.model]
    },
    ask,
    signal,
  })
  if (text === null) return null
  const call = condensedCall(asked.call, plan, text)
  const from = asked.condensed?.from ?? estimatePrompt(asked.call)
  return { ...asked, call, condensed: { from, to: estimatePrompt(call) } }
}
