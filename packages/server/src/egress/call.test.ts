import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  closedPort,
  deadSocket,
  egressFor,
  failureOf,
  httpServer,
  LOOPBACK,
  type Loopback,
  rawServer,
  record,
  silentServer,
} from '../../test/egress/loopback.ts'
import { type EgressFailure, toApiError } from './failure.ts'
import { TICK_MS } from './limits.ts'
import type { EgressCall } from './plan.ts'

const ABORT_LIMIT_MS = 100
const get = (port: number, path = '/'): EgressCall => ({
  class: 'provider',
  method: 'GET',
  url: `http://${LOOPBACK}:${port}${path}`,
})
const never = () => new Promise<never>(() => undefined)
const textOf = ({ chunks }: { chunks: Buffer[] }) => Buffer.concat(chunks).toString()

/** The socket that a server has accepted and heard something from. */
async function heardSocket(server: Loopback): Promise<Socket> {
  await expect.poll(() => [...server.sockets][0]?.bytesRead).toBeGreaterThan(0)
  const [socket] = server.sockets
  if (socket === undefined) throw new Error('no socket')
  return socket
}

describe('the order of events', () => {
  it('head, data, end; nothing before stream has returned', async () => {
    const server = await httpServer((_, response) => {
      response.write('a')
      setImmediate(() => response.end('b'))
    })
    const events: string[] = []
    const egress = egressFor([server.port])
    const { ended } = record(egress, get(server.port), {
      onHead: (status) => events.push(`head ${status}`),
      onData: (chunk) => events.push(`data ${chunk}`),
      onEnd: () => events.push('end'),
    })
    events.push('returned')
    await ended
    expect(events.filter((event) => !event.startsWith('data'))).toEqual(['returned', 'head 200', 'end'])
    expect(events.filter((event) => event.startsWith('data')).join('')).toBe('data adata b')
  })

  it('a refused call fails once, later, and forgives everything', async () => {
    const events: string[] = []
    const { call, ended } = record(
      egressFor([]),
      { class: 'provider', method: 'GET', url: 'http://10.0.0.1/' },
      {
        onFailure: ({ kind }) => events.push(kind),
      },
    )
    events.push('returned')
    call.pause()
    call.resume()
    call.abort()
    await ended
    expect(events).toEqual(['returned', 'blocked'])
    expect(call.remoteAddress).toBeNull()
  })

  it('an exception of the handler ends its own call and no other', async () => {
    const errors: unknown[] = []
    const server = await httpServer((request, response) => {
      response.write('x')
      if (request.url === '/long') setTimeout(() => response.end('y'), 50)
      else response.end()
    })
    const egress = egressFor([server.port], { onError: (error) => errors.push(error) })
    const bug = () => {
      throw new Error('bug')
    }
    const other = record(egress, get(server.port, '/long'))
    for (const also of [{ onHead: bug }, { onData: bug }]) {
      const broken = record(egress, get(server.port), also)
      await broken.ended
      expect(broken.failure).toMatchObject({ kind: 'aborted', cause: new Error('bug') })
    }
    expect(errors).toEqual([])
    await record(egress, get(server.port), { onEnd: bug }).ended
    await record(egress, { ...get(server.port), url: 'http://10.0.0.1/' }, { onFailure: bug }).ended
    const aborted = record(egress, get(server.port), { onFailure: bug })
    aborted.call.abort()
    await aborted.ended
    await expect.poll(() => errors).toEqual([new Error('bug'), new Error('bug'), new Error('bug')])
    await other.ended
    expect(textOf(other)).toBe('xy')
  })

  it('calls may be begun, resumed and aborted in each other’s callbacks', async () => {
    const body = 'x'.repeat(300_000)
    const server = await httpServer((_, response) => response.end(body))
    const egress = egressFor([server.port])
    const paused = record(egress, get(server.port), { onHead: () => paused.call.pause() })
    await expect.poll(() => paused.status).toBe(200)
    const victim = record(egress, get(server.port), { onHead: () => victim.call.pause() })
    await expect.poll(() => victim.status).toBe(200)
    let inner: ReturnType<typeof record> | null = null
    const outer = record(egress, get(server.port), {
      onData() {
        paused.call.resume()
        victim.call.abort()
        inner ??= record(egress, get(server.port))
      },
      onEnd: () => void record(egress, get(server.port)),
    })
    await Promise.all([outer.ended, paused.ended, victim.ended])
    await expect.poll(() => inner?.chunks.length).toBeGreaterThan(0)
    await (inner as unknown as ReturnType<typeof record>).ended
    expect(textOf(outer)).toBe(body)
    expect(textOf(paused)).toBe(body)
    expect(victim.failure?.kind).toBe('aborted')
  })
})

