/** What recent calls say of lanes: means that forget by time, kept for at most 10,000 lanes. Times are milliseconds. */

/** A measured mean and how much it is still worth: 1 when it is fresh, 0 after ten minutes without a sample. */
export interface Known {
  readonly value: number
  readonly trust: number
}

/** Null is not measured. */
export interface LaneView {
  /** Share of calls that were answered. */
  readonly success: Known | null
  readonly firstTokenMs: Known | null
  readonly tokensPerSecond: Known | null
  /** Tokens of an answer. */
  readonly outputTokens: Known | null
  readonly inFlight: number
  /** When its last call ended; null: nothing is known of it. */
  readonly sampledAt: number | null
}

/** What one ended call says; null says nothing. */
export interface Sample {
  readonly answered: boolean | null
  readonly firstTokenMs: number | null
  readonly tokensPerSecond: number | null
  readonly outputTokens: number | null
}

/** Which lane a name went to last by score, and since when. */
export interface Leader {
  readonly lane: string
  readonly since: number
}

const successHalfLifeMs = 5 * 60_000
const latencyHalfLifeMs = 60_000
const worthlessAfterMs = 10 * 60_000
const keptMax = 10_000

interface Mean {
  readonly sum: number
  readonly weight: number
  readonly at: number
}

interface Kept {
  success: Mean | null
  firstTokenMs: Mean | null
  tokensPerSecond: Mean | null
  outputTokens: Mean | null
  sampledAt: number
}

const unknownLane: LaneView = Object.freeze({
  success: null,
  firstTokenMs: null,
  tokensPerSecond: null,
  outputTokens: null,
  inFlight: 0,
  sampledAt: null,
})

/** The memory of one process; calls are told when they begin and when they end. */
export class LaneStats {
  /** Least recently sampled first. */
  readonly #kept = new Map<string, Kept>()
  /** Of lanes with open calls only. */
  readonly #inFlight = new Map<string, number>()
  readonly #leaders = new Map<string, Leader>()

  begin(lane: string): void {
    this.#inFlight.set(lane, (this.#inFlight.get(lane) ?? 0) + 1)
  }

  end(lane: string, { answered, firstTokenMs, tokensPerSecond, outputTokens }: Sample, now: number): void {
    const left = (this.#inFlight.get(lane) ?? 1) - 1
    if (left > 0) this.#inFlight.set(lane, left)
    else this.#inFlight.delete(lane)
    if (answered === null) return
    const kept = this.#kept.get(lane)
    this.#kept.delete(lane)
    keep(this.#kept, lane, {
      success: joined(kept?.success, answered ? 1 : 0, now, successHalfLifeMs),
      firstTokenMs: joined(kept?.firstTokenMs, firstTokenMs, now, latencyHalfLifeMs),
      tokensPerSecond: joined(kept?.tokensPerSecond, tokensPerSecond, now, latencyHalfLifeMs),
      outputTokens: joined(kept?.outputTokens, outputTokens, now, successHalfLifeMs),
      sampledAt: now,
    })
  }

  view(lane: string, now: number): LaneView {
    const kept = this.#kept.get(lane)
    const inFlight = this.#inFlight.get(lane) ?? 0
    if (kept === undefined) return inFlight === 0 ? unknownLane : { ...unknownLane, inFlight }
    return {
      success: known(kept.success, now),
      firstTokenMs: known(kept.firstTokenMs, now),
      tokensPerSecond: known(kept.tokensPerSecond, now),
      outputTokens: known(kept.outputTokens, now),
      inFlight,
      sampledAt: kept.sampledAt,
    }
  }

  leader(name: string): Leader | null {
    return this.#leaders.get(name) ?? null
  }

  /** `lane` was preferred for a name now; nothing changes while it stays the same one. */
  lead(name: string, lane: string, now: number): void {
    if (this.#leaders.get(name)?.lane !== lane) keep(this.#leaders, name, { lane, since: now })
  }
}

/** Each sample counts half as much as one that is a half-life younger. */
function joined(mean: Mean | null | undefined, value: number | null, now: number, halfLifeMs: number): Mean | null {
  if (value === null || !Number.isFinite(value)) return mean ?? null
  if (mean == null) return { sum: value, weight: 1, at: now }
  const left = 2 ** (-Math.max(0, now - mean.at) / halfLifeMs)
  return { sum: mean.sum * left + value, weight: mean.weight * left + 1, at: now }
}

function known(mean: Mean | null, now: number): Known | null {
  if (mean === null) return null
  const age = Math.max(0, now - mean.at)
  return age >= worthlessAfterMs ? null : { value: mean.sum / mean.weight, trust: 1 - age / worthlessAfterMs }
}

/** The oldest entry goes where there are too many. */
function keep<T>(map: Map<string, T>, key: string, value: T): void {
  if (map.size >= keptMax && !map.has(key)) {
    const [oldest] = map.keys()
    if (oldest !== undefined) map.delete(oldest)
  }
  map.set(key, value)
}
