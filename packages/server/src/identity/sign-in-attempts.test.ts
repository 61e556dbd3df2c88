import { ApiError } from '@proxyapi/contract/errors'
import { expect, test } from 'vitest'
import { codeOf } from '../../test/failures.ts'
import { testClock } from '../../test/runtime.ts'
import { eachStore } from '../../test/stores.ts'
import { deleteEndedSessions } from '../store/ended-sessions.ts'
import { createSignInAttempts } from './sign-in-attempts.ts'

const pepper = Buffer.alloc(32, 3)
const minuteMs = 60_000
const wrong = () => Promise.reject(new ApiError('INVALID_CREDENTIALS'))
const right = () => Promise.resolve('in')

eachStore((_, open) => {
  test('AU13 five failures for an email at an address, then 429 until the first is 15 minutes old', async () => {
    const [store, clock] = [await open(), testClock()]
    const { judge } = createSignInAttempts(store, clock, pepper)
    for (let i = 0; i < 5; i++) {
      expect(await codeOf(judge('Ada@example.com', '203.0.113.9', wrong))).toBe('INVALID_CREDENTIALS')
      await clock.advance(minuteMs)
    }
    const refused = await judge('ada@example.com', '203.0.113.9', right).catch((error: ApiError) => error)
    expect(refused).toMatchObject({ code: 'RATE_LIMITED', options: { retryAfterMs: 10 * minuteMs } })
    expect(await judge('ada@example.com', '203.0.113.10', right)).toBe('in')
    expect(await judge('bob@example.com', '203.0.113.9', right)).toBe('in')
    await clock.advance(10 * minuteMs)
    expect(await judge('ada@example.com', '203.0.113.9', right)).toBe('in')
    expect(await codeOf(judge('ada@example.com', '203.0.113.9', wrong))).toBe('INVALID_CREDENTIALS')
    expect(await codeOf(judge('ada@example.com', '203.0.113.9', right))).toBe('RATE_LIMITED')
    await store.close()
  })

  test('AU13 twenty failures from one address, whatever the email; an IPv6 network is one address', async () => {
    const [store, clock] = [await open(), testClock()]
    const { judge } = createSignInAttempts(store, clock, pepper)
    for (let i = 0; i < 20; i++) await codeOf(judge(`user${i}@example.com`, `2001:db8:0:1::${i + 1}`, wrong))
    expect(await codeOf(judge('last@example.com', '2001:db8:0:1::ffff', right))).toBe('RATE_LIMITED')
    expect(await codeOf(judge(null, '2001:db8:0:1::ffff', right))).toBe('RATE_LIMITED')
    expect(await codeOf(judge('last@example.com', '2001:db8:0:2::1', right))).toBe('none')
    await store.close()
  })

  test('AU many at once get no more tries than one after another', async () => {
    const [store, clock] = [await open(), testClock()]
    const { judge } = createSignInAttempts(store, clock, pepper)
    let tried = 0
    const attempt = () => {
      tried++
      return wrong()
    }
    await Promise.all(Array.from({ length: 40 }, () => codeOf(judge('ada@example.com', '203.0.113.9', attempt))))
    expect(tried).toBe(5)
    await store.close()
  })

  test('a success, and a failure that is nobody’s fault, do not count', async () => {
    const [store, clock] = [await open(), testClock()]
    const { judge } = createSignInAttempts(store, clock, pepper)
    const overloaded = () => Promise.reject(new ApiError('OVERLOADED'))
    for (let i = 0; i < 30; i++) {
      expect(await judge('ada@example.com', '203.0.113.9', right)).toBe('in')
      expect(await codeOf(judge('ada@example.com', '203.0.113.9', overloaded))).toBe('OVERLOADED')
    }
    await store.close()
  })

  test('another process counts the same attempts, and what counts no more is forgotten', async () => {
    const [store, clock] = [await open(), testClock()]
    const here = createSignInAttempts(store, clock, pepper)
    const there = createSignInAttempts(store, clock, pepper)
    for (let i = 0; i < 5; i++) await codeOf(here.judge('ada@example.com', '203.0.113.9', wrong))
    await deleteEndedSessions(store, clock.now())
    expect(await codeOf(there.judge('ada@example.com', '203.0.113.9', right))).toBe('RATE_LIMITED')
    await clock.advance(15 * minuteMs)
    await deleteEndedSessions(store, clock.now())
    expect(await store.db.selectFrom('login_attempts').selectAll().execute()).toEqual([])
    await store.close()
  })
})
