import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testCache, testTier } from '../../../test/gateway/cache.ts'
import { quietLog, testClock } from '../../../test/runtime.ts'
import { createSecrets } from '../../identity/secrets.ts'
import { guarded } from './cache-tier.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('in memory', () => {
  test('answers at once, to its own user only', () => {
    const cache = testCache()
    cache.keep('u1', 'k', 'text', 'm')
    expect(cache.find('u1', 'k')).toBe('text')
    expect(cache.find('u2', 'k')).toBeNull()
    expect(cache.figures()).toMatchObject({ size: 1, hits: 1, misses: 1 })
  })

  test('an entry lives its time, give or take a tenth', async () => {
    const clock = testClock()
    const cache = testCache({ ttlMs: 60_000 }, [], { clock })
    cache.keep('u', 'k', 'text', 'm')
    await clock.advance(53_000)
    expect(cache.find('u', 'k')).toBe('text')
    await clock.advance(14_000)
    expect(cache.find('u', 'k')).toBeNull()
  })

  test('what has run out is freed by a sweep', async () => {
    const clock = testClock()
    const cache = testCache({ ttlMs: 1_000 }, [], { clock })
    cache.keep('u', 'k', 'text', 'm')
    await clock.advance(2_000)
    cache.sweep()
    expect(cache.figures()).toMatchObject({ size: 0, bytes: 0 })
  })

  test('under other terms it drops the oldest at once, and lets nothing live longer', async () => {
    const clock = testClock()
    const cache = testCache({ entriesMax: 3, ttlMs: 60_000 }, [], { clock })
    for (const key of ['a', 'b', 'c']) cache.keep('u', key, key, 'm')
    cache.find('u', 'a')
    cache.adopt({ limits: { bytesMax: 1_000_000, entriesMax: 2, ttlMs: 5_000 }, tiers: [], compression: false })
    expect(['a', 'b', 'c'].map((key) => cache.find('u', key))).toEqual(['a', null, 'c'])
    await clock.advance(6_000)
    expect(cache.find('u', 'a')).toBeNull()
  })

  test('never holds more than its limits, whatever is kept', () => {
    const entry = fc.tuple(fc.string({ maxLength: 3 }), fc.string({ maxLength: 60 }))
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 40 }), (entries) => {
        const cache = testCache({ bytesMax: 300, entriesMax: 5 })
        for (const [key, text] of entries) cache.keep('u', key, text, 'm')
        expect(cache.figures().bytes).toBeLessThanOrEqual(300)
        expect(cache.figures().size).toBeLessThanOrEqual(5)
      }),
    )
  })

  test('what is too large is not kept and throws nothing out', () => {
    const cache = testCache({ bytesMax: 100 })
    cache.keep('u', 'small', 'x', 'm')
    cache.keep('u', 'large', 'x'.repeat(200), 'm')
    expect(cache.find('u', 'large')).toBeNull()
    expect(cache.find('u', 'small')).toBe('x')
  })
})

