/** How long each wait of a call may last. Milliseconds. */
import type { Call } from '@proxyapi/providers'
import type { Lane } from './provider-settings.ts'

export interface AttemptLimits {
  readonly connectMs: number
  /** To the first token of a stream, or to the end of a whole answer. */
  readonly answerMs: number
  readonly idleMs: number
  readonly totalMs: number
}

export interface DeadlineSettings {
  /** Until a call's answer begins; null: not written. */
  readonly clientTimeoutMs: number | null
}

const firstTokenMs = 30_000
const reasonedFirstTokenMs = 180_000
const msPerToken = 20
const unsaidTokens = 4_096
const answerMaxMs = 600_000
/** While another candidate is left. */
const hurriedConnectMs = 3_000
const requestMs = 60_000
const afterFirstAttemptMs = 30_000

export function attemptLimits(call: Call, lane: Lane, asked: number | null, hasOthers: boolean): AttemptLimits {
  return laneLimits(lane, asked, hasOthers, unwritten(call, reasons(call, lane.model.capabilities)))
}

/** The limits of any call; `unwrittenMs` is to the answer where nobody wrote or asked otherwise. */
export function laneLimits(
  { provider, model }: Lane,
  asked: number | null,
  hasOthers: boolean,
  unwrittenMs: number,
): AttemptLimits {
  const { connectTimeoutMs } = provider
  return {
    connectMs: hasOthers ? Math.min(connectTimeoutMs, hurriedConnectMs) : connectTimeoutMs,
    answerMs: asked ?? model.overrides?.timeoutMs ?? provider.timeoutMs ?? unwrittenMs,
    idleMs: provider.idleTimeoutMs,
    totalMs: Math.max(asked ?? 0, provider.totalTimeoutMs),
  }
}

/** From the call's arrival until its answer begins. */
export function requestLimit(
  first: AttemptLimits | undefined,
  asked: number | null,
  { clientTimeoutMs }: DeadlineSettings,
): number {
  return asked ?? clientTimeoutMs ?? Math.max(requestMs, (first?.answerMs ?? 0) + afterFirstAttemptMs)
}

function unwritten(call: Call, isReasoned: boolean): number {
  const first = isReasoned ? reasonedFirstTokenMs : firstTokenMs
  if (call.stream) return first
  return Math.min(first + msPerToken * (call.output.maxTokens ?? unsaidTokens), answerMaxMs)
}

const reasons = ({ reasoning }: Call, capabilities: readonly string[]) =>
  reasoning === undefined ? capabilities.includes('reasoning') : reasoning.effort !== 'none' && reasoning.budget !== 0
