/** Which memories are recalled: the most alike and the youngest, as far as there is room. */

export interface Candidate {
  readonly id: string
  /** Grows with each memory of its owner. */
  readonly seq: number
  readonly at: number
  /** To the question; 1 is the same. */
  readonly similarity: number
}

export interface Ranked extends Candidate {
  readonly score: number
}

export interface Ranking {
  readonly now: number
  /** 0 ranks by likeness alone, 1 by age alone. */
  readonly recencyWeight: number
  readonly halfLifeMs: number
}

/** (1 − w) · similarity + w · 2^(−age / half-life). */
export function scoreOf({ at, similarity }: Candidate, { now, recencyWeight, halfLifeMs }: Ranking): number {
  const age = Math.max(0, now - at)
  return (1 - recencyWeight) * similarity + recencyWeight * 2 ** (-age / halfLifeMs)
}

/** The best of what is offered one after another, in bounded room. */
export class BestMemories {
  readonly #ranking: Ranking
  readonly #most: number
  #kept: Ranked[] = []

  constructor(ranking: Ranking, most: number) {
    this.#ranking = ranking
    this.#most = most
  }

  offer(candidate: Candidate): void {
    this.#kept.push({ ...candidate, score: scoreOf(candidate, this.#ranking) })
    if (this.#kept.length >= 2 * this.#most) this.#kept = this.sorted()
  }

  /** Highest score first, ties by age, the younger one before. */
  sorted(): Ranked[] {
    return [...this.#kept].sort((a, b) => b.score - a.score || b.seq - a.seq).slice(0, this.#most)
  }
}

/** As many as are wanted, in their order; one that does not fit into the tokens that are left is passed over. */
export function thatFit<Item>(
  items: readonly Item[],
  { k, maxTokens, tokensOf }: { k: number; maxTokens: number; tokensOf(item: Item): number },
): Item[] {
  const taken: Item[] = []
  let left = maxTokens
  for (const item of items) {
    if (taken.length === k) break
    const tokens = tokensOf(item)
    if (tokens > left) continue
    taken.push(item)
    left -= tokens
  }
  return taken
}
