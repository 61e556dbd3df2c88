import { createHash } from 'node:crypto'
import type { ApiError } from '@proxyapi/contract/errors'
import { dialects } from '@proxyapi/providers'
import { operatorId } from '../identity/principal.ts'
import type { CallBilling, CallHold } from '../ledger/ledger.ts'
import type { Runtime } from '../runtime.ts'
import { CallRun, type RunTools } from './attempt.ts'
import type { CallOrder } from './call-order.ts'
import { attemptLimits, type DeadlineSettings, requestLimit } from './deadlines.ts'
import { Cover, holdPlan } from './hold.ts'
import { type CallIdentity, settlementOf } from './meter.ts'
import type { Names } from './names.ts'
import { type Plan, planCall } from './plan-call.ts'
import { prepare } from './prepare.ts'
import { chatDelivery, renderingOf } from './rendering.ts'
import { replyHeaders } from './reply-headers.ts'
import { type ChatRequest, understand } from './understand.ts'

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

/**
 * Decides, holds the money and gives the run, ready to start. Throws what refuses a call before an upstream is asked:
 * UNKNOWN_PARAMETER, MODEL_NOT_FOUND, MODEL_NOT_ALLOWED, PRICE_UNKNOWN, RATE_LIMITED, INSUFFICIENT_CREDITS, …
 */
export async function openChat(request: ChatRequest, parts: ChatParts): Promise<CallRun> {
  const arrivedAt = parts.runtime.clock.monotonic()
  const asked = understand(request)
  const plan = planCall(asked, request.principal, parts.names, parts.tools.cells, arrivedAt)
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
    delivery: (run) => chatDelivery(renderingOf(run, request, plan, identity, runtime)),
    prepare: (lane) => prepare(lane, preparation),
    limits,
    headers: (answered, run) => replyHeaders(answered, run, identity.inputTokens),
    covers: ({ watch }) => cover.covers(watch.outputTokens),
  }
}
