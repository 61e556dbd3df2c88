import { once } from 'node:events'
import { connect as connectSocket, type Socket } from 'node:net'
import { Client } from 'undici'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { selfSigned } from '../../test/egress/certificate.ts'
import {
  deadSocket,
  httpServer,
  httpsServer,
  LOOPBACK,
  rawServer,
  refusedSocket,
  silentServer,
} from '../../test/egress/loopback.ts'
import { type ConnectorOptions, createConnector } from './connector.ts'
import type { EgressFailure } from './failure.ts'
import { NEXT_ADDRESS_AFTER_MS, RESOLVE_LIMIT_MS } from './limits.ts'
import type { Endpoint } from './target.ts'

const PUBLIC = '93.184.216.34'
const to = (hostname: string, port: number, more: Partial<Endpoint> = {}): Endpoint => ({
  hostname,
  port,
  secure: false,
  opened: false,
  ...more,
})

/** The socket, or the failure instead of one. */
function connected(options: Partial<ConnectorOptions>, endpoint: Endpoint): Promise<Socket | EgressFailure> {
  const connector = createConnector({ rules: {}, ...options })
  return new Promise((resolve) => connector(endpoint, (failure, socket) => resolve(failure ?? socket)))
}

async function socketOf(options: Partial<ConnectorOptions>, endpoint: Endpoint): Promise<Socket> {
  const outcome = await connected(options, endpoint)
  if (!('destroy' in outcome)) throw outcome
  return outcome
}

describe('literals past the URL check', () => {
  const literals = [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '0.0.0.0',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '0:0:0:0:0:0:0:1',
    '::1%lo',
    'localhost',
  ]

  it.each(literals)('EG06 %s is refused at connect, without a packet', async (hostname) => {
    const canary = await silentServer()
    const dial = vi.fn(() => connectSocket(canary.port, LOOPBACK))
    const outcome = await connected({ dial }, to(hostname, canary.port))
    expect(['blocked', 'unresolvable']).toContain('kind' in outcome ? outcome.kind : 'connected')
    expect(dial).not.toHaveBeenCalled()
    expect(canary.accepted()).toBe(0)
  })

  it('EG06 a dispatcher that is given the connector is guarded too', async () => {
    const canary = await httpServer((_, response) => response.end('inside'))
    const connector = createConnector({ rules: {} })
    const client = new Client(`http://${LOOPBACK}:${canary.port}`, {
      connect: ({ hostname, port, protocol }, done) => {
        const endpoint = to(hostname, Number(port), { secure: protocol === 'https:' })
        connector(endpoint, (failure, socket) => (failure === null ? done(null, socket) : done(failure, null)))
      },
    })
    await expect(client.request({ path: '/', method: 'GET' })).rejects.toMatchObject({ kind: 'blocked' })
    expect(canary.accepted()).toBe(0)
    await client.destroy()
  })
})

describe('rebinding', () => {
  it('EG07 1,000 flips: 0 private connects', async () => {
    const canary = await silentServer()
    const dialed = new Set<string>()
    let asked = 0
    const connector = createConnector({
      rules: {},
      lookUp: async () => [asked++ % 2 === 0 ? PUBLIC : LOOPBACK],
      dial: (address) => {
        dialed.add(address)
        return address === PUBLIC ? refusedSocket() : connectSocket(canary.port, LOOPBACK)
      },
    })
    const kinds: Record<string, number> = {}
    for (let flip = 0; flip < 1_000; flip += 1) {
      const kind = await new Promise<string>((resolve) => {
        connector(to('flip.example', canary.port), (...[failure]) => resolve(failure?.kind ?? 'connected'))
      })
      kinds[kind] = (kinds[kind] ?? 0) + 1
    }
    expect(kinds).toEqual({ blocked: 500, refused: 500 })
    expect([...dialed]).toEqual([PUBLIC])
    expect(canary.accepted()).toBe(0)
  })

  it('EG07 asks once for a connection: what was judged is what is dialed', async () => {
    const server = await silentServer()
    const answers = [[LOOPBACK], ['10.0.0.1']]
    const lookUp = vi.fn(async () => answers.shift() ?? [])
    const socket = await socketOf({ lookUp }, to('once.example', server.port, { opened: true }))
    expect(socket.remoteAddress).toBe(LOOPBACK)
    expect(lookUp).toHaveBeenCalledTimes(1)
    socket.destroy()
  })

  it('EG07 a socket that is connected to another address than the judged one is destroyed', async () => {
    const canary = await silentServer()
    const sockets: Socket[] = []
    const dial = () => {
      const socket = connectSocket(canary.port, LOOPBACK)
      sockets.push(socket)
      return socket
    }
    const outcome = await connected({ dial }, to(PUBLIC, 80))
    expect(outcome).toMatchObject({ kind: 'blocked', phase: 'connect', sent: false })
    expect(sockets.map(({ destroyed }) => destroyed)).toEqual([true])
  })
})

