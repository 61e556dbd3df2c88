import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { FakeFeed, testTiming, turns } from '../../test/fake-feed.ts'
import { internals } from '../client.ts'
import { type ClientOptions, DiscoveryClient, type FeedEvent, type GpuContract, ProxyAPI } from '../index.ts'
import { nameOf } from './events.ts'

// What clients load at the first subscription is there before it, so that turns of the event loop can be counted.
await Promise.all([import('./keep-connected.ts'), import('./model-updates.ts')])

function setUp({ options = {}, random = () => 1 }: { options?: object; random?: () => number } = {}) {
  const feed = new FakeFeed()
  const timing = testTiming(random)
  const lines: string[] = []
  const log = (...line: unknown[]) => void lines.push(line.join(' '))
  let tickets = 0
  const client = new DiscoveryClient({
    baseURL: 'http://127.0.0.1:8000',
    apiKey: 'pxk_1',
    webSocket: feed.WebSocket,
    maxRetries: 0,
    fetch: async () =>
      Response.json({ data: { ticket: `t${++tickets}`, expires_at: '' }, status: 'success' }, { status: 201 }),
    logger: { error: log, warn: log, info: log, debug: log },
    ...options,
    [internals]: { timing },
  } as ClientOptions)
  return { feed, timing, client, lines }
}

/** Takes events in the background, as `for await` does. */
function collect(events: AsyncIterable<FeedEvent>) {
  const seen: string[] = []
  const done = (async () => {
    for await (const event of events)
      seen.push(event.name === 'resync_required' ? event.name : `${event.stream} ${event.seq}`)
  })()
  done.catch(() => {})
  return { seen, done }
}

const account = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => `account ${from + n}`)

