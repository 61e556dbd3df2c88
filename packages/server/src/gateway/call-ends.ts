import type { ApiError } from '@proxyapi/contract/errors'
import type { CallHold } from '../ledger/ledger.ts'
import type { Runtime } from '../runtime.ts'
import { toldBefore } from './cache/replay.ts'
import type { CachedAnswer } from './cache/response-cache.ts'
import { countCall } from './call-metrics.ts'
import { type CallIdentity, hitEntry, hitSettlement, logEntry, settlementOf } from './meter.ts'
import type { OpenedCall } from './operations/operation-call.ts'
import type { RequestLog } from './request-log.ts'

/** The calls that run, and what is written down at their end: the charge, a row of the request log, metrics. */
export class CallEnds {
  readonly #open = new Set<OpenedCall>()
  readonly #runtime: Runtime
  readonly #requestLog: RequestLog

  constructor(runtime: Runtime, requestLog: RequestLog) {
    this.#runtime = runtime
    this.#requestLog = requestLog
  }

  readonly opened = (run: OpenedCall): void => {
    this.#open.add(run)
  }

  /** A call that was admitted has ended. */
  readonly ended = (run: OpenedCall, hold: CallHold, identity: CallIdentity, error: ApiError | null): void => {
    const { log, clock, metrics } = this.#runtime
    const { requestId, inputTokens } = identity
    this.#open.delete(run)
    if (error?.code === 'INTERNAL_ERROR') log.error('A call broke', { request_id: requestId, error: error.cause })
    try {
      hold.settle(settlementOf(run, identity))
      this.#requestLog.add(logEntry(run, identity, error, clock.monotonic()))
      countCall(run, inputTokens, metrics)
    } catch (thrown) {
      log.error('The end of a call could not be written down', { request_id: requestId, error: thrown })
    }
  }

  /** A call that was admitted was answered from the cache. */
  readonly hit = (answer: CachedAnswer, hold: CallHold, identity: CallIdentity): void => {
    const told = toldBefore(answer)
    hold.settle(hitSettlement(told, identity))
    this.#requestLog.add(hitEntry(told, identity, this.#runtime.clock.monotonic()))
    this.#runtime.metrics.count('cache_hits_total', { cache: 'response', provider: answer.provider })
  }

  stopAll(error: () => ApiError): void {
    for (const run of this.#open) run.stop(error())
  }
}
