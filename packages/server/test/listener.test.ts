/** Bytes from strangers at the listener itself: what is no request is refused in our words, and its connection closed. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Listening, listen } from '../src/cli/listen.ts'
import { loadConfig } from '../src/config/load.ts'
import { startApp, type TestApp } from './app.ts'

const { config } = loadConfig({ files: [{ name: 'test.yaml', text: '{}' }], environment: {} })
const server = { ...config.server, port: 0, host: '127.0.0.1', headers_timeout: 200, request_timeout: 400 }
const waitMs = 10_000

let app: TestApp
let listening: Listening
beforeAll(async () => {
  app = await startApp()
  listening = await listen(app.app, server)
})
afterAll(async () => {
  await listening.drain(0, () => undefined)
  await app.close()
})

async function opened(text: string): Promise<Socket> {
  const socket = connect(listening.port, '127.0.0.1')
  socket.setTimeout(waitMs, () => socket.destroy(new Error('nobody closed the connection')))
  await once(socket, 'connect')
  socket.write(text, 'latin1')
  return socket
}

/** All that is answered until the listener closes the connection, which it must. */
async function answerTo(text: string): Promise<string> {
  let heard = ''
  for await (const bytes of await opened(text)) heard += String(bytes)
  return heard
}

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1])
const codeOf = (answer: string) => /"code":"(\w+)"/.exec(answer)?.[1]?.toUpperCase()
const head = (line: string, ...headers: string[]) => `${[line, ...headers].join('\r\n')}\r\n\r\n`
const asked = (...headers: string[]) => head('GET /api/v1/admin/users HTTP/1.1', 'Connection: close', ...headers)

async function refused(text: string, status: number, code: string): Promise<void> {
  const answer = await answerTo(text)
  expect([statusOf(answer), codeOf(answer)]).toEqual([status, code])
  expect(answer).toMatch(/\r\nx-request-id: req_\w{26}\r\n/i)
  expect(answer).toMatch(/\r\ncache-control: no-store\r\n/i)
  expect(answer).toMatch(/\r\nconnection: close\r\n/i)
  expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1)
}

