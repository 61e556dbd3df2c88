/** What a call used and cost: one account for streamed, whole, cut and abandoned answers. */
import type { ApiError } from '@proxyapi/contract/errors'
import { noUsage, type Usage, usageOf } from '@proxyapi/providers'
import type { CallOutcome, Micros, UsageRecord } from '../ledger/ledger.ts'
import type { Attributes, Span } from '../runtime.ts'
import type { AttemptEntry, RequestEntry } from '../store/request-log.ts'
import type { Answering } from './passage.ts'
import { costOf, usdOf } from './price.ts'
import type { Skipped } from './route.ts'
import type { UpstreamCall } from './upstream-call.ts'

/** What is told of an upstream call. */
export type Attempt = Answering &
  Pick<
    UpstreamCall,
    | 'n'
    | 'reason'
    | 'outcome'
    | 'error'
    | 'status'
    | 'whole'
    | 'isMade'
    | 'startedAt'
    | 'firstTokenAt'
    | 'endedAt'
    | 'heardAt'
  >

/** A run as it stands, or as it ended. */
export interface Run {
  readonly attempts: readonly Attempt[]
  readonly delivered: Attempt | null
  /** The attempts that the delivered answer was put together from, where it was more than one. */
  readonly parts?: readonly Attempt[]
  /** Our own time until the answer began, in ms. */
  readonly ownMs: number
}

/** What a call carries that is traced. */
export interface CallTrace {
  /** Of its request. */
  readonly span: Span
  /** What the caller asked for, in numbers. */
  readonly asked: Attributes
}

/** Who called what. */
export interface CallIdentity {
  /** Unique, whatever ids a caller sends. */
  readonly id: string
  readonly requestId: string
  readonly userId: string
  readonly keyId: string | null
  readonly operation: string
  readonly askedModel: string
  readonly isStreamed: boolean
  /** By our estimate. */
  readonly inputTokens: number
  /** Wall clock and monotonic milliseconds. */
  readonly at: number
  readonly arrivedAt: number
  readonly cache: 'hit' | 'miss' | 'off'
  /** Absent: the call is not traced. */
  readonly trace?: CallTrace | undefined
}

/** Who answered, and what that used. */
export interface Told {
  readonly provider: string
  readonly model: string
  readonly usage: Usage | null
}

/** Null: the attempt used nothing, as far as can be known. What the upstream did not tell to its end is estimated. */
export function usageOfAttempt(call: Attempt, inputTokens: number): Usage | null {
  const { watch, outcome } = call
  const { usage } = watch
  if (outcome === 'answered' && usage !== undefined) return usage
  if (outcome !== 'answered' && usage === undefined && watch.outputTokens === 0 && !isCut(call)) return null
  const known = usage ?? { ...noUsage, input: inputTokens }
  return usageOf({ ...known, output: Math.max(known.output, Math.ceil(watch.outputTokens)), estimated: true })
}

/** Of a whole answer: it is late, or it cannot be read to its end. */
const unfinished: ReadonlySet<string | undefined> = new Set(['UPSTREAM_TIMEOUT', 'UPSTREAM_PROTOCOL_ERROR'])

/** The upstream had begun to answer, and what it used can only be guessed. */
function isCut({ outcome, error, status, isMade }: Attempt): boolean {
  if (error?.code === 'UPSTREAM_TRUNCATED') return status !== null
  return isMade && (outcome === 'aborted' || unfinished.has(error?.code))
}

/** Of an answer as far as it has come. */
export function costSoFar({ watch, prepared }: Answering): Micros | null {
  return watch.usage === undefined ? null : costOf(watch.usage, prepared.lane.model.price)
}

export function costOfAttempt(call: Attempt, inputTokens: number): Micros | null {
  const usage = usageOfAttempt(call, inputTokens)
  return usage === null ? 0 : costOf(usage, call.prepared.lane.model.price)
}

/** Null where a price that it needs is unknown; 0 where nothing was delivered. */
export function costOfAnswer(run: Run, inputTokens: number): Micros | null {
  let sum = 0
  for (const part of partsOf(run)) {
    const cost = costOfAttempt(part, inputTokens)
    if (cost === null) return null
    sum += cost
  }
  return sum
}

const partsOf = ({ delivered, parts }: Run): readonly Attempt[] => parts ?? (delivered === null ? [] : [delivered])

/** The caller pays for the answer that went out, as far as it went; every other attempt is the operator's. */
export function settlementOf(run: Run, identity: CallIdentity): CallOutcome {
  const { attempts, delivered } = run
  const { inputTokens } = identity
  const parts = partsOf(run)
  return {
    amount: costOfAnswer(run, inputTokens) ?? 0,
    attempts: attempts.map((call) => ({
      n: call.n,
      provider: call.prepared.lane.provider.name,
      cost: costOfAttempt(call, inputTokens) ?? 0,
      delivered: parts.includes(call),
    })),
    record: usageRecord(delivered && toldBy(delivered, inputTokens), identity),
  }
}

/** Of an answer that no upstream was asked for: free, and counted. */
export const hitSettlement = (told: Told, identity: CallIdentity): CallOutcome => ({
  amount: 0,
  attempts: [],
  record: usageRecord(told, identity),
})

function toldBy(call: Attempt, inputTokens: number): Told {
  const { provider, model } = call.prepared.lane
  return { provider: provider.name, model: model.id, usage: usageOfAttempt(call, inputTokens) }
}

