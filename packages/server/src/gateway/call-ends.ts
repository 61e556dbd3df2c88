import { ApiError } from '@proxyapi/contract/errors'
import type { CallHold } from '../ledger/ledger.ts'
import type { Runtime } from '../runtime.ts'
import { type Applicant, identityOf } from './admission.ts'
import { toldBefore } from './cache/replay.ts'
import type { CachedAnswer } from './cache/response-cache.ts'
import { countCall } from './call-metrics.ts'
import { traceCall } from './call-trace.ts'
import { type CallIdentity, hitEntry, hitSettlement, logEntry, refusalEntry, settlementOf } from './meter.ts'
import type { OpenedCall } from './opened-call.ts'
import type { RequestLog } from './request-log.ts'

/** Who asked, and for what. */
interface Refused extends Pick<Applicant, 'principal' | 'requestId' | 'operation' | 'isStreamed'> {
  readonly body: Readonly<Record<string, unknown>>
}

/** Characters of a name that nobody knows. */
const askedModelMax = 200

const nameOf = (asked: string): string => asked.slice(0, askedModelMax).toWellFormed().replaceAll('\0', '')

/** The calls that run, and what is written down at their end: the charge, a row of the request log, metrics. */
export class CallEnds {
  readonly #open = new Set<OpenedCall>()
  readonly #runtime: Runtime
  readonly #requestLog: RequestLog
  readonly #idFor: (requestId: string) => string

  constructor(runtime: Runtime, requestLog: RequestLog, idFor: (requestId: string) => string) {
    this.#runtime = runtime
    this.#idFor = idFor
    this.#requestLog = requestLog
  }

  readonly opened = (run: OpenedCall): void => {
    this.#open.add(run)
  }

  /** A call that was admitted has ended. */
  readonly ended = (run: OpenedCall, hold: CallHold, identity: CallIdentity, error: ApiError | null): void => {
    const { log, clock, metrics } = this.#runtime
    const { requestId, inputTokens, trace } = identity
    this.#open.delete(run)
    if (error?.code === 'INTERNAL_ERROR') log.error('A call broke', { request_id: requestId, error: error.cause })
    const settledFrom = trace === undefined ? 0 : clock.monotonic()
    try {
      hold.settle(settlementOf(run, identity))
      this.#requestLog.add(logEntry(run, identity, error, clock.monotonic()))
      countCall(run, inputTokens, metrics)
      if (trace !== undefined) traceCall(trace, run, identity, settledFrom)
      // A failure before the answer began is the reply, and told by the door.
      if (error !== null && run.delivered !== null) trace?.span.fail(error)
    } catch (thrown) {
      log.error('The end of a call could not be written down', { request_id: requestId, error: thrown })
    }
  }

  /** A call that was admitted was answered from the cache. */
  readonly hit = (answer: CachedAnswer, hold: CallHold, identity: CallIdentity): void => {
    const told = toldBefore(answer)
    identity.trace?.span.set({ 'proxyapi.cache': 'hit' })
    hold.settle(hitSettlement(told, identity))
    this.#requestLog.add(hitEntry(told, identity, this.#runtime.clock.monotonic()))
    this.#runtime.metrics.count('cache_hits_total', { cache: 'response', provider: answer.provider })
  }

  /** A call was refused before an upstream was asked, as far as it had said what it wants. */
  readonly refused = (error: unknown, { body, ...asked }: Refused, arrivedAt: number): void => {
    const known = error instanceof ApiError ? error : new ApiError('INTERNAL_ERROR')
    const askedModel = typeof body.model === 'string' ? nameOf(body.model) : ''
    const registry = { runtime: this.#runtime, idFor: this.#idFor }
    const identity = identityOf({ ...asked, askedModel, inputTokens: 0, cache: 'off' }, registry, arrivedAt)
    this.#requestLog.add(refusalEntry(known, identity, this.#runtime.clock.monotonic()))
  }

  stopAll(error: () => ApiError): void {
    for (const run of this.#open) run.stop(error())
  }
}
