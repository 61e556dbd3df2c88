/** WebSockets to an instance, through the server as a user starts it; on both ends stands an implementation that is not ours. */
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as after } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type ClientOptions, type RawData, WebSocket, WebSocketServer } from 'ws'
import { type Running, startServer } from './running.ts'
import { ticketOf } from './sockets.ts'

const origin = 'https://app.example.com'
const MiB = 2 ** 20
let server: Running
let contract: string
let atInstance: string
/** Upgrades that came to the instance. */
const asked: IncomingMessage[] = []
const instance = createServer((request, response) => {
  const isTeapot = request.url === '/teapot'
  response.writeHead(isTeapot ? 418 : 200, { 'content-type': 'text/plain', 'set-cookie': 'a=b' })
  response.end(isTeapot ? 'no socket here' : 'up')
})
const sockets = new WebSocketServer({
  noServer: true,
  maxPayload: 32 * MiB,
  handleProtocols: (offered) => [...offered].at(-1) ?? false,
})

beforeAll(async () => {
  instance.on('upgrade', (request, socket, head) => {
    asked.push(request)
    if (request.url === '/teapot') {
      socket.end('HTTP/1.1 418 Teapot\r\nContent-Type: text/plain\r\nSet-Cookie: a=b\r\n\r\nno socket here')
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => {})
      webSocket.on('message', (data, binary) => {
        if (String(data).startsWith('close ')) webSocket.close(Number(String(data).slice(6)), 'as you wish')
        else if (String(data) === 'large') webSocket.send(Buffer.alloc(16 * MiB + 1))
        else if (String(data) === 'ping me') webSocket.ping('from the instance')
        else webSocket.send(data, { binary })
      })
    })
  })
  instance.listen(0, '127.0.0.1')
  await once(instance, 'listening')
  atInstance = `ws://127.0.0.1:${(instance.address() as AddressInfo).port}`
  server = await startServer({ environment: { CORS_ORIGINS: origin } })
  contract = await rented()
  moveTo(contract, (instance.address() as AddressInfo).port)
})

afterAll(async () => {
  await server.stop()
  instance.closeAllConnections()
  for (const webSocket of sockets.clients) webSocket.terminate()
  instance.close()
})

async function call<T>(method: string, path: string, body?: object, key = server.key): Promise<T> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  })
  if (!response.ok) throw new Error(await response.text())
  return ((await response.json()) as { data: T }).data
}

async function rented(): Promise<string> {
  for (;;) {
    const [offer] = await call<{ id: string; provider: string }[]>('GET', '/gpu/instances?limit=1')
    if (offer === undefined) await after(100)
    else {
      const path = `/gpu/instances/${offer.provider}/${offer.id}?wait=ready`
      return (await call<{ contract_id: string }>('POST', path, { ports: [8000] })).contract_id
    }
  }
}

/** Its port is mapped to another server: one that the simulator has nothing to do with. */
function moveTo(id: string, port: number): void {
  const database = new DatabaseSync(join(server.folder, 'gpuproxy.db'), { timeout: 5_000 })
  const ports = JSON.stringify([{ port: 8000, public_port: port, host: '127.0.0.1' }])
  database.prepare('UPDATE gpu_instances SET ports = ? WHERE id = ?').run(ports, id)
  database.close()
}

interface Client {
  socket: WebSocket
  /** What came, as text or hex. */
  heard: string[]
  /** Resolves when so much has come. */
  until(count: number): Promise<string[]>
  closed: Promise<{ code: number; reason: string }>
}

const through = (path = '/', id = contract) =>
  `${server.url.replace('http', 'ws')}/api/v1/gpu/contracts/${id}/proxy/8000${path}`

async function opened(url: string, options: ClientOptions = {}, protocols: string[] = []): Promise<Client> {
  const socket = new WebSocket(url, protocols, { headers: { 'x-api-key': server.key }, ...options })
  onTestFinished(() => socket.terminate())
  const heard: string[] = []
  const told = new Set<() => void>()
  const hear = (text: string) => {
    heard.push(text)
    for (const tell of told) tell()
  }
  socket.on('message', (data: RawData, binary) => hear(binary ? (data as Buffer).toString('hex') : String(data)))
  socket.on('ping', (data) => hear(`ping ${data}`))
  socket.on('pong', (data) => hear(`pong ${data}`))
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) })),
  )
  const failed = once(socket, 'unexpected-response').then(async ([, response]) => {
    let body = ''
    for await (const chunk of response as IncomingMessage) body += String(chunk)
    const { statusCode, headers } = response as IncomingMessage
    throw Object.assign(new Error('refused'), { statusCode, headers, body })
  })
  failed.catch(() => {})
  await Promise.race([once(socket, 'open'), failed])
  socket.on('error', () => {})
  const until = (count: number) =>
    new Promise<string[]>((resolve) => {
      const tell = () => {
        if (heard.length >= count) resolve(heard)
      }
      told.add(tell)
      tell()
    })
  return { socket, heard, until, closed }
}

async function refused(url: string, options: ClientOptions = {}) {
  const socket = new WebSocket(url, options)
  onTestFinished(() => socket.terminate())
  socket.on('error', () => {})
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
  let body = ''
  for await (const chunk of response) body += String(chunk)
  return { status: response.statusCode, body, headers: response.headers }
}

