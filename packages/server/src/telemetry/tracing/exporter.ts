import type { Egress } from '../../egress/egress.ts'
import { EgressFailure } from '../../egress/failure.ts'
import type { Runtime } from '../../runtime.ts'
import type { Job } from '../../worker.ts'
import { batchMax, SpanQueue } from './span-queue.ts'
import type { SpanRecord } from './span-record.ts'

/** Where spans go, and in which form. */
export interface ExportTarget {
  name: string
  url: string
  headers: Readonly<Record<string, string>>
  encode(spans: readonly SpanRecord[]): string
}

export interface ExporterParts extends Pick<Runtime, 'clock' | 'log' | 'metrics'> {
  egress: Pick<Egress, 'request'>
  /** Runs a job now. */
  wake(job: string): void
}

const everyMs = 5_000
const complaintsEveryMs = 60_000
const answerBytesMax = 64 * 1024
/** For about a minute: one batch that a collector chokes on must not keep all others back. */
const triesMax = 12

/** What a collector says that is busy or about to come back; the same batch is tried again. */
const passing: ReadonlySet<number> = new Set([408, 429, 502, 503, 504])

type Outcome = { readonly says: 'taken' } | { readonly says: 'later' | 'never'; readonly reason: string }

/** Sends spans to one collector, in batches, from the background. Nobody waits for it and nothing it meets is thrown. */
export class Exporter {
  readonly job: Job
  readonly #target: ExportTarget
  readonly #parts: ExporterParts
  readonly #queue: SpanQueue
  #complainedAt = Number.NEGATIVE_INFINITY
  #droppedSince = 0
  /** Of the oldest batch. */
  #tries = 0

  constructor(target: ExportTarget, parts: ExporterParts) {
    this.#target = target
    this.#parts = parts
    const name = `telemetry.${target.name}`
    this.#queue = new SpanQueue(
      (spans) => this.#drop(spans),
      () => parts.wake(name),
    )
    this.job = { name, everyMs, run: (signal) => this.#send(signal) }
  }

  add(span: SpanRecord): void {
    this.#queue.add(span)
  }

  /** Sends what waits, as long as the collector takes it and `signal` allows. */
  async flush(signal: AbortSignal): Promise<void> {
    while (this.#queue.length > 0 && !signal.aborted) {
      const before = this.#queue.length
      await this.#send(signal)
      if (this.#queue.length >= before) return
    }
  }

  /** More than 0 while another whole batch waits. */
  async #send(signal: AbortSignal): Promise<number> {
    const batch = this.#queue.take()
    if (batch.length === 0) return 0
    const outcome = await this.#post(this.#target.encode(batch), signal)
    this.#tries = outcome.says === 'later' ? this.#tries + 1 : 0
    if (outcome.says === 'taken') return this.#queue.length >= batchMax ? batch.length : 0
    if (this.#tries % triesMax > 0) this.#queue.giveBack(batch)
    else this.#drop(batch.length)
    if (!signal.aborted) this.#complain(outcome.reason)
    return 0
  }

  async #post(body: string, signal: AbortSignal): Promise<Outcome> {
    const { url, headers } = this.#target
    try {
      const sent = { 'content-type': 'application/json', ...headers }
      const answer = await this.#parts.egress.request({
        ...{ class: 'telemetry', method: 'POST', url, headers: sent, body, signal },
      })
      await answer.bytes(answerBytesMax)
      if (answer.status >= 200 && answer.status < 300) return { says: 'taken' }
      return { says: passing.has(answer.status) ? 'later' : 'never', reason: `status ${answer.status}` }
    } catch (error) {
      if (!(error instanceof EgressFailure)) throw error
      const isHopeless = error.kind === 'blocked' || error.kind === 'invalid'
      return { says: isHopeless ? 'never' : 'later', reason: error.kind }
    }
  }

  #drop(spans: number): void {
    this.#droppedSince += spans
    this.#parts.metrics.count('proxyapi_traces_dropped_total', {}, spans)
  }

  /** One line a minute, however much is lost. */
  #complain(reason: string): void {
    const now = this.#parts.clock.monotonic()
    if (now - this.#complainedAt < complaintsEveryMs) return
    this.#complainedAt = now
    const { name, url } = this.#target
    this.#parts.log.warn('Spans could not be sent', {
      event: 'telemetry.unsent',
      target: name,
      host: new URL(url).host,
      reason,
      dropped: this.#droppedSince,
    })
    this.#droppedSince = 0
  }
}
