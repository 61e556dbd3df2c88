import type { Log } from '../runtime.ts'
import type { Store } from '../store/database.ts'
import { appendRequests, type RequestEntry } from '../store/request-log.ts'
import type { Job } from '../worker.ts'

const queuedMax = 10_000
const batchMax = 500
const everyMs = 250

/** Takes entries at once and writes them later, in batches; beyond 10,000 that wait, entries are dropped and counted. */
export class RequestLog {
  readonly #store: Store
  readonly #log: Log
  #queue: RequestEntry[] = []
  #dropped = 0
  #writing: Promise<number> | null = null

  constructor(store: Store, log: Log) {
    this.#store = store
    this.#log = log
  }

  get waiting(): number {
    return this.#queue.length
  }

  /** Entries that were lost since the start. */
  get dropped(): number {
    return this.#dropped
  }

  add(entry: RequestEntry): void {
    if (this.#queue.length < queuedMax) this.#queue.push(entry)
    else if (this.#dropped++ === 0) this.#log.warn('The request log cannot keep up; entries are dropped')
  }

  readonly job: Job = { name: 'inference-log', everyMs, run: () => this.#write() }

  /** Writes all that waits. */
  async flush(): Promise<void> {
    while ((await this.#write()) > 0);
  }

  /** One batch at a time. */
  #write(): Promise<number> {
    this.#writing ??= this.#writeBatch().finally(() => {
      this.#writing = null
    })
    return this.#writing
  }

  /** A batch leaves the queue when it is written; one that fails is tried again with the next run. */
  async #writeBatch(): Promise<number> {
    const batch = this.#queue.slice(0, batchMax)
    if (batch.length === 0) return 0
    await this.#store.writeSoon((tx) => appendRequests(tx, this.#store.dialect, batch))
    this.#queue = this.#queue.slice(batch.length)
    return batch.length
  }
}
