/** Every fault on an upstream of every dialect, streamed and whole, to callers of each: alone, and with another lane behind. */
import { errorTable } from '@proxyapi/contract/errors'
import type { Seen } from '@proxyapi/simulators'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CallOutcome } from '../../src/ledger/ledger.ts'
import { type Caller, callers, errorShape, failureIn, saidTo } from './callers.ts'
import { codeOf, type FaultCase, faultCases, type Upstream, upstreams } from './fault-cases.ts'
import { closedPort, type Harness, settledAll, startHarness } from './harness.ts'
import { facts, provider, speaking } from './lanes.ts'

const said = 'one two three four five six seven eight nine ten'
const well = 'gpt-4o-mini'
const atOnce = 60
const shortMs = 200

interface Trial {
  upstream: Upstream
  faulty: FaultCase
  stream: boolean
  caller: Caller
  /** Another lane is next. */
  isCovered: boolean
  /** Of a provider of its own, so that no breaker remembers another trial. */
  name: string
}

interface Result {
  status: number
  headers: Headers
  text: string
  tookMs: number
  outcome: CallOutcome
  /** What the faulty upstream was asked, and what it charged. */
  asked: Seen[]
  billed: { input: number; output: number }
}

const trials = Object.keys(upstreams).flatMap((upstream) =>
  faultCases.flatMap((faulty) =>
    [true, false].flatMap((stream) =>
      callers.flatMap((caller) =>
        [true, false].map((isCovered): Trial => {
          const name = [upstream, faulty.fault, stream ? 's' : 'w', caller.id, isCovered ? 'c' : 'a'].join('-')
          return { upstream: upstream as Upstream, faulty, stream, caller, isCovered, name: name.toLowerCase() }
        }),
      ),
    ),
  ),
)

let harness: Harness
const results = new Map<string, Result>()
const modelOf = ({ faulty }: Trial) => `sim/${faulty.fault === 'refused' ? 'overloaded' : faulty.fault}`

beforeAll(async () => {
  const dead = await closedPort()
  harness = await startHarness({
    providers: (urls) => [
      provider('well', 'openai', urls.openai, { models: [well] }),
      ...Object.entries(upstreams).map(([upstream, brand]) =>
        speaking(
          upstream,
          provider(`odd-${upstream}`, brand, urls[brand], { models: ['sim/no-end-marker', 'sim/no-usage'] }),
        ),
      ),
      ...trials.map((trial) => {
        const { upstream, faulty, name } = trial
        const brand = upstreams[upstream]
        const short = faulty.isSilence ? { idleTimeoutMs: shortMs, timeoutMs: firstTokenMs(trial) } : {}
        const more = { models: [modelOf(trial)], key: name, headers: { 'x-trial': name }, ...short }
        return speaking(upstream, provider(name, brand, faulty.fault === 'refused' ? dead : urls[brand], more))
      }),
    ],
    models: [
      facts('openai', well),
      ...Object.values(upstreams).flatMap((brand) =>
        ['sim/no-end-marker', 'sim/no-usage'].map((id) => facts(brand, id)),
      ),
      ...Object.values(upstreams).flatMap((brand) =>
        faultCases.map(({ fault }) => facts(brand, `sim/${fault === 'refused' ? 'overloaded' : fault}`)),
      ),
    ],
  })
  for (let from = 0; from < trials.length; from += atOnce) {
    await Promise.all(trials.slice(from, from + atOnce).map(run))
  }
  await settledAll(harness)
  await Promise.all(
    Object.values(harness.sims).map((sim) => sim.until((all) => all.every(({ end }) => end !== 'open'))),
  )
  for (const trial of trials) complete(trial)
})
afterAll(() => harness.close())

/** What stalls has begun, however busy the machine is. */
const firstTokenMs = ({ stream, faulty }: Trial) => (!faulty.isLate ? shortMs : stream ? 30_000 : 1_000)

