import type { Outlet, StreamWriter } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Clock, Metrics } from '../runtime.ts'
import type { Job } from '../worker.ts'

/** Throws what the same request would be refused with now. */
type Ask = () => unknown

const sweepMs = 2_000
/** Credentials that were forgotten are read from the store. */
const askedAtOnce = 32
/** How long an answer that was told to end may take for its last words. */
const lastWordsMs = 1_000

/** Answers on their way: each ends within seconds of the credential or permission that it was asked with. */
export class OpenAnswers {
  readonly #open = new Set<OpenAnswer>()
  readonly #clock: Clock
  readonly #metrics: Pick<Metrics, 'gauge'>

  constructor(clock: Clock, metrics: Pick<Metrics, 'gauge'>) {
    this.#clock = clock
    this.#metrics = metrics
  }

  /** The same answer, with a signal that says why where `ask` throws a 401 or 403; what goes on after that is cut. */
  guarded(content: StreamWriter, ask: Ask): StreamWriter {
    return async (outlet) => {
      const answer = new OpenAnswer(outlet, ask, this.#clock)
      this.#open.add(answer)
      try {
        await Promise.race([content(answer), answer.cut])
      } finally {
        this.#open.delete(answer)
        answer.close()
      }
    }
  }

  job(): Job {
    return { name: 'http.credentials', everyMs: sweepMs, run: () => this.#sweep() }
  }

  async #sweep(): Promise<number> {
    const all = [...this.#open]
    this.#metrics.gauge('proxyapi_open_streams', all.length)
    for (let at = 0; at < all.length; at += askedAtOnce)
      await Promise.all(all.slice(at, at + askedAtOnce).map((answer) => answer.askAgain()))
    return 0
  }
}

class OpenAnswer implements Outlet {
  readonly signal: AbortSignal
  readonly write: Outlet['write']
  /** Rejects where the last words took too long. */
  readonly cut: Promise<never>
  readonly #outlet: Outlet
  readonly #ask: Ask
  readonly #clock: Clock
  readonly #ending = new AbortController()
  /** Ends the wait for its last words; made where there is one, because to abort costs more than a small answer. */
  #over: AbortController | null = null
  #isClosed = false
  #cutNow: (reason: ApiError) => void = () => {}

  constructor(outlet: Outlet, ask: Ask, clock: Clock) {
    this.#outlet = outlet
    this.write = (chunk) => outlet.write(chunk)
    this.#ask = ask
    this.#clock = clock
    this.signal = this.#ending.signal
    this.cut = new Promise((_, reject) => {
      this.#cutNow = reject
    })
    if (outlet.signal.aborted) this.#leave()
    else outlet.signal.addEventListener('abort', this.#leave, { once: true })
  }

  /** Where it cannot be known whether the credential stands, the answer goes on. */
  async askAgain(): Promise<void> {
    if (this.signal.aborted) return
    try {
      await this.#ask()
    } catch (error) {
      if (error instanceof ApiError && (error.status === 401 || error.status === 403)) await this.#end(error)
    }
  }

  close(): void {
    this.#isClosed = true
    this.#over?.abort()
    this.#outlet.signal.removeEventListener('abort', this.#leave)
  }

  async #end(reason: ApiError): Promise<void> {
    if (this.#isClosed) return
    this.#over = new AbortController()
    this.#ending.abort(reason)
    await this.#clock.sleep(lastWordsMs, this.#over.signal)
    this.#cutNow(reason)
  }

  readonly #leave = () => this.#ending.abort(this.#outlet.signal.reason)
}