describe('back-pressure', () => {
  const MB = 1_000_000
  const flood = async () => {
    const responses: ServerResponse[] = []
    const server = await httpServer((_, response) => {
      responses.push(response)
      response.end(Buffer.alloc(8 * MB))
    })
    return { server, unsent: () => responses.reduce((bytes, { writableLength }) => bytes + writableLength, 0) }
  }
  const received = ({ chunks }: { chunks: Buffer[] }) => chunks.reduce((bytes, { length }) => bytes + length, 0)

  it('a paused stream stops the socket; a resumed one misses nothing', async () => {
    const { server, unsent } = await flood()
    const stream = record(egressFor([server.port]), get(server.port), { onData: () => stream.call.pause() })
    await expect.poll(() => stream.chunks.length).toBeGreaterThan(0)
    await new Promise((resolve) => setTimeout(resolve, 2 * TICK_MS))
    expect(received(stream)).toBeLessThan(MB)
    expect(unsent()).toBeGreaterThan(MB)
    while (received(stream) < 8 * MB) {
      const before = stream.chunks.length
      stream.call.resume()
      await expect.poll(() => stream.chunks.length, { interval: 1 }).toBeGreaterThan(before)
    }
    stream.call.resume()
    await stream.ended
    expect(received(stream)).toBe(8 * MB)
  })

  it('a pause before the head holds', async () => {
    const { server } = await flood()
    const stream = record(egressFor([server.port]), get(server.port))
    stream.call.pause()
    await expect.poll(() => stream.status).toBe(200)
    expect(received(stream)).toBeLessThan(MB)
    stream.call.resume()
    await stream.ended
    expect(received(stream)).toBe(8 * MB)
  })

  it('a body that nobody reads stops the socket, and costs no more than the total limit', async () => {
    const { server, unsent } = await flood()
    const egress = egressFor([server.port])
    const answer = await egress.request({ ...get(server.port), limits: { totalMs: 200, idleMs: 60 } })
    await expect.poll(unsent).toBeGreaterThan(MB)
    await expect.poll(() => server.sockets.size).toBe(0)
    expect(await failureOf(answer.bytes())).toMatchObject({ kind: 'timeout', phase: 'body' })
  })

  it('time in which we pause is not the other side’s silence', async () => {
    const server = await httpServer((_, response) => {
      response.write('a')
      setTimeout(() => response.end('b'), 400)
    })
    const stream = record(
      egressFor([server.port]),
      { ...get(server.port), limits: { idleMs: 100 } },
      {
        onHead: () => stream.call.pause(),
      },
    )
    await expect.poll(() => stream.status).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, 450))
    expect(stream.failure).toBeNull()
    stream.call.resume()
    await stream.ended
    expect(textOf(stream)).toBe('ab')
  })

  it('leaving the loop over a body closes the socket', async () => {
    const { server } = await flood()
    const answer = await egressFor([server.port]).request(get(server.port))
    for await (const chunk of answer.body) {
      expect(chunk.length).toBeGreaterThan(0)
      break
    }
    await expect.poll(() => server.sockets.size).toBe(0)
    await expect(answer.text()).rejects.toThrow('read once')
  })

  it('a canceled answer closes the socket', async () => {
    const { server } = await flood()
    const answer = await egressFor([server.port]).request(get(server.port))
    answer.cancel()
    await expect.poll(() => server.sockets.size).toBe(0)
    expect(await failureOf(answer.text())).toMatchObject({ kind: 'aborted' })
  })
})

