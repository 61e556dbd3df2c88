import type { PlainReply } from '@proxyapi/contract'
import type { ApiError } from '@proxyapi/contract/errors'
import { dialects } from '@proxyapi/providers'
import type { Principal } from '../identity/principal.ts'
import type { CallBilling, CallHold } from '../ledger/ledger.ts'
import type { TokenLimits } from '../limits/create-limits.ts'
import type { Runtime } from '../runtime.ts'
import { type Applicant, admit, identityOf, repeatKey } from './admission.ts'
import { CallRun, type RunTools } from './attempt.ts'
import { sentKey } from './cache/cache-slot.ts'
import { type AnswerStores, KeptAnswers } from './cache/kept-answers.ts'
import type { CachedAnswer } from './cache/response-cache.ts'
import type { CallOrder } from './call-order.ts'
import { chatTrace, tellingTrace } from './call-trace.ts'
import { attemptLimits, type DeadlineSettings, requestLimit } from './deadlines.ts'
import type { Filtering } from './filter/filtering.ts'
import type { Turns } from './filter/pace.ts'
import type { FilterRules } from './filter/rule.ts'
import { Cover, holdPlan } from './hold.ts'
import type { Directory } from './lane-groups.ts'
import { type CallIdentity, settlementOf } from './meter.ts'
import type { OpenedCall } from './opened-call.ts'
import { isPinned, type Pins, pinId, pinOf } from './pins.ts'
import { type Plan, planCall } from './plan-call.ts'
import { prepareFirst } from './prepare.ts'
import { chatDelivery, renderingOf } from './rendering.ts'
import { replyHeaders } from './reply-headers.ts'
import type { Templates } from './template/templates.ts'
import { type Asked, type ChatRequest, isUsable } from './understand.ts'

export interface ChatSettings extends DeadlineSettings {
  /** Upstream calls of one request, retries included. */
  readonly attemptsMax: number
  readonly filter: FilterRules
  readonly templates: Templates
}

export interface ChatParts extends AnswerStores {
  readonly runtime: Runtime
  readonly tools: RunTools
  readonly billing: CallBilling
  readonly tokens?: TokenLimits | undefined
  readonly directory: Directory
  readonly pins: Pins
  readonly settings: ChatSettings
  /** Turns of the event loop, shared by all that is judged. */
  readonly turns: Turns
  /** Unique in all processes, with the request id in it. */
  idFor(requestId: string): string
  /** Of the next upstream call, where several runs count together. */
  number?(): number
  /** A call that was admitted has ended. */
  ended(run: OpenedCall, hold: CallHold, identity: CallIdentity, error: ApiError | null): void
  /** A call that was admitted was answered from the cache. */
  hit(answer: CachedAnswer, hold: CallHold, identity: CallIdentity): void
}

/** A call as it goes on to be planned. */
export interface Shaped {
  readonly asked: Asked
  /** The content rules that have judged it. */
  readonly filtering: Filtering
  /** By the monotonic clock. */
  readonly arrivedAt: number
}

/** A run that is ready to start, or the answer of the cache. */
type Opened = { readonly run: CallRun } | { readonly reply: PlainReply }

/**
 * Decides, holds the money, looks into the cache and gives the run, ready to start. Throws what refuses a call before an
 * upstream is asked: UNKNOWN_PARAMETER, MODEL_NOT_FOUND, MODEL_NOT_ALLOWED, CONTENT_BLOCKED, PRICE_UNKNOWN, RATE_LIMITED,
 * INSUFFICIENT_CREDITS, …
 */
