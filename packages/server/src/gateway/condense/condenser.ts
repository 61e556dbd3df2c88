import { createHash } from 'node:crypto'
import type { Turn } from '@proxyapi/providers'
import type { RenderPrompt } from '../../question.ts'
import type { Clock, Metrics } from '../../runtime.ts'
import type { TieredCache } from '../cache/tiered-cache.ts'
import { tokenWeight } from '../estimate.ts'
import type { CondensePlan } from './condense-plan.ts'
import type { CondenseSettings } from './condense-settings.ts'
import { Slots } from './slots.ts'
import { type Degradation, SuccessRate } from './success-rate.ts'
import { factsOf, keptShare } from './summary-facts.ts'
import { omissionTurn, summaryMessages, summaryTurn, transcriptOf } from './summary-prompt.ts'

type Messages = ReturnType<typeof summaryMessages>

/** One conversation that has to become shorter. */
export interface CondenseWork {
  readonly plan: CondensePlan
  /** Whose summaries these are. */
  readonly tenant: string
  /** The summarizer reads only the last half of what goes. */
  readonly lastHalf: boolean
  /** Who may summarize so much, in the order in which they are to be asked. */
  summarizers(inputTokens: number, outputTokens: number): readonly string[]
  /** A chat call as the same user. Rejects where there is no answer. */
  ask(model: string, messages: Messages, tokensMax: number, signal: AbortSignal): Promise<string>
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal
}

export interface CondenserParts {
  settings(): CondenseSettings
  cache(): TieredCache | null
  readonly clock: Clock
  readonly metrics: Metrics
  /** What a summarizer is told. Throws INVALID_REQUEST where the operator’s own words cannot be rendered. */
  prompt(values: { max_tokens: number }): ReturnType<RenderPrompt>
  /** Too few summaries are good. */
  degraded(data: Degradation): void
}

/** A piece of the conversation on its way to a summary. */
interface Piece {
  readonly transcript: string
  readonly key: string
  readonly inputTokens: number
  readonly tokensMax: number
  readonly facts: readonly string[]
  /** What the summarizer is told to do. */
  readonly task: string
}

/** Raised whenever older summaries are not to be found again. */
const version = 1
/** A shorter summary says nothing. */
const tokensMin = 32
const tokensPerFact = 8

/** Makes the turn that stands for the turns of a plan; the summaries of a user are remembered. */
export class Condenser {
  readonly #parts: CondenserParts
  readonly #slots: Slots
  readonly #rate = new SuccessRate()

  constructor(parts: CondenserParts) {
    this.#parts = parts
    this.#slots = new Slots(() => this.settings.concurrencyMax)
  }

  get settings(): CondenseSettings {
    return this.#parts.settings()
  }

  /** The text of the turn; null where everything shall stay as it is. */
  condense(work: CondenseWork): Promise<string | null> {
    return this.#inTime(work, (signal) => this.#condense(work, signal))
  }

  /** The summaries alone, one a piece; null where one of them has no good one. */
  summaries(work: CondenseWork): Promise<readonly string[] | null> {
    return this.#inTime(work, (signal) => this.#summaries(work, signal))
  }

