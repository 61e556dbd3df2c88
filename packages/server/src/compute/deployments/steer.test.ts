import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { freshLoad } from './autoscale.ts'
import { type Facts, freshMemory, type Replica, steer } from './steer.ts'

const now = 1_000_000
const usd = 1_000_000

const replica = (id: string, over: Partial<Replica> = {}): Replica => ({
  id,
  status: 'ready',
  isWanted: true,
  createdAt: now - 500_000,
  readyAt: now - 400_000,
  endedAt: null,
  error: null,
  cost: 0,
  held: 0,
  ...over,
})
const failed = (id: string, over: Partial<Replica> = {}): Replica =>
  replica(id, {
    status: 'failed',
    readyAt: null,
    endedAt: now - 1_000,
    error: { code: 'BOOT_TIMEOUT', message: 'It did not get ready.' },
    ...over,
  })

const facts = (over: Partial<Facts> = {}): Facts => ({
  status: 'ready',
  targetInFlight: 10,
  minReplicas: 0,
  maxReplicas: 4,
  idleTtlMs: 900_000,
  maxPrice: usd,
  maxSpend: null,
  changedAt: 0,
  replicas: [],
  costBefore: 0,
  memory: freshMemory(freshLoad),
  sample: { at: now, open: 0 },
  calledAt: null,
  inFlight: {},
  ...over,
})
const called = { calledAt: now - 1_000 }

describe('renting', () => {
  test('nothing without a request, one for the first', () => {
    expect(steer(now, facts())).toMatchObject({ status: 'idle', rent: 0 })
    expect(steer(now, facts({ sample: { at: now, open: 1 } }))).toMatchObject({ status: 'pending', rent: 1 })
  })

  test('what boots is not rented twice, and serves nobody', () => {
    const replicas = [replica('a', { status: 'starting', readyAt: null })]
    expect(steer(now, facts({ replicas, ...called }))).toMatchObject({
      status: 'starting',
      rent: 0,
      end: [],
      serving: [],
    })
  })

  test('minReplicas are kept up', () => {
    const replicas = [replica('a'), replica('b', { isWanted: false, status: 'terminating' })]
    expect(steer(now, facts({ replicas, minReplicas: 3 }))).toMatchObject({
      status: 'degraded',
      rent: 2,
      serving: ['a'],
    })
  })
})

describe('giving up', () => {
  test('an idle one that answers nothing ends at once, a busy one drains for 120 s at the most', () => {
    const idle = facts({ replicas: [replica('a')], calledAt: now - 900_000 })
    expect(steer(now, idle)).toMatchObject({ status: 'idle', end: ['a'], serving: [] })
    const busy = { ...idle, inFlight: { a: 1 } }
    const first = steer(now, busy)
    expect(first).toMatchObject({ end: [], serving: [], memory: { draining: { a: now } } })
    expect(steer(now + 119_999, { ...busy, memory: first.memory }).end).toEqual([])
    expect(steer(now + 120_000, { ...busy, memory: first.memory }).end).toEqual(['a'])
  })

  test('who drains stays where it is needed again', () => {
    const memory = { ...freshMemory(freshLoad), draining: { a: now - 5_000 } }
    const again = steer(now, facts({ replicas: [replica('a')], inFlight: { a: 1 }, memory, ...called }))
    expect(again).toMatchObject({ rent: 0, end: [], serving: ['a'], memory: { draining: {} } })
  })

  test('the youngest and those that do not serve go first', () => {
    const replicas = [
      replica('old'),
      replica('young', { createdAt: now - 10 }),
      replica('boots', { status: 'starting', readyAt: null, createdAt: now - 600_000 }),
    ]
    expect(steer(now, facts({ replicas, maxReplicas: 1, ...called })).serving).toEqual(['old'])
    expect([...steer(now, facts({ replicas, maxReplicas: 1, ...called })).end].sort()).toEqual(['boots', 'young'])
  })
})