const codeOf = ({ status, body }: { status: number | undefined; body: string }) => ({
  status,
  code: (JSON.parse(body) as { code: string }).code,
})

describe('a socket to an instance', () => {
  test('says and hears what it would without us: text, bytes, fragments, pings, its protocol, its close code', async () => {
    const told: unknown[] = []
    for (const url of [atInstance, through()]) {
      const { socket, until, closed } = await opened(url, {}, ['first', 'second'])
      socket.send('grüße')
      socket.send(Buffer.from([0, 255, 1]))
      socket.send('half ', { fin: false })
      socket.send('and half', { fin: true })
      socket.ping('from the client')
      await until(4)
      socket.send('ping me')
      await until(5)
      socket.send('close 4123')
      told.push({ protocol: socket.protocol, heard: await until(5), ...(await closed) })
    }
    expect(told[1]).toEqual(told[0])
    expect(told[0]).toMatchObject({
      protocol: 'second',
      heard: ['grüße', '00ff01', 'half and half', 'pong from the client', 'ping from the instance'],
      code: 4123,
      reason: 'as you wish',
    })
  })

  test('passes path and query as they stand, and nothing that is ours', async () => {
    await opened(through('/a%2Fb//c?x=%20&y'), { headers: { 'x-api-key': server.key, cookie: 'c=d', 'x-mine': 'yes' } })
    const { url, headers } = asked.at(-1)!
    expect(url).toBe('/a%2Fb//c?x=%20&y')
    expect(headers).toMatchObject({ 'x-mine': 'yes', 'x-proxyapi-hops': '1', upgrade: 'websocket' })
    expect(headers).not.toHaveProperty('x-api-key')
    expect(headers).not.toHaveProperty('cookie')
  })

  test('a close of the caller reaches the instance with its code', async () => {
    const client = await opened(through())
    const atOther = new Promise<number>((resolve) => {
      for (const webSocket of sockets.clients) webSocket.once('close', resolve)
    })
    client.socket.close(4321, 'bye')
    expect(await atOther).toBe(4321)
  })

  test('messages of 16 MiB pass, and end the socket with 1009 beyond that, either way', async () => {
    const { socket, until, closed } = await opened(through(), { maxPayload: 32 * MiB })
    socket.send(Buffer.alloc(16 * MiB, 7))
    const [echo = ''] = await until(1)
    expect(echo.length).toBe(32 * MiB)
    socket.send(Buffer.alloc(16 * MiB + 1))
    expect((await closed).code).toBe(1009)
    const other = await opened(through(), { maxPayload: 32 * MiB })
    other.socket.send('large')
    expect((await other.closed).code).toBe(1009)
  })

  test('an instance that opens none has its answer passed', async () => {
    const { status, body, headers } = await refused(through('/teapot'), { headers: { 'x-api-key': server.key } })
    expect({ status, body }).toEqual({ status: 418, body: 'no socket here' })
    expect(headers).toMatchObject({ 'x-proxy-source': 'target', 'content-type': 'text/plain' })
    expect(headers).not.toHaveProperty('set-cookie')
  })
})

describe('the door before it', () => {
  test('a ticket opens one socket, and stays here', async () => {
    const ticket = await ticketOf(server, { 'x-api-key': server.key })
    const { socket, until } = await opened(through(`/t?a=1&ticket=${ticket}&b=2`), { headers: {} })
    socket.send('hello')
    expect(await until(1)).toEqual(['hello'])
    expect(asked.at(-1)?.url).toBe('/t?a=1&b=2')
    expect(codeOf(await refused(through(`/t?ticket=${ticket}`)))).toEqual({ status: 401, code: 'INVALID_TOKEN' })
  })

  test.each([
    ['no credential', {}, 401, 'AUTH_REQUIRED'],
    ['a wrong one', { 'x-api-key': 'pxk_wrong' }, 401, 'INVALID_API_KEY'],
    ['a page of another origin', { origin: 'https://evil.example' }, 403, 'ORIGIN_NOT_ALLOWED'],
  ])('%s is refused', async (_, headers, status, code) => {
    const before = asked.length
    expect(codeOf(await refused(through(), { headers }))).toEqual({ status, code })
    expect(asked.length).toBe(before)
  })

  test('a page of an allowed origin gets in', async () => {
    const { socket } = await opened(through(), { headers: { 'x-api-key': server.key, origin } })
    expect(socket.readyState).toBe(WebSocket.OPEN)
  })

  test.each([
    ['an unknown contract', 'inst_01JDQ3K8ZV5W7XH2M4N6P8R9TA', 404, 'NOT_FOUND'],
    ['what is no id', 'x', 404, 'NOT_FOUND'],
  ])('%s reads like one that never was', async (_, id, status, code) => {
    const headers = { 'x-api-key': server.key }
    expect(codeOf(await refused(through('/', id), { headers }))).toEqual({ status, code })
  })

  test('a socket ends with the key that opened it', async () => {
    const made = await call<{ id: string; api_key: string }>('POST', '/auth/apikey', { name: 'Short' })
    const { closed } = await opened(through(), { headers: { 'x-api-key': made.api_key } })
    await call('DELETE', `/auth/apikey/${made.id}`)
    expect(await closed).toEqual({ code: 4401, reason: 'The credential has ended.' })
  })
})