  async #inTime<T>(work: CondenseWork, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const over = new AbortController()
    const limit = new AbortController()
    void this.#parts.clock.sleep(this.settings.timeoutMs, over.signal).then(() => limit.abort())
    try {
      return await run(AbortSignal.any([work.signal, limit.signal]))
    } finally {
      over.abort()
    }
  }

  async #condense(work: CondenseWork, signal: AbortSignal): Promise<string | null> {
    const { fallbackStrategies } = this.settings
    const turns = work.plan.pieces.reduce((sum, piece) => sum + piece.length, 0)
    const pieces = work.plan.pieces.map((piece) => this.#pieceOf(piece, work))
    const summaries = await this.#firstSummaries(pieces, work, signal)
    if (isWhole(summaries)) return this.#done('summarized', summaryTurn(summaries, turns))
    for (const strategy of fallbackStrategies) {
      if (strategy === 'truncate') return this.#done('truncated', omissionTurn(turns))
      if (strategy === 'skip_summarization') break
      const others = await this.#otherSummaries(pieces, summaries, work, signal)
      if (isWhole(others)) return this.#done('summarized', summaryTurn(others, turns))
    }
    return this.#done('skipped', null)
  }

  async #summaries(work: CondenseWork, signal: AbortSignal): Promise<readonly string[] | null> {
    const pieces = work.plan.pieces.map((piece) => this.#pieceOf(piece, work))
    const first = await this.#firstSummaries(pieces, work, signal)
    const hasOthers = !isWhole(first) && this.settings.fallbackStrategies.includes('secondary_provider')
    const summaries = hasOthers ? await this.#otherSummaries(pieces, first, work, signal) : first
    return isWhole(summaries) ? summaries : null
  }

  async #firstSummaries(pieces: readonly Piece[], work: CondenseWork, signal: AbortSignal) {
    const summaries = await this.#summarize(pieces, (piece) => this.#twice(piece, work, signal))
    if (!work.signal.aborted) for (const summary of summaries) this.#note(summary !== null)
    return summaries
  }

  /** Where one is missing the summarizers after the first ones are asked. */
  #otherSummaries(
    pieces: readonly Piece[],
    summaries: readonly (string | null)[],
    work: CondenseWork,
    signal: AbortSignal,
  ) {
    const from = this.settings.parallelProviders
    return this.#summarize(
      pieces,
      async (piece, index) => summaries[index] ?? this.#oneByOne(piece, from, work, signal),
    )
  }

  #pieceOf(turns: readonly Turn[], { lastHalf, plan }: CondenseWork): Piece {
    const { adaptiveFactor, summaryTokensMax } = this.settings
    const whole = transcriptOf(turns)
    const transcript = lastHalf ? whole.slice(Math.floor(whole.length / 2)) : whole
    const inputTokens = Math.ceil(tokenWeight(transcript))
    const share = Math.min(summaryTokensMax / plan.pieces.length, inputTokens * (adaptiveFactor ?? 1))
    const tokensMax = Math.max(tokensMin, Math.floor(share))
    const { text: task, template } = this.#parts.prompt({ max_tokens: tokensMax })
    return {
      transcript,
      // A summary that was asked for in other words is another one.
      key: createHash('sha256')
        .update(JSON.stringify([version, template.hash, transcript]))
        .digest('hex'),
      task,
      inputTokens,
      tokensMax,
      facts: factsOf(transcript, Math.ceil(tokensMax / tokensPerFact)),
    }
  }

  #summarize(
    pieces: readonly Piece[],
    work: (piece: Piece, index: number) => Promise<string | null>,
  ): Promise<(string | null)[]> {
    return Promise.all(pieces.map((piece, index) => this.#slots.run(() => work(piece, index))))
  }

  /** What was made before, else what the first summarizers make, who may try once more. */
  async #twice(piece: Piece, work: CondenseWork, signal: AbortSignal): Promise<string | null> {
    const known = await this.#parts.cache()?.find(work.tenant, piece.key)
    this.#parts.metrics.count(known == null ? 'cache_misses_total' : 'cache_hits_total', { cache: 'summary' })
    if (known != null) return known
    const models = this.#modelsFor(piece, work).slice(0, this.settings.parallelProviders)
    return (await this.#race(models, piece, work, signal)) ?? (await this.#race(models, piece, work, signal))
  }

  /** The summarizers after the first ones. */
  async #oneByOne(piece: Piece, from: number, work: CondenseWork, signal: AbortSignal): Promise<string | null> {
    for (const model of this.#modelsFor(piece, work).slice(from)) {
      const summary = await this.#race([model], piece, work, signal)
      if (summary !== null) return summary
    }
    return null
  }

  #modelsFor({ inputTokens, tokensMax }: Piece, work: CondenseWork): readonly string[] {
    const { model } = this.settings
    const found = work.summarizers(inputTokens, tokensMax)
    return model === null ? found : [model, ...found.filter((other) => other !== model)]
  }

  /** The first good summary; the others are given up. Null where none is good. */
  async #race(
    models: readonly string[],
    piece: Piece,
    work: CondenseWork,
    signal: AbortSignal,
  ): Promise<string | null> {
    if (signal.aborted) return null
    const decided = new AbortController()
    const either = AbortSignal.any([signal, decided.signal])
    const messages = summaryMessages(piece.transcript, piece.facts, piece.task)
    const summaries = models.map(async (model) => {
      const summary = await work.ask(model, messages, piece.tokensMax, either)
      if (!this.#isGood(summary, piece)) throw new Error(`The summary of ${model} is not good enough`)
      return { model, summary }
    })
    try {
      const { model, summary } = await Promise.any(summaries)
      this.#parts.cache()?.keep(work.tenant, piece.key, summary, model)
      return summary
    } catch {
      // Whatever went wrong, there is no summary; each call has its own row that says why.
      return null
    } finally {
      decided.abort()
    }
  }

  #isGood(summary: string, { facts, inputTokens }: Piece): boolean {
    const { adaptiveFactor, qualityThreshold } = this.settings
    const isShort = adaptiveFactor === null || tokenWeight(summary) <= Math.max(tokensMin, adaptiveFactor * inputTokens)
    return isShort && keptShare(facts, summary) >= qualityThreshold
  }

  #note(good: boolean): void {
    const { alertBelow } = this.settings
    if (alertBelow === null) return
    const degradation = this.#rate.note(good, alertBelow, this.#parts.clock.now())
    if (degradation !== null) this.#parts.degraded(degradation)
  }

  #done(outcome: 'summarized' | 'truncated' | 'skipped', text: string | null): string | null {
    if (this.settings.metrics) this.#parts.metrics.count('context_condensations_total', { outcome })
    return text
  }
}

const isWhole = (summaries: readonly (string | null)[]): summaries is string[] =>
  summaries.every((summary) => summary !== null)