describe('below memory', () => {
  const emptied = (tiers: ReturnType<typeof testTier>[], more: Parameters<typeof testCache>[2] = {}) => {
    const clock = testClock()
    const fill = testCache({}, tiers, { clock, ...more })
    return { fill, again: testCache({}, tiers, { clock, ...more }), clock }
  }

  test('another process finds what was kept, and remembers it', async () => {
    const tier = testTier()
    const { fill, again } = emptied([tier])
    fill.keep('u', 'k', 'text', 'm')
    expect(await again.find('u', 'k')).toBe('text')
    expect(again.find('u', 'k')).toBe('text')
    expect(tier.reads).toBe(1)
  })

  test('a hit in a lower tier is promoted to those above it', async () => {
    const [near, far] = [testTier('near'), testTier('far')]
    const { fill, again } = emptied([near, far])
    fill.keep('u', 'k', 'text', 'm')
    near.entries.clear()
    expect(await again.find('u', 'k')).toBe('text')
    expect([...near.entries.keys()]).toEqual([...far.entries.keys()])
  })

  test('those who ask for the same at the same time read once', async () => {
    const tier = testTier()
    const { fill, again } = emptied([tier])
    fill.keep('u', 'k', 'text', 'm')
    expect(await Promise.all([1, 2, 3].map(() => again.find('u', 'k')))).toEqual(['text', 'text', 'text'])
    expect(tier.reads).toBe(1)
  })

  test('an entry that has run out there is a miss', async () => {
    const tier = testTier()
    const { fill, again, clock } = emptied([tier])
    fill.keep('u', 'k', 'text', 'm')
    await clock.advance(70_000)
    expect(await again.find('u', 'k')).toBeNull()
  })

  test.each([false, true])('what is kept there can be read by nobody else (compressed: %s)', async (compression) => {
    const tier = testTier()
    const sealer = createSecrets(Buffer.alloc(32, 7).toString('base64url'))
    const { fill, again } = emptied([tier], { sealer, compression })
    const text = 'a secret answer '.repeat(600)
    fill.keep('u', 'k', text, 'm')
    const [place, entry] = [...tier.entries][0] ?? []
    expect(place).toBe('response:u:k')
    expect(entry?.sealed).not.toContain('secret')
    if (compression) expect(entry?.sealed.length).toBeLessThan(text.length / 2)
    tier.entries.set('response:other:k', entry as never)
    expect(await again.find('u', 'k')).toBe(text)
    expect(await again.find('other', 'k')).toBeNull()
  })

  test.each(['', 'v1.', 'garbage', 'v1.AAAA'])('a corrupt entry is a miss: %j', async (sealed) => {
    const tier = testTier()
    const sealer = createSecrets(Buffer.alloc(32, 7).toString('base64url'))
    tier.entries.set('response:u:k', { sealed, expiresAt: Number.MAX_SAFE_INTEGER })
    expect(await testCache({}, [tier], { sealer }).find('u', 'k')).toBeNull()
  })

  test('a user is forgotten everywhere, and nobody else', async () => {
    const tier = testTier()
    const cache = testCache({}, [tier])
    for (const user of ['u', 'u2']) cache.keep(user, 'k', 'text', 'm')
    await turn()
    await cache.forget('u')
    expect(await cache.find('u', 'k')).toBeNull()
    expect(await cache.find('u2', 'k')).toBe('text')
    expect([...tier.entries.keys()]).toEqual(['response:u2:k'])
  })

  test('an entry warms the memory', async () => {
    const tier = testTier()
    const { fill, again, clock } = emptied([tier])
    fill.keep('u', 'k', 'text', 'm')
    for (const [place, { sealed, expiresAt }] of tier.entries) expect(again.warm(place, sealed, expiresAt)).toBe(true)
    expect(again.warm('response:u:x', 'garbage', clock.now() + 1_000)).toBe(false)
    tier.entries.clear()
    expect(again.find('u', 'k')).toBe('text')
  })
})

describe('a tier that fails', () => {
  test('is a miss, rests after three failures and comes back', async () => {
    const clock = testClock()
    const tier = testTier()
    const cache = testCache({}, [guarded(tier, { clock, log: quietLog })], { clock })
    tier.fails = true
    for (let n = 0; n < 5; n++) expect(await cache.find('u', 'k')).toBeNull()
    expect(tier.reads).toBe(3)
    tier.fails = false
    tier.entries.set('response:u:k', { sealed: 'response:u:k|ttext', expiresAt: clock.now() + 60_000 })
    expect(await cache.find('u', 'k')).toBeNull()
    await clock.advance(30_000)
    expect(await cache.find('u', 'k')).toBe('text')
  })

  test('keeps nothing from being kept in memory', async () => {
    const clock = testClock()
    const tier = testTier()
    tier.fails = true
    const cache = testCache({}, [guarded(tier, { clock, log: quietLog })], { clock })
    cache.keep('u', 'k', 'text', 'm')
    await turn()
    expect(cache.find('u', 'k')).toBe('text')
  })
})
