import { dialects } from '@proxyapi/providers'
import type { Principal } from '../identity/principal.ts'
import type { CellBook } from './cell-book.ts'
import { estimatePrompt } from './estimate.ts'
import { fallbackLanes, isAllowed, type Names, requireLanes } from './names.ts'
import { type CallFacts, type Candidate, type LaneGroup, type Needs, route } from './route.ts'
import type { Asked } from './understand.ts'

/** What is decided about a call before an upstream is asked. */
export interface Plan extends Asked {
  readonly facts: CallFacts
  readonly candidates: readonly Candidate[]
  /** How many answers were asked for. */
  readonly choices: number
}

/** Where a call may go. Throws MODEL_NOT_FOUND, MODEL_NOT_ALLOWED and what `route` throws. */
export function planCall(asked: Asked, principal: Principal, names: Names, cells: CellBook, now: number): Plan {
  const { call, options } = asked
  const facts = {
    inputTokens: estimatePrompt(call),
    maxTokens: call.output.maxTokens ?? null,
    billed: principal.billing === 'prepaid',
    ...(dialects.get(call.from)?.completes === true && { needs: completion }),
  }
  const groups = groupsOf(call.model, options.fallbacks, names, principal.modelsAllow)
  const candidates = route(facts, groups, (lane) => cells.standing(lane, now), now)
  return { ...asked, facts, candidates, choices: call.output.n ?? 1 }
}

/** Native, or as a chat. */
const completion: Needs = {
  isServed: ({ model, provider }) => model.supportsChat !== false || provider.brand.operations.includes('completions'),
  isPriced: ({ input, output }) => input !== null && output !== null,
  prompt: 'prompt',
}

/** The asked model, then where its providers fall back to, then what the caller names. */
export function groupsOf(
  model: string,
  fallbacks: readonly string[],
  names: Names,
  allow: readonly string[] | null,
): LaneGroup[] {
  const asked = requireLanes(model, names, allow)
  const configured = asked.flatMap((lane) => fallbackLanes(lane, names))
  const allowed = allow === null ? configured : configured.filter((lane) => isAllowed(lane, allow))
  return [asked, allowed, ...fallbacks.map((name) => requireLanes(name, names, allow))]
}
