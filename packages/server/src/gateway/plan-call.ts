import { dialects } from '@proxyapi/providers'
import type { Principal } from '../identity/principal.ts'
import type { Clock, Random } from '../runtime.ts'
import type { CallOptions } from './call-options.ts'
import { estimatePrompt } from './estimate.ts'
import { type LaneBooks, surroundings } from './lane-books.ts'
import { type Asking, type Directory, groupsFor, type LaneGroup } from './lane-groups.ts'
import type { Lane } from './provider-settings.ts'
import { type CallFacts, type Candidate, type Needs, type Routed, route, type Skipped } from './route.ts'
import type { Asked } from './understand.ts'

/** What is decided about a call before an upstream is asked. */
export interface Plan extends Asked {
  readonly facts: CallFacts
  readonly candidates: readonly Candidate[]
  readonly skipped: readonly Skipped[]
  /** How many answers were asked for. */
  readonly choices: number
}

/** What a plan is made with. */
export interface PlanParts {
  readonly directory: Directory
  readonly books: LaneBooks
  readonly clock: Clock
  readonly random: Random
}

/** Where a call may go. Throws MODEL_NOT_FOUND, MODEL_NOT_ALLOWED and what `route` throws. */
export function planCall(asked: Asked, principal: Principal, pinnedTo: string | null, parts: PlanParts): Plan {
  const facts = factsOf(asked, principal, pinnedTo)
  const { call, options, body } = asked
  const { candidates, skipped } = chooseLanes(facts, { model: call.model, options, body }, principal, parts)
  return { ...asked, facts, candidates, skipped, choices: call.output.n ?? 1 }
}

/** Every lane that the names of a call lead to, whether it can take the call or not; canaries are not drawn. */
export function lanesOfCall(asked: Asked, principal: Principal, parts: Pick<PlanParts, 'directory' | 'clock'>): Lane[] {
  const { call, options, body } = asked
  const asking = askingOf(factsOf(asked, principal, null), body, principal, parts.clock, notDrawn)
  const groups = groupsFor(call.model, options.fallbacks, parts.directory, asking)
  return groups.flatMap(({ choices }) => choices.map(({ lane }) => lane))
}

export const notDrawn = (): number => 1

function factsOf({ call, options }: Asked, { billing }: Principal, pinnedTo: string | null): CallFacts {
  return {
    inputTokens: estimatePrompt(call),
    maxTokens: call.output.maxTokens ?? null,
    billed: billing === 'prepaid',
    hasTools: call.tools.length > 0,
    hasImages: call.turns.some((turn) => turn.parts.some(({ type }) => type === 'image')),
    sessionId: options.sessionId,
    pinnedTo,
    ...(dialects.get(call.from)?.completes === true && { needs: completion }),
  }
}

/** Native, or as a chat. */
const completion: Needs = {
  isServed: ({ model, provider }) => model.supportsChat !== false || provider.brand.operations.includes('completions'),
  isPriced: ({ input, output }) => input !== null && output !== null,
  prompt: 'prompt',
}

interface Wanted {
  readonly model: string
  readonly options: CallOptions
  readonly body: Body
}

type Body = Readonly<Record<string, unknown>>

/** The lanes of a call's names, in order; `narrowed` may take some away. Throws as `planCall` does. */
export function chooseLanes(
  facts: CallFacts,
  { model, options, body }: Wanted,
  principal: Principal,
  { directory, books, clock, random }: PlanParts,
  narrowed: (groups: readonly LaneGroup[]) => readonly LaneGroup[] = (groups) => groups,
): Routed {
  const asking = askingOf(facts, body, principal, clock, () => random.float())
  const groups = groupsFor(model, options.fallbacks, directory, asking)
  const now = clock.monotonic()
  const routed = route(facts, narrowed(groups), surroundings(books, random, now))
  for (const { group, lane } of routed.leaders) books.stats.lead(group, lane, now)
  return routed
}

/** What names may depend on. */
export const askingOf = (
  { inputTokens, hasTools, hasImages, sessionId }: Omit<CallFacts, 'maxTokens' | 'billed' | 'pinnedTo'>,
  body: Body,
  { modelsAllow, userId, keyId }: Principal,
  clock: Clock,
  random: () => number,
): Asking => ({
  allow: modelsAllow,
  userId,
  sessionId,
  conditions: () => ({
    body,
    inputTokens,
    hasTools,
    hasImages,
    keyId,
    userId,
    hourUtc: new Date(clock.now()).getUTCHours(),
  }),
  random,
})
