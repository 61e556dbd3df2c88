import { createHash } from 'node:crypto'
import type { PlainReply } from '@proxyapi/contract'
import type { ApiError } from '@proxyapi/contract/errors'
import { carrierOf, embeddingPieces, type OperationCall } from '@proxyapi/providers'
import { operatorId, type Principal } from '../../identity/principal.ts'
import type { CallHold } from '../../ledger/ledger.ts'
import { ulid } from '../../store/ids.ts'
import { CallRun } from '../attempt.ts'
import type { CallOrder } from '../call-order.ts'
import type { ChatParts } from '../chat-call.ts'
import { laneLimits, requestLimit } from '../deadlines.ts'
import { operationHold } from '../hold.ts'
import { type CallIdentity, type Run, settlementOf, traceOf } from '../meter.ts'
import { replyHeaders } from '../reply-headers.ts'
import { EmbeddingRun, type Joint } from './embedding-run.ts'
import { operationDelivery } from './operation-delivery.ts'
import { operationRows } from './operation-rows.ts'
import { type OperationPlan, planOperation } from './plan-operation.ts'
import { prepareOperation } from './prepare-operation.ts'

/** One call as the door hands it in. */
export interface OperationRequest {
  readonly principal: Principal
  readonly requestId: string
  readonly call: OperationCall
  /** The body as it came, where it was JSON. */
  readonly bytes: Uint8Array | undefined
  readonly idempotencyKey: string | null
  readonly signal: AbortSignal
}

/** A call that was admitted and waits for its start. */
export interface OpenedCall extends Run {
  start(): Promise<PlainReply>
  stop(error: ApiError): void
}

export interface OperationParts extends Omit<ChatParts, 'ended' | 'hit' | 'cache' | 'turns'> {
  ended(run: OpenedCall, hold: CallHold, identity: CallIdentity, error: ApiError | null): void
}

/**
 * Decides, holds the money and gives the run, ready to start. Throws what refuses a call before an upstream is asked, as
 * `openChat` does.
 */
export async function openOperation(request: OperationRequest, parts: OperationParts): Promise<OpenedCall> {
  const arrivedAt = parts.runtime.clock.monotonic()
  const plan = planOperation(request.call, request.principal, parts.names, parts.tools.cells, arrivedAt)
  const { isFree } = operationRows[request.call.operation]
  const identity = identityOf(request, plan, parts, arrivedAt)
  const admitted = parts.billing.admit({
    userId: identity.userId,
    keyId: identity.keyId,
    billing: request.principal.billing,
    requestId: identity.id,
    amount: isFree ? 0 : operationHold(plan.expected, plan.candidates, request.principal.billing === 'prepaid'),
    operation: identity.operation,
    ...keyOf(request),
  })
  const hold = admitted instanceof Promise ? await admitted : admitted
  const ending = {
    note: () => hold.note(settlementOf(run, identity)),
    done: (error: ApiError | null) => parts.ended(run, hold, identity, error),
  }
  const pieces = piecesOf(plan)
  const run: OpenedCall =
    pieces.length === 1
      ? new CallRun({ ...orderOf(request, plan, identity, parts), ...ending }, parts.tools)
      : new EmbeddingRun(
          pieces.map((call) => orderOf(request, { ...plan, call }, identity, parts, pieces.length)),
          { ...joining(plan, identity, parts), ...ending },
        )
  return run
}

function joining({ options }: OperationPlan, { inputTokens }: CallIdentity, { tools, runtime }: OperationParts) {
  return {
    tools,
    headers: (joint: Joint) => replyHeaders(joint.delivered, joint, { inputTokens, cache: 'off' }),
    compose(list: Record<string, unknown>, joint: Joint) {
      const trace = options.trace ? traceOf(joint, joint.delivered, inputTokens, runtime.clock.monotonic()) : null
      return trace === null ? list : { ...list, proxyapi: trace }
    },
  }
}

/** As many as the narrowest of the lanes needs, so that each piece fits wherever it goes. */
function piecesOf({ call, candidates }: OperationPlan): readonly OperationCall[] {
  if (call.operation !== 'embeddings') return [call]
  const limits = candidates.map(
    ({ lane }) => carrierOf(call.operation, lane.provider.brand)?.inputsMax ?? Number.POSITIVE_INFINITY,
  )
  return embeddingPieces(call, Math.min(...limits))
}

/** A repeated key is judged by the ledger, which has to know whether it comes with the same call. */
function keyOf({
  idempotencyKey,
  call,
}: OperationRequest): { idempotencyKey: string; fingerprint: string } | undefined {
  if (idempotencyKey === null || operationRows[call.operation].isFree) return undefined
  const hash = createHash('sha256').update(JSON.stringify(call.body))
  if (call.upload !== undefined) hash.update(call.upload.bytes)
  return { idempotencyKey, fingerprint: hash.digest('hex') }
}

function identityOf(
  { principal, requestId, call }: OperationRequest,
  { model, expected }: OperationPlan,
  parts: OperationParts,
  arrivedAt: number,
): CallIdentity {
  const { operationId, isSound } = operationRows[call.operation]
  return {
    id: parts.idFor(requestId),
    requestId,
    userId: principal.userId ?? operatorId,
    keyId: principal.keyId,
    operation: operationId,
    askedModel: model,
    isStreamed: isSound,
    inputTokens: expected.input,
    at: parts.runtime.clock.now(),
    arrivedAt,
    cache: 'off',
  }
}

function orderOf(
  { requestId, signal, bytes, call: asked }: OperationRequest,
  { call, options, candidates }: OperationPlan,
  { inputTokens, arrivedAt, at }: CallIdentity,
  { runtime, settings }: OperationParts,
  pieces = 1,
): Omit<CallOrder, 'note' | 'done'> {
  const { clock, random } = runtime
  const { timeoutMs, requireParameters, trace } = options
  const { answerMs } = operationRows[call.operation]
  const limits: CallOrder['limits'] = (lane, hasOthers) => laneLimits(lane, timeoutMs, hasOthers, answerMs)
  const [first] = candidates
  const preparation = { call, bytes: call === asked ? bytes : undefined, requireParameters }
  return {
    requestId,
    signal,
    candidates,
    arrivedAt,
    attemptsMax: settings.attemptsMax,
    requestMs: requestLimit(first && limits(first.lane, true), timeoutMs, settings) * (timeoutMs === null ? pieces : 1),
    delivery: (run) =>
      operationDelivery(call, {
        isPart: pieces > 1,
        trace: (answering) => (trace && pieces === 1 ? traceOf(run, answering, inputTokens, clock.monotonic()) : null),
        id: () => `${call.operation}-${ulid(at, random.bytes(10))}`,
      }),
    prepare: (lane) => prepareOperation(lane, preparation),
    limits,
    headers: (answered, run) => replyHeaders(answered, run, { inputTokens, cache: 'off' }),
    covers: () => true,
  }
}
