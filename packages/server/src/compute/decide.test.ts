import type { CloudInstance } from '@proxyapi/clouds'
import { describe, expect, test } from 'vitest'
import { aContract, anAttempt, aSight, nowMs } from '../../test/gpu/offers.ts'
import type { GpuAttempt } from '../store/gpu-attempts.ts'
import type { GpuWatchedTag } from '../store/gpu-clouds.ts'
import type { GpuInstance } from '../store/gpu-instances.ts'
import { type Books, decide, type Entry } from './decide.ts'

const minuteMs = 60_000
const graceMs = 120_000
const ofLater = 'gpk3f9-01zzzzzzzzzzzzzzzzzzzzzzzz-01'
const ofBefore = 'gpk3f9-01aaaaaaaaaaaaaaaaaaaaaaaa-01'

const live: Partial<GpuAttempt> = { phase: 'live', provider_id: '27561234', accepted_at: nowMs - 10 * minuteMs }

const entry = (attempt: Partial<GpuAttempt> = live, contract: Partial<GpuInstance> = { status: 'ready' }): Entry => ({
  attempt: anAttempt(attempt),
  contract: { ...aContract(contract), ports: JSON.stringify(aSight().ports) },
})

const books = (entries: Entry[], watched: GpuWatchedTag[] = []): Books => ({
  install: 'k3f9',
  newestUlid: '01jdq3k8zv5w7xh2m4n6p8r9ta',
  visibilityGraceMs: graceMs,
  entries,
  watched,
})

const list = (...instances: CloudInstance[]) => ({ instances, total: instances.length })

/** What is done, without what it is done to. */
const done = (of: Books, seen = list(), now = nowMs) => decide(of, seen, now).decisions.map((decision) => decision.do)

describe('a machine with a tag of ours', () => {
  test.each<[string, Partial<GpuAttempt>, Partial<GpuInstance>, Partial<CloudInstance>, string]>([
    ['as we know it', live, { status: 'ready' }, {}, 'seen'],
    ['still booting', live, { status: 'starting' }, { state: 'creating' }, 'seen'],
    ['ready, and not running', live, { status: 'ready' }, { state: 'stopped' }, 'look'],
    ['ready, at another port', live, { status: 'ready' }, { ports: [] }, 'look'],
    ['interrupted, and running', live, { status: 'interrupted' }, { state: 'running' }, 'look'],
    ['of a create whose answer is out', { phase: 'sent' }, { status: 'creating' }, {}, 'look'],
    ['of a create whose outcome is not known', { phase: 'unknown' }, { status: 'create_unknown' }, {}, 'look'],
    ['of a create that was never sent, says its row', { phase: 'intent' }, { status: 'requested' }, {}, 'found'],
    ['whose end is wished', live, { status: 'terminating', desired: 'terminated' }, {}, 'destroy'],
    ['that is unfit', { ...live, discard: 1 }, { status: 'starting' }, {}, 'destroy'],
    ['that was refused', { phase: 'refused', ended_at: nowMs }, { status: 'failed' }, {}, 'revive'],
    ['that was proved gone', { phase: 'destroyed', ended_at: nowMs }, { status: 'terminated' }, {}, 'revive'],
    ['and another id', live, { status: 'ready' }, { id: '99' }, 'destroy stray'],
  ])('%s', (_, attempt, contract, seen, decision) => {
    const decisions = done(books([entry(attempt, contract)]), list(aSight(seen)))
    expect(decisions[0]).toBe(decision)
  })
})