describe('a subscription', () => {
  test('opens with a ticket, subscribes, and brings events by their dotted names', async () => {
    const { feed, client } = setUp()
    const subscription = client.realtime.subscribe(['gpu_updates', 'model_updates'])
    const events: FeedEvent[] = []
    subscription.on('instance.ready', (event) => events.push(event))
    subscription.on('model_updated', (event) => events.push(event))
    await subscription.ready()
    feed.tell('instance_ready', 'account', { contract_id: 'inst_1' })
    feed.tell('model_updated', 'public')
    feed.tell('key_created')
    expect(feed.sockets[0]).toMatchObject({
      url: 'ws://127.0.0.1:8000/ws?ticket=t1',
      said: [{ type: 'subscribe', channels: ['gpu_updates', 'model_updates'], resume: {} }],
    })
    expect(events).toMatchObject([
      { name: 'instance.ready', type: 'instance_ready', payload: { contract_id: 'inst_1' }, seq: 1, stream: 'account' },
      { name: 'models.updated', type: 'model_updated', seq: 1, stream: 'public' },
    ])
    expect(subscription.position).toEqual({ account: 2, public: 1 })
    subscription.close()
    await turns()
    expect(feed.open).toBe(0)
  })

  test('types each event by its name', () => {
    const { client } = setUp()
    const subscription = client.realtime.subscribe(['gpu_updates'])
    subscription.on('instance.ready', ({ payload, name }) => {
      expectTypeOf(name).toEqualTypeOf<'instance.ready'>()
      expectTypeOf(payload.contract_id).toEqualTypeOf<GpuContract['contract_id']>()
    })
    subscription.on('model_price_changed', ({ name }) => expectTypeOf(name).toEqualTypeOf<'models.price_changed'>())
    // @ts-expect-error There is no such event.
    subscription.on('instance.exploded', () => {})
    subscription.close()
  })

  test('asks for no ticket without a credential', async () => {
    const { feed, client } = setUp({ options: { apiKey: null } })
    client.realtime.subscribe(['model_updates'])
    await turns()
    expect(feed.sockets[0]?.url).toBe('ws://127.0.0.1:8000/ws')
    await client.close()
    expect(feed.open).toBe(0)
  })

  test('cut at every frame it misses nothing and repeats nothing', async () => {
    for (let cutAfter = 1; cutAfter <= 12; cutAfter++) {
      const { feed, client, timing } = setUp({ random: () => 0 })
      feed.tell()
      const subscription = client.realtime.subscribe(['account_events'])
      const { seen } = collect(subscription)
      await turns()
      feed.cutAfter = cutAfter
      for (let n = 0; n < 30; n++) {
        feed.tell()
        await turns()
      }
      feed.cutAfter = 100
      await timing.advance(2_000)
      expect([cutAfter, seen]).toEqual([cutAfter, account(2, 31)])
      const tickets = feed.sockets.map(({ url }) => url)
      expect(new Set(tickets).size).toBe(tickets.length)
      await client.close()
    }
  })

  test('in any interleaving of events, cuts, codes and time each event comes once and in order', async () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('account', 'public') },
      { weight: 1, arbitrary: fc.constantFrom('cut 1006', 'cut 1012', 'cut 4408', 'cut 1011', 'down', 'up', 'second') },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (steps, dice) => {
          const { feed, client, timing } = setUp({ random: () => dice })
          const { seen } = collect(client.realtime.subscribe(['account_events', 'model_updates']))
          await turns()
          for (const step of steps) {
            if (step === 'account' || step === 'public') feed.tell('key_created', step)
            else if (step === 'down' || step === 'up') feed.isUp = step === 'up'
            else if (step === 'second') await timing.advance(1_000)
            else feed.sockets.at(-1)?.cut(Number(step.slice(4)))
            await turns()
          }
          feed.isUp = true
          await timing.advance(31_000)
          for (const stream of ['account', 'public']) {
            const due = Array.from({ length: feed.head(stream) }, (_, n) => `${stream} ${n + 1}`)
            expect(seen.filter((line) => line.startsWith(stream))).toEqual(due)
          }
          await client.close()
        },
      ),
      { numRuns: 40 },
    )
  })

  test('goes on from a position that was kept', async () => {
    const { feed, client } = setUp()
    for (let n = 0; n < 9; n++) feed.tell()
    const { seen } = collect(client.realtime.subscribe(['account_events'], { resume: { account: 4 } }))
    await turns()
    expect(seen).toEqual(account(5, 9))
    await client.close()
  })

  test('says where something was missed, and goes on from there', async () => {
    const { feed, client, timing } = setUp({ random: () => 0 })
    const subscription = client.realtime.subscribe(['account_events'], { resume: { account: 4 } })
    const { seen } = collect(subscription)
    await turns()
    feed.sockets[0]?.frame({ type: 'resync_required', payload: { stream: 'account', head: 0 } })
    feed.tell()
    feed.sockets[0]?.cut(1012)
    await timing.advance(1_000)
    feed.tell()
    await turns()
    expect(seen).toEqual(['resync_required', 'account 1', 'account 2'])
    expect(subscription.position.account).toBe(2)
    await client.close()
  })

  test('waits with full jitter, up to 30 s, and begins anew after a minute of quiet', async () => {
    const { feed, client, timing } = setUp({ random: () => 0.5 })
    client.realtime.subscribe(['account_events'])
    await turns()
    const waited = () => timing.waits.filter((ms) => ![30_000, 25_000, 10_000, 15_000].includes(ms) || ms === 7_500)
    feed.isUp = false
    feed.sockets[0]?.cut()
    await timing.advance(60_000)
    expect(waited().slice(0, 8)).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000])
    feed.isUp = true
    await timing.advance(100_000)
    expect(feed.open).toBe(1)
    timing.waits.length = 0
    feed.sockets.at(-1)?.cut()
    await turns()
    expect(waited().at(-1)).toBe(250)
    await client.close()
  })

  test('pings every 25 s, and connects anew where nothing is heard for 10 s', async () => {
    const { feed, client, timing } = setUp({ random: () => 0 })
    const { seen } = collect(client.realtime.subscribe(['account_events']))
    await turns()
    await timing.advance(120_000)
    expect(feed.sockets).toHaveLength(1)
    expect(feed.sockets[0]?.said.filter(({ type }) => type === 'ping').length).toBeGreaterThanOrEqual(3)
    feed.isAlive = false
    await timing.advance(26_000)
    feed.isAlive = true
    await timing.advance(11_000)
    expect(feed.sockets).toHaveLength(2)
    feed.tell()
    await turns()
    expect(seen).toEqual(['account 1'])
    await client.close()
  })

  test('ends with an error where connecting again helps nothing', async () => {
    for (const [code, sockets, expected] of [
      [1008, 1, 'INVALID_REQUEST'],
      [4401, 2, 'INVALID_TOKEN'],
    ] as const) {
      const { feed, client, timing } = setUp({ random: () => 0 })
      const { done } = collect(client.realtime.subscribe(['account_events']))
      for (let n = 0; n < 2; n++) {
        await turns()
        feed.sockets.at(-1)?.cut(code, 'because')
      }
      await timing.advance(2_000)
      await expect(done).rejects.toMatchObject({ code: expected, message: 'because' })
      expect(feed.sockets).toHaveLength(sockets)
    }
    const refused = setUp()
    refused.feed.rejected = [{ channel: 'admin_events', code: 'PERMISSION_DENIED' }]
    const { done } = collect(refused.client.realtime.subscribe(['admin_events']))
    await turns()
    await expect(done).rejects.toMatchObject({ code: 'PERMISSION_DENIED' })
    const closed = refused.client.realtime.subscribe(['admin_events'])
    closed.close()
    await expect(closed.ready()).rejects.toMatchObject({ code: 'CLIENT_CLOSED' })
    const body = { error: 'no', code: 'INVALID_API_KEY', request_id: 'req_1' }
    const wrong = setUp({ options: { fetch: async () => Response.json(body, { status: 401 }) } })
    const ended = collect(wrong.client.realtime.subscribe(['account_events'])).done
    await turns()
    await expect(ended).rejects.toMatchObject({ status: 401, code: 'INVALID_API_KEY' })
  })

  test('asks again for a ticket when the server was away', async () => {
    let isAway = true
    const { feed, client, timing } = setUp({
      random: () => 0,
      options: {
        fetch: async () => {
          if (isAway) throw new TypeError('fetch failed')
          return Response.json({ data: { ticket: 't', expires_at: '' }, status: 'success' }, { status: 201 })
        },
      },
    })
    client.realtime.subscribe(['account_events'])
    await timing.advance(1_000)
    isAway = false
    await timing.advance(1_000)
    expect(feed.open).toBe(1)
    await client.close()
  })

  test('holds 1,000 events for a slow taker, then closes, and goes on when they were taken', async () => {
    const { feed, client } = setUp()
    const subscription = client.realtime.subscribe(['account_events'])
    await turns()
    for (let n = 0; n < 2_500; n++) feed.tell()
    expect(feed.open).toBe(0)
    expect(subscription.position).toEqual({ account: 0, public: 0 })
    const { seen } = collect(subscription)
    await expect.poll(() => seen.length).toBe(2_500)
    expect(seen).toEqual(account(1, 2_500))
    expect(feed.sockets.length).toBe(3)
    await client.close()
  })

  test('ends with `break`, with its signal and with the client; none can be made after', async () => {
    const { feed, client } = setUp()
    const stop = new AbortController()
    const bySignal = collect(client.realtime.subscribe(['account_events'], { signal: stop.signal }))
    const byClient = collect(client.realtime.subscribe(['account_events']))
    const byBreak = client.realtime.subscribe(['account_events'])
    const broken = (async () => {
      for await (const _ of byBreak) break
    })()
    await turns()
    expect(feed.open).toBe(3)
    feed.tell()
    await broken
    await turns()
    expect(feed.open).toBe(2)
    stop.abort()
    await bySignal.done
    expect(feed.open).toBe(1)
    await client.close()
    await byClient.done
    expect(feed.open).toBe(0)
    expect(() => client.realtime.subscribe(['account_events'])).toThrow(
      expect.objectContaining({ code: 'CLIENT_CLOSED' }),
    )
  })

  test('a loop gets what came before it, unless handlers were given; both get what comes after', async () => {
    const { feed, client } = setUp()
    const plain = client.realtime.subscribe(['account_events'])
    const handled = client.realtime.subscribe(['account_events'])
    const both = client.realtime.subscribe(['account_events'])
    const counts = { handled: 0, both: 0 }
    handled.on('key.created', () => counts.handled++)
    const early = both[Symbol.asyncIterator]()
    both.on('key.created', () => counts.both++)
    await Promise.all([plain.ready(), handled.ready(), both.ready()])
    feed.tell()
    const [all, later, begun] = [collect(plain), collect(handled), collect({ [Symbol.asyncIterator]: () => early })]
    feed.tell()
    await turns()
    expect([all.seen, later.seen, begun.seen]).toEqual([account(1, 2), account(2, 2), account(1, 2)])
    expect(counts).toEqual({ handled: 2, both: 2 })
    await client.close()
  })

  test('a handler that throws harms no other, and a ticket is never logged', async () => {
    const { feed, client, lines, timing } = setUp({ random: () => 0, options: { logLevel: 'debug' } })
    const subscription = client.realtime.subscribe(['account_events'])
    const seen: number[] = []
    subscription.on('key.created', () => {
      throw new Error('mine')
    })
    const end = subscription.on('key_created', ({ seq }) => seen.push(seq))
    await turns()
    feed.tell()
    feed.sockets[0]?.cut()
    await timing.advance(1_000)
    end()
    feed.tell()
    expect(seen).toEqual([1])
    expect(lines.filter((line) => line.includes('threw'))).toHaveLength(2)
    expect(lines.join('\n')).not.toMatch(/\bt1\b|\bt2\b|pxk_1/)
    await client.close()
  })
})

