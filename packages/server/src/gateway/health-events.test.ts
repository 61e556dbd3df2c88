import { describe, expect, test } from 'vitest'
import { facts, provider } from '../../test/gateway/lanes.ts'
import { CellBook, type HealthChange } from './cell-book.ts'
import { providerEvent } from './health-events.ts'

const owner = provider('a', 'openai', 'http://127.0.0.1:1')
const lane = { id: 'a/m', provider: owner, model: facts('a', 'm') }
const other = { ...lane, id: 'a/n', model: facts('a', 'n') }

function watched() {
  const told: HealthChange[] = []
  const book = new CellBook((change) => told.push(change))
  const fail = (times: number, whole = false, at = 0, of = lane) => {
    for (let n = 0; n < times; n++) book.end(of, { says: 'failed', whole, code: 'UPSTREAM_ERROR' }, at + n)
  }
  return { told, book, fail }
}

describe('what is told', () => {
  test('a breaker that opens, once; and that it is closed again', () => {
    const { told, book, fail } = watched()
    fail(4)
    expect(told).toEqual([])
    fail(3, false, 10)
    const degraded = { provider: 'a', model: 'm', isDegraded: true, since: 10, failures: 5, code: 'UPSTREAM_ERROR' }
    expect(told).toEqual([degraded])
    expect(book.isDegraded('a')).toBe(true)
    for (let n = 0; n < 3; n++) {
      expect(told).toHaveLength(1)
      book.begin(lane, 60_020 + n)
      book.end(lane, { says: 'answered' }, 60_020 + n)
    }
    expect(told[1]).toEqual({ ...degraded, isDegraded: false, code: null })
    expect(book.isDegraded('a')).toBe(false)
  })

  test('a failed probe is no news', () => {
    const { told, book, fail } = watched()
    fail(5)
    book.begin(lane, 70_000)
    fail(1, false, 70_000)
    expect(told).toHaveLength(1)
  })

  test('the whole provider, where no connection is made', () => {
    const { told, fail } = watched()
    fail(5, true)
    expect(told).toMatchObject([{ provider: 'a', model: null }])
  })

  test('a refused key, until any of its models answers', () => {
    const { told, book } = watched()
    book.end(lane, { says: 'held', whole: true, code: 'UPSTREAM_AUTH_FAILED' }, 5)
    book.end(lane, { says: 'held', whole: true, code: 'UPSTREAM_AUTH_FAILED' }, 6)
    expect(told).toMatchObject([{ model: null, code: 'UPSTREAM_AUTH_FAILED', since: 5, failures: 1 }])
    book.end(other, { says: 'answered' }, 7)
    expect(told[1]).toMatchObject({ model: null, isDegraded: false, since: 5 })
  })

  test('one lane is not another, and neither is a provider whose name begins alike', () => {
    const { book, fail } = watched()
    fail(5)
    expect(book.standing(other, 6).access).toBe('ready')
    expect(book.isDegraded('a')).toBe(true)
    expect(book.isDegraded('a2')).toBe(false)
    expect([...book.closedOff()]).toEqual(['a'])
  })
})

test('an event in the words of the document', () => {
  const clock = { now: () => Date.UTC(2026, 10, 20, 12), monotonic: () => 90_000 }
  const change = { provider: 'a', model: null, since: 30_000, failures: 5 }
  expect(providerEvent({ ...change, isDegraded: true, code: 'UPSTREAM_TIMEOUT' }, clock)).toEqual({
    name: 'provider.degraded',
    data: {
      provider: 'a',
      model: null,
      since: '2026-11-20T11:59:00.000Z',
      failures: 5,
      error: { code: 'UPSTREAM_TIMEOUT', message: expect.stringMatching(/\w/) },
    },
  })
  expect(providerEvent({ ...change, isDegraded: false, code: null }, clock)).toMatchObject({
    name: 'provider.recovered',
    data: { error: null },
  })
})
