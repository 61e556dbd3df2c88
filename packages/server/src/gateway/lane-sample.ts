import type { Verdict } from './cell-book.ts'
import type { Sample } from './lane-stats.ts'
import type { UpstreamCall } from './upstream-call.ts'

type Ended = Pick<UpstreamCall, 'startedAt' | 'firstTokenAt' | 'endedAt' | 'heardAt'> & {
  readonly watch: Pick<UpstreamCall['watch'], 'usage' | 'outputTokens'>
}

const nothing: Sample = { answered: null, firstTokenMs: null, tokensPerSecond: null, outputTokens: null }

/** What an ended call says of its lane's speed and success. What is nobody's fault, or the caller's, says nothing. */
export function sampleOf({ startedAt, firstTokenAt, endedAt, heardAt, watch }: Ended, { says }: Verdict): Sample {
  if (says === 'failed' || says === 'busy') return { ...nothing, answered: false }
  if (says !== 'answered') return nothing
  const outputTokens = watch.usage?.output ?? watch.outputTokens
  const lastedMs = (endedAt ?? heardAt) - (firstTokenAt ?? startedAt)
  return {
    answered: true,
    firstTokenMs: firstTokenAt === null ? null : firstTokenAt - startedAt,
    // Answers that come at once say nothing of speed.
    tokensPerSecond: outputTokens > 1 && lastedMs >= 1 ? (outputTokens / lastedMs) * 1_000 : null,
    outputTokens: outputTokens > 0 ? outputTokens : null,
  }
}