async function ask({ path, body }: Caller, name: string, more: object) {
  const response = await fetch(`${harness.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': name },
    body: JSON.stringify({ ...body(`echo: ${said}`), ...more }),
  })
  const { status, headers } = response
  return { status, headers, text: await response.text() }
}

async function run(trial: Trial): Promise<void> {
  const { caller, stream, isCovered, name } = trial
  const since = performance.now()
  const fallbacks = isCovered && { proxyapi: { fallbacks: [`well/${well}`] } }
  const answer = await ask(caller, name, { model: `${name}/${modelOf(trial)}`, stream, ...fallbacks })
  const none = { outcome: {} as CallOutcome, asked: [], billed: { input: 0, output: 0 } }
  results.set(name, { ...answer, tookMs: performance.now() - since, ...none })
}

/** With what the books and the upstream have of it. */
function complete({ name, upstream }: Trial): void {
  const result = results.get(name)!
  const sim = harness.sims[upstreams[upstream]]
  const mine = harness.book.settled.filter(({ record }) => record.requestId.startsWith(`${name}.`))
  expect(mine, name).toHaveLength(1)
  result.outcome = mine[0]!
  result.asked = sim.requests().filter(({ headers }) => headers['x-trial'] === name)
  const bill = sim.bill().find(({ key }) => key === name)
  result.billed = { input: bill?.input_tokens ?? 0, output: bill?.output_tokens ?? 0 }
}

const titled = (list: Trial[]) => list.map((trial) => [trial.name, trial] as const)
const isEarly = ({ faulty, stream }: Trial) => faulty.isFinal !== true && !(stream && faulty.isLate)

describe('FU06 before the answer begins, another lane answers', () => {
  test.each(titled(trials.filter((trial) => trial.isCovered && isEarly(trial))))('%s', (name, { caller, stream }) => {
    const { status, headers, text, outcome, asked } = results.get(name)!
    expect(status).toBe(200)
    expect(saidTo(caller, text, stream)).toBe(said)
    expect(text.includes(caller.endMarker)).toBe(stream)
    expect([headers.get('x-proxyapi-provider'), headers.get('x-proxyapi-model')]).toEqual(['well', well])
    expect(headers.get('x-proxyapi-attempts')).toBe('2')
    expect(outcome.attempts.map(({ delivered }) => delivered)).toEqual([false, true])
    expect(outcome.amount).toBe(outcome.attempts[1]?.cost)
    expect(outcome.amount).toBeGreaterThan(0)
    expect(outcome.record).toMatchObject({ provider: 'well', estimated: false })
    expect(asked.length).toBeLessThanOrEqual(1)
  })
})

describe('ST05 alone, or where no other lane would help, the caller hears of it in his own shape', () => {
  const told = trials.filter((trial) =>
    trial.isCovered ? trial.faulty.isFinal : isEarly(trial) || trial.faulty.isFinal,
  )
  test.each(titled(told))('%s', (name, { faulty, caller, stream, isCovered }) => {
    const { status, headers, text, outcome } = results.get(name)!
    const code = codeOf(faulty, stream)
    expect([status, JSON.parse(text)]).toMatchObject([errorTable[code].status, errorShape(caller, code)])
    expect(headers.get('content-type')).toContain('application/json')
    expect(headers.has('retry-after')).toBe(['RATE_LIMITED', 'UPSTREAM_UNAVAILABLE'].includes(code))
    expect(text).not.toMatch(/sim-|127\.0\.0\.1|http/)
    expect(outcome.amount).toBe(0)
    // A lane that kept silent is asked once more where it is the only one and there is time.
    const again = faulty.isSilence && !isCovered ? 2 : 1
    expect(outcome.attempts.map(({ delivered }) => delivered)).toEqual(Array(again).fill(false))
  })
})

describe('ST06 after the first token it is told in the stream: no end is forged, nothing is tried again', () => {
  test.each(titled(trials.filter(({ faulty, stream }) => stream && faulty.isLate)))(
    '%s',
    (name, { faulty, caller }) => {
      const { status, headers, text, outcome, asked } = results.get(name)!
      expect([status, headers.get('x-proxyapi-attempts')]).toEqual([200, '1'])
      const heard = saidTo(caller, text, true)
      expect(heard.length).toBeGreaterThan(0)
      expect(said.startsWith(heard)).toBe(true)
      expect(failureIn(caller, text)).toMatchObject(errorShape(caller, faulty.code))
      expect(text).not.toContain(caller.endMarker)
      expect(asked).toHaveLength(1)
      expect(outcome.attempts).toMatchObject([{ delivered: true }])
      expect(outcome.record.estimated).toBe(true)
      expect(outcome.amount).toBe(outcome.attempts[0]?.cost)
      expect(outcome.amount).toBeGreaterThan(0)
    },
  )
})

/** Its last event is the whole answer: without that there is no end. */
const withoutMarker = (Object.keys(upstreams) as Upstream[]).filter((upstream) => upstream !== 'openai-responses')
describe.each(callers)('to $id', (caller) => {
  test.each(withoutMarker)(
    'of %s: a finish without an end marker is a complete answer, and gets the marker',
    async (upstream) => {
      const { text } = await ask(caller, 'odd', { model: `odd-${upstream}/sim/no-end-marker`, stream: true })
      expect(saidTo(caller, text, true)).toBe(said)
      expect(text).toContain(caller.endMarker)
    },
  )

  test.each(Object.keys(upstreams))(
    'ST07 of %s: an answer whose usage is not told is estimated, never free',
    async (upstream) => {
      for (const stream of [true, false]) {
        const { text } = await ask(caller, 'odd', { model: `odd-${upstream}/sim/no-usage`, stream })
        expect(saidTo(caller, text, stream)).toBe(said)
        await settledAll(harness)
        const last = harness.book.settled.at(-1)
        expect(last?.record.estimated).toBe(true)
        expect(last?.amount).toBeGreaterThan(0)
      }
    },
  )
})

test('every fault ended within its limits, and its upstream was closed', () => {
  for (const { name, faulty } of trials) {
    const { tookMs, asked } = results.get(name)!
    if (faulty.isSilence) {
      expect(tookMs, name).toBeGreaterThan(shortMs / 2)
      expect(
        asked.map(({ end }) => end),
        name,
      ).not.toContain('complete')
    }
    expect(tookMs, name).toBeLessThan(10_000)
  }
})

/** Usage is told before the first token, so it depends on the limit whether it is heard. */
const tellsFirst: ReadonlySet<Upstream> = new Set(['anthropic-messages', 'gemini'])

test('MO13 what an upstream charged for is in the books, as the caller’s or as waste; what it did not is in neither', () => {
  for (const { name, faulty, stream, upstream } of trials) {
    const { billed, outcome } = results.get(name)!
    // A cut before the first token and a whole answer that cannot be read may have cost something: that is guessed.
    const isGuessed = faulty.code === 'UPSTREAM_TRUNCATED' || (faulty.fault === 'garbage' && !stream)
    if (faulty.fault === 'role-then-silent' && stream && tellsFirst.has(upstream)) continue
    const isCharged = billed.input + billed.output > 0
    expect(outcome.attempts[0]!.cost > 0, name).toBe(isCharged || isGuessed)
  }
})

test('each attempt has one row, with its outcome and its fault', async () => {
  await harness.gateway.close()
  const all = await harness.store.db.selectFrom('inference_attempts').selectAll().execute()
  const rows = all.filter(({ call_id }) => !call_id.startsWith('odd.'))
  const expected = trials.reduce((sum, { name }) => sum + results.get(name)!.outcome.attempts.length, 0)
  expect(rows).toHaveLength(expected)
  expect(new Set(rows.map(({ call_id, n }) => `${call_id} ${n}`)).size).toBe(expected)
  const failed = rows.filter(({ provider: name }) => name !== 'well')
  expect(failed.every(({ outcome, code, fault }) => outcome === 'failed' && code !== null && fault !== null)).toBe(true)
  const requests = await harness.store.db.selectFrom('inference_requests').select('id').execute()
  expect(requests.filter(({ id }) => !id.startsWith('odd.'))).toHaveLength(trials.length)
})
