import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import {
  closedPort,
  egressFor,
  failureOf,
  httpServer,
  LOOPBACK,
  rawServer,
  silentServer,
} from '../../test/egress/loopback.ts'
import type { Upgraded } from './answer.ts'
import type { Egress } from './egress.ts'

const key = 'dGhlIHNhbXBsZSBub25jZQ=='
const asked = (egress: Egress, port: number, path = '/') =>
  egress.upgrade({
    class: 'instance',
    contract: { host: LOOPBACK, ports: [port], private: true },
    method: 'GET',
    url: `http://${LOOPBACK}:${port}${path}`,
    headers: { 'sec-websocket-key': key, 'sec-websocket-version': '13', connection: 'x-own', 'x-own': 'stays here' },
    upgrade: 'websocket',
    limits: { headersMs: 200 },
  })

/** A server that opens sockets and says hello on each. */
async function greeter() {
  const http = await httpServer((_, response) => response.writeHead(426, { 'set-cookie': 'a=b' }).end('ask for more'))
  const sockets = new WebSocketServer({ noServer: true })
  http.server.on('upgrade', (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (webSocket) => webSocket.send('hello')),
  )
  return http.port
}

function openedOf(outcome: Awaited<ReturnType<Egress['upgrade']>>): Upgraded {
  if ('declined' in outcome) throw new Error(`declined with ${outcome.declined.status}`)
  return outcome.upgraded
}

describe('a call that asks for another protocol', () => {
  it('gets the socket once that is agreed on, with what was said at once', async () => {
    const port = await greeter()
    const { headers, socket } = openedOf(await asked(egressFor([]), port))
    expect(headers.get('sec-websocket-accept')).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=')
    expect(headers.has('upgrade')).toBe(false)
    const [hello] = (await once(socket, 'data')) as [Buffer]
    expect(hello).toEqual(Buffer.from([0x81, 5, ...Buffer.from('hello')]))
    socket.destroy()
  })

  it('is no connection for others, and is counted until it closes', async () => {
    const port = await greeter()
    const egress = egressFor([])
    const first = openedOf(await asked(egress, port))
    const second = openedOf(await asked(egress, port))
    expect(egress.counts().instance).toMatchObject({ open: 2, idle: 0 })
    first.socket.destroy()
    second.socket.destroy()
    await expect.poll(() => egress.counts().instance).toEqual({ open: 0, idle: 0, origins: 0 })
  })

  it('gets an ordinary answer where it is declined, without cookies', async () => {
    const plain = await httpServer((_, response) => response.end())
    plain.server.on('upgrade', (_, socket) =>
      socket.end('HTTP/1.1 403 No\r\nSet-Cookie: a=b\r\nContent-Length: 2\r\n\r\nno'),
    )
    const outcome = await asked(egressFor([]), plain.port)
    if (!('declined' in outcome)) throw new Error('it was upgraded')
    expect(outcome.declined.status).toBe(403)
    expect(outcome.declined.headers.has('set-cookie')).toBe(false)
    expect(await outcome.declined.text()).toBe('no')
  })

  it('is held to the limits of every call until then', async () => {
    const silent = await silentServer()
    expect(await failureOf(asked(egressFor([]), silent.port))).toMatchObject({ phase: 'headers', kind: 'timeout' })
    expect(await failureOf(asked(egressFor([]), await closedPort()))).toMatchObject({ kind: 'refused', sent: false })
  })

  it('goes nowhere that a call may not go', async () => {
    const canary = await rawServer(() => {})
    const call = { method: 'GET', url: `http://${LOOPBACK}:${canary.port}/`, upgrade: 'websocket' as const }
    const egress = egressFor([])
    for (const egressClass of ['target', 'instance', 'webhook', 'fetch'] as const)
      expect((await failureOf(egress.upgrade({ ...call, class: egressClass }))).sent, egressClass).toBe(false)
    expect(canary.accepted()).toBe(0)
  })

  it('ends with the way out', async () => {
    const port = await greeter()
    const egress = egressFor([])
    const { socket } = openedOf(await asked(egress, port))
    const closed = once(socket.resume(), 'close')
    await egress.close()
    await closed
  })
})
