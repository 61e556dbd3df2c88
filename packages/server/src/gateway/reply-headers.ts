import type { Micros } from '../ledger/ledger.ts'
import { type Attempt, type CallIdentity, costOfAnswer, costOfAttempt, type Run } from './meter.ts'
import type { Plan } from './plan-call.ts'
import { usdOf } from './price.ts'

const unsafe = /[^\x20-\x7e]/g

/** What is told of an answer beside it. */
interface Facts {
  readonly provider: string
  readonly model: string
  readonly attempts: number
  readonly cache: CallIdentity['cache']
  readonly ownMs: number
  readonly dropped: readonly string[]
  /** Since when the model's name is not to be used any more, in Unix seconds. */
  readonly deprecatedSince?: number | undefined
  /** Null: it is not known, or told in the stream. */
  readonly cost: Micros | null
  readonly condensed: Plan['condensed']
}

/** Who answered, after how many attempts and how fast we were; of a whole answer also what it cost. */
export function replyHeaders(
  answered: Attempt,
  run: Run,
  { inputTokens, cache }: Pick<CallIdentity, 'inputTokens' | 'cache'>,
  condensed: Plan['condensed'] = null,
): Record<string, string> {
  const { attempts, ownMs } = run
  const paid = () => (run.parts === undefined ? costOfAttempt(answered, inputTokens) : costOfAnswer(run, inputTokens))
  const { lane, dropped, deprecatedSince } = answered.prepared
  return headersOf({
    provider: lane.provider.name,
    model: lane.model.id,
    attempts: attempts.length,
    cache,
    ownMs,
    dropped,
    deprecatedSince,
    cost: answered.whole === null ? null : paid(),
    condensed,
  })
}

export function headersOf(facts: Facts): Record<string, string> {
  const { provider, model, attempts, cache, ownMs, dropped, deprecatedSince, cost, condensed } = facts
  const headers: Record<string, string> = {
    'x-proxyapi-provider': provider,
    'x-proxyapi-model': model.replace(unsafe, '?'),
    'x-proxyapi-attempts': String(attempts),
    'x-proxyapi-cache': cache,
    'x-proxyapi-overhead-ms': Math.max(0, ownMs).toFixed(3),
  }
  if (dropped.length > 0) headers['x-proxyapi-dropped'] = dropped.join(',')
  // RFC 9745: a date, as structured fields write it.
  if (deprecatedSince !== undefined) headers.deprecation = `@${deprecatedSince}`
  // An arrow of its own kind is no character of a header.
  if (condensed !== null) headers['x-proxyapi-condensed'] = `${condensed.from}->${condensed.to}`
  if (cost !== null) headers['x-proxyapi-cost'] = String(usdOf(cost))
  return headers
}
