import { beforeEach, describe, expect, test } from 'vitest'
import { facts, provider } from '../../test/gateway/lanes.ts'
import { CellBook } from './cell-book.ts'
import type { Lane } from './provider-settings.ts'

const lane = (id: string): Lane => {
  const [name = '', model = ''] = id.split('/')
  return { id, provider: provider(name, 'openai', 'http://127.0.0.1:1'), model: facts(name, model) }
}
const one = lane('a/one')
const two = lane('a/two')
const minute = 60_000

let book: CellBook
beforeEach(() => {
  book = new CellBook()
})
const fail = (times: number, whole = false) => {
  for (let n = 0; n < times; n++) book.end(one, { says: 'failed', whole, code: 'UPSTREAM_ERROR' }, 0)
}
const access = (known: Lane, now: number) => book.standing(known, now).access

describe('failures', () => {
  test('of a model close off that model', () => {
    fail(5)
    expect(access(one, 1)).toBe('closed-off')
    expect(access(two, 1)).toBe('ready')
  })

  test('of the connection close off the provider', () => {
    fail(5, true)
    expect(access(two, 1)).toBe('closed-off')
    expect(book.standing(two, 1).since).toBe(0)
  })

  test('one probe at a time, over all models of the provider', () => {
    fail(5, true)
    expect(access(one, minute)).toBe('probe')
    book.begin(one, minute)
    expect(access(two, minute)).toBe('closed-off')
    book.end(one, { says: 'nothing' }, minute)
    expect(access(two, minute)).toBe('probe')
  })
})

describe('holds', () => {
  test('FU10 a bad key: the provider for 30 min', () => {
    book.end(one, { says: 'held', whole: true, code: 'UPSTREAM_AUTH_FAILED' }, 0)
    expect(access(two, 30 * minute - 1)).toBe('closed-off')
    expect(access(two, 30 * minute)).toBe('ready')
  })

  test('no such model: the lane for 5 min', () => {
    book.end(one, { says: 'held', whole: false, code: 'UPSTREAM_AUTH_FAILED' }, 0)
    expect(access(two, 1)).toBe('ready')
    expect(access(one, 5 * minute - 1)).toBe('closed-off')
    expect(access(one, 5 * minute)).toBe('ready')
  })

  test('an answer ends them', () => {
    book.end(one, { says: 'held', whole: true, code: 'UPSTREAM_AUTH_FAILED' }, 0)
    book.end(two, { says: 'answered' }, 1)
    expect(access(one, 2)).toBe('ready')
  })
})

describe('floors', () => {
  const floor = () => book.standing(one, 0).floorUntil
  test('FU07 as long as the upstream says, never less than before', () => {
    book.end(one, { says: 'busy', waitMs: 7_000 }, 0)
    book.end(one, { says: 'busy', waitMs: 1_000 }, 0)
    expect(floor()).toBe(7_000)
    expect(book.standing(two, 0).floorUntil).toBe(0)
  })

  test('FU07 unsaid: a second, doubling to a minute, until it answers', () => {
    const waits = Array.from({ length: 8 }, () => {
      book.end(one, { says: 'busy', waitMs: null }, 0)
      return floor()
    })
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000])
    book.end(one, { says: 'answered' }, 0)
    expect(floor()).toBe(0)
  })
})

describe('the retry budget', () => {
  test('three at the start, then one for ten calls', () => {
    expect([1, 2, 3, 4].map(() => book.takeRetry('a'))).toEqual([true, true, true, false])
    for (let n = 0; n < 9; n++) book.payIn('a')
    expect(book.takeRetry('a')).toBe(false)
    book.payIn('a')
    expect(book.takeRetry('a')).toBe(true)
    expect(book.takeRetry('b')).toBe(true)
  })

  test('an upstream that is down sees at most 1.1 × the calls and three', () => {
    let retries = 0
    for (let call = 0; call < 10_000; call++) {
      book.payIn('a')
      if (book.takeRetry('a')) retries++
    }
    expect(retries).toBeLessThanOrEqual(1_003)
  })
})
