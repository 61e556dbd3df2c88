import { ApiError } from '@proxyapi/contract/errors'
import type { CallBilling, CallHold } from '../../ledger/ledger.ts'
import type { AnsweringParts } from '../answer-chat.ts'
import { jointAttempt } from '../joint-attempt.ts'
import { type Attempt, type CallIdentity, type Run, settlementOf, usageOfAttempt } from '../meter.ts'
import type { OpenedCall } from '../opened-call.ts'

interface Held {
  readonly hold: CallHold
  readonly identity: CallIdentity
}

/** The calls that one question takes: one hold that grows, one charge for all of them or none, one row of the log. */
export class QuestionRun implements OpenedCall {
  readonly #tools: AnsweringParts
  readonly #isUsable: (answer: Attempt) => boolean
  readonly #runs: OpenedCall[] = []
  #calls = 0
  /** Of the first call. */
  #held: Held | null = null
  #isAnswered = false
  #isOver = false

  constructor(tools: AnsweringParts, isUsable: (answer: Attempt) => boolean) {
    this.#tools = tools
    this.#isUsable = isUsable
  }

  get attempts(): readonly Attempt[] {
    return this.#runs.flatMap(({ attempts }) => attempts)
  }

  get parts(): readonly Attempt[] {
    return this.#isAnswered ? this.#runs.flatMap(({ delivered }) => delivered ?? []) : []
  }

  get delivered(): Attempt | null {
    const { parts } = this
    if (parts.length < 2) return parts[0] ?? null
    const inputTokens = this.#held?.identity.inputTokens ?? 0
    return jointAttempt(
      parts,
      parts.map((part) => usageOfAttempt(part, inputTokens)),
    )
  }

  get ownMs(): number {
    return this.#runs.reduce((sum, { ownMs }) => sum + ownMs, 0)
  }

  /** Null where no call was admitted. */
  get identity(): CallIdentity | null {
    return this.#held?.identity ?? null
  }

  /** What the next call is made with. */
  answering(): AnsweringParts {
    return {
      ...this.#tools,
      number: () => ++this.#calls,
      billing: this.#held === null ? this.#tools.billing : grown(this.#held.hold),
      opened: (run) => {
        this.#runs.push(run)
        this.#tools.opened(this)
      },
      ended: (run, hold, identity, error) => this.#ended(run, { hold, identity }, error),
    }
  }

  stop(error: ApiError): void {
    this.#runs.at(-1)?.stop(error)
  }

  /** There is no answer, and no further call comes; what was held is given back. */
  fail(error: unknown): void {
    if (this.#held === null || this.#isOver) return
    this.#end(
      this.#held,
      error instanceof ApiError ? error : new ApiError('INTERNAL_ERROR', undefined, { cause: error }),
    )
  }

  #ended(run: Run, own: Held, error: ApiError | null): void {
    const held = this.#held ?? own
    // Of a further call: what it used less than was expected is no longer counted for the caller's limits.
    if (this.#held !== null) own.hold.settle(settlementOf(run, own.identity))
    this.#held = held
    this.#isAnswered = error === null && run.delivered !== null && this.#isUsable(run.delivered)
    // An answer that cannot be used waits for what the next call makes of it.
    if (error !== null || this.#isAnswered) this.#end(held, error)
  }

  #end({ hold, identity }: Held, error: ApiError | null): void {
    this.#isOver = true
    this.#tools.ended(this, hold, identity, error)
  }
}

/** Further calls are held for by the hold of the first. */
const grown = (hold: CallHold): CallBilling => ({
  async admit({ amount }) {
    if (!(await hold.extend(amount))) throw new ApiError('INSUFFICIENT_CREDITS')
    return { extend: (by) => hold.extend(by), note() {}, settle() {} }
  },
})
