import { ApiError } from '@proxyapi/contract/errors'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { connect, type FeedRoom, openFeedRoom, reader, settled, type TestSocket } from '../../../test/events/feed.ts'
import { receiver, someone } from '../../../test/events/room.ts'
import { eachStore, type OpenStore } from '../../../test/stores.ts'
import type { HandledEvent } from './feed.ts'
import { RESUME_EVENTS_MAX, RESUME_MS, TICKET_MS } from './limits.ts'

const ann = reader('usr_ann')
const bob = reader('usr_bob')
const root = reader('usr_root', 'audit:read')
const nobody = { ...reader('x'), kind: 'anonymous' as const, userId: null }
const everything = ['gpu_updates', 'model_updates', 'billing_events', 'account_events']
const seqsOf = (socket: TestSocket) => socket.events().map(({ stream, seq }) => `${stream} ${seq}`)

/** Tells, numbers and lets it arrive. */
async function happen(room: FeedRoom, name: string, userId: string | null, times = 1) {
  for (let n = 0; n < times; n++) await room.tell(name, userId, { n })
  await room.settle()
  await settled()
}

/** Numbered rows of the past, without their transactions. */
async function past(room: FeedRoom, stream: string, events: number, at: number) {
  await room.store.write(async (tx) => {
    for (let from = 0; from < events; from += 1_000) {
      const rows = Array.from({ length: Math.min(1_000, events - from) }, (_, n) => ({
        id: `evt_${stream}_${from + n + 1}`,
        name: 'key.created',
        user_id: stream,
        data: '{}',
        at,
        seq: from + n + 1,
      }))
      await tx.insertInto('events').values(rows).execute()
    }
    await tx.insertInto('event_streams').values({ stream, seq: events }).execute()
  })
}