describe('a host', () => {
  test.each(['localhost/public/#@x', 'a@b', 'x/y?', 'a:99999', 'a b', '[::1'])(
    'HT01 that is none is 400: %s',
    async (host) => {
      await refused(asked(`Host: ${host}`), 400, 'INVALID_REQUEST')
    },
  )

  test('HT01 given twice, empty or not at all is 400', async () => {
    await refused(asked('Host: a', 'Host: a'), 400, 'INVALID_REQUEST')
    await refused(asked('Host: a', 'hOSt: b'), 400, 'INVALID_REQUEST')
    await refused(asked('Host:'), 400, 'INVALID_REQUEST')
    expect(statusOf(await answerTo(asked()))).toBe(400)
  })

  test('HT01 given twice opens no socket of the feed', async () => {
    const upgrade = ['Upgrade: websocket', 'Connection: upgrade, close', 'Sec-WebSocket-Version: 13']
    const request = head('GET /ws HTTP/1.1', 'Host: a', 'Host: b', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==')
    const answer = await answerTo(request.replace('\r\n\r\n', `\r\n${upgrade.join('\r\n')}\r\n\r\n`))
    expect(statusOf(answer)).toBe(400)
  })
})

test.each([
  '/health/../api/v1/admin/users',
  '/health/%2e%2e/api/v1/admin/users',
  '/%61pi/v1/admin/users',
  '//api/v1/admin/users',
  '/./api/v1/admin/users',
  '/api/v1/admin/users%00',
  '/api/v1/admin/users/',
  '/API/v1/admin/users',
  '/api/v1/admin%2fusers',
  '/health/live;/../../api/v1/admin/users',
  'http://elsewhere/api/v1/admin/users',
])('HT02 no spelling of a path goes round the credential: %s', async (path) => {
  const answer = await answerTo(head(`GET ${path} HTTP/1.1`, 'Host: a', 'Connection: close'))
  expect([401, 404]).toContain(statusOf(answer))
})

test.each([
  ['both lengths', ['Content-Length: 2', 'Transfer-Encoding: chunked']],
  ['two lengths', ['Content-Length: 2', 'Content-Length: 3']],
  ['the same length twice', ['Content-Length: 2', 'Content-Length: 2']],
  ['a plus', ['Content-Length: +5']],
  ['a minus', ['Content-Length: -1']],
  ['a list', ['Content-Length: 5, 5']],
  ['an encoding that is none', ['Transfer-Encoding: xchunked']],
  ['an encoding twice', ['Transfer-Encoding: chunked, chunked']],
  ['two encodings', ['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked']],
  ['another encoding', ['Transfer-Encoding: identity']],
  ['an encoding before it', ['Transfer-Encoding: gzip, chunked']],
  ['a space before the colon', ['Content-Length : 2']],
  ['a folded line', ['X-A: 1\r\n b: 2']],
])('HT03 how long a body is, is said once, or it is 400 and the end: %s', async (_, headers) => {
  const key = `X-API-Key: ${app.key}`
  const text = `${head('POST /v1/chat/completions HTTP/1.1', 'Host: a', key, ...headers)}{}\r\n0\r\n\r\n`
  await refused(`${text}${asked('Host: a')}`, 400, 'INVALID_REQUEST')
})

test('HT03 lines end with CR and LF', async () => {
  await refused('GET /health/live HTTP/1.1\nHost: a\n\n', 400, 'INVALID_REQUEST')
})

test('HT04 17 KB of headers, or more than 100, are 431', async () => {
  const many = (count: number) => Array.from({ length: count }, (_, n) => `X-${n}: 1`)
  await refused(asked('Host: a', `X-A: ${'a'.repeat(17_000)}`), 431, 'HEADERS_TOO_LARGE')
  await refused(asked('Host: a', ...many(1_500)), 431, 'HEADERS_TOO_LARGE')
  await refused(asked('Host: a', ...many(120)), 431, 'HEADERS_TOO_LARGE')
  expect(statusOf(await answerTo(asked('Host: a', ...many(90))))).toBe(401)
})

test.each(['TRACE', 'PROPFIND', 'PURGE'])('HT05 %s is 405', async (method) => {
  const answer = await answerTo(head(`${method} /health/live HTTP/1.1`, 'Host: a', 'Connection: close'))
  expect([statusOf(answer), codeOf(answer)]).toEqual([405, 'METHOD_NOT_ALLOWED'])
})

test('HT05 EG19 a method that nobody has, or a tunnel, is 405 with Allow', async () => {
  await refused(head('FETCH /health/live HTTP/1.1', 'Host: a'), 405, 'METHOD_NOT_ALLOWED')
  await refused(head('CONNECT 127.0.0.1:22 HTTP/1.1', 'Host: 127.0.0.1:22'), 405, 'METHOD_NOT_ALLOWED')
  expect(await answerTo(head('FETCH / HTTP/1.1', 'Host: a'))).toMatch(/\r\nAllow: GET, /)
})

test('HT06 no line break comes back in a header, from wherever it came', async () => {
  const body = JSON.stringify({ model: 'a\r\nx-mine: 1', messages: [{ role: 'user', content: 'x' }] })
  const lines = ['Host: a', `X-API-Key: ${app.key}`, 'Content-Type: application/json', 'Connection: close']
  const length = `Content-Length: ${Buffer.byteLength(body)}`
  const answer = await answerTo(`${head('POST /v1/chat/completions HTTP/1.1', ...lines, length)}${body}`)
  expect(statusOf(answer)).toBe(404)
  expect(answer).not.toMatch(/^x-mine/im)
  const path = await answerTo(head('GET /v1/models/a%0d%0ax-mine:%201 HTTP/1.1', ...lines))
  expect(path).not.toMatch(/^x-mine/im)
})

test('HT07 a request id that is given twice is replaced', async () => {
  const twice = ['X-Request-Id: a', 'X-Request-Id: b', 'Connection: close']
  const answer = await answerTo(head('GET /health/live HTTP/1.1', 'Host: a', ...twice))
  expect(answer).toMatch(/\r\nx-request-id: req_\w{26}\r\n/i)
})

test('HT08 headers or a body that do not come are 408, and the connection is closed', async () => {
  const lines = ['Host: a', `X-API-Key: ${app.key}`, 'Content-Type: application/json', 'Content-Length: 20']
  await Promise.all([
    refused('GET /health/live HTTP/1.1\r\nHos', 408, 'REQUEST_TIMEOUT'),
    refused(`${head('POST /v1/chat/completions HTTP/1.1', ...lines)}{"a`, 408, 'REQUEST_TIMEOUT'),
  ])
})

test('HT09 1,000 requests that come at once are answered in order, and are all that a socket may ask', async () => {
  const requests = Array.from({ length: 1_001 }, (_, n) =>
    head('GET /health/live HTTP/1.1', 'Host: a', `X-Request-Id: n${n}`),
  )
  let answer = ''
  for await (const bytes of await opened(requests.join(''))) {
    answer += String(bytes)
    if (answer.includes(' 503 Service Unavailable\r\n')) break
  }
  const ids = [...answer.matchAll(/\r\nx-request-id: n(\d+)\r\n/gi)].map(([, id]) => Number(id))
  expect(ids).toEqual(Array.from({ length: 1_000 }, (_, n) => n))
})

describe('a body that waits to be invited', () => {
  const lines = ['Host: a', 'Content-Type: application/json', 'Expect: 100-continue']
  const post = (...headers: string[]) => head('POST /v1/chat/completions HTTP/1.1', ...lines, ...headers)

  test('is not where the headers say that it is refused', async () => {
    const stranger = await answerTo(post('Content-Length: 2'))
    expect([statusOf(stranger), stranger.includes('100 Continue')]).toEqual([401, false])
    const large = await answerTo(post('Content-Length: 99999999', `X-API-Key: ${app.key}`))
    expect([statusOf(large), large.includes('100 Continue')]).toEqual([413, false])
  })

  test('is where they do not, and the connection goes on', async () => {
    const socket = await opened(post('Content-Length: 2', `X-API-Key: ${app.key}`))
    let heard = ''
    for await (const bytes of socket) {
      heard += String(bytes)
      if (heard.endsWith('100 Continue\r\n\r\n')) socket.write(`{}${asked('Host: a')}`)
    }
    expect(heard.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 100', 'HTTP/1.1 400', 'HTTP/1.1 401'])
  })
})

test('what is refused is counted like every answer', async () => {
  const before = refusals()
  await answerTo(asked('Host: a', 'Host: b'))
  expect(refusals()).toBe(before + 1)
})

function refusals(): number {
  const line = /http_requests_total\{[^}]*operation="none"[^}]*status="400"[^}]*\} (\d+)/.exec(
    app.app.rooms.metricsPage(),
  )
  return Number(line?.[1] ?? 0)
}
