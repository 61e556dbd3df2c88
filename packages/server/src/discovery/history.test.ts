/** A long history of a provider that flaps, breaks and answers in part: who is given up was gone, and stays so. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { hour, list, rules, start, statement, World } from '../../test/discovery/world.ts'
import { testRandom } from '../../test/runtime.ts'
import { type Fetched, judgeFetch } from './health.ts'

interface History {
  models: readonly string[]
  days: number
  /** Between two fetches, more or less. */
  everyHours: number
  /** Whether models vanish for hours, and a few of them for longer than a row is held. */
  vanishes: boolean
}

const short: History = {
  models: Array.from({ length: 40 }, (_, at) => `m${at}`),
  days: 60,
  everyHours: 1,
  vanishes: false,
}
/** Models that a list leaves out now and then. */
const flappingCount = 6

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
  /** Until when a model that is there is not listed. */
  readonly #vanished = new Map<string, number>()
  #outageUntil = 0
  #partUntil = 0
  #part = new Set<string>()
  readonly #float: Float
  readonly #history: History
  readonly #flapping: ReadonlySet<string>

  constructor(float: Float, history: History) {
    this.#float = float
    this.#history = history
    this.#flapping = new Set(history.models.slice(0, flappingCount))
  }

  pass(at: number): void {
    const float = this.#float
    const { models, vanishes } = this.#history
    for (const id of models) {
      if (vanishes && float() < 0.001)
        this.#vanished.set(id, at + hour * (float() < 0.02 ? 24 + float() * 36 : float() * 22))
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
      !this.gone.has(id) &&
      !(this.#flapping.has(id) && float() < 0.3) &&
      !(at < this.#partUntil && this.#part.has(id)) &&
      at >= (this.#vanished.get(id) ?? 0)
    const { models } = this.#history
    const statements =
      float() < 0.01 ? [] : models.filter(isListed).map((id) => statement(id, { context_length: 8192 }))
    return { outcome: 'list', statements, rejected: float() < 0.02 ? 5 : 0, etag: null, lastModified: null }
  }
}

/** One fetch after the other, for so many days. */
function replay(seed: number, canBeAsked: boolean, history: History) {
  const { models, days, everyHours } = history
  const { float } = testRandom(seed)
  const world = new World()
  const truth = new Truth(float, history)
  const told: Told[] = []
  const verdicts = { healthy: 0, held: 0, unhealthy: 0 }
  const lastSeen = new Map<string, number>()
  let healthyRows: number | null = null
  let degradedSince: number | null = null
  let returns = 0
  let missing: ReadonlySet<string> = new Set()
  let held: { since: number; absences: string } | null = null

  for (let at = start; at < start + days * 24 * hour; at += everyHours * hour * (0.9 + 0.2 * float())) {
    truth.pass(at)
    const fetched = truth.answer(at)
    const ids = new Set(fetched.outcome === 'list' ? fetched.statements.map(({ sourceKey }) => sourceKey) : [])
    const absent = models.filter((id) => !ids.has(id))
    const known = { healthyRows, heldSince: held?.since ?? null, heldAbsences: held?.absences ?? null }
    const verdict = judgeFetch(fetched, absent.join(), known, { dropGuard: 0.2, acceptDrop: false }, at)
    verdicts[verdict.verdict]++
    if (verdict.verdict === 'unhealthy') degradedSince ??= at
    if (verdict.verdict === 'unhealthy' || fetched.outcome !== 'list') continue
    const blindMs = degradedSince === null ? 0 : at - degradedSince
    held = verdict.verdict === 'held' ? verdict : null
    if (held === null) {
      healthyRows = fetched.statements.length
      degradedSince = null
    }
    returns += models.filter((id) => ids.has(id) && missing.has(id)).length
    missing = new Set(absent)
    for (const id of models) if (ids.has(id)) lastSeen.set(id, at)
    const proven = absent.filter((id) => !canBeAsked || truth.gone.has(id)).map((id) => `openai:${id}`)
    const word = list(fetched.statements, { countsAbsences: held === null, blindMs, provenGone: new Set(proven) })
    for (const { kind, uid } of world.hear(word, at).changes) {
      const id = uid.slice('openai:'.length)
      told.push({ at, kind, id, isGone: truth.gone.has(id), unseenMs: at - (lastSeen.get(id) ?? start) })
    }
  }
  return { told, verdicts, world, truth, returns }
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
    `over ${short.days} days, history %i: nothing is given up for a flap, a part or an outage`,
    (seed) => {
      const { told, verdicts, world, truth } = replay(seed, canBeAsked, short)
      const removed = told.filter(({ kind }) => kind === 'removed')
      expect(Math.min(...Object.values(verdicts))).toBeGreaterThan(0)
      expect(removed.length).toBeGreaterThan(5)
      for (const { unseenMs } of removed) expect(unseenMs).toBeGreaterThanOrEqual(rules.removalHoldMs)
      expect(removed.filter(({ isGone }) => !isGone)).toEqual([])
      expect(takenBack(told).length).toBeLessThanOrEqual(Math.max(1, removed.length * 0.05))
      expect(told.filter(({ kind, isGone }) => kind === 'restored' && isGone)).toEqual([])
      const final = short.models.filter((id) => world.state(id) === 'removed')
      expect(final.filter((id) => truth.gone.has(id)).length).toBeGreaterThan(0)
    },
  )
})

/** Ids of a list that was recorded. */
function recordedIds(): string[] {
  const file = new URL('../../../../../shared/fixtures/gomodel/openai/models.json', import.meta.url)
  if (!existsSync(file)) return []
  const { data } = JSON.parse(readFileSync(file, 'utf8')) as { data: { id: string }[] }
  return data.map(({ id }) => id)
}

const recorded: History = { models: recordedIds(), days: 120, everyHours: 2, vanishes: true }

describe.skipIf(recorded.models.length === 0)('a recorded list (skipped without shared/fixtures)', () => {
  it.each([
    ['can be asked for one model', true],
    ['cannot', false],
  ])(
    `over ${recorded.days} days, of a provider that %s: removals that were taken back within a day`,
    (who, canBeAsked) => {
      const { told, verdicts, returns } = replay(7, canBeAsked, recorded)
      const removed = told.filter(({ kind }) => kind === 'removed')
      const back = takenBack(told)
      console.log(
        `${recorded.models.length} models, ${recorded.days} days, a provider that ${who}; lists: ${JSON.stringify(verdicts)}`,
        `models back in a list that had left them out: ${returns}; removals: ${removed.length}; taken back within 24 hours: ${back.length}`,
      )
      expect(Math.min(...Object.values(verdicts))).toBeGreaterThan(0)
      expect(removed.length).toBeGreaterThan(20)
      for (const { unseenMs } of removed) expect(unseenMs).toBeGreaterThanOrEqual(rules.removalHoldMs)
      // Whoever cannot be asked looks gone after a day of absence: of what comes and goes, only that is told.
      expect(back.length).toBeLessThanOrEqual(canBeAsked ? 0 : returns * 0.02)
      if (canBeAsked) expect(removed.filter(({ isGone }) => !isGone)).toEqual([])
    },
  )
})
