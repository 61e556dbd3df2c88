import type { EgressClass } from './classes.ts'
import { type Contract, checkUrl, type EgressRules, type Target } from './target.ts'

interface Destination {
  readonly class: EgressClass
  readonly url: string
  readonly contract?: Contract
}

/** Where a call may go; throws what `checkUrl` throws. */
export type Judge = (call: Destination) => Target

const keptMax = 1_000

/**
 * Judges by these rules. The operator's own few URLs are judged once; what a request or a contract brought is
 * judged each time. (Addresses are judged at every connection in any case.)
 */
export function judgeOf(rules: EgressRules): Judge {
  const kept = new Map<string, Target>()
  return (call) => {
    if (call.class !== 'provider') return checkUrl(call.url, call.class, rules, call.contract)
    const known = kept.get(call.url)
    if (known !== undefined) return known
    const target = checkUrl(call.url, call.class, rules)
    if (kept.size >= keptMax) kept.clear()
    kept.set(call.url, target)
    return target
  }
}
