import { createHash } from 'node:crypto'
import type { ApiError } from '@proxyapi/contract/errors'
import { type AnswerHead, type Call, dialects, type InboundDialect } from '@proxyapi/providers'
import { operatorId, type Principal } from '../identity/principal.ts'
import type { CallBilling, CallHold } from '../ledger/ledger.ts'
import type { Runtime } from '../runtime.ts'
import { ulid } from '../store/ids.ts'
import { CallRun, type RunTools } from './attempt.ts'
import { type CallOptions, callOptions } from './call-options.ts'
import type { CallOrder } from './call-order.ts'
import { attemptLimits, type DeadlineSettings, requestLimit } from './deadlines.ts'
import { estimatePrompt } from './estimate.ts'
import type { Family } from './families.ts'
import { Cover, holdPlan } from './hold.ts'
import { type CallIdentity, costSoFar, type Run, settlementOf, traceOf } from './meter.ts'
import { fallbackLanes, isAllowed, type Names, requireLanes } from './names.ts'
import type { Answering } from './passage.ts'
import type { Rendering } from './passage-for.ts'
import { prepare } from './prepare.ts'
import { usdOf } from './price.ts'
import { replyHeaders } from './reply-headers.ts'
import { type CallFacts, type Candidate, type LaneGroup, route } from './route.ts'

/** One chat call as the door hands it in. */
interface ChatRequest {
  readonly principal: Principal
  readonly requestId: string
  readonly inbound: InboundDialect
  readonly family: Family
  readonly body: Readonly<Record<string, unknown>>
  /** The body as it came. */
  readonly bytes: Uint8Array | undefined
  /** Of the caller's, those that an upstream of the same dialect may see. */
  readonly headers: Record<string, string>
  readonly idempotencyKey: string | null
  readonly signal: AbortSignal
}

export interface ChatSettings extends DeadlineSettings {
  /** Upstream calls of one request, retries included. */
  readonly attemptsMax: number
}

export interface ChatParts {
  readonly runtime: Runtime
  readonly tools: RunTools
  readonly billing: CallBilling
  readonly names: Names
  readonly settings: ChatSettings
  /** Unique in all processes, with the request id in it. */
  idFor(requestId: string): string
  /** A call that was admitted has ended. */
  ended(run: CallRun, hold: CallHold, identity: CallIdentity, error: ApiError | null): void
}

/** What is decided about a call before an upstream is asked. */
interface Plan {
  readonly call: Call
  readonly options: CallOptions
  readonly facts: CallFacts
  readonly candidates: readonly Candidate[]
  /** How many answers were asked for. */
  readonly choices: number
}

/**
 * Decides, holds the money and gives the run, ready to start. Throws what refuses a call before an upstream is asked:
 * UNKNOWN_PARAMETER, MODEL_NOT_FOUND, MODEL_NOT_ALLOWED, PRICE_UNKNOWN, RATE_LIMITED, INSUFFICIENT_CREDITS, …
 */
export async function openChat(request: ChatRequest, parts: ChatParts): Promise<CallRun> {
  const arrivedAt = parts.runtime.clock.monotonic()
  const plan = planOf(request, parts, arrivedAt)
  const identity = identityOf(request, plan, parts, arrivedAt)
  const held = holdPlan(plan.facts, plan.candidates, plan.choices)
  const admitted = parts.billing.admit({
    userId: identity.userId,
    keyId: identity.keyId,
    billing: request.principal.billing,
    requestId: identity.id,
    amount: held.amount,
    operation: identity.operation,
    ...keyOf(request),
  })
  const hold = admitted instanceof Promise ? await admitted : admitted
  const run: CallRun = new CallRun(
    {
      ...orderOf(request, plan, identity, new Cover(hold, held), parts),
      note: () => hold.note(settlementOf(run, identity)),
      done: (error) => parts.ended(run, hold, identity, error),
    },
    parts.tools,
  )
  return run
}

