import { describe, expect, it } from 'vitest'
import {
  egressFor,
  failureOf,
  httpServer,
  LOOPBACK,
  type Loopback,
  rawServer,
  record,
} from '../../test/egress/loopback.ts'
import type { EgressCall } from './plan.ts'

const get = (port: number, path = '/'): EgressCall => ({
  class: 'provider',
  method: 'GET',
  url: `http://${LOOPBACK}:${port}${path}`,
})

/** A server whose answers wait until they are let go, one by one. */
async function gatedServer(): Promise<Loopback & { release(): void; waiting(): number }> {
  const gates: (() => void)[] = []
  const server = await httpServer((_, response) => void gates.push(() => response.end('x')))
  return { ...server, release: () => gates.shift()?.(), waiting: () => gates.length }
}

describe('connections', () => {
  it('are used again, the newest first', async () => {
    const server = await httpServer((request, response) => response.end(String(request.socket.remotePort)))
    const egress = egressFor([server.port])
    const ask = async () => (await egress.request(get(server.port))).text()
    const ports = [await ask(), await ask(), await ask()]
    expect(new Set(ports).size).toBe(1)
    const parallel = await Promise.all([ask(), ask(), ask()])
    expect(new Set(parallel).size).toBe(3)
    expect(egress.counts().provider).toEqual({ open: 3, idle: 3, origins: 1 })
    expect(server.accepted()).toBe(3)
  })

  it('that break leave the idle ones alone', async () => {
    const server = await gatedServer()
    const egress = egressFor([server.port])
    const [kept, broken] = [record(egress, get(server.port)), record(egress, get(server.port))]
    await expect.poll(server.waiting).toBe(2)
    server.release()
    await Promise.race([kept.ended, broken.ended])
    const [running] = [kept, broken].filter(({ chunks }) => chunks.length === 0)
    running?.call.abort()
    await expect.poll(() => egress.counts().provider).toEqual({ open: 1, idle: 1, origins: 1 })
    const next = record(egress, get(server.port))
    await expect.poll(server.waiting).toBe(2)
    server.release()
    server.release()
    await next.ended
    expect(next.failure).toBeNull()
    expect(server.accepted()).toBe(2)
  })

  it('are not shared between classes or origins', async () => {
    const servers = [
      await httpServer((_, response) => response.end()),
      await httpServer((_, response) => response.end()),
    ]
    const egress = egressFor(servers.map(({ port }) => port))
    for (const { port } of servers) {
      for (const name of ['provider', 'target'] as const)
        await (await egress.request({ ...get(port), class: name })).text()
    }
    expect(servers.map((server) => server.accepted())).toEqual([2, 2])
    expect(egress.counts().provider).toEqual({ open: 2, idle: 2, origins: 2 })
  })

  it('of a pool that is retired are closed, each when its call has ended; the next call gets a new one', async () => {
    const server = await gatedServer()
    const egress = egressFor([server.port])
    const own = { ...get(server.port), pool: { name: 'a', maxOpen: 5, maxWaiting: 5, waitMs: 100, idleMs: 30_000 } }
    const [first, second] = [record(egress, own), record(egress, own)]
    await expect.poll(server.waiting).toBe(2)
    server.release()
    await Promise.race([first.ended, second.ended])
    await expect.poll(() => egress.counts().provider).toEqual({ open: 2, idle: 1, origins: 1 })
    egress.retire('other')
    expect(egress.counts().provider.idle).toBe(1)
    egress.retire('a')
    await expect.poll(() => egress.counts().provider).toEqual({ open: 1, idle: 0, origins: 0 })
    const next = record(egress, own)
    await expect.poll(server.waiting).toBe(2)
    expect(server.accepted()).toBe(3)
    server.release()
    server.release()
    await Promise.all([first.ended, second.ended, next.ended])
    for (const { failure } of [first, second, next]) expect(failure).toBeNull()
    await expect.poll(() => egress.counts().provider).toEqual({ open: 1, idle: 1, origins: 1 })
  })

  it('beyond what may now be idle are closed, and those who wait get what may now be open', async () => {
    const server = await gatedServer()
    const egress = egressFor([server.port], { connections: { maxPerOrigin: 1 } })
    const [first, second] = [record(egress, get(server.port)), record(egress, get(server.port))]
    await expect.poll(server.waiting).toBe(1)
    egress.adopt({ allow: [{ host: LOOPBACK, port: server.port }] }, { maxPerOrigin: 2 })
    await expect.poll(server.waiting).toBe(2)
    server.release()
    server.release()
    await Promise.all([first.ended, second.ended])
    await expect.poll(() => egress.counts().provider.idle).toBe(2)
    egress.adopt({ allow: [{ host: LOOPBACK, port: server.port }] }, { maxIdle: 1 })
    await expect.poll(() => egress.counts().provider).toEqual({ open: 1, idle: 1, origins: 1 })
  })

  it('of one owner are bounded apart from others, also at the same origin; who waits too long gives up', async () => {
    const server = await gatedServer()
    const egress = egressFor([server.port])
    const pool = { name: 'a', maxOpen: 1, maxWaiting: 1, waitMs: 100, idleMs: 30_000 }
    const own = { ...get(server.port), pool }
    const running = record(egress, own)
    await expect.poll(server.waiting).toBe(1)
    const waiting = record(egress, own)
    await Promise.resolve()
    expect(await failureOf(egress.request(own))).toMatchObject({ kind: 'busy', sent: false })
    const other = record(egress, { ...own, pool: { ...pool, name: 'b' } })
    await expect.poll(server.waiting).toBe(2)
    await waiting.ended
    expect(waiting.failure).toMatchObject({ kind: 'busy', sent: false })
    server.release()
    server.release()
    await Promise.all([running.ended, other.ended])
    expect(server.accepted()).toBe(2)
  })

  it('are bounded for an origin: further calls wait their turn, and too many are refused', async () => {
    const server = await gatedServer()
    const egress = egressFor([server.port], { connections: { maxPerOrigin: 2, maxWaitingPerOrigin: 3 } })
    const order: number[] = []
    const calls = Array.from({ length: 5 }, (_, index) =>
      record(egress, get(server.port, `/${index}`), { onEnd: () => order.push(index) }),
    )
    await expect.poll(server.waiting).toBe(2)
    expect(await failureOf(egress.request(get(server.port)))).toMatchObject({ kind: 'busy', sent: false })
    for (let answered = 0; answered < 5; answered += 1) {
      await expect.poll(server.waiting).toBeGreaterThan(0)
      server.release()
      await expect.poll(() => order.length).toBe(answered + 1)
    }
    await Promise.all(calls.map(({ ended }) => ended))
    expect(order).toEqual([0, 1, 2, 3, 4])
    expect(server.accepted()).toBe(2)
  })

  it('a call that waits is served when the connection before it breaks', async () => {
    const server = await gatedServer()
    const egress = egressFor([server.port], { connections: { maxPerOrigin: 1 } })
    const first = record(egress, get(server.port))
    const second = record(egress, get(server.port))
    await expect.poll(server.waiting).toBe(1)
    first.call.abort()
    await expect.poll(server.waiting).toBe(2)
    server.release()
    server.release()
    await second.ended
    expect(second.failure).toBeNull()
    expect(server.accepted()).toBe(2)
  })

  it('are bounded for a class: the longest idle goes first, one in use never does', async () => {
    const [busy, old, recent, next] = await Promise.all([gatedServer(), gatedServer(), gatedServer(), gatedServer()])
    const servers = [busy, old, recent, next]
    const egress = egressFor(
      servers.map(({ port }) => port),
      { connections: { maxConnections: 3 } },
    )
    const running = record(egress, get(busy.port))
    for (const server of [old, recent]) {
      const { ended } = record(egress, get(server.port))
      await expect.poll(server.waiting).toBe(1)
      server.release()
      await ended
    }
    await expect.poll(() => egress.counts().provider).toEqual({ open: 3, idle: 2, origins: 3 })
    const fourth = record(egress, get(next.port))
    await expect.poll(next.waiting).toBe(1)
    await expect.poll(() => servers.map(({ sockets }) => sockets.size)).toEqual([1, 0, 1, 1])
    const another = record(egress, get(recent.port))
    const hungry = record(egress, get(old.port))
    await expect.poll(recent.waiting).toBe(1)
    expect(egress.counts().provider.open).toBe(3)
    for (const server of [busy, recent, next]) server.release()
    await expect.poll(old.waiting).toBe(1)
    old.release()
    await Promise.all([running, fourth, another, hungry].map(({ ended }) => ended))
    expect([running, fourth, another, hungry].map(({ failure }) => failure)).toEqual([null, null, null, null])
  })

  it('more than a few are not kept idle, and none for long', async () => {
    const server = await gatedServer()
    const egress = egressFor([server.port], { connections: { maxIdle: 2, idleMs: 150 } })
    const calls = Array.from({ length: 5 }, () => record(egress, get(server.port)))
    await expect.poll(server.waiting).toBe(5)
    for (const { ended } of calls) {
      server.release()
      await ended
    }
    await expect.poll(() => egress.counts().provider).toEqual({ open: 2, idle: 2, origins: 1 })
    await expect.poll(() => egress.counts().provider).toEqual({ open: 0, idle: 0, origins: 0 })
    expect(server.sockets.size).toBe(0)
  })

  it('one that the other side closed meanwhile costs the next call nothing', async () => {
    let closed = Promise.withResolvers<void>()
    const server = await rawServer((socket) => {
      socket.on('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
        setImmediate(() => socket.end(() => closed.resolve()))
      })
    })
    const egress = egressFor([server.port])
    for (let call = 0; call < 50; call += 1) {
      closed = Promise.withResolvers()
      const answer = await egress.request({ ...get(server.port), method: 'POST', body: 'x' })
      expect(await answer.text()).toBe('ok')
      // Its FIN is on the way and is seen only after the next call has taken the connection: in the loop's next turn.
      await closed.promise
      await new Promise(setImmediate)
      expect(egress.counts().provider.idle).toBe(1)
    }
    expect(server.accepted()).toBe(50)
  })
})
