import { describe, expect, it } from 'vitest'
import { egressFor } from '../../test/egress/loopback.ts'
import { type Receiver, receiver, roomOver, someone } from '../../test/events/room.ts'
import { testClock } from '../../test/runtime.ts'
import { eachStore } from '../../test/stores.ts'
import type { Egress } from '../egress/egress.ts'
import type { Store } from '../store/database.ts'
import { dayMs, LEASE_MS } from './limits.ts'

class Killed extends Error {}

/** A process that ends at its nth step; each read, transaction and request has one before it and one after. */
function killAt(last: number, store: Store, egress: Egress) {
  let steps = 0
  const step = () => {
    steps += 1
    if (steps >= last) throw new Killed(`at step ${last}`)
  }
  const around = async <T>(work: () => Promise<T>): Promise<T> => {
    step()
    const done = await work()
    step()
    return done
  }
  const db = store.db.withPlugin({
    transformQuery: ({ node }) => {
      step()
      return node
    },
    transformResult: async ({ result }) => result,
  })
  return {
    store: { ...store, db, write: (work) => around(() => store.write(work)) } satisfies Store as Store,
    egress: { admit: egress.admit, request: (call) => around(() => egress.request(call)) } satisfies Pick<
      Egress,
      'admit' | 'request'
    > as Pick<Egress, 'admit' | 'request'>,
    reached: () => steps >= last,
  }
}

eachStore((_, open) => {
  describe('a process that is killed', () => {
    it('at any step loses no event, and what arrives twice carries the same id', { timeout: 60_000 }, async () => {
      const hook: Receiver = await receiver()
      const store = await open()
      const clock = testClock()
      const egress = egressFor([], { rules: { plainWebhooks: true, allow: [hook.rule] } })
      const survivor = roomOver(store, clock, egress)
      const { id: webhookId } = await survivor.webhooks.create(
        someone('usr_ann'),
        { url: hook.url, events: ['*'] },
        'all',
      )
      const told: string[] = []
      let killed = true
      let steps = 0
      for (; killed; steps++) {
        const victim = killAt(steps + 1, store, egress)
        told.push(await survivor.tell('key.created', 'usr_ann', { step: steps }))
        const ended = await roomOver(victim.store, clock, victim.egress)
          .settle()
          .catch((error: unknown) => error)
        if (ended !== undefined) expect(ended).toBeInstanceOf(Killed)
        killed = victim.reached()
        await clock.advance(LEASE_MS + 1)
        await survivor.settle()
      }
      await clock.advance(dayMs)
      await survivor.settle()
      const arrivals = hook.received.map(({ event }) => event)
      expect(steps).toBeGreaterThan(12)
      expect([...new Set(arrivals.map(({ id }) => id))].sort()).toEqual(told.sort())
      expect(new Set(arrivals.map(({ id, seq, data }) => `${id} ${seq} ${data.step}`)).size).toBe(told.length)
      expect(hook.received.every(({ headers, event }) => headers['webhook-id'] === event.id)).toBe(true)
      const { items } = await survivor.webhooks.deliveries(someone('usr_ann'), webhookId, { limit: 1_000 })
      expect(items.length).toBe(told.length)
      expect(items.every(({ status }) => status === 'delivered')).toBe(true)
      await store.close()
    })
  })
})
