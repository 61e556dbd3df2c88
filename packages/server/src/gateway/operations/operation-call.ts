import type { ApiError } from '@proxyapi/contract/errors'
import { carrierOf, embeddingPieces, type OperationCall } from '@proxyapi/providers'
import type { Principal } from '../../identity/principal.ts'
import type { Span } from '../../runtime.ts'
import { ulid } from '../../store/ids.ts'
import { type Applicant, admit, identityOf, repeatKey } from '../admission.ts'
import { CallRun } from '../attempt.ts'
import type { CallOrder } from '../call-order.ts'
import { tellingTrace } from '../call-trace.ts'
import type { ChatParts } from '../chat-call.ts'
import { laneLimits, requestLimit } from '../deadlines.ts'
import { Filtering } from '../filter/filtering.ts'
import { operationHold } from '../hold.ts'
import { type CallIdentity, settlementOf, traceOf } from '../meter.ts'
import type { StartableCall } from '../opened-call.ts'
import { replyHeaders } from '../reply-headers.ts'
import { EmbeddingRun, type Joint } from './embedding-run.ts'
import { operationDelivery } from './operation-delivery.ts'
import { operationRows } from './operation-rows.ts'
import { type OperationPlan, planOperation } from './plan-operation.ts'
import { prepareOperation } from './prepare-operation.ts'
import { screened } from './screened.ts'

/** One call as the door hands it in. */
export interface OperationRequest {
  readonly principal: Principal
  readonly requestId: string
  /** In usage, limits and the request log. */
  readonly operationId: string
  readonly call: OperationCall
  /** The body as it came, where it was JSON. */
  readonly bytes: Uint8Array | undefined
  readonly idempotencyKey: string | null
  readonly signal: AbortSignal
  /** Of the request, where it is traced. */
  readonly span?: Span | undefined
}

export interface OperationParts extends Omit<ChatParts, 'hit' | 'cache' | 'keyedAnswers' | 'pins'> {}

/**
 * Decides, holds the money and gives the run, ready to start. Throws what refuses a call before an upstream is asked, as
 * `openChat` does.
 */
export async function openOperation(request: OperationRequest, parts: OperationParts): Promise<StartableCall> {
  const arrivedAt = parts.runtime.clock.monotonic()
  const { principal, idempotencyKey, call: asked } = request
  const { isFree } = operationRows[asked.operation]
  const filtering = new Filtering(parts.settings.filter, parts.turns, parts.runtime.metrics)
  const judged = screened(asked, filtering)
  const call = judged instanceof Promise ? await judged : judged
  const plan = planOperation(call, principal, { ...parts.runtime, books: parts.tools, directory: parts.directory })
  const identity = identityOf(applicantOf(request, plan), parts, arrivedAt)
  const amount = isFree ? 0 : operationHold(plan.expected, plan.candidates, principal.billing === 'prepaid')
  const key = isFree ? undefined : repeatKey(idempotencyKey, asked.body, asked.upload?.bytes)
  const admitted = admit(identity, principal, { amount, tokens: plan.expected.input }, key, parts)
  const hold = admitted instanceof Promise ? await admitted : admitted
  const ending = {
    note: () => hold.note(settlementOf(run, identity)),
    done(error: ApiError | null) {
      filtering.count()
      parts.ended(run, hold, identity, error)
    },
  }
  const pieces = piecesOf(plan)
  const run: StartableCall =
    pieces.length === 1
      ? new CallRun({ ...orderOf(request, plan, identity, parts, filtering), ...ending }, parts.tools)
      : new EmbeddingRun(
          pieces.map((piece) => orderOf(request, { ...plan, call: piece }, identity, parts, filtering, pieces.length)),
          { ...joining(plan, identity, parts, filtering), ...ending },
        )
  return run
}

function joining(
  { options, skipped }: OperationPlan,
  { inputTokens }: CallIdentity,
  { tools, runtime }: OperationParts,
  filtering: Filtering,
) {
  return {
    tools,
    headers: (joint: Joint) => ({
      ...replyHeaders(joint.delivered, joint, { inputTokens, cache: 'off' }),
      ...filtering.headers(),
    }),
    compose(list: Record<string, unknown>, joint: Joint) {
      const now = runtime.clock.monotonic()
      const trace = options.trace ? traceOf(joint, joint.delivered, skipped, inputTokens, now) : null
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

const applicantOf = (
  { principal, requestId, operationId, call, span }: OperationRequest,
  { model, expected }: OperationPlan,
): Applicant => ({
  principal,
  requestId,
  operation: operationId,
  askedModel: model,
  isStreamed: operationRows[call.operation].isSound,
  inputTokens: expected.input,
  cache: 'off',
  trace: span && { span, asked: {} },
})

function orderOf(
  { requestId, signal, bytes, call: asked }: OperationRequest,
  { call, options, candidates, skipped }: OperationPlan,
  { inputTokens, arrivedAt, at, trace: traced }: CallIdentity,
  { runtime, settings }: OperationParts,
  filtering: Filtering,
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
        trace: (answering) =>
          trace && pieces === 1 ? traceOf(run, answering, skipped, inputTokens, clock.monotonic()) : null,
        id: () => `${call.operation}-${ulid(at, random.bytes(10))}`,
      }),
    prepare: (lane) => tellingTrace(prepareOperation(lane, preparation), traced),
    limits,
    headers: (answered, run) => ({
      ...replyHeaders(answered, run, { inputTokens, cache: 'off' }),
      ...filtering.headers(),
    }),
    covers: () => true,
  }
}
