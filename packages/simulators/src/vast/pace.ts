/** Seconds between two calls of an endpoint class, as documented; a violation of `penalty` classes costs more. */
const intervals = {
  create: { seconds: 4.5, penalty: 12 },
  bid: { seconds: 5.5 },
  destroy: { seconds: 3 },
  show: { seconds: 2 },
  logs: { seconds: 1 },
  list: { seconds: 1 },
  manage: { seconds: 1 },
  charges: { seconds: 1 },
} satisfies Record<string, { seconds: number; penalty?: number }>

const searchesPerMinute = 10
const minuteMs = 60_000

export type PaceClass = keyof typeof intervals | 'search' | 'free'

/** Says which minimum interval (in seconds) a call violates, or null; a call that passes counts. */
export function pacer(): (caller: string, kind: PaceClass, nowMs: number) => number | null {
  const allowedAt = new Map<string, number>()
  let searches: number[] = []
  return (caller, kind, nowMs) => {
    if (kind === 'free') return null
    if (kind === 'search') {
      searches = searches.filter((at) => at > nowMs - minuteMs)
      if (searches.length >= searchesPerMinute) return minuteMs / 1000 / searchesPerMinute
      searches.push(nowMs)
      return null
    }
    const rule: { seconds: number; penalty?: number } = intervals[kind]
    const id = `${kind} ${caller}`
    if (nowMs >= (allowedAt.get(id) ?? 0)) {
      allowedAt.set(id, nowMs + rule.seconds * 1000)
      return null
    }
    if (rule.penalty !== undefined) allowedAt.set(id, nowMs + rule.penalty * 1000)
    return rule.seconds
  }
}