describe('limits', () => {
  const timed = async (call: EgressCall, egress: ReturnType<typeof egressFor>): Promise<[EgressFailure, number]> => {
    const start = performance.now()
    const failure = await failureOf(egress.request(call).then((answer) => answer.text()))
    return [failure, performance.now() - start]
  }
  const LATE_MS = 1_000

  it('FU02 connect: a black hole', async () => {
    const egress = egressFor([80], { dial: deadSocket })
    const [failure, ms] = await timed({ ...get(80), limits: { connectMs: 200 } }, egress)
    expect(failure).toMatchObject({ kind: 'timeout', phase: 'connect', sent: false })
    expect(ms).toBeGreaterThanOrEqual(199)
    expect(ms).toBeLessThan(200 + LATE_MS)
  })

  it('EG08 resolve: a resolver that does not answer is unresolvable within the connect limit', async () => {
    const egress = egressFor([], { rules: {}, lookUp: never })
    const call: EgressCall = { class: 'target', method: 'GET', url: 'http://slow.example/', limits: { connectMs: 100 } }
    const [failure] = await timed(call, egress)
    expect(failure).toMatchObject({ kind: 'unresolvable', phase: 'resolve', sent: false })
    expect(toApiError(failure, 'target').code).toBe('TARGET_UNRESOLVABLE')
  })

  it('FU02 TLS: a server that accepts and says nothing', async () => {
    const server = await silentServer()
    const call = { ...get(server.port), url: `https://${LOOPBACK}:${server.port}/`, limits: { connectMs: 100 } }
    const [failure] = await timed(call, egressFor([server.port]))
    expect(failure).toMatchObject({ kind: 'timeout', phase: 'tls', sent: false })
    await expect.poll(() => server.sockets.size).toBe(0)
  })

  it('FU02 headers: a server that accepts and never answers', async () => {
    const server = await silentServer()
    const [failure, ms] = await timed({ ...get(server.port), limits: { headersMs: 100 } }, egressFor([server.port]))
    expect(failure).toMatchObject({ kind: 'timeout', phase: 'headers', sent: true })
    expect(ms).toBeLessThan(100 + LATE_MS)
    await expect.poll(() => server.sockets.size).toBe(0)
  })

  it('FU04 gap: a stall in mid-stream', async () => {
    const server = await httpServer((_, response) => void response.write('x'))
    const [failure] = await timed({ ...get(server.port), limits: { idleMs: 100 } }, egressFor([server.port]))
    expect(failure).toMatchObject({ kind: 'timeout', phase: 'body', sent: true })
  })

  it('total: over all phases', async () => {
    const server = await silentServer()
    const [failure] = await timed({ ...get(server.port), limits: { totalMs: 100 } }, egressFor([server.port]))
    expect(failure).toMatchObject({ kind: 'timeout', phase: 'headers' })
  })

  it('FU01 a closed port fails at once, with nothing sent', async () => {
    const port = await closedPort()
    const [failure, ms] = await timed(get(port), egressFor([port]))
    expect(failure).toMatchObject({ kind: 'refused', phase: 'connect', sent: false })
    expect(ms).toBeLessThan(LATE_MS)
  })
})