function usageRecord(told: Told | null, identity: CallIdentity): UsageRecord {
  const usage = told?.usage ?? noUsage
  return {
    requestId: identity.id,
    userId: identity.userId,
    keyId: identity.keyId,
    operation: identity.operation,
    provider: told?.provider ?? null,
    model: told?.model ?? identity.askedModel,
    inputTokens: usage.input,
    cachedTokens: usage.cached,
    outputTokens: usage.output,
    reasoningTokens: usage.reasoning,
    estimated: usage.estimated,
    cache: identity.cache,
    at: identity.at,
  }
}

/** The rows of the request log. */
export function logEntry(run: Run, identity: CallIdentity, error: ApiError | null, endedAt: number): RequestEntry {
  const { delivered, attempts, ownMs } = run
  const { inputTokens, arrivedAt } = identity
  return {
    ...rowOf(identity, delivered && toldBy(delivered, inputTokens), ownMs, endedAt),
    // A stream whose answer had begun was a 200, however it ended.
    status: error === null || (identity.isStreamed && delivered !== null && error.status !== 499) ? 200 : error.status,
    code: error?.code ?? null,
    first_token_ms: delivered?.firstTokenAt == null ? null : Math.round(delivered.firstTokenAt - arrivedAt),
    cost: costOfAnswer(run, inputTokens),
    attempts: attempts.map((call) => attemptEntry(call, identity)),
  }
}

/** Of an answer that no upstream was asked for. */
export const hitEntry = (told: Told, identity: CallIdentity, endedAt: number): RequestEntry => ({
  ...rowOf(identity, told, endedAt - identity.arrivedAt, endedAt),
  status: 200,
  code: null,
  first_token_ms: null,
  cost: 0,
  attempts: [],
})

/** Of a call that was refused before an upstream was asked. */
export const refusalEntry = (error: ApiError, identity: CallIdentity, endedAt: number): RequestEntry => ({
  ...rowOf(identity, null, endedAt - identity.arrivedAt, endedAt),
  status: error.status,
  code: error.code,
  first_token_ms: null,
  cost: 0,
  attempts: [],
})

/** What a row says of every call, however it was answered. */
function rowOf(identity: CallIdentity, told: Told | null, ownMs: number, endedAt: number) {
  const usage = told?.usage ?? null
  return {
    id: identity.id,
    request_id: identity.requestId,
    at: identity.at,
    user_id: identity.userId,
    key_id: identity.keyId,
    operation: identity.operation,
    asked_model: identity.askedModel,
    provider: told?.provider ?? null,
    model: told?.model ?? null,
    streamed: identity.isStreamed ? 1 : 0,
    latency_ms: Math.round(endedAt - identity.arrivedAt),
    overhead_us: Math.round(ownMs * 1_000),
    input_tokens: usage?.input ?? null,
    cached_tokens: usage?.cached ?? null,
    output_tokens: usage?.output ?? null,
    reasoning_tokens: usage?.reasoning ?? null,
    estimated: usage?.estimated ? 1 : 0,
    cache: identity.cache,
  }
}

function attemptEntry(call: Attempt, { id, inputTokens }: CallIdentity): AttemptEntry {
  const usage = usageOfAttempt(call, inputTokens)
  const { lane } = call.prepared
  return {
    call_id: id,
    n: call.n,
    provider: lane.provider.name,
    model: lane.model.id,
    outcome: call.outcome,
    fault: call.error?.fault ?? null,
    code: call.error?.code ?? null,
    status: call.status,
    upstream_id: call.watch.id ?? null,
    first_token_ms: call.firstTokenAt === null ? null : Math.round(call.firstTokenAt - call.startedAt),
    duration_ms: Math.round((call.endedAt ?? call.heardAt) - call.startedAt),
    input_tokens: usage?.input ?? null,
    output_tokens: usage?.output ?? null,
    cost: costOfAttempt(call, inputTokens),
  }
}

/** What the caller is told with `proxyapi.trace`; the attempt that is telling is the one that answers. */
export function traceOf(
  { attempts, delivered, ownMs }: Run,
  telling: Answering,
  skipped: readonly Skipped[],
  inputTokens: number,
  now: number,
) {
  const costs = attempts.map((call) => (call === telling ? costSoFar(call) : costOfAttempt(call, inputTokens)))
  // A whole answer is told before it is delivered.
  const own = delivered === null ? ownMs + now - (attempts.at(-1)?.heardAt ?? now) : ownMs
  return {
    attempts: attempts.map((call, index) => ({
      provider: call.prepared.lane.provider.name,
      model: call.prepared.lane.model.id,
      reason: call.reason,
      outcome: call === telling ? 'answered' : call.outcome,
      fault: call.error?.fault ?? null,
      status: call.status,
      ttft_ms: call.firstTokenAt === null ? null : rounded(call.firstTokenAt - call.startedAt),
      duration_ms: rounded((call.endedAt ?? now) - call.startedAt),
      cost: usdOrNull(costs[index]),
    })),
    skipped: skipped.map(({ lane, reason }) => ({ provider: lane.provider.name, model: lane.model.id, reason })),
    cost: usdOrNull(costs.at(-1)),
    overhead_ms: rounded(own),
  }
}

const rounded = (ms: number): number => Math.round(ms * 1_000) / 1_000
const usdOrNull = (cost: Micros | null | undefined): number | null => (cost == null ? null : usdOf(cost))