describe('names', () => {
  test.each([
    ['instance_attempt_failed', 'instance.attempt_failed'],
    ['model_price_changed', 'models.price_changed'],
    ['gpu_available', 'gpu.available'],
    ['resync_required', 'resync_required'],
  ])('%s is %s', (type, name) => {
    expect(nameOf(type)).toBe(name)
  })
})

describe('onModelUpdate', () => {
  const payload = {
    provider: 'openai',
    timestamp: '2026-11-20T10:30:00Z',
    models: [],
    count: 1,
    changes: [{ seq: 811, kind: 'updated', uid: 'openai:gpt' }],
    truncated: false,
  }

  test('calls back for what was found and what has changed, once each', async () => {
    const { feed, client } = setUp()
    const updates: unknown[] = []
    const end = client.onModelUpdate((update) => updates.push(update))
    await turns()
    for (const type of ['model_discovered', 'model_updated', 'model_price_changed', 'refresh_completed'])
      feed.tell(type, 'public', payload)
    const { models: _, ...rest } = payload
    expect(updates).toEqual([
      { name: 'models.discovered', ...rest },
      { name: 'models.updated', ...rest },
    ])
    expect(feed.sockets[0]?.said[0]).toMatchObject({ channels: ['model_updates'] })
    end()
    await turns()
    expect(feed.open).toBe(0)
  })

  test('without a WebSocket, as on Node 20, asks every 15 s and says so once; subscribe says what to give', async () => {
    const known = globalThis.WebSocket
    Object.assign(globalThis, { WebSocket: undefined })
    try {
      const asked: string[] = []
      const change = { severity: 'major', provider: 'openai', timestamp: payload.timestamp, snapshot: 'snap_2' }
      const answers = [
        { changes: [], count: 0, next_cursor: null, snapshot: 'snap_1' },
        {
          changes: [{ ...change, seq: 1, kind: 'added', uid: 'openai:a', model: {} }],
          count: 1,
          next_cursor: 'more',
          snapshot: 'snap_2',
        },
        {
          changes: [{ ...change, seq: 2, kind: 'price_changed', uid: 'openai:b', fields: { x: { old: 1, new: 2 } } }],
          count: 1,
          next_cursor: null,
          snapshot: 'snap_2',
        },
      ]
      const { client, timing, lines } = setUp({
        options: {
          webSocket: undefined,
          fetch: async (url: string) => {
            asked.push(new URL(url).search)
            return Response.json(answers.shift() ?? { changes: [], count: 0, next_cursor: null, snapshot: 'snap_2' })
          },
        },
      })
      const updates: unknown[] = []
      client.onModelUpdate((update) => {
        updates.push(update)
        throw new Error('harms nobody')
      })
      await turns()
      await timing.advance(47_000)
      expect(asked).toEqual([
        '?since=2026-11-20T00%3A00%3A00.000Z&limit=1',
        '?since=snap_1&limit=1000',
        '?since=snap_1&limit=1000&cursor=more',
        '?since=snap_2&limit=1000',
        '?since=snap_2&limit=1000',
      ])
      const of = { provider: 'openai', timestamp: payload.timestamp, count: 1, truncated: false }
      expect(updates).toEqual([
        { ...of, name: 'models.discovered', changes: [{ seq: 1, kind: 'added', uid: 'openai:a' }] },
        {
          ...of,
          name: 'models.updated',
          changes: [{ seq: 2, kind: 'price_changed', uid: 'openai:b', fields: { x: { old: 1, new: 2 } } }],
        },
      ])
      expect(lines.filter((line) => line.includes('every 15 seconds'))).toHaveLength(1)
      expect(() => client.realtime.subscribe(['model_updates'])).toThrow(/option webSocket/)
      await client.close()
      await timing.advance(30_000)
      expect(asked).toHaveLength(5)
    } finally {
      Object.assign(globalThis, { WebSocket: known })
    }
  })

  test('empties the cache of models', async () => {
    const { feed, client } = setUp()
    let cleared = 0
    Object.defineProperty(client, 'cache', { value: { clear: () => cleared++ } })
    client.onModelUpdate(() => {})
    await turns()
    feed.tell('model_updated', 'public', payload)
    await client.close()
    expect(cleared).toBe(1)
  })
})

test('ProxyAPI has realtime as well', () => {
  expect(new ProxyAPI({ apiKey: 'k' }).realtime.subscribe).toBeTypeOf('function')
})
