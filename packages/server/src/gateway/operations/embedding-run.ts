import type { PlainReply } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import { joinedEmbeddings } from '@proxyapi/providers'
import { CallRun, type RunTools } from '../attempt.ts'
import type { CallOrder } from '../call-order.ts'
import { jointAttempt } from '../joint-attempt.ts'
import type { Attempt, Run } from '../meter.ts'

/** A run whose answer is there. */
export interface Joint extends Run {
  readonly delivered: Attempt
}

interface Whole {
  readonly tools: RunTools
  headers(joint: Joint): Record<string, string>
  compose(list: Record<string, unknown>, joint: Joint): Record<string, unknown>
  note(): void
  done(error: ApiError | null): void
}

const atOnce = 2

/** Embeddings in pieces, two at a time, each by the one loop. The order is kept; one failure fails the whole. */
export class EmbeddingRun implements Run {
  delivered: Attempt | null = null
  parts: readonly Attempt[] = []
  readonly #runs: CallRun[]
  readonly #whole: Whole
  readonly #lists: Record<string, unknown>[] = []
  #next = 0
  #isOver = false
  #resolve: (reply: PlainReply) => void = () => {}
  #reject: (error: ApiError) => void = () => {}

  constructor(orders: readonly Omit<CallOrder, 'note' | 'done'>[], whole: Whole) {
    this.#whole = whole
    let calls = 0
    const number = () => ++calls
    this.#runs = orders.map((order) => new CallRun({ ...order, number, note: () => {}, done: () => {} }, whole.tools))
  }

  get attempts(): readonly Attempt[] {
    return this.#runs.flatMap((run) => run.attempts).sort((a, b) => a.n - b.n)
  }

  /** Of the first piece: the others wait for their turn. */
  get ownMs(): number {
    return this.#runs[0]?.ownMs ?? 0
  }

  start(): Promise<PlainReply> {
    const settled = new Promise<PlainReply>((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    for (let n = 0; n < atOnce; n++) this.#startNext()
    return settled
  }

  stop(error: ApiError): void {
    if (this.#isOver) return
    this.#isOver = true
    for (const run of this.#runs.slice(0, this.#next)) run.stop(error)
    this.#whole.done(error)
    this.#reject(error)
  }

  #startNext(): void {
    const at = this.#next
    const run = this.#runs[at]
    if (run === undefined || this.#isOver) return
    this.#next++
    run
      .start()
      .then(({ body }) => this.#take(at, body as Record<string, unknown>))
      .catch((error: unknown) =>
        this.stop(error instanceof ApiError ? error : new ApiError('INTERNAL_ERROR', undefined, { cause: error })),
      )
  }

  #take(at: number, list: Record<string, unknown>): void {
    if (this.#isOver) return
    this.#lists[at] = list
    if (Object.keys(this.#lists).length === this.#runs.length) this.#finish()
    else this.#startNext()
  }

  #finish(): void {
    const parts = this.#runs.flatMap(({ delivered }) => delivered ?? [])
    const delivered = jointAttempt(
      parts,
      parts.map(({ watch }) => watch.usage),
    )
    const joint: Joint = { attempts: this.attempts, parts, delivered, ownMs: this.ownMs }
    const body = this.#whole.compose(joinedEmbeddings(this.#lists), joint)
    const headers = this.#whole.headers(joint)
    this.#isOver = true
    this.parts = parts
    this.delivered = delivered
    this.#resolve({ status: 200, headers, body })
    this.#whole.done(null)
  }
}
