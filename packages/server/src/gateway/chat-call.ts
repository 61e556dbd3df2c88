import type { PlainReply } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import { dialects } from '@proxyapi/providers'
import type { CallBilling, CallHold } from '../ledger/ledger.ts'
import type { Runtime } from '../runtime.ts'
import { type Applicant, admit, identityOf, repeatKey } from './admission.ts'
import { CallRun, type RunTools } from './attempt.ts'
import { AnswerCopy, copied } from './cache/answer-copy.ts'
import { slotOf } from './cache/cache-slot.ts'
import { answerBytesMax } from './cache/cacheable.ts'
import { replayed } from './cache/replay.ts'
import type { CachedAnswer, CacheSlot, ResponseCache } from './cache/response-cache.ts'
import type { CallOrder } from './call-order.ts'
import { attemptLimits, type DeadlineSettings, requestLimit } from './deadlines.ts'
import type { Filtering } from './filter/filtering.ts'
import type { Turns } from './filter/pace.ts'
import type { FilterRules } from './filter/rule.ts'
import { Cover, holdPlan } from './hold.ts'
import { type CallIdentity, type Run, settlementOf } from './meter.ts'
import type { Names } from './names.ts'
import { type Plan, planCall } from './plan-call.ts'
import { prepare } from './prepare.ts'
import { chatDelivery, renderingOf } from './rendering.ts'
import { replyHeaders } from './reply-headers.ts'
import type { Templates } from './template/templates.ts'
import type { Asked, ChatRequest } from './understand.ts'

export interface ChatSettings extends DeadlineSettings {
  /** Upstream calls of one request, retries included. */
  readonly attemptsMax: number
  readonly filter: FilterRules
  readonly templates: Templates
}

export interface ChatParts {
  readonly runtime: Runtime
  readonly tools: RunTools
  readonly billing: CallBilling
  readonly names: Names
  readonly settings: ChatSettings
  /** Turns of the event loop, shared by all that is judged. */
  readonly turns: Turns
  /** Unique in all processes, with the request id in it. */
  idFor(requestId: string): string
  /** Null where it is switched off. */
  readonly cache: ResponseCache | null
  /** A call that was admitted has ended. */
  ended(run: CallRun, hold: CallHold, identity: CallIdentity, error: ApiError | null): void
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
  const plan = planCall(asked, request.principal, parts.names, parts.tools.cells, arrivedAt)
  const slot = parts.cache === null ? null : slotOf(request, plan)
  const identity = identityOf(applicantOf(request, plan, slot === null ? 'off' : 'miss'), parts, arrivedAt)
  const held = holdPlan(plan.facts, plan.candidates, plan.choices)
  const key = repeatKey(request.idempotencyKey, request.body)
  const admitted = admit(identity, request.principal, held.amount, key, parts)
  const hold = admitted instanceof Promise ? await admitted : admitted
  if (slot !== null) {
    const reply = await fromCache(slot, request, plan, identity, hold, parts, filtering)
    if (reply !== null) return { reply }
  }
  const order = orderOf(request, plan, identity, new Cover(hold, held), parts, filtering)
  const keep = slot === null ? null : keeper(slot, order, parts)
  const run: CallRun = new CallRun(
    {
      ...(keep?.order ?? order),
      note: () => hold.note(settlementOf(run, identity)),
      done(error) {
        filtering.count()
        parts.ended(run, hold, identity, error)
        if (error === null) keep?.delivered(run)
      },
    },
    parts.tools,
  )
  return { run }
}

type Order = Omit<CallOrder, 'note' | 'done'>

/** Copies the replies of a run, and stores the one that was delivered. */
function keeper(slot: CacheSlot, order: Order, { cache }: ChatParts) {
  const copy = new AnswerCopy(answerBytesMax)
  return {
    order: { ...order, delivery: (run: Run) => copied(order.delivery(run), copy) },
    delivered({ delivered }: Run) {
      if (delivered !== null) cache?.keepLater(slot, copy, delivered.prepared)
    },
  }
}

/** Null where there is no answer yet, or none that can be told in the caller's dialect. */
async function fromCache(
  slot: CacheSlot,
  request: ChatRequest,
  plan: Plan,
  identity: CallIdentity,
  hold: CallHold,
  { cache, runtime, hit }: ChatParts,
  filtering: Filtering,
): Promise<PlainReply | null> {
  const answer = await cache?.find(slot)
  if (answer == null) {
    runtime.metrics.count('cache_misses_total', {
      cache: 'response',
      provider: plan.candidates[0]?.lane.provider.name ?? '',
    })
    return null
  }
  const reply = await toldAgain(answer, request, plan, identity, runtime, filtering)
  if (reply === null) return null
  filtering.count()
  hit(answer, hold, { ...identity, cache: 'hit' })
  return { ...reply, headers: { ...reply.headers, ...filtering.headers() } }
}

async function toldAgain(
  answer: CachedAnswer,
  request: ChatRequest,
  plan: Plan,
  identity: CallIdentity,
  runtime: Runtime,
  filtering: Filtering,
): Promise<PlainReply | null> {
  try {
    // It was stored as the upstream said it, and rules may have changed since.
    const events = await filtering.judgeAnswer(answer.events)
    return replayed({ ...answer, events }, request, plan, identity, runtime)
  } catch (error) {
    const isOurs = !(error instanceof ApiError)
    if (isOurs) runtime.log.error('A stored answer could not be told', { request_id: request.requestId, error })
    return null
  }
}

const applicantOf = (
  { principal, requestId, family }: ChatRequest,
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
})

function orderOf(
  { requestId, signal, bytes, ...request }: ChatRequest,
  plan: Plan,
  identity: CallIdentity,
  cover: Cover,
  { runtime, settings }: ChatParts,
  filtering: Filtering,
): Order {
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
    delivery: (run) => chatDelivery(renderingOf(run, request, plan, identity, runtime, filtering)),
    prepare: (lane) => prepare(lane, preparation),
    limits,
    headers: (answered, run) => ({
      ...replyHeaders(answered, run, identity, plan.condensed),
      ...filtering.headers(),
    }),
    covers: ({ watch }) => cover.covers(watch.outputTokens),
  }
}