describe('several addresses', () => {
  const two = to('two.example', 1, { opened: true })
  const lookUp = async () => ['127.0.0.2', LOOPBACK, '127.0.0.3']
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => vi.useRealTimers())

  it('FU11 a dead first address: the next after 1 s, and the first is given up', async () => {
    const server = await silentServer()
    const first = deadSocket()
    const dialed: string[] = []
    const dial = (address: string) => {
      dialed.push(address)
      return address === LOOPBACK ? connectSocket(server.port, LOOPBACK) : first
    }
    const outcome = socketOf({ lookUp, dial }, two)
    await vi.advanceTimersByTimeAsync(NEXT_ADDRESS_AFTER_MS - 1)
    expect(dialed).toEqual(['127.0.0.2'])
    await vi.advanceTimersByTimeAsync(1)
    const socket = await outcome
    expect(dialed).toEqual(['127.0.0.2', LOOPBACK])
    expect(socket.remoteAddress).toBe(LOOPBACK)
    expect(first.destroyed).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
    socket.destroy()
  })

  it('FU11 a refusing first address: the next at once', async () => {
    const server = await silentServer()
    const dial = (address: string) => (address === LOOPBACK ? connectSocket(server.port, LOOPBACK) : refusedSocket())
    const socket = await socketOf({ lookUp, dial }, two)
    expect(socket.remoteAddress).toBe(LOOPBACK)
    expect(vi.getTimerCount()).toBe(0)
    socket.destroy()
  })

  it('FU11 the first that connects wins, also when it began earlier', async () => {
    const slow = deadSocket()
    const dial = (address: string) => (address === '127.0.0.2' ? slow : refusedSocket())
    const outcome = connected({ lookUp, dial }, two)
    await vi.advanceTimersByTimeAsync(NEXT_ADDRESS_AFTER_MS)
    Object.defineProperty(slow, 'remoteAddress', { value: '127.0.0.2' })
    slow.emit('connect')
    expect(await outcome).toBe(slow)
    slow.destroy()
  })

  it('FU01 all refuse: the call fails with the last one’s reason', async () => {
    const dial = vi.fn(refusedSocket)
    expect(await connected({ lookUp, dial }, two)).toMatchObject({ kind: 'refused', phase: 'connect', sent: false })
    expect(dial).toHaveBeenCalledTimes(3)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('a canceled attempt destroys every socket and leaves no timer', async () => {
    const sockets: Socket[] = []
    const dial = () => {
      const socket = deadSocket()
      sockets.push(socket)
      return socket
    }
    const settle = vi.fn()
    const attempt = createConnector({ rules: {}, lookUp, dial })(two, settle)
    await vi.advanceTimersByTimeAsync(NEXT_ADDRESS_AFTER_MS)
    expect(sockets).toHaveLength(2)
    expect(attempt.phase).toBe('connect')
    attempt.cancel()
    expect(sockets.every(({ destroyed }) => destroyed)).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
    await new Promise(setImmediate)
    expect(settle).not.toHaveBeenCalled()
  })
})

describe('resolution', () => {
  afterEach(() => vi.useRealTimers())

  it('EG08 a resolver that does not answer ends the attempt as unresolvable', async () => {
    vi.useFakeTimers()
    const lookUp = () => new Promise<never>(() => undefined)
    const outcome = connected({ lookUp }, to('slow.example', 80))
    await vi.advanceTimersByTimeAsync(RESOLVE_LIMIT_MS)
    expect(await outcome).toMatchObject({ kind: 'unresolvable', phase: 'resolve', sent: false })
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('TLS', () => {
  const good = selfSigned({ hosts: ['service.example', LOOPBACK] })
  const lookUp = async () => [LOOPBACK]
  const secureTo = (port: number, hostname = 'service.example') => to(hostname, port, { secure: true, opened: true })
  afterEach(() => {
    vi.unstubAllEnvs()
    vi.restoreAllMocks()
  })

  it('EG21 verifies against the name, which stays the SNI, while the judged address is connected', async () => {
    const seen = Promise.withResolvers<unknown>()
    const server = await httpsServer(good, (request, response) => {
      seen.resolve('servername' in request.socket ? request.socket.servername : null)
      response.end()
    })
    const socket = await socketOf({ lookUp, certificateAuthorities: [good.cert] }, secureTo(server.port))
    expect(socket.remoteAddress).toBe(LOOPBACK)
    socket.write('GET / HTTP/1.1\r\nhost: service.example\r\nconnection: close\r\n\r\n')
    expect(await seen.promise).toBe('service.example')
    socket.destroy()
  })

  it('EG21 verifies a literal against the addresses of the certificate', async () => {
    const server = await httpsServer(good, (_, response) => response.end())
    const socket = await socketOf({ certificateAuthorities: [good.cert] }, secureTo(server.port, LOOPBACK))
    socket.destroy()
    const other = selfSigned({ hosts: ['service.example'] })
    const wrong = await httpsServer(other, (_, response) => response.end())
    const outcome = await connected({ certificateAuthorities: [other.cert] }, secureTo(wrong.port, LOOPBACK))
    expect(outcome).toMatchObject({ kind: 'tls', phase: 'tls' })
  })

  const DAY_MS = 86_400_000
  const wrongHost = selfSigned({ hosts: ['other.example'] })
  const expired = selfSigned({
    hosts: ['service.example'],
    notBefore: new Date(Date.now() - 2 * DAY_MS),
    notAfter: new Date(Date.now() - DAY_MS),
  })
  it.each([
    ['self-signed', good, []],
    ['wrong host', wrongHost, [wrongHost.cert]],
    ['expired', expired, [expired.cert]],
  ])('EG21 %s: refused, whatever the environment says', async (_, certificate, certificateAuthorities) => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    // Node warns about the variable; that it has no effect here is what is tested.
    vi.spyOn(process, 'emitWarning').mockReturnValue()
    const server = await httpsServer(certificate, (_request, response) => response.end())
    const outcome = await connected({ lookUp, certificateAuthorities }, secureTo(server.port))
    expect(outcome).toMatchObject({ kind: 'tls', phase: 'tls', sent: false })
    await vi.waitFor(() => expect(server.sockets.size).toBe(0))
  })

  it('EG21 something that does not speak TLS is a TLS failure, a hang-up a reset', async () => {
    const plain = await rawServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    expect(await connected({ lookUp }, secureTo(plain.port))).toMatchObject({ kind: 'tls', phase: 'tls' })
    const hangUp = await rawServer((socket) => socket.destroy())
    expect(await connected({ lookUp }, secureTo(hangUp.port))).toMatchObject({ kind: 'reset', phase: 'tls' })
  })

  it('a handshake that is given up closes the socket', async () => {
    const server = await silentServer()
    const settle = vi.fn()
    const attempt = createConnector({ rules: {}, lookUp })(secureTo(server.port), settle)
    await vi.waitFor(() => expect(attempt.phase).toBe('tls'))
    await vi.waitFor(() => expect(server.sockets.size).toBe(1))
    const [socket] = server.sockets
    const closed = socket === undefined ? Promise.reject(new Error('no socket')) : once(socket, 'close')
    attempt.cancel()
    await closed
    expect(settle).not.toHaveBeenCalled()
  })
})
