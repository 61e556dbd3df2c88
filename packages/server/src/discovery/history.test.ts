/** A long history of a provider that flaps, breaks and answers in part: who is given up was gone, and stays so. */
import { describe, expect, it } from 'vitest'
import { hour, list, rules, start, statement, World } from '../../test/discovery/world.ts'
import { testRandom } from '../../test/runtime.ts'
import { type Fetched, judgeFetch } from './health.ts'

const models = Array.from({ length: 40 }, (_, at) => `m${at}`)
/** Models that a list leaves out now and then. */
const flapping = new Set(models.slice(0, 6))
const days = 60

interface Told {
  at: number
  kind: string
  id: string
  /** Whether the provider really had given it up. */
  isGone: boolean
  /** Since a healthy list last held it. */
  unseenMs: number
}

type Float = () => number

/** What is really there, and what the provider makes of it. */
class Truth {
  readonly gone = new Set<string>()
  #outageUntil = 0
  #partUntil = 0
  #part = new Set<string>()
  readonly #float: Float

  constructor(float: Float) {
    this.#float = float
  }

  pass(at: number): void {
    const float = this.#float
    for (const id of models) {
      if (this.gone.has(id)) {
        if (float() < 0.0003) this.gone.delete(id)
      } else if (float() < 0.0005) this.gone.add(id)
    }
    if (at > this.#outageUntil && float() < 0.02) this.#outageUntil = at + float() * 30 * hour
    if (at > this.#partUntil && float() < 0.02) {
      this.#partUntil = at + float() * 20 * hour
      const share = float() * 0.7
      this.#part = new Set(models.filter(() => float() < share))
    }
  }

  /** What comes of asking: often the list, at times a part of it, nothing usable, or nothing. */
  answer(at: number): Fetched {
    const float = this.#float
    if (at < this.#outageUntil || float() < 0.03)
      return { outcome: 'failed', failure: { code: 'UPSTREAM_ERROR', message: 'no' } }
    const isListed = (id: string) =>
      !this.gone.has(id) && !(flapping.has(id) && float() < 0.3) && !(at < this.#partUntil && this.#part.has(id))
    const statements =
      float() < 0.01 ? [] : models.filter(isListed).map((id) => statement(id, { context_length: 8192 }))
    return { outcome: 'list', statements, rejected: float() < 0.02 ? 5 : 0, etag: null, lastModified: null }
  }
}

/** One fetch an hour, more or less, for so many days. */
function replay(seed: number, canBeAsked: boolean) {
  const { float } = testRandom(seed)
  const world = new World()
  const truth = new Truth(float)
  const told: Told[] = []
  const verdicts = { healthy: 0, held: 0, unhealthy: 0 }
  const lastSeen = new Map<string, number>()
  let healthyRows: number | null = null
  let degradedSince: number | null = null
  let held: { since: number; absences: string } | null = null

  for (let at = start; at < start + days * 24 * hour; at += hour * (0.9 + 0.2 * float())) {
    truth.pass(at)
    const fetched = truth.answer(at)
    const ids = new Set(fetched.outcome === 'list' ? fetched.statements.map(({ sourceKey }) => sourceKey) : [])
    const absent = models.filter((id) => !ids.has(id))
    const history = { healthyRows, heldSince: held?.since ?? null, heldAbsences: held?.absences ?? null }
    const verdict = judgeFetch(fetched, absent.join(), history, { dropGuard: 0.2, acceptDrop: false }, at)
    verdicts[verdict.verdict]++
    if (verdict.verdict === 'unhealthy') degradedSince ??= at
    if (verdict.verdict === 'unhealthy' || fetched.outcome !== 'list') continue
    const blindMs = degradedSince === null ? 0 : at - degradedSince
    held = verdict.verdict === 'held' ? verdict : null
    if (held === null) {
      healthyRows = fetched.statements.length
      degradedSince = null
    }
    for (const id of models) if (ids.has(id)) lastSeen.set(id, at)
    const proven = absent.filter((id) => !canBeAsked || truth.gone.has(id)).map((id) => `openai:${id}`)
    const word = list(fetched.statements, { countsAbsences: held === null, blindMs, provenGone: new Set(proven) })
    for (const { kind, uid } of world.hear(word, at).changes) {
      const id = uid.slice('openai:'.length)
      told.push({ at, kind, id, isGone: truth.gone.has(id), unseenMs: at - (lastSeen.get(id) ?? start) })
    }
  }
  return { told, verdicts, world, truth }
}

const takenBack = (told: readonly Told[]) =>
  told.filter(
    ({ kind, id, at }) =>
      kind === 'removed' &&
      told.some((one) => one.kind === 'restored' && one.id === id && one.at > at && one.at - at < 24 * hour),
  )

describe.each([
  ['can be asked for one model', true],
  ['cannot', false],
])('a provider that %s', (_, canBeAsked) => {
  it.each([1, 2, 3, 4, 5])(
    `over ${days} days, history %i: nothing is given up for a flap, a part or an outage`,
    (seed) => {
      const { told, verdicts, world, truth } = replay(seed, canBeAsked)
      const removed = told.filter(({ kind }) => kind === 'removed')
      expect(Math.min(...Object.values(verdicts))).toBeGreaterThan(0)
      expect(removed.length).toBeGreaterThan(5)
      for (const { unseenMs } of removed) expect(unseenMs).toBeGreaterThanOrEqual(rules.removalHoldMs)
      expect(removed.filter(({ isGone }) => !isGone)).toEqual([])
      expect(takenBack(told).length).toBeLessThanOrEqual(Math.max(1, removed.length * 0.05))
      expect(told.filter(({ kind, isGone }) => kind === 'restored' && isGone)).toEqual([])
      const final = models.filter((id) => world.state(id) === 'removed')
      expect(final.filter((id) => truth.gone.has(id)).length).toBeGreaterThan(0)
    },
  )
})