describe('machines that no row knows', () => {
  const watched: GpuWatchedTag = {
    id: ofBefore,
    provider: 'vast.ai',
    provider_id: '27561234',
    first_seen_at: nowMs - 10 * minuteMs,
    rounds: 2,
    reported: 0,
    destroy_sent_at: null,
    until_at: nowMs + minuteMs,
  }

  test('of others are counted, and nothing else', () => {
    const labels = [null, 'training-run-7', 'gpzzzz-01jdq3k8zv5w7xh2m4n6p8r9ta-01', 'gpk3f9_x']
    const round = decide(books([]), list(...labels.map((label, n) => aSight({ id: `${n}`, tag: label }))), nowMs)
    expect(round).toEqual({ decisions: [], foreign: 4, doubt: null })
  })

  test('of ours are suspected first, and destroyed after ten minutes and two rounds', () => {
    const seen = list(aSight({ tag: ofBefore }))
    expect(done(books([]), seen)).toEqual(['suspect'])
    expect(done(books([], [{ ...watched, rounds: 1 }]), seen)).toEqual(['suspect'])
    expect(done(books([], [{ ...watched, first_seen_at: nowMs - 9 * minuteMs }]), seen)).toEqual(['suspect'])
    expect(done(books([], [watched]), seen)).toEqual(['destroy stray'])
  })

  test('newer than what we knew at the start are told to the operator for good', () => {
    expect(done(books([]), list(aSight({ tag: ofLater })))).toEqual(['report'])
    expect(done({ ...books([]), newestUlid: null }, list(aSight({ tag: ofBefore })))).toEqual(['report'])
  })

  test('are gone once we destroyed them and they are not listed', () => {
    expect(done(books([], [{ ...watched, destroy_sent_at: nowMs }]))).toEqual(['stray gone'])
    expect(done(books([], [watched]))).toEqual([])
  })
})

describe('what is not listed', () => {
  const ended = { status: 'terminating', desired: 'terminated' as const }

  test.each<[string, Partial<GpuAttempt>, Partial<GpuInstance>, string[]]>([
    ['a first time', {}, {}, ['miss']],
    ['often, but not for long', { misses: 5, missed_at: nowMs - 119_000 }, {}, ['miss']],
    ['for long, but not often', { misses: 1, missed_at: nowMs - 300_000 }, {}, ['miss']],
    ['often and long enough', { misses: 2, missed_at: nowMs - 120_000 }, {}, ['confirm gone']],
    ['and is to end: a first time', {}, ended, ['miss']],
    ['and is to end: twice, but too soon', { misses: 1, missed_at: nowMs - 59_000 }, ended, ['miss']],
    ['and is to end: twice, a minute apart', { misses: 1, missed_at: nowMs - 60_000 }, ended, ['confirm gone']],
    ['because it is too young', { accepted_at: nowMs - graceMs + 1 }, ended, []],
    ['because it was never accepted', { phase: 'unknown' }, {}, []],
  ])('%s', (_, attempt, contract, decisions) => {
    expect(done(books([entry({ ...live, ...attempt }, { status: 'ready', ...contract })]))).toEqual(decisions)
  })
})

describe('a list that is doubted proves nothing', () => {
  const many = (count: number) => Array.from({ length: count }, (_, n) => entry({ ...live, n, provider_id: `${n}` }))

  test('because it contradicts itself', () => {
    const round = decide(books([entry()]), { instances: [], total: 1 }, nowMs)
    expect(round.decisions).toEqual([])
    expect(round.doubt).toMatch(/speaks of 1/)
  })

  test('because too many are missing at once: more than three, and more than a fifth', () => {
    expect(decide(books(many(3)), list(), nowMs).doubt).toBeNull()
    expect(decide(books(many(4)), list(), nowMs).doubt).toMatch(/4 of 4/)
    const shown = (count: number) =>
      many(30)
        .slice(count)
        .map(({ attempt }) => aSight({ id: attempt.provider_id ?? '', tag: attempt.id }))
    expect(decide(books(many(30)), list(...shown(6)), nowMs).doubt).toBeNull()
    expect(decide(books(many(30)), list(...shown(7)), nowMs).doubt).toMatch(/7 of 30/)
  })

  test('but what it shows, it shows', () => {
    const round = decide(books([entry()]), { instances: [aSight()], total: 2 }, nowMs)
    expect(round.decisions.map((decision) => decision.do)).toEqual(['seen'])
  })
})