describe('what is dead', () => {
  test('a replica that does not answer for 60 s is replaced, not before', () => {
    const asked = facts({ replicas: [replica('a', { status: 'degraded' })], ...called })
    const first = steer(now, asked)
    expect(first).toMatchObject({ rent: 0, end: [], status: 'degraded', memory: { sick: { a: now } } })
    expect(steer(now + 59_999, { ...asked, memory: first.memory })).toMatchObject({ rent: 0, end: [] })
    expect(steer(now + 60_000, { ...asked, memory: first.memory })).toMatchObject({ rent: 1, end: ['a'] })
  })

  test('one that recovers is forgiven', () => {
    const first = steer(now, facts({ replicas: [replica('a', { status: 'degraded' })], ...called }))
    const well = steer(now + 60_000, facts({ replicas: [replica('a')], memory: first.memory, ...called }))
    expect(well.memory.sick).toEqual({})
  })

  test('three in a row that never got ready end the spending, with the cause', () => {
    const three = ['a', 'b', 'c'].map((id) => failed(id))
    const boots = replica('d', { status: 'starting', readyAt: null })
    expect(steer(now, facts({ replicas: three.slice(1), ...called }))).toMatchObject({ status: 'pending', rent: 1 })
    expect(steer(now, facts({ replicas: [...three, boots], ...called }))).toMatchObject({
      status: 'failed',
      rent: 0,
      end: ['d'],
      error: { code: 'BOOT_TIMEOUT' },
    })
  })

  test('one that got ready in between, an end of our own, and a change by the owner start the count anew', () => {
    const row = (...replicas: Replica[]) => steer(now, facts({ replicas, ...called })).status
    expect(row(failed('a'), failed('b'), replica('ok', { isWanted: false, endedAt: now }), failed('c'))).toBe('pending')
    expect(row(failed('a'), failed('b'), failed('c', { error: null }))).toBe('pending')
    expect(row(failed('a'), failed('b'), failed('c', { error: { code: 'OFFER_GONE', message: '' } }))).toBe('pending')
    const replicas = ['a', 'b', 'c'].map((id) => failed(id))
    expect(steer(now, facts({ replicas, changedAt: now - 1, ...called })).status).toBe('pending')
  })

  test('max_spend ends it, counting what older replicas have cost', () => {
    const replicas = [replica('a', { cost: 2 * usd })]
    const asked = facts({ replicas, costBefore: 3 * usd, maxSpend: 5 * usd, ...called })
    expect(steer(now, asked)).toMatchObject({ status: 'failed', end: ['a'], error: { code: 'BUDGET_EXCEEDED' } })
    expect(steer(now, { ...asked, maxSpend: 5 * usd + 1 }).status).toBe('ready')
  })
})

test('a deletion drains, ends, and is over when the end of every replica is proved', () => {
  const asked = facts({ status: 'deleting', replicas: [replica('a'), replica('b')], inFlight: { a: 2 }, ...called })
  const first = steer(now, asked)
  expect(first).toMatchObject({ status: 'deleting', end: ['b'], serving: [], rent: 0 })
  expect(steer(now + 120_000, { ...asked, memory: first.memory }).end).toEqual(['a', 'b'])
  const gone = [replica('a', { isWanted: false, endedAt: now, status: 'terminated' })]
  expect(steer(now, { ...asked, replicas: gone }).status).toBe('deleted')
})

const anyReplica = fc.record({
  status: fc.constantFrom('requested', 'starting', 'ready', 'degraded', 'interrupted', 'terminated', 'failed'),
  isWanted: fc.boolean(),
  age: fc.nat(1_000_000),
})

test('whatever the rows say: bounds hold, nothing is ended that is kept, and only what is ready serves', () => {
  fc.assert(
    fc.property(fc.array(anyReplica, { maxLength: 8 }), fc.nat(100), fc.nat(3), fc.nat(4), (rows, open, min, more) => {
      const replicas = rows.map(({ status, isWanted, age }, i) => {
        const isOver = status === 'terminated' || status === 'failed'
        const ends = { endedAt: isOver ? now : null, readyAt: status === 'ready' ? now : null }
        return replica(`r${i}`, { status: status as Replica['status'], isWanted, createdAt: now - age, ...ends })
      })
      const max = Math.max(1, min + more)
      const asked = facts({ replicas, minReplicas: min, maxReplicas: max, sample: { at: now, open } })
      const { rent, end, serving } = steer(now, asked)
      const alive = replicas.filter(({ isWanted, endedAt }) => isWanted && endedAt === null)
      expect(alive.length - end.length + rent).toBeLessThanOrEqual(Math.max(max, alive.length))
      expect(rent > 0 && alive.length - end.length + rent > max).toBe(false)
      expect(
        serving.every((id) => !end.includes(id) && replicas.find((one) => one.id === id)?.status === 'ready'),
      ).toBe(true)
    }),
  )
})
