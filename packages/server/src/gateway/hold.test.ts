import { describe, expect, test } from 'vitest'
import { callFacts, facts, price, provider } from '../../test/gateway/lanes.ts'
import type { CallHold } from '../ledger/ledger.ts'
import { Cover, holdPlan } from './hold.ts'
import type { ModelFacts } from './lane.ts'
import type { Candidate } from './route.ts'

const candidate = (more: Partial<ModelFacts> = {}): Candidate => ({
  lane: { id: 'a/m', provider: provider('a', 'openai', 'http://127.0.0.1:1'), model: facts('a', 'm', more) },
  reason: 'asked model: by priority',
  lastResort: false,
})
const call = callFacts({ maxTokens: 100 })

describe('what is held', () => {
  test('prompt and longest answer, at the dearest candidate', () => {
    const dear = { ...price, input: 10_000_000 }
    expect(holdPlan(call, [candidate(), candidate({ price: dear })], 1).amount).toBe(10_000 + 400)
  })

  test('as many answers as were asked for', () => {
    expect(holdPlan(call, [candidate()], 3).amount).toBe(1_000 + 1_200)
  })

  test('no limit: what the model can give, at most 4,096 tokens', () => {
    const unsaid = { ...call, maxTokens: null }
    expect(holdPlan(unsaid, [candidate()], 1).amount).toBe(1_000 + 4 * 4_096)
    expect(holdPlan(unsaid, [candidate({ maxOutputTokens: 10 })], 1).amount).toBe(1_000 + 40)
    expect(holdPlan(unsaid, [candidate({ maxOutputTokens: null })], 1).amount).toBe(1_000 + 4 * 4_096)
  })

  test('a price that only the upstream knows: a fixed amount', () => {
    expect(holdPlan(call, [candidate({ price: null })], 1).amount).toBe(100_000)
  })

  test('an account that is not charged: for its budgets, if there is a price', () => {
    const unbilled = { ...call, billed: false }
    expect(holdPlan(unbilled, [candidate()], 1).amount).toBe(1_400)
    expect(holdPlan(unbilled, [candidate({ price: null })], 1).amount).toBe(0)
  })
})

describe('what is said beyond it', () => {
  const cover = (maxTokens: number | null) => {
    const extended: number[] = []
    const hold: CallHold = {
      extend: (by) => extended.push(by) < 3,
      note: () => {},
      settle: () => {},
    }
    return {
      extended,
      cover: new Cover(hold, holdPlan({ ...call, maxTokens }, [candidate({ maxOutputTokens: 100 })], 1)),
    }
  }

  test('at 80 % the next step is held, until the balance refuses', () => {
    const { cover: open, extended } = cover(null)
    expect(open.covers(79)).toBe(true)
    expect(extended).toEqual([])
    expect(open.covers(80)).toBe(true)
    expect(open.covers(81)).toBe(true)
    expect(extended).toEqual([400])
    expect(open.covers(160)).toBe(true)
    expect(open.covers(240)).toBe(false)
  })

  test('an answer with a limit needs no more', () => {
    const { cover: limited, extended } = cover(100)
    expect(limited.covers(1_000_000)).toBe(true)
    expect(extended).toEqual([])
  })
})