/** A repeated key is judged by the ledger, which has to know whether it comes with the same call. */
function keyOf({ idempotencyKey, body }: ChatRequest): { idempotencyKey: string; fingerprint: string } | undefined {
  if (idempotencyKey === null) return undefined
  return { idempotencyKey, fingerprint: createHash('sha256').update(JSON.stringify(body)).digest('hex') }
}

function planOf({ body, headers, inbound, principal }: ChatRequest, { names, tools }: ChatParts, now: number): Plan {
  const options = callOptions(body)
  const call = inbound.parse(body)
  call.headers = headers
  const facts = {
    inputTokens: estimatePrompt(call),
    maxTokens: call.output.maxTokens ?? null,
    billed: principal.billing === 'prepaid',
  }
  const groups = groupsOf(call.model, options.fallbacks, names, principal.modelsAllow)
  const candidates = route(facts, groups, (lane) => tools.cells.standing(lane, now), now)
  return { call, options, facts, candidates, choices: call.output.n ?? 1 }
}

/** The asked model, then where its providers fall back to, then what the caller names. */
function groupsOf(
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

function identityOf(request: ChatRequest, { call, facts }: Plan, parts: ChatParts, arrivedAt: number): CallIdentity {
  const { principal, requestId, family } = request
  return {
    id: parts.idFor(requestId),
    requestId,
    // Whom nobody knows, the operator has let in and pays for.
    userId: principal.userId ?? operatorId,
    keyId: principal.keyId,
    operation: family.operation,
    askedModel: call.model,
    isStreamed: call.stream,
    inputTokens: facts.inputTokens,
    at: parts.runtime.clock.now(),
    arrivedAt,
  }
}

function orderOf(
  { requestId, signal, bytes, ...request }: ChatRequest,
  plan: Plan,
  identity: CallIdentity,
  cover: Cover,
  { runtime, settings }: ChatParts,
): Omit<CallOrder, 'note' | 'done'> {
  const { call, options, candidates } = plan
  const { timeoutMs, requireParameters } = options
  const preparation = { call, bytes, requireParameters, dialects }
  const limits: CallOrder['limits'] = (lane, hasOthers) => attemptLimits(call, lane, timeoutMs, hasOthers)
  const [first] = candidates
  return {
    requestId,
    signal,
    candidates,
    arrivedAt: identity.arrivedAt,
    attemptsMax: settings.attemptsMax,
    requestMs: requestLimit(first && limits(first.lane, true), timeoutMs, settings),
    rendering: (run) => renderingOf(run, request, plan, identity, runtime),
    prepare: (lane) => prepare(lane, preparation),
    limits,
    headers: (answered, run) => replyHeaders(answered, run, identity.inputTokens),
    covers: ({ watch }) => cover.covers(watch.outputTokens),
  }
}

function renderingOf(
  run: Run,
  { inbound, family }: Pick<ChatRequest, 'inbound' | 'family'>,
  { call, options, choices }: Plan,
  { inputTokens, at }: CallIdentity,
  { clock, random }: Runtime,
): Rendering {
  let id: string | undefined
  const costUsd = (answering: Answering) => {
    const cost = costSoFar(answering)
    return cost === null ? undefined : usdOf(cost)
  }
  const head = (answering: Answering | null): AnswerHead => {
    id ??= `${family.idPrefix}${ulid(at, random.bytes(10))}`
    const created = Math.floor(at / 1_000)
    const { includeUsage } = call
    if (answering === null) return { id, created, model: call.model, includeUsage }
    const { lane, dialect } = answering.prepared
    const cost = costUsd(answering)
    const made = { dialect: dialect.id, brand: lane.provider.brand.id }
    return { id, created, model: lane.model.id, includeUsage, made, ...(cost !== undefined && { cost }) }
  }
  return {
    inbound,
    family,
    stream: call.stream,
    choices,
    includeUsage: call.includeUsage,
    isChanged: options.trace,
    head,
    costUsd,
    trace: (answering) => (options.trace ? traceOf(run, answering, inputTokens, clock.monotonic()) : null),
  }
}