describe('abort', () => {
  it.each(['tls', 'headers', 'body'] as const)(
    'in phase %s: the server sees its socket close within 100 ms',
    async (phase) => {
      const server =
        phase === 'body' ? await httpServer((_, response) => void response.write('x')) : await silentServer()
      const egress = egressFor([server.port])
      const url = `${phase === 'tls' ? 'https' : 'http'}://${LOOPBACK}:${server.port}/`
      const begin = {
        request: (call: EgressCall, onHead: () => void) =>
          failureOf(
            egress.request(call).then((answer) => {
              onHead()
              return answer.text()
            }),
          ),
        stream: async (call: EgressCall, onHead: () => void) => {
          const stream = record(egress, call, { onHead })
          await stream.ended
          return stream.failure
        },
      }
      for (const path of [begin.request, begin.stream]) {
        const controller = new AbortController()
        const head = Promise.withResolvers<void>()
        const failed = path({ ...get(server.port), url, signal: controller.signal }, head.resolve)
        const socket = await heardSocket(server)
        if (phase === 'body') await head.promise
        const closed = once(socket, 'close')
        const start = performance.now()
        controller.abort(new Error('client gone'))
        await closed
        expect(performance.now() - start).toBeLessThan(ABORT_LIMIT_MS)
        expect(await failed).toMatchObject({ kind: 'aborted', phase, sent: phase !== 'tls' })
        await expect.poll(() => egress.counts().provider).toEqual({ open: 0, idle: 0, origins: 0 })
      }
    },
  )

  it('while the name is resolved, the connection made, or another call waited for', async () => {
    const sockets: ReturnType<typeof deadSocket>[] = []
    const dial = () => {
      const socket = deadSocket()
      sockets.push(socket)
      return socket
    }
    let asked: AbortSignal | undefined
    const lookUp = (_: string, signal: AbortSignal) => {
      asked = signal
      return never()
    }
    const resolving = record(egressFor([], { rules: {}, lookUp }), { ...get(80), url: 'http://slow.example/' })
    await expect.poll(() => asked).toBeDefined()
    resolving.call.abort()
    expect(asked?.aborted).toBe(true)
    expect(resolving.failure).toMatchObject({ kind: 'aborted', phase: 'resolve', sent: false })

    const egress = egressFor([80], { dial, connections: { maxPerOrigin: 1 } })
    const connecting = record(egress, get(80))
    const waiting = record(egress, get(80))
    await expect.poll(() => sockets.length).toBe(1)
    waiting.call.abort()
    expect(waiting.failure).toMatchObject({ kind: 'aborted', phase: 'connect', sent: false })
    expect(sockets[0]?.destroyed).toBe(false)
    connecting.call.abort()
    expect(sockets[0]?.destroyed).toBe(true)
    expect(connecting.failure).toMatchObject({ kind: 'aborted', phase: 'connect', sent: false })
    expect(egress.counts().provider).toEqual({ open: 0, idle: 0, origins: 0 })
  })

  it('before it begins: nothing is sent', async () => {
    const server = await silentServer()
    const egress = egressFor([server.port])
    const signal = AbortSignal.abort(new Error('gone'))
    expect(await failureOf(egress.request({ ...get(server.port), signal }))).toMatchObject({
      kind: 'aborted',
      sent: false,
    })
    const stream = record(egress, get(server.port))
    stream.call.abort()
    await stream.ended
    await new Promise(setImmediate)
    expect(server.accepted()).toBe(0)
  })

  it('between taking an idle connection and using it: the connection goes, and no request', async () => {
    const asked: string[] = []
    const server = await httpServer((request, response) => {
      asked.push(request.url ?? '')
      response.end('x')
    })
    const egress = egressFor([server.port])
    await (await egress.request(get(server.port, '/first'))).text()
    expect(egress.counts().provider).toMatchObject({ open: 1, idle: 1 })
    const stream = record(egress, get(server.port, '/second'))
    // Never a turn of the event loop, so that nothing is sent yet; and never without an end.
    for (let turns = 0; stream.call.remoteAddress === null && turns < 1_000; turns++) await Promise.resolve()
    expect(stream.call.remoteAddress).not.toBeNull()
    stream.call.abort()
    expect(stream.failure).toMatchObject({ kind: 'aborted', phase: 'connect', sent: false })
    await Promise.resolve()
    expect(egress.counts().provider.idle).toBe(0)
    await expect.poll(() => egress.counts().provider).toEqual({ open: 0, idle: 0, origins: 0 })
    expect(asked).toEqual(['/first'])
  })

  it('inside each callback, also when the other side closes after the answer', async () => {
    const server = await httpServer((_, response) => response.setHeader('connection', 'close').end('x'.repeat(100_000)))
    const egress = egressFor([server.port])
    for (const event of ['onHead', 'onData'] as const) {
      const stream = record(egress, get(server.port), { [event]: () => stream.call.abort('enough') })
      await stream.ended
      expect(stream.failure).toMatchObject({ kind: 'aborted', cause: 'enough' })
    }
    const stream = record(egress, get(server.port), { onEnd: () => stream.call.abort('too late') })
    await stream.ended
    expect(stream.failure).toBeNull()
  })

  it('1,000 aborted calls leave no socket, timer or listener', async () => {
    const server = await httpServer((request, response) => {
      if (request.url === '/body') response.write('x')
      if (request.url === '/whole') response.end('x')
    })
    const egress = egressFor([server.port])
    const resources = () => process.getActiveResourcesInfo().filter((name) => /TCP|Timeout|DNS/.test(name)).length
    await (await egress.request(get(server.port, '/whole'))).text()
    const { signal } = new AbortController()
    const before = resources()
    const removed = vi.spyOn(signal, 'removeEventListener')
    const added = vi.spyOn(signal, 'addEventListener')
    for (let round = 0; round < 10; round += 1) {
      const streams = Array.from({ length: 100 }, (_, index) => {
        const path = ['/silent', '/body', '/whole'][index % 3]
        const stream = record(
          egress,
          { ...get(server.port, path), signal },
          {
            onHead: () => index % 2 === 0 && stream.call.abort(),
          },
        )
        return stream
      })
      await new Promise((resolve) => setTimeout(resolve, 5 * (round % 3)))
      for (const { call } of streams) call.abort()
      await Promise.all(streams.map(({ ended }) => ended))
    }
    expect(added).toHaveBeenCalledTimes(1_000)
    expect(removed).toHaveBeenCalledTimes(1_000)
    await expect.poll(() => egress.counts().provider.open - egress.counts().provider.idle).toBe(0)
    await egress.close()
    await expect.poll(() => server.sockets.size).toBe(0)
    await expect.poll(resources).toBeLessThanOrEqual(before)
  })
})

