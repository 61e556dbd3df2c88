/** Runs under simulation: any definition, effects that end in any order, workers that die, wishes that come at any time. */
import { expect, test } from 'vitest'
import { testRandom } from '../../test/runtime.ts'
import { advance, type RunEvent } from './advance.ts'
import { allSteps, type Definition, isEffect, type Step, sequencesIn } from './definition.ts'
import type { Effect } from './draft.ts'
import { dueAtOf, isFinal, newRun, type RunState } from './run-state.ts'

const seeds = 2_000
const eventsMax = 400
type Dice = ReturnType<typeof diceOf>

const diceOf = (seed: number) => {
  const { float } = testRandom(seed)
  return {
    below: (n: number) => Math.floor(float() * n),
    likely: (share: number) => float() < share,
    one: <T>(list: readonly T[]): T => list[Math.floor(float() * list.length)] as T,
  }
}

const effects = ['generate', 'http', 'gpu.create', 'gpu.wait', 'gpu.destroy', 'memory.add', 'models.refresh'] as const

function randomDefinition(dice: Dice): Definition {
  let n = 0
  const sequence = (depth: number): unknown[] => Array.from({ length: 1 + dice.below(3) }, () => step(depth))
  const step = (depth: number): unknown => {
    const id = `s${n++}`
    const kind = dice.below(depth > 0 ? 5 : 3)
    if (kind === 4) {
      const branches = Array.from({ length: 1 + dice.below(4) }, () => ({ steps: sequence(depth - 1) }))
      return { id, type: 'parallel', branches, max_in_flight: 1 + dice.below(3), fail_fast: dice.likely(0.5) }
    }
    if (kind === 3)
      return {
        id,
        type: 'condition',
        if: { $eq: [1, dice.below(2)] },
        then: sequence(depth - 1),
        else: sequence(depth - 1),
      }
    if (dice.likely(0.15)) return { id, type: 'wait', seconds: 1 + dice.below(50) }
    const type = dice.one(effects)
    const compensate = type === 'http' && dice.likely(0.5) ? { compensate: { type: 'http', with: {} } } : {}
    return {
      id,
      type,
      with: {},
      retry: { max_attempts: 1 + dice.below(3), delay_seconds: 1, factor: 2 },
      ...compensate,
    }
  }
  return {
    ...{ name: 'n', steps: sequence(2) as Step[], timeout_seconds: dice.likely(0.2) ? 30 : 100_000 },
    ...{ on_timeout: dice.one(['cancel', 'fail'] as const), compensate_on_failure: dice.likely(0.3) },
  } as Definition
}

/** The worlds of one seed: what is under way, and what must never be. */
class World {
  readonly dice: Dice
  readonly definition: Definition
  readonly #steps: readonly Step[]
  readonly #seed: number
  now = 0
  run: RunState
  /** What a worker is doing. */
  doing: Effect[] = []
  #last = 0

  constructor(seed: number) {
    this.#seed = seed
    this.dice = diceOf(seed)
    this.definition = randomDefinition(this.dice)
    this.#steps = allSteps(this.definition.steps)
    const maxCost = this.dice.likely(0.3) ? 100 : null
    const lifeMs = this.definition.timeout_seconds * 1_000
    this.run = newRun(
      this.#steps.map(({ id }) => id),
      { input: {}, maxCost, now: 0, lifeMs },
    )
  }

  tell(event: RunEvent): void {
    const before = this.run
    const { run, effects: begun } = advance(this.definition, before, event, this.now)
    this.run = run
    this.#judge(before, begun, event)
    for (const effect of begun) if (effect.do !== 'abort') this.doing.push(effect)
  }

  #judge(before: RunState, begun: readonly Effect[], event: RunEvent): void {
    const fail = (what: string) => expect.fail(`seed ${this.#seed}: ${what} at ${JSON.stringify(event)}`)
    for (const effect of begun) {
      if (effect.do === 'abort') continue
      if (this.doing.some((other) => other.step === effect.step)) fail(`${effect.step} begins twice`)
      const old = before.steps[effect.step]?.status
      if (effect.do === 'run' && (old === 'succeeded' || old === 'skipped')) fail(`${effect.step} is repeated`)
      if (effect.do === 'run' && before.status === 'canceling' && event.type !== 'claimed')
        fail('a step begins after a cancel')
      if (effect.do === 'run' && !this.#mayBegin(effect.step)) fail(`${effect.step} begins before those ahead of it`)
      if (effect.do === 'undo' && this.#undoneLater(effect.step)) fail(`${effect.step} is undone before a later one`)
    }
    for (const [id, { status, output }] of Object.entries(before.steps)) {
      const next = this.run.steps[id]
      if (status === 'succeeded' && (next?.status !== status || next.output !== output))
        fail(`${id} changes after its end`)
    }
    if (
      this.run.status === 'succeeded' &&
      this.#steps.some(({ id }) => !['succeeded', 'skipped'].includes(this.run.steps[id]?.status ?? ''))
    )
      fail('a run succeeds without all of its steps')
    if (isFinal(this.run.status) && this.run.finishedAt === null) fail('an end without a time')
  }

  /** All steps ahead of it in its own sequence and in those around it have ended. */
  #mayBegin(id: string): boolean {
    const ahead = (steps: readonly Step[]): boolean | null => {
      for (const [n, step] of steps.entries()) {
        const inside = step.id === id || sequencesIn(step).some((inner) => ahead(inner.steps) !== null)
        if (!inside) continue
        const ended = steps
          .slice(0, n)
          .every((other) => ['succeeded', 'skipped'].includes(this.run.steps[other.id]?.status ?? ''))
        const deeper = sequencesIn(step)
          .map((inner) => ahead(inner.steps))
          .find((found) => found !== null)
        return ended && (deeper ?? true)
      }
      return null
    }
    return ahead(this.definition.steps) === true
  }

