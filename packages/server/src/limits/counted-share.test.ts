import { expect, test } from 'vitest'
import { noMetrics, testClock } from '../../test/runtime.ts'
import { eachStore } from '../../test/stores.ts'
import { countedShare } from './counted-share.ts'
import { LimitShare } from './limit-share.ts'

eachStore((_, open) => {
  test('who lives is counted; who stops leaves its share at once, who dies after three beats', async () => {
    const store = await open()
    const clock = testClock()
    const process = (instance: string) => {
      const share = new LimitShare(clock)
      const { job, stop } = countedShare({ store, clock, metrics: noMetrics, instance, share })
      return { share, stop, beat: () => job.run(new AbortController().signal) }
    }
    const [a, b, c] = [process('a'), process('b'), process('c')]
    await a.beat()
    expect(a.share.among).toBe(1)
    await b.beat()
    await c.beat()
    await a.beat()
    expect([a.share.among, b.share.among, c.share.among]).toEqual([3, 2, 3])
    await b.stop()
    await a.beat()
    expect(a.share.among).toBe(2)
    await clock.advance(14_999)
    await a.beat()
    expect(a.share.among).toBe(2)
    await clock.advance(1)
    await a.beat()
    expect(a.share.among).toBe(1)
    await store.close()
    await expect(a.beat()).rejects.toThrow()
    expect(a.share.among).toBe(1)
  })
})