eachStore((_, open: OpenStore) => {
  describe('subscribe', () => {
    it('answers with the channels and the heads, and then tells what happens', async () => {
      const room = await openFeedRoom(open)
      await happen(room, 'models.updated', null, 2)
      const socket = connect(room.feed, ann)
      await socket.say({ type: 'subscribe', channels: ['gpu_updates', 'model_updates', 'gpu_updates', 'news'] })
      expect(socket.frames).toEqual([
        {
          type: 'subscribed',
          channels: ['gpu_updates', 'model_updates'],
          rejected: [{ channel: 'news', code: 'NOT_FOUND' }],
          head: { account: 0, public: 2 },
        },
      ])
      await happen(room, 'instance.ready', 'usr_ann')
      await happen(room, 'models.updated', null)
      expect(socket.events()).toEqual([
        {
          type: 'instance_ready',
          payload: { n: 0 },
          id: expect.stringMatching(/^evt_/),
          seq: 1,
          stream: 'account',
          channel: 'gpu_updates',
          timestamp: '2026-11-20T10:30:00.000Z',
        },
        expect.objectContaining({ type: 'model_updated', stream: 'public', seq: 3, channel: 'model_updates' }),
      ])
    })

    it('RT03 tells nobody what is another’s, was not asked for, or was asked for no longer', async () => {
      const room = await openFeedRoom(open)
      const sockets = [ann, bob, nobody].map((principal) => connect(room.feed, principal))
      for (const socket of sockets) await socket.say({ type: 'subscribe', channels: everything })
      const [hers, his, open_] = sockets as [TestSocket, TestSocket, TestSocket]
      await his.say({ type: 'unsubscribe', channels: ['model_updates'] })
      await happen(room, 'payment.completed', 'usr_ann')
      await happen(room, 'key.created', 'usr_bob')
      await happen(room, 'models.updated', null)
      await happen(room, 'provider.degraded', 'usr_operator')
      expect(hers.events().map(({ type }) => type)).toEqual(['payment_completed', 'model_updated'])
      expect(his.events().map(({ type }) => type)).toEqual(['key_created'])
      expect(his.frames.at(1)).toMatchObject({
        type: 'unsubscribed',
        channels: ['gpu_updates', 'billing_events', 'account_events'],
      })
      expect(open_.events().map(({ type }) => type)).toEqual(['model_updated'])
      expect(open_.frames[0]).toMatchObject({
        rejected: ['billing_events', 'account_events'].map((channel) => ({ channel, code: 'AUTH_REQUIRED' })),
        head: { account: null },
      })
    })

    it('gives what operators need to know to whom holds audit:read, in a stream of its own', async () => {
      const room = await openFeedRoom(open)
      const [hers, his] = [connect(room.feed, root), connect(room.feed, ann)]
      await hers.say({ type: 'subscribe', channels: ['admin_events'] })
      await his.say({ type: 'subscribe', channels: ['admin_events'] })
      await happen(room, 'provider.degraded', 'usr_operator')
      expect(his.frames).toMatchObject([{ rejected: [{ channel: 'admin_events', code: 'PERMISSION_DENIED' }] }])
      expect(hers.frames).toMatchObject([
        { type: 'subscribed', head: { account: 0, public: 0, operator: 0 } },
        { type: 'provider_degraded', stream: 'operator', seq: 1, channel: 'admin_events' },
      ])
    })

    it('pings are answered, in order', async () => {
      const room = await openFeedRoom(open)
      const socket = connect(room.feed, ann)
      socket.message(new TextEncoder().encode('{"type":"subscribe","channels":["gpu_updates"]}'))
      await socket.say({ type: 'ping' })
      expect(socket.frames.map(({ type }) => type)).toEqual(['subscribed', 'pong'])
    })
  })

  describe('resume', () => {
    it('replays what came after the places, then goes on', async () => {
      const room = await openFeedRoom(open)
      await happen(room, 'key.created', 'usr_ann', 5)
      await happen(room, 'models.updated', null, 5)
      const socket = connect(room.feed, ann)
      await socket.say({ type: 'subscribe', channels: everything, resume: { account: 3, public: 4 } })
      await happen(room, 'key.created', 'usr_ann')
      expect(seqsOf(socket).sort()).toEqual(['account 4', 'account 5', 'account 6', 'public 5'])
    })

    it('replays 10,000 events, more than may wait at once', async () => {
      const room = await openFeedRoom(open)
      await past(room, 'usr_ann', RESUME_EVENTS_MAX, room.clock.now())
      const socket = connect(room.feed, ann)
      await socket.say({ type: 'subscribe', channels: everything, resume: { account: 0 } })
      await expect.poll(() => socket.events().length, { timeout: 10_000 }).toBe(RESUME_EVENTS_MAX)
      expect(socket.events().map(({ seq }) => seq)).toEqual(Array.from({ length: RESUME_EVENTS_MAX }, (_, n) => n + 1))
      expect(socket.end).toBeNull()
    })

    it('says where it cannot: too many, too old, or a place that does not exist', async () => {
      const room = await openFeedRoom(open)
      await past(room, 'usr_ann', RESUME_EVENTS_MAX + 1, room.clock.now())
      await past(room, 'usr_bob', 3, room.clock.now() - RESUME_MS - 1)
      const cases = [
        { principal: ann, place: 0, head: RESUME_EVENTS_MAX + 1 },
        { principal: bob, place: 2, head: 3 },
        { principal: bob, place: 5, head: 4 },
      ]
      for (const { principal, place, head } of cases) {
        const socket = connect(room.feed, principal)
        await socket.say({ type: 'subscribe', channels: everything, resume: { account: place } })
        expect(socket.frames).toMatchObject([
          { type: 'subscribed', head: { account: head } },
          { type: 'resync_required', payload: { stream: 'account', head } },
        ])
        await happen(room, 'key.created', principal.userId)
        expect(socket.events()).toHaveLength(1)
      }
    })

    it('from a place that another process has told of first', async () => {
      const room = await openFeedRoom(open)
      const late = room.another()
      const first = connect(late, ann)
      await first.say({ type: 'subscribe', channels: everything })
      await happen(room, 'key.created', 'usr_ann', 3)
      const socket = connect(late, ann)
      await socket.say({ type: 'subscribe', channels: everything, resume: { account: 3 } })
      expect(socket.frames).toMatchObject([{ type: 'subscribed', head: { account: 3 } }])
      expect(seqsOf(first)).toEqual(['account 1', 'account 2', 'account 3'])
    })

    it('in any interleaving over two processes, of which one hears nothing, each event comes once and in order', async () => {
      const step = fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom('key.created', 'payment.completed', 'models.updated') },
        { weight: 2, arbitrary: fc.constant('number') },
        { weight: 1, arbitrary: fc.constant('poll') },
        { weight: 1, arbitrary: fc.constantFrom('reconnect here', 'reconnect there') },
      )
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
          const room = await openFeedRoom(open)
          const deaf = room.another()
          const channels = ['account_events', 'model_updates']
          const seen: string[] = []
          let resume: Record<string, number> = { account: 0, public: 0 }
          let socket: TestSocket | null = null
          const reconnect = async (feed: typeof deaf) => {
            socket?.closed()
            for (const { stream, seq } of socket?.events() ?? []) {
              seen.push(`${stream} ${seq}`)
              resume = { ...resume, [String(stream)]: Number(seq) }
            }
            socket = connect(feed, ann)
            await socket.say({ type: 'subscribe', channels, resume })
          }
          await reconnect(room.feed)
          for (const step of steps) {
            if (step === 'number') await room.settle()
            else if (step === 'poll') await room.run('feed.poll', deaf)
            else if (step === 'reconnect here') await reconnect(room.feed)
            else if (step === 'reconnect there') await reconnect(deaf)
            else await room.tell(step, step === 'models.updated' ? null : 'usr_ann')
          }
          await room.settle()
          await reconnect(deaf)
          await reconnect(room.feed)
          const rows = await room.store.db.selectFrom('events').selectAll().orderBy('seq').execute()
          for (const [stream, owner, name] of [
            ['account', 'usr_ann', 'key.created'],
            ['public', null, 'models.updated'],
          ] as const) {
            const due = rows.filter((row) => row.user_id === owner && row.name === name)
            expect(seen.filter((line) => line.startsWith(stream))).toEqual(due.map(({ seq }) => `${stream} ${seq}`))
          }
        }),
        { numRuns: 8 },
      )
    }, 120_000)
  })

  describe('between processes', () => {
    it('a poll finds what no message told', async () => {
      const room = await openFeedRoom(open)
      const deaf = room.another()
      const socket = connect(deaf, ann)
      await socket.say({ type: 'subscribe', channels: everything })
      await happen(room, 'key.created', 'usr_ann', 3)
      expect(socket.events()).toEqual([])
      await room.run('feed.poll', deaf)
      await settled()
      expect(seqsOf(socket)).toEqual(['account 1', 'account 2', 'account 3'])
    })
  })

  describe('a reader that is too slow', () => {
    it('RT07 is closed with its place, and misses nothing when it comes back', async () => {
      const room = await openFeedRoom(open)
      const socket = connect(room.feed, ann, { isStuck: true })
      await socket.say({ type: 'subscribe', channels: everything })
      await happen(room, 'key.created', 'usr_ann', 1_200)
      expect(socket.end).toMatchObject({ code: 4408 })
      const place = JSON.parse(socket.end?.reason ?? '{}') as { account: number }
      expect(place).toEqual({ account: socket.events().at(-1)?.seq, public: 0 })
      expect(socket.frames.length).toBe(1_001)
      const again = connect(room.feed, ann)
      await again.say({ type: 'subscribe', channels: everything, resume: place })
      await settled()
      expect([...seqsOf(socket), ...seqsOf(again)]).toEqual(Array.from({ length: 1_200 }, (_, n) => `account ${n + 1}`))
    })
  })

  describe('a reader that keeps up', () => {
    it('is not closed by many large events at once, told or replayed', async () => {
      const room = await openFeedRoom(open)
      const socket = connect(room.feed, ann)
      await socket.say({ type: 'subscribe', channels: everything })
      const filler = 'x'.repeat(19_000)
      for (let n = 0; n < 150; n++) await room.tell('key.created', 'usr_ann', { filler })
      await room.settle()
      await expect.poll(() => socket.events().length + Number(socket.end !== null)).toBe(150)
      const again = connect(room.feed, ann)
      await again.say({ type: 'subscribe', channels: everything, resume: { account: 0 } })
      await expect.poll(() => again.events().length + Number(again.end !== null)).toBe(150)
      expect([socket.end, again.end]).toEqual([null, null])
    })
  })

  describe('tickets', () => {
    it('stand for a credential once, at their origin, for 30 seconds', async () => {
      const room = await openFeedRoom(open)
      const { tickets } = room.feed
      const headers = new Headers({ 'x-api-key': 'pxk_1', origin: 'https://app.example.com', cookie: 'a=b' })
      const { ticket, expires_at } = await tickets.create(headers)
      expect(Date.parse(expires_at)).toBe(room.clock.now() + TICKET_MS)
      const held = await room.another().tickets.redeem(ticket, 'https://app.example.com')
      expect([...held]).toEqual([['x-api-key', 'pxk_1']])
      await expect(tickets.redeem(ticket, 'https://app.example.com')).rejects.toMatchObject({ code: 'INVALID_TOKEN' })

      const other = await tickets.create(headers)
      await expect(tickets.redeem(other.ticket, 'https://evil.com')).rejects.toMatchObject({
        code: 'ORIGIN_NOT_ALLOWED',
      })
      await expect(tickets.redeem(other.ticket, 'https://app.example.com')).rejects.toMatchObject({
        code: 'INVALID_TOKEN',
      })

      const late = await tickets.create(headers)
      await room.clock.advance(TICKET_MS)
      await expect(tickets.redeem(late.ticket, 'https://app.example.com')).rejects.toMatchObject({
        code: 'INVALID_TOKEN',
      })
    })

    it('of two who come at once, one gets in', async () => {
      const room = await openFeedRoom(open)
      const feeds = [room.feed, room.another()]
      for (let n = 0; n < 20; n++) {
        const { ticket } = await room.feed.tickets.create(new Headers({ 'x-api-key': 'pxk_1' }))
        const tried = await Promise.allSettled(feeds.map(({ tickets }) => tickets.redeem(ticket, null)))
        expect(tried.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      }
    })

    it('hold no credential that can be read, and are cleared away', async () => {
      const room = await openFeedRoom(open)
      const { ticket } = await room.feed.tickets.create(new Headers({ 'x-api-key': 'pxk_canary' }))
      const rows = JSON.stringify(await room.store.db.selectFrom('ws_tickets').selectAll().execute())
      expect(rows).not.toContain('pxk_canary')
      expect(rows).not.toContain(ticket)
      await room.clock.advance(TICKET_MS)
      await room.run('feed.tickets')
      expect(await room.store.db.selectFrom('ws_tickets').selectAll().execute()).toEqual([])
    })
  })

  describe('handlers in this process', () => {
    it('hear the same as webhooks and sockets', async () => {
      const hook = await receiver()
      const room = await openFeedRoom(open, { allow: [hook.rule] })
      await room.webhooks.create(someone('usr_ann'), { url: hook.url, events: ['models.updated'] }, 'all')
      const heard: HandledEvent[] = []
      room.feed.on('models.updated', (event) => void heard.push(event))
      const socket = connect(room.feed, ann)
      await socket.say({ type: 'subscribe', channels: ['model_updates'] })
      const data = { provider: 'Café', models: [{ uid: 'a:b', input_cost: 0.00005, n: 1e21 }], truncated: false }
      await room.tell('models.updated', null, data)
      await room.settle()
      await expect.poll(() => [hook.received.length, heard.length, socket.events().length]).toEqual([1, 1, 1])
      const [sent] = hook.received.map(({ event }) => event as Record<string, unknown>)
      const [told] = socket.events()
      const { signature: _, type: __, event_type: ___, ...bare } = sent as Record<string, unknown>
      expect(heard).toEqual([bare])
      expect(bare).toEqual({
        id: told?.id,
        event: 'models.updated',
        seq: told?.seq,
        timestamp: told?.timestamp,
        data: told?.payload,
      })
      expect(told?.payload).toEqual(data)
    })

    it('hear of each public event of their name, once and in order, until they end', async () => {
      const room = await openFeedRoom(open)
      const heard: unknown[] = []
      await happen(room, 'models.updated', null)
      const end = room.feed.on('models.updated', (event) => void heard.push(event))
      room.feed.on('models.updated', () => {
        throw new Error('a handler that fails harms nobody')
      })
      await settled()
      await happen(room, 'models.updated', null, 2)
      await happen(room, 'models.discovered', null)
      end()
      await settled()
      await happen(room, 'models.updated', null)
      expect(heard).toMatchObject([
        { event: 'models.updated', seq: 2, data: { n: 0 }, timestamp: '2026-11-20T10:30:00.000Z' },
        { event: 'models.updated', seq: 3, data: { n: 1 } },
      ])
      expect(() => room.feed.on('key.created', () => {})).toThrow('belongs to an account')
    })
  })
})