  #undoneLater(step: string): boolean {
    const undo = this.run.undo ?? []
    const at = undo.findIndex((one) => one.step === step)
    return undo.slice(0, at).some(({ status }) => status === 'pending' || status === 'running')
  }

  /** One of the effects ends, in one of its ways. */
  end(): void {
    const [effect] = this.doing.splice(this.dice.below(this.doing.length), 1)
    if (effect !== undefined) this.tell(effect.do === 'undo' ? this.#undoEnd(effect.step) : this.#stepEnd(effect.step))
  }

  #undoEnd(step: string): RunEvent {
    if (this.dice.likely(0.2)) return { type: 'undo-waiting', step, until: this.now + 1_000 }
    const error = { code: 'TARGET_HTTP_ERROR' as const, message: 'x' }
    return this.dice.likely(0.1) ? { type: 'not-undone', step, error } : { type: 'undone', step }
  }

  #stepEnd(step: string): RunEvent {
    const way = this.dice.below(12)
    const unknown = { code: 'OUTCOME_UNKNOWN' as const, message: 'x', retry: false }
    if (way < 7) return { type: 'succeeded', step, output: { n: way }, costs: { [step]: way } }
    if (way === 7) return { type: 'waiting', step, until: this.now + 500 }
    if (way === 8) return { type: 'failed', step, error: unknown, happened: true }
    return { type: 'failed', step, error: { code: 'UPSTREAM_ERROR', message: 'x', retry: way < 11 } }
  }

  /** The worker dies, and another takes over what it knew. */
  die(): void {
    this.doing = []
    this.tell({ type: 'claimed' })
  }

  resume(): void {
    const stopped = this.#steps.filter(({ id }) =>
      ['failed', 'suspended', 'canceled'].includes(this.run.steps[id]?.status ?? ''),
    )
    const [step] = stopped
    if (step === undefined) return
    this.tell({
      type: 'resume',
      step: step.id,
      action: this.dice.one(['retry', 'skip', 'complete'] as const),
      output: 1,
    })
    this.die()
  }

  /** False once nothing can happen any more. */
  go(): boolean {
    if (this.doing.length > 0 && this.dice.likely(0.8)) {
      this.now += this.dice.below(300)
      this.end()
    } else if (this.dice.likely(0.05)) this.die()
    else if (this.dice.likely(0.02)) this.tell({ type: 'cancel', compensate: this.dice.likely(0.8) })
    else if (this.run.status === 'failed' || this.run.status === 'suspended') {
      if (this.dice.likely(0.3) && this.run.status === 'failed') return false
      this.resume()
    } else if (this.doing.length === 0) {
      const due = dueAtOf(this.run, this.now)
      if (due === null) return false
      if (due <= this.now && this.#last === this.now)
        expect.fail(`seed ${this.#seed}: a ${this.run.status} run is due, and does nothing`)
      this.#last = Math.max(this.now, due)
      this.now = this.#last
      this.tell({ type: this.run.status === 'queued' ? 'claimed' : 'tick' })
    }
    return !(isFinal(this.run.status) && this.run.status !== 'failed') || this.doing.length > 0
  }
}

test(`no order, death or wish breaks a run, in ${seeds} worlds at 10,000 a minute or more`, () => {
  const began = performance.now()
  const ends = new Map<string, number>()
  for (let seed = 1; seed <= seeds; seed++) {
    const world = new World(seed)
    world.tell({ type: 'claimed' })
    let events = 0
    while (world.go()) if (++events > eventsMax) break
    ends.set(world.run.status, (ends.get(world.run.status) ?? 0) + 1)
  }
  const perMinute = (seeds / (performance.now() - began)) * 60_000
  process.stdout.write(`simulated runs: ${Math.round(perMinute)} seeds a minute; ${JSON.stringify([...ends])}\n`)
  for (const status of ['succeeded', 'failed', 'canceled']) expect(ends.get(status) ?? 0).toBeGreaterThan(seeds / 50)
  expect(perMinute).toBeGreaterThan(10_000)
})

test('a step that runs belongs to no control step', () => {
  const world = new World(7)
  world.tell({ type: 'claimed' })
  for (const { step } of world.doing)
    expect(isEffect(allSteps(world.definition.steps).find(({ id }) => id === step)!)).toBe(true)
})