export async function openChat(
  request: ChatRequest,
  { asked, filtering, arrivedAt }: Shaped,
  parts: ChatParts,
): Promise<Opened> {
  const { runtime, tools, directory, pins } = parts
  const pinnedTo = isPinned(asked.call) ? await pinOf(asked.call, request.principal, pins, arrivedAt) : null
  const plan = planCall(asked, request.principal, pinnedTo, { ...runtime, books: tools, directory })
  const key = repeatKey(sentKey(request), request.body)
  const isKept = parts.cache !== null || key !== undefined
  const kept = isKept ? new KeptAnswers(request, plan, filtering, parts, parts.runtime, key) : null
  const identity = identityOf(applicantOf(request, plan, kept?.state ?? 'off'), parts, arrivedAt)
  const held = holdPlan(plan.facts, plan.candidates, plan.choices)
  const once = request.idempotencyKey === null ? undefined : key
  const tokens = plan.facts.inputTokens + (plan.facts.maxTokens ?? 0) * plan.choices
  const admitted = admit(identity, request.principal, { amount: held.amount, tokens }, once, parts)
  let hold: CallHold
  try {
    hold = admitted instanceof Promise ? await admitted : admitted
  } catch (error) {
    const reply = await kept?.fromKey(error, { ...identity, cache: 'off' })
    if (reply == null) throw error
    return { reply }
  }
  const known = kept && (await kept.fromCache({ ...identity, cache: 'hit' }))
  if (known !== null) {
    filtering.count()
    parts.hit(known.answer, hold, { ...identity, cache: 'hit' })
    return { reply: known.reply }
  }
  const order = orderOf(request, plan, identity, new Cover(hold, held), parts, filtering)
  const run: CallRun = new CallRun(
    {
      ...order,
      delivery: (own) => kept?.copying(order.delivery(own)) ?? order.delivery(own),
      note: () => hold.note(settlementOf(run, identity)),
      done(error) {
        filtering.count()
        if (request.family.keepsAnswers === true) keepPin(run, request.principal, parts)
        parts.ended(run, hold, identity, error)
        if (error === null && run.delivered !== null && isUsable(run.delivered, request))
          kept?.keep(run.delivered.prepared)
      },
    },
    parts.tools,
  )
  return { run }
}

/** What an upstream of the caller's dialect has answered it may keep. */
function keepPin({ delivered }: CallRun, principal: Principal, { pins, runtime }: ChatParts): void {
  if (delivered === null || !delivered.prepared.isNative || delivered.watch.id === undefined) return
  pins.keep(pinId(principal, delivered.watch.id), delivered.prepared.lane.id, runtime.clock.monotonic())
}

const applicantOf = (
  { principal, requestId, family, span }: ChatRequest,
  { call, facts }: Plan,
  cache: CallIdentity['cache'],
): Applicant => ({
  principal,
  requestId,
  operation: family.operation,
  askedModel: call.model,
  isStreamed: call.stream,
  inputTokens: facts.inputTokens,
  cache,
  trace: span && chatTrace(span, call),
})

function orderOf(
  { requestId, signal, bytes, ...request }: ChatRequest,
  plan: Plan,
  identity: CallIdentity,
  cover: Cover,
  { runtime, settings, number }: ChatParts,
  filtering: Filtering,
): Omit<CallOrder, 'note' | 'done'> {
  const { call, options, candidates } = plan
  const { timeoutMs, requireParameters } = options
  const preparation = { bytes, requireParameters, dialects }
  const limits: CallOrder['limits'] = (lane, hasOthers) => attemptLimits(call, lane, timeoutMs, hasOthers)
  const [first] = candidates
  return {
    requestId,
    signal,
    candidates,
    arrivedAt: identity.arrivedAt,
    attemptsMax: settings.attemptsMax,
    requestMs: requestLimit(first && limits(first.lane, true), timeoutMs, settings),
    delivery: (run) => chatDelivery(renderingOf(run, request, plan, identity, runtime, filtering)),
    prepare: (lane) =>
      tellingTrace(prepareFirst(lane, request.ways?.(call, lane) ?? [call], preparation), identity.trace),
    ...(number && { number }),
    limits,
    headers: (answered, run) => ({
      ...replyHeaders(answered, run, identity, plan.condensed),
      ...filtering.headers(),
    }),
    covers: ({ watch }) => cover.covers(watch.outputTokens),
  }
}