describe('the end', () => {
  it('of the last call stops the one timer, however the call ended', async () => {
    const server = await httpServer((request, response) => {
      if (request.url === '/whole') response.end('x')
    })
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    const egress = egressFor([server.port])
    await (await egress.request(get(server.port, '/whole'))).text()
    const aborted = record(egress, get(server.port))
    await expect.poll(() => egress.counts().provider.idle).toBe(0)
    aborted.call.abort()
    const failed = record(egress, { ...get(server.port), limits: { headersMs: TICK_MS } })
    await heardSocket(server)
    expect(vi.getTimerCount()).toBe(1)
    while (failed.failure === null) await vi.advanceTimersByTimeAsync(TICK_MS)
    await vi.advanceTimersByTimeAsync(TICK_MS)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('comes once where the last bytes that are read are too much for the handler', async () => {
    const server = await httpServer((_, response) => response.end('x'.repeat(1_000)))
    const rules = { allow: [{ host: LOOPBACK, port: server.port }], plainWebhooks: true }
    const call = { ...get(server.port), class: 'webhook' as const, limits: { maxBytes: 3 } }
    const stream = record(egressFor([], { rules }), call, {
      onData() {
        throw new Error('bug')
      },
    })
    await stream.ended
    await new Promise(setImmediate)
    expect(textOf(stream)).toBe('xxx')
    expect(stream.failure).toMatchObject({ kind: 'aborted', cause: new Error('bug') })
  })
})

describe('FU05 a cut answer', () => {
  const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n0123456789'
  const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n'

  it.each([
    ['FIN', answer],
    ['FIN', chunked],
    ['RST', answer],
    ['RST', chunked],
  ])('FU05 %s at every byte is a failure, never an end: %j', async (how, text) => {
    let cutAt = 0
    const server = await rawServer((socket) => {
      socket.once('data', () => {
        socket.write(text.slice(0, cutAt), () => (how === 'FIN' ? socket.end() : socket.resetAndDestroy()))
      })
    })
    const egress = egressFor([server.port])
    const head = text.indexOf('\r\n\r\n') + 4
    for (cutAt = 0; cutAt < text.length; cutAt += 1) {
      const stream = record(egress, get(server.port))
      await stream.ended
      expect(['reset', 'protocol']).toContain(stream.failure?.kind)
      expect(stream.failure).toMatchObject({ sent: true, phase: stream.status === null ? 'headers' : 'body' })
      if (cutAt < head) expect(stream.status).toBeNull()
      else if (how === 'FIN') {
        expect(stream.status).toBe(200)
        expect(stream.failure && toApiError(stream.failure, 'upstream').code).toBe('UPSTREAM_TRUNCATED')
      }
    }
    cutAt = text.length
    const whole = record(egress, get(server.port))
    await whole.ended
    if (how === 'FIN') expect([whole.failure, textOf(whole)]).toEqual([null, '0123456789'])
  })

  it('FU05 an answer whose end is the end of the connection ends there', async () => {
    const server = await rawServer((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\n\r\nall of it'))
    })
    const stream = record(egressFor([server.port]), get(server.port))
    await stream.ended
    expect([stream.failure, textOf(stream)]).toEqual([null, 'all of it'])
  })
})
