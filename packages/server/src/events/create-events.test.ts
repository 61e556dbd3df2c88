import { verify } from '@proxyapi/sdk/webhooks'
import { describe, expect, it } from 'vitest'
import { openRoom, receiver, roomOver, someone, status } from '../../test/events/room.ts'
import { eachStore } from '../../test/stores.ts'
import { EgressFailure } from '../egress/failure.ts'
import type { Store } from '../store/database.ts'
import { dayMs, hourMs, IN_FLIGHT_AN_ENDPOINT_MAX, IN_FLIGHT_MAX, LEASE_MS } from './limits.ts'

const ann = someone('usr_ann')
const bob = someone('usr_bob')

const deliveriesOf = (store: Store, webhookId: string) =>
  store.db.selectFrom('webhook_deliveries').selectAll().where('webhook_id', '=', webhookId).orderBy('id').execute()

eachStore((_, open) => {
  describe('append', () => {
    it('belongs to the transaction of the change', async () => {
      const { store, events } = await openRoom(open, {})
      const change = store.write(async (tx) => {
        await events.append(tx, { name: 'key.created', userId: 'usr_ann', data: {} })
        throw new Error('the change failed')
      })
      await expect(change).rejects.toThrow('the change failed')
      expect(await store.db.selectFrom('events').selectAll().execute()).toEqual([])
    })

    it('takes names of the document and 20 KB, and gives nobody else’s news to everybody', async () => {
      const { tell } = await openRoom(open, {})
      await expect(tell('key.exploded', 'usr_ann')).rejects.toThrow(/no event/)
      await expect(tell('key.created', 'usr_ann', { text: 'é'.repeat(10_240) })).rejects.toThrow(/larger/)
      await expect(tell('cloud.no_balance', null)).rejects.toThrow(/must belong/)
      await expect(tell('models.updated', null)).resolves.toMatch(/^evt_/)
    })
  })

  describe('fan-out', () => {
    it('numbers each stream without gaps in the order of commits, also with two processes at once', async () => {
      const room = await openRoom(open, {})
      const told: string[] = []
      for (let n = 0; n < 450; n++) {
        told.push(
          await room.tell(
            n % 3 === 0 ? 'models.updated' : 'key.created',
            n % 3 === 0 ? null : (['usr_ann', 'usr_bob'][n % 2] ?? null),
          ),
        )
      }
      await Promise.all([room.settle(), room.settle()])
      await room.settle()
      const rows = await room.store.db.selectFrom('events').selectAll().execute()
      const byId = new Map(rows.map((row) => [row.id, row]))
      const heads = new Map<string | null, number>()
      for (const id of told) {
        const row = byId.get(id)
        const next = (heads.get(row?.user_id ?? null) ?? 0) + 1
        heads.set(row?.user_id ?? null, next)
        expect(row?.seq).toBe(next)
      }
    })

    it('tells each endpoint what it asked for, under the name it asked for, and no one else’s', async () => {
      const hooks = await Promise.all([receiver(), receiver(), receiver(), receiver(), receiver()])
      const room = await openRoom(open, { allow: hooks.map(({ rule }) => rule) })
      const asked = [['payment.success'], ['payment.success', 'payment.completed'], ['instance.*'], ['*'], ['*']]
      for (const [at, events] of asked.entries()) {
        await room.webhooks.create(at === 4 ? bob : ann, { url: hooks[at]?.url ?? '', events }, 'all')
      }
      await room.tell('payment.completed', 'usr_ann')
      await room.tell('instance.ready', 'usr_ann')
      await room.tell('models.updated', null)
      await room.tell('gpu.available', null)
      await room.tell('key.created', 'usr_bob')
      await room.settle()
      const names = hooks.map(({ received }) => received.map(({ event }) => event.event).sort())
      const everything = ['instance.ready', 'models.updated', 'payment.completed']
      expect(names).toEqual([
        ['payment.success'],
        ['payment.completed'],
        ['instance.ready'],
        everything,
        ['key.created', 'models.updated'],
      ])
    })

    it('pauses an endpoint at which too much waits, until its owner enables it', async () => {
      const hook = await receiver()
      const room = await openRoom(open, { allow: [hook.rule] })
      const { id } = await room.webhooks.create(ann, { url: hook.url, events: ['*'] }, 'all')
      await room.tell('key.created', 'usr_ann')
      await room.settle()
      const [row] = await deliveriesOf(room.store, id)
      if (!row) throw new Error('nothing was delivered')
      const waiting = (n: number) => ({
        ...row,
        id: `dlv_${String(n).padStart(26, '0')}`,
        due_at: room.clock.now() + dayMs,
      })
      await room.store.write(async (tx) => {
        for (let from = 0; from < 100_000; from += 2_000) {
          const rows = Array.from({ length: 2_000 }, (_, n) => waiting(from + n))
          await tx.insertInto('webhook_deliveries').values(rows).execute()
        }
      })
      await room.tell('key.created', 'usr_ann')
      await room.settle()
      expect(await room.webhooks.get(ann, id)).toMatchObject({
        status: 'paused',
        disabled_reason: expect.stringContaining('100,000'),
      })
      expect(await room.webhooks.update(ann, id, { status: 'active' })).toMatchObject({
        status: 'active',
        disabled_reason: null,
      })
    })
  })

  describe('delivery', () => {
    it('is verified by our SDK, and kept with what came of it', async () => {
      const hook = await receiver()
      const room = await openRoom(open, { allow: [hook.rule] })
      const { id, secret, standard_secret } = await room.webhooks.create(ann, { url: hook.url, events: ['*'] }, 'all')
      const eventId = await room.tell('key.created', 'usr_ann', { key_id: 'key_1', name: 'Café' })
      await room.settle()
      const [got] = hook.received
      for (const secrets of [secret, standard_secret]) {
        const event = await verify(
          { body: got?.body ?? '', headers: got?.headers ?? {} },
          { secrets, now: room.clock.now },
        )
        expect(event).toMatchObject({ id: eventId, event: 'key.created', seq: 1, data: { name: 'Café' } })
      }
      const { items } = await room.webhooks.deliveries(ann, id, { limit: 10 })
      expect(items).toEqual([
        expect.objectContaining({
          event_id: eventId,
          status: 'delivered',
          attempt: 1,
          response_status: 200,
          response_body: 'thanks',
          error_code: null,
          next_attempt_at: null,
        }),
      ])
    })

    it('a receiver that was down gets everything once when it is up, under the same ids', async () => {
      const hook = await receiver()
      const room = await openRoom(open, { allow: [hook.rule] })
      const { id } = await room.webhooks.create(ann, { url: hook.url, events: ['*'] }, 'all')
      hook.answer = status(503)
      const told = await Promise.all(Array.from({ length: 10 }, () => room.tell('key.created', 'usr_ann')))
      await room.settle()
      await room.clock.advance(6_000)
      await room.settle()
      expect(hook.received.length).toBe(20)
      hook.received.length = 0
      hook.answer = status(204)
      await room.clock.advance(6 * 60_000)
      await room.settle()
      await room.clock.advance(dayMs)
      await room.settle()
      expect(hook.received.map(({ event }) => event.id).sort()).toEqual(told.sort())
      for (const row of await deliveriesOf(room.store, id))
        expect(row).toMatchObject({ status: 'delivered', attempt: 3 })
    })

    it('a receiver that was down for a day gets every event of that day, and none is lost to the ten attempts', async () => {
      const hook = await receiver()
      hook.answer = status(503)
      const room = await openRoom(open, { allow: [hook.rule] })
      const { id } = await room.webhooks.create(ann, { url: hook.url, events: ['*'] }, 'all')
      const told: string[] = []
      for (let hour = 0; hour < 24; hour++) {
        for (let n = 0; n < 4; n++) told.push(await room.tell('key.created', 'usr_ann', { hour, n }))
        await room.settle()
        await room.clock.advance(dayMs / 24)
        await room.settle()
      }
      expect(await deliveriesOf(room.store, id)).toHaveLength(told.length)
      hook.received.length = 0
      hook.answer = status(204)
      // Its next attempts come within a day, the longest of the gaps.
      for (let hour = 0; hour < 27; hour++) {
        await room.clock.advance(dayMs / 24)
        await room.settle()
      }
      expect(hook.received.map(({ event }) => event.id).sort()).toEqual(told.sort())
      expect(new Set(hook.received.map(({ event }) => `${event.data.hour} ${event.data.n}`)).size).toBe(told.length)
      for (const row of await deliveriesOf(room.store, id)) expect(row).toMatchObject({ status: 'delivered' })
    })

    it('ends after ten attempts', async () => {
      const hook = await receiver()
      hook.answer = status(500)
      const room = await openRoom(open, { allow: [hook.rule] })
      const { id } = await room.webhooks.create(ann, { url: hook.url, events: ['*'] }, 'all')
      await room.tell('key.created', 'usr_ann')
      for (let n = 0; n < 12; n++) {
        await room.settle()
        const [row] = await deliveriesOf(room.store, id)
        if (row?.due_at) await room.clock.advance(row.due_at - room.clock.now())
      }
      expect(hook.received.length).toBe(10)
      expect(await deliveriesOf(room.store, id)).toMatchObject([{ status: 'dead', attempt: 10, due_at: null }])
    })

    it('WO02 a redirect is a failure and is not followed', async () => {
      const [hook, other] = await Promise.all([receiver(), receiver()])
      hook.answer = status(307, { location: other.url })
      const room = await openRoom(open, { allow: [hook.rule, other.rule] })
      const { id } = await room.webhooks.create(ann, { url: hook.url, events: ['*'] }, 'all')
      await room.tell('key.created', 'usr_ann')
      await room.settle()
      expect(other.received).toEqual([])
      expect(await deliveriesOf(room.store, id)).toMatchObject([
        { status: 'failed', response_status: 307, error_code: 'TARGET_HTTP_ERROR' },
      ])
    })

    it('WO01 an address that became an inside one is blocked at send, with not one byte', async () => {
      const hook = await receiver()
      const room = await openRoom(open, { allow: [hook.rule] })
      const { id } = await room.webhooks.create(ann, { url: hook.url, events: ['*'] }, 'all')
      await room.store.db.updateTable('webhooks').set({ url: 'http://169.254.169.254/' }).where('id', '=', id).execute()
      await room.tell('key.created', 'usr_ann')
      await room.settle()
      await room.clock.advance(30 * dayMs)
      await room.settle()
      expect(await deliveriesOf(room.store, id)).toMatchObject([
        { status: 'blocked', attempt: 1, error_code: 'TARGET_BLOCKED', due_at: null },
      ])
    })

    it('WO04 410 disables: nothing more is sent, and the other endpoints are told', async () => {
      const [hook, other] = await Promise.all([receiver(), receiver()])
      hook.answer = status(410)
      const room = await openRoom(open, { allow: [hook.rule, other.rule] })
      const { id } = await room.webhooks.create(ann, { url: hook.url, events: ['*'] }, 'all')
      await room.webhooks.create(ann, { url: other.url, events: ['webhook.disabled'] }, 'all')
      for (let n = 0; n < 9; n++) await room.tell('key.created', 'usr_ann')
      await room.settle()
      expect(hook.received.length).toBeLessThanOrEqual(IN_FLIGHT_AN_ENDPOINT_MAX)
      expect(await room.webhooks.get(ann, id)).toMatchObject({
        status: 'disabled',
        disabled_reason: 'The endpoint answered 410.',
      })
      expect(other.received).toMatchObject([{ event: { event: 'webhook.disabled', data: { webhook_id: id } } }])
      for (const row of await deliveriesOf(room.store, id)) expect(row).toMatchObject({ status: 'dead', due_at: null })
      await expect(
        room.webhooks.replay(ann, id, { since: new Date(room.clock.now() - hourMs).toISOString() }),
      ).rejects.toMatchObject({ code: 'INVALID_STATE' })
    })

    it('failures alone for 5 days disable; one success begins anew', async () => {
      const hook = await receiver()
      const room = await openRoom(open, { allow: [hook.rule] })
      const { id } = await room.webhooks.create(ann, { url: hook.url, events: ['*'] }, 'all')
      const tellAfter = async (ms: number, code: number) => {
        await room.clock.advance(ms)
        hook.answer = status(code)
        await room.tell('key.created', 'usr_ann')
        await room.settle()
      }
      await tellAfter(0, 500)
      await tellAfter(4 * dayMs, 200)
      await tellAfter(dayMs, 500)
      await tellAfter(5 * dayMs - 1, 500)
      expect(await room.webhooks.get(ann, id)).toMatchObject({ status: 'active' })
      await tellAfter(1, 500)
      expect(await room.webhooks.get(ann, id)).toMatchObject({
        status: 'disabled',
        disabled_reason: 'Only failures for 5 days.',
      })
    })

    it('WO05 an endpoint that hangs holds 4 places and delays nobody else', async () => {
      const [hanging, healthy] = await Promise.all([receiver(), receiver()])
      const held: (() => void)[] = []
      hanging.answer = (response) => void held.push(() => response.end())
      const room = await openRoom(open, { allow: [hanging.rule, healthy.rule] })
      await room.webhooks.create(ann, { url: hanging.url, events: ['*'] }, 'all')
      await room.webhooks.create(bob, { url: healthy.url, events: ['*'] }, 'all')
      for (let n = 0; n < 300; n++) await room.tell('key.created', 'usr_ann')
      for (let n = 0; n < 20; n++) await room.tell('key.created', 'usr_bob')
      const [fanOut, deliver] = room.jobs()
      const { signal } = new AbortController()
      while ((await fanOut?.run(signal)) !== 0);
      const received = async () => {
        await deliver?.run(signal)
        return healthy.received.length
      }
      await expect.poll(received, { timeout: 10_000 }).toBe(20)
      expect(hanging.received.length).toBe(IN_FLIGHT_AN_ENDPOINT_MAX)
      hanging.answer = (response) => response.end()
      for (const release of held) release()
      await room.idle()
    })

    it('serves the endpoints in turn: those that waited come first', async () => {
      const hook = await receiver()
      const held: (() => void)[] = []
      hook.answer = (response) => void held.push(() => response.end())
      const room = await openRoom(open, { allow: [hook.rule] })
      const urls = Array.from({ length: 20 }, (_, n) => `${hook.url}/${n}`)
      for (const url of urls) await room.webhooks.create(ann, { url, events: ['*'] }, 'all')
      for (let n = 0; n < 9; n++) await room.tell('key.created', 'usr_ann')
      const [fanOut, deliver] = room.jobs()
      const { signal } = new AbortController()
      await fanOut?.run(signal)
      const claimed = [await deliver?.run(signal), await deliver?.run(signal)]
      expect(claimed).toEqual([IN_FLIGHT_MAX, 0])
      await expect.poll(() => held.length).toBe(IN_FLIGHT_MAX)
      for (const release of held.splice(0)) release()
      await room.idle()
      await deliver?.run(signal)
      await expect.poll(() => held.length).toBe(IN_FLIGHT_MAX)
      expect(new Set(hook.received.map(({ path }) => path)).size).toBe(20)
      for (const release of held.splice(0)) release()
      await room.idle()
    })

    it('what is on its way is not sent beside itself when more becomes due', async () => {
      const hook = await receiver()
      const held: (() => void)[] = []
      hook.answer = (response) => void held.push(() => response.end())
      const room = await openRoom(open, { allow: [hook.rule] })
      await room.webhooks.create(ann, { url: hook.url, events: ['*'] }, 'all')
      const [fanOut, deliver] = room.jobs()
      const { signal } = new AbortController()
      const claimed: unknown[] = []
      for (let n = 0; n < 3; n++) {
        await room.tell('key.created', 'usr_ann')
        await fanOut?.run(signal)
        claimed.push(await deliver?.run(signal))
      }
      expect(claimed).toEqual([1, 1, 1])
      await expect.poll(() => held.length).toBe(3)
      for (const release of held) release()
      await room.idle()
    })

    it('what is on its way when the process stops is sent again, under the same id', async () => {
      const hook = await receiver()
      let arrived = () => {}
      const arrival = new Promise<void>((resolve) => {
        arrived = resolve
      })
      hook.answer = () => arrived()
      const room = await openRoom(open, { allow: [hook.rule] })
      await room.webhooks.create(ann, { url: hook.url, events: ['*'] }, 'all')
      const id = await room.tell('key.created', 'usr_ann')
      const [fanOut, deliver] = room.jobs()
      const stopping = new AbortController()
      await fanOut?.run(stopping.signal)
      await deliver?.run(stopping.signal)
      await arrival
      stopping.abort()
      await room.idle()
      hook.answer = status(200)
      await room.clock.advance(61_000)
      await room.settle()
      expect(hook.received.map(({ headers }) => headers['webhook-id'])).toEqual([id, id])
    })
  })

  describe('two processes', () => {
    it('what comes of an attempt after its lease was taken over is not kept', async () => {
      const hook = await receiver()
      const room = await openRoom(open, { allow: [hook.rule] })
      const { id } = await room.webhooks.create(ann, { url: hook.url, events: ['*'] }, 'all')
      const slow = Promise.withResolvers<() => void>()
      hook.answer = (response) => slow.resolve(() => response.writeHead(500).end())
      await room.tell('key.created', 'usr_ann')
      const [fanOut, deliver] = room.jobs()
      const { signal } = new AbortController()
      await fanOut?.run(signal)
      await deliver?.run(signal)
      const answerLate = await slow.promise
      hook.answer = status(200)
      await room.clock.advance(LEASE_MS + 1)
      await roomOver(room.store, room.clock, room.parts.egress).settle()
      answerLate()
      await room.idle()
      expect(await deliveriesOf(room.store, id)).toMatchObject([
        { status: 'delivered', attempt: 1, response_status: 200 },
      ])
    })

    it('claim each delivery once', async () => {
      const hook = await receiver()
      const room = await openRoom(open, { allow: [hook.rule] })
      await room.webhooks.create(ann, { url: hook.url, events: ['*'] }, 'all')
      const told = await Promise.all(Array.from({ length: 30 }, () => room.tell('key.created', 'usr_ann')))
      const other = roomOver(room.store, room.clock, room.parts.egress)
      await Promise.all([room.settle(), other.settle()])
      await room.settle()
      expect(hook.received.map(({ event }) => event.id).sort()).toEqual(told.sort())
    })
  })

  describe('rotation', () => {
    it('both secrets verify for 24 hours, then the new one alone', async () => {
      const hook = await receiver()
      const room = await openRoom(open, { allow: [hook.rule] })
      const { id, secret: first } = await room.webhooks.create(ann, { url: hook.url, events: ['*'] }, 'all')
      const { secret: second, previous_secret_expires_at } = await room.webhooks.rotateSecret(ann, id)
      expect(Date.parse(previous_secret_expires_at ?? '')).toBe(room.clock.now() + dayMs)
      const accepted = async (): Promise<boolean[]> => {
        hook.received.length = 0
        await room.tell('key.created', 'usr_ann')
        await room.settle()
        const [got] = hook.received
        const input = { body: got?.body ?? '', headers: got?.headers ?? {} }
        return Promise.all(
          [first, second].map((secrets) =>
            verify(input, { secrets, now: room.clock.now }).then(
              () => true,
              () => false,
            ),
          ),
        )
      }
      expect(await accepted()).toEqual([true, true])
      await room.clock.advance(dayMs - 1)
      expect(await accepted()).toEqual([true, true])
      await room.clock.advance(1)
      expect(await accepted()).toEqual([false, true])
      expect(await room.webhooks.get(ann, id)).toMatchObject({ previous_secret_expires_at: null })
      const { secret: third } = await room.webhooks.rotateSecret(ann, id, 0)
      expect(await accepted()).toEqual([false, false])
      expect(third).not.toBe(second)
    })

    it('no secret stands in the database as it is', async () => {
      const room = await openRoom(open, {})
      const { secret } = await room.webhooks.create(ann, { url: 'https://receiver.example/', events: ['*'] }, 'all')
      await room.webhooks.rotateSecret(ann, (await room.webhooks.list(ann, { limit: 1 })).items[0]?.id ?? '')
      const rows = await room.store.db.selectFrom('webhooks').selectAll().execute()
      expect(JSON.stringify(rows)).not.toContain(secret)
    })
  })

  describe('retry and replay', () => {
    it('retry sends a delivery again, and one that waits at once', async () => {
      const hook = await receiver()
      const room = await openRoom(open, { allow: [hook.rule] })
      const { id } = await room.webhooks.create(ann, { url: hook.url, events: ['*'] }, 'all')
      const eventId = await room.tell('key.created', 'usr_ann')
      await room.settle()
      const [row] = await deliveriesOf(room.store, id)
      const again = async (code: number) => {
        hook.answer = status(code)
        expect(await room.webhooks.retry(ann, row?.id ?? '')).toEqual({ count: 1 })
        await room.settle()
      }
      await again(500)
      expect(await deliveriesOf(room.store, id)).toMatchObject([{ status: 'failed', attempt: 1 }])
      await again(200)
      expect(await deliveriesOf(room.store, id)).toMatchObject([{ status: 'delivered', attempt: 1 }])
      expect(hook.received.map(({ event }) => event.id)).toEqual([eventId, eventId, eventId])
    })

    it('replay sends what was missed while disabled; a state chooses', async () => {
      const hook = await receiver()
      const room = await openRoom(open, { allow: [hook.rule] })
      const { id } = await room.webhooks.create(ann, { url: hook.url, events: ['key.*'] }, 'all')
      const since = new Date(room.clock.now()).toISOString()
      const first = await room.tell('key.created', 'usr_ann')
      await room.settle()
      await room.webhooks.update(ann, id, { status: 'disabled' })
      const missed = await room.tell('key.revoked', 'usr_ann')
      await room.tell('payment.failed', 'usr_ann')
      await room.tell('key.created', 'usr_bob')
      await room.settle()
      await room.webhooks.update(ann, id, { status: 'active' })
      hook.received.length = 0
      const replayed = async (status?: 'delivered' | 'dead') => {
        const answer = await room.webhooks.replay(ann, id, { since, ...(status && { status }) })
        await room.settle()
        return [answer.count, hook.received.splice(0).map(({ event }) => event.id)]
      }
      expect(await replayed('dead')).toEqual([0, []])
      expect(await replayed('delivered')).toEqual([1, [first]])
      const [count, ids] = await replayed()
      expect([count, (ids as string[]).sort()]).toEqual([2, [first, missed].sort()])
    })

    it('replay refuses a time beyond 30 days, and an end before its beginning', async () => {
      const room = await openRoom(open, {})
      const { id } = await room.webhooks.create(ann, { url: 'https://receiver.example/', events: ['*'] }, 'all')
      const iso = (ago: number) => new Date(room.clock.now() - ago).toISOString()
      const refused = { code: 'INVALID_REQUEST' }
      await expect(room.webhooks.replay(ann, id, { since: iso(31 * dayMs) })).rejects.toMatchObject(refused)
      await expect(room.webhooks.replay(ann, id, { since: iso(0), until: iso(1) })).rejects.toMatchObject(refused)
    })
  })

  describe('test', () => {
    it('goes to the endpoint alone, also to a disabled one, and its failure does not count', async () => {
      const [hook, other] = await Promise.all([receiver(), receiver()])
      const room = await openRoom(open, { allow: [hook.rule, other.rule] })
      const { id } = await room.webhooks.create(ann, { url: hook.url, events: ['payment.failed'] }, 'all')
      await room.webhooks.create(ann, { url: other.url, events: ['*'] }, 'all')
      await room.webhooks.update(ann, id, { status: 'disabled' })
      expect(await room.webhooks.test(ann, id)).toMatchObject({
        status: 'delivered',
        event: 'webhook.test',
        attempt: 1,
      })
      hook.answer = status(500)
      const failed = await room.webhooks.test(ann, id)
      expect(failed).toMatchObject({ status: 'dead', response_status: 500, next_attempt_at: null })
      await room.settle()
      expect([hook.received.length, other.received.length]).toEqual([2, 0])
      const row = await room.store.db
        .selectFrom('webhooks')
        .select('failing_since')
        .where('id', '=', id)
        .executeTakeFirst()
      expect(row?.failing_since).toBeNull()
    })

    it('an attempt that we cut ourselves is an error, not an outcome', async () => {
      const room = await openRoom(open, {})
      const { id } = await room.webhooks.create(ann, { url: 'https://receiver.example/', events: ['*'] }, 'all')
      room.parts.egress.request = () =>
        Promise.reject(new EgressFailure({ phase: 'headers', kind: 'aborted', sent: true }))
      await expect(room.webhooks.test(ann, id)).rejects.toMatchObject({ name: 'ApiError' })
    })
  })

  describe('prune', () => {
    it('keeps 30 days, and what still waits', async () => {
      const hook = await receiver()
      const room = await openRoom(open, { allow: [hook.rule] })
      await room.webhooks.create(ann, { url: hook.url, events: ['*'] }, 'all')
      const [fanOut, , prune] = room.jobs()
      const { signal } = new AbortController()
      await room.tell('key.created', 'usr_ann')
      await fanOut?.run(signal)
      await room.tell('key.created', 'usr_ann')
      await room.clock.advance(30 * dayMs + 1)
      expect(await prune?.run(signal)).toBe(0)
      await room.settle()
      expect(hook.received.map(({ event }) => event.seq).sort()).toEqual([1, 2])
      const leftOver = async () => {
        await prune?.run(signal)
        const { store } = room
        const rows = await Promise.all([
          store.db.selectFrom('events').select('seq').execute(),
          store.db.selectFrom('webhook_deliveries').select('id').execute(),
        ])
        return rows.map(({ length }) => length)
      }
      expect(await leftOver()).toEqual([1, 1])
      await room.clock.advance(30 * dayMs + 1)
      expect(await leftOver()).toEqual([0, 0])
    })
  })
})