describe('while a connection lasts', () => {
  const openOne = async () => openFeedRoom((await import('../../../test/stores.ts')).openSqlite)

  it('its credential is asked for, and its end ends it', async () => {
    const room = await openOne()
    let answer: () => typeof ann = () => ann
    const socket = connect(room.feed, ann, { ask: () => answer() })
    await socket.say({ type: 'subscribe', channels: everything })
    await room.run('feed.sweep')
    answer = () => {
      throw new ApiError('STORAGE_UNAVAILABLE')
    }
    await room.run('feed.sweep')
    expect(socket.end).toBeNull()
    answer = () => {
      throw new ApiError('INVALID_API_KEY')
    }
    await room.run('feed.sweep')
    expect(socket.end).toMatchObject({ code: 4401 })
    const frames = socket.frames.length
    await happen(room, 'key.created', 'usr_ann')
    expect(socket.frames.length).toBe(frames)
  })

  it('a permission that goes takes its channel, or the connection', async () => {
    const room = await openOne()
    let principal = root
    const socket = connect(room.feed, root, { ask: () => principal })
    await socket.say({ type: 'subscribe', channels: ['admin_events', 'gpu_updates'] })
    principal = reader('usr_root')
    await room.run('feed.sweep')
    await happen(room, 'provider.degraded', 'usr_operator')
    expect(socket.frames.slice(1)).toEqual([{ type: 'unsubscribed', channels: ['gpu_updates'] }])
    principal = { ...root, permissions: new Set() }
    await room.run('feed.sweep')
    expect(socket.end).toMatchObject({ code: 4401 })
  })

  it('RT08 it is pinged when it was silent for 30 s, and gone by 45 s', async () => {
    const room = await openOne()
    const [silent, alive] = [connect(room.feed, ann), connect(room.feed, bob)]
    for (let second = 0; second < 45; second += 2) {
      await room.clock.advance(2_000)
      await room.run('feed.sweep')
      if (alive.pings > 0) alive.pong()
      expect([second, silent.pings]).toEqual([second, second + 2 >= 28 ? 1 : 0])
    }
    expect(silent.end).toMatchObject({ code: 1006 })
    expect(alive.end).toBeNull()
  })

  it('a drain tells each to connect elsewhere, and takes none any more', async () => {
    const room = await openOne()
    const sockets = [connect(room.feed, ann), connect(room.feed, bob)]
    await room.feed.close()
    expect(sockets.map(({ end }) => end?.code)).toEqual([1012, 1012])
    expect(() => connect(room.feed, ann)).toThrow(expect.objectContaining({ code: 'SHUTTING_DOWN' }))
  })

  it('three messages that are not understood close it', async () => {
    const room = await openOne()
    const socket = connect(room.feed, ann)
    for (const text of ['x', '{"type":"publish"}', '[]']) await socket.say(text)
    expect(socket.frames.map(({ type }) => type)).toEqual(['error', 'error'])
    expect(socket.end).toMatchObject({ code: 1008 })
  })
})
