import { createServer, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { ApiError } from '@proxyapi/contract/errors'
import { describe, expect, it, onTestFinished } from 'vitest'
import { selfSigned } from '../../test/egress/certificate.ts'
import {
  egressFor,
  failureOf,
  httpServer,
  httpsServer,
  LOOPBACK,
  rawServer,
  record,
} from '../../test/egress/loopback.ts'
import { egressClasses } from './classes.ts'
import { type EgressFailure, toApiError } from './failure.ts'
import type { EgressCall } from './plan.ts'

const get = (port: number, path = '/'): EgressCall => ({
  class: 'target',
  method: 'GET',
  url: `http://${LOOPBACK}:${port}${path}`,
})

const read = async (request: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}

/** Answers with what it was asked. */
const echoServer = () =>
  httpServer(async (request, response) => {
    const { method, url, rawHeaders } = request
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ method, url, rawHeaders, body: await read(request) }))
  })

describe('request', () => {
  it('hands on method, path, query, headers and body, and answers with status, headers and bytes', async () => {
    const server = await echoServer()
    const answer = await egressFor([server.port]).request({
      class: 'provider',
      method: 'POST',
      url: `http://${LOOPBACK}:${server.port}/v1/x%20y?a=b&c=%C3%BC`,
      headers: { 'Content-Type': 'application/json', Authorization: 'Bearer k' },
      body: '{"a":"ü"}',
    })
    expect(answer.status).toBe(200)
    expect(answer.remoteAddress).toBe(LOOPBACK)
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(answer.rawHeaders).toContainEqual(['content-type', 'application/json'])
    expect(JSON.parse(await answer.text())).toEqual({
      method: 'POST',
      url: '/v1/x%20y?a=b&c=%C3%BC',
      rawHeaders: [
        ...['host', `${LOOPBACK}:${server.port}`, 'connection', 'keep-alive'],
        ...['content-type', 'application/json', 'authorization', 'Bearer k'],
        ...['user-agent', 'proxyapi-test', 'accept-encoding', 'identity', 'x-proxyapi-hops', '1'],
        ...['content-length', '10'],
      ],
      body: '{"a":"ü"}',
    })
  })

  it('sends a body of bytes or of pieces', async () => {
    const server = await echoServer()
    const egress = egressFor([server.port])
    async function* pieces() {
      yield Buffer.from('one ')
      yield Buffer.from('two')
    }
    for (const body of [Buffer.from('one two'), pieces()]) {
      const answer = await egress.request({ ...get(server.port), method: 'PUT', body })
      expect(JSON.parse(await answer.text()).body).toBe('one two')
    }
  })

  it('a request body that fails ends the call, and the socket with it', async () => {
    const server = await httpServer((request) => request.resume())
    async function* broken() {
      yield Buffer.from('one')
      throw new Error('broken body')
    }
    const call = { ...get(server.port), method: 'POST', body: broken() }
    expect(await failureOf(egressFor([server.port]).request(call))).toMatchObject({ kind: 'aborted', sent: true })
    await expect.poll(() => server.sockets.size).toBe(0)
  })

  it('counts the servers like this one that a request has passed', async () => {
    const server = await echoServer()
    const answer = await egressFor([server.port]).request({
      ...get(server.port),
      hops: 1,
      headers: { 'X-ProxyAPI-Hops': '0' },
    })
    const { rawHeaders } = JSON.parse(await answer.text())
    expect(rawHeaders[rawHeaders.indexOf('x-proxyapi-hops') + 1]).toBe('2')
    expect(rawHeaders.filter((name: string) => name.toLowerCase() === 'x-proxyapi-hops')).toHaveLength(1)
  })

  it('EG18 keeps what the caller may not set from the wire', async () => {
    const server = await echoServer()
    const headers = {
      Host: 'metadata.google.internal',
      'Metadata-Flavor': 'Google',
      'Transfer-Encoding': 'chunked',
      'Content-Length': '3',
      Upgrade: 'h2c',
      'Proxy-Authorization': 'x',
      Forwarded: 'for=1.1.1.1',
      'X-Forwarded-For': '1.1.1.1',
      Connection: 'x-secret',
      'X-Secret': '1',
      'X-Kept': '2',
    }
    const answer = await egressFor([server.port]).request({ ...get(server.port), method: 'POST', headers, body: 'x' })
    const { rawHeaders, body } = JSON.parse(await answer.text())
    const names = rawHeaders.filter((_: string, index: number) => index % 2 === 0)
    expect(names).toEqual(['host', 'connection', 'x-kept', 'user-agent', 'x-proxyapi-hops', 'content-length'])
    expect(rawHeaders[1]).toBe(`${LOOPBACK}:${server.port}`)
    expect(body).toBe('x')
  })

  it.each([
    ['x-a', 'a\r\nx-b: c'],
    ['x-a', 'a\nb'],
    ['x-a', 'a\u0000'],
    ['x-a', 'ё'],
    ['x a', 'b'],
    ['x-a:', 'b'],
    ['', 'b'],
  ])('EG18 a header that would not stay one is refused before a packet: %j: %j', async (name, value) => {
    const server = await echoServer()
    const failure = await failureOf(
      egressFor([server.port]).request({ ...get(server.port), headers: { [name]: value } }),
    )
    expect(failure).toMatchObject({ kind: 'invalid', sent: false })
    expect(toApiError(failure, 'target')).toMatchObject({ code: 'INVALID_REQUEST' })
    expect(server.accepted()).toBe(0)
  })

  it.each(['CONNECT', 'TRACE', 'TRACK', 'get', 'GET ', 'BREW', ''])('EG19 405 for method %j', async (method) => {
    const server = await echoServer()
    const failure = await failureOf(egressFor([server.port]).request({ ...get(server.port), method }))
    expect(toApiError(failure, 'target').code).toBe('METHOD_NOT_ALLOWED')
    expect(server.accepted()).toBe(0)
  })

  it.each([301, 302, 303, 307, 308])('EG09 a %i is an answer like any other', async (status) => {
    const canary = await echoServer()
    const server = await httpServer((_, response) => {
      response.writeHead(status, { location: `http://${LOOPBACK}:${canary.port}/inside` }).end('moved')
    })
    const answer = await egressFor([server.port, canary.port]).request({
      ...get(server.port),
      method: 'POST',
      headers: { authorization: 'Bearer secret' },
      body: 'secret',
    })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('location')).toBe(`http://${LOOPBACK}:${canary.port}/inside`)
    expect(await answer.text()).toBe('moved')
    expect(canary.accepted()).toBe(0)
  })

  it('EG15 EG17 the URL rules hold on this path', async () => {
    const egress = egressFor([])
    const codeOf = async (url: string) =>
      toApiError(await failureOf(egress.request({ class: 'target', method: 'GET', url })), 'target').code
    expect(await codeOf('http://example.com:65536/')).toBe('TARGET_URL_INVALID')
    expect(await codeOf('http://example.com:6379/')).toBe('TARGET_BLOCKED')
    expect(await codeOf('http://unix:/var/run/docker.sock:/x')).toBe('TARGET_BLOCKED')
    expect(await codeOf('file:///etc/passwd')).toBe('TARGET_URL_INVALID')
  })

  it('EG22 an operator rule opens one host and port, also by name', async () => {
    const [open, closed] = [await echoServer(), await echoServer()]
    const allow = [{ host: 'model.lan', port: open.port, class: 'provider' as const }]
    const egress = egressFor([], { rules: { allow }, lookUp: async () => [LOOPBACK] })
    const to = (host: string, port: number): EgressCall => ({
      class: 'provider',
      method: 'GET',
      url: `http://${host}:${port}/`,
    })
    const answer = await egress.request(to('model.lan', open.port))
    expect(answer.status).toBe(200)
    await answer.text()
    const others = [to('model.lan', closed.port), to(LOOPBACK, open.port), to('other.lan', open.port)]
    for (const call of [...others, { ...to('model.lan', open.port), class: 'fetch' as const }]) {
      expect(await failureOf(egress.request(call))).toMatchObject({ kind: 'blocked' })
    }
    expect(closed.accepted()).toBe(0)
  })

  it('EG22 a connection that a contract opened serves no call without it', async () => {
    const server = await echoServer()
    const lookUp = async () => [LOOPBACK]
    const egress = egressFor([], { rules: {}, lookUp })
    const contract = { host: 'gpu.example', ports: [server.port], private: true }
    const call = { class: 'instance', method: 'GET', url: `http://gpu.example:${server.port}/` } as const
    await (await egress.request({ ...call, contract })).text()
    expect(egress.counts().instance.idle).toBe(1)
    const failure = await failureOf(egress.request({ ...call, contract: { ...contract, private: false } }))
    expect(failure.kind).toBe('blocked')
    expect(server.accepted()).toBe(1)
  })

  it('EG21 a self-signed certificate is a TLS failure, a known authority is not', async () => {
    const certificate = selfSigned({ hosts: [LOOPBACK] })
    const server = await httpsServer(certificate, (_, response) => response.end('secret'))
    const call = { class: 'provider', method: 'GET', url: `https://${LOOPBACK}:${server.port}/` } as const
    const failure = await failureOf(egressFor([server.port]).request(call))
    expect(failure).toMatchObject({ kind: 'tls', sent: false })
    expect(toApiError(failure, 'target').code).toBe('TARGET_TLS_ERROR')
    const trusting = egressFor([server.port], { certificateAuthorities: [certificate.cert] })
    expect(await (await trusting.request(call)).text()).toBe('secret')
  })

  it('EG17 class cloud reaches the one UNIX socket by its origin', async () => {
    const path = join(tmpdir(), `proxyapi-egress-${process.pid}.sock`)
    const server = createServer((request, response) => response.end(`runner ${request.url}`)).listen(path)
    onTestFinished(() => void server.close())
    const egress = egressFor([], { rules: { unixSocket: { origin: 'http://runner.local', path } } })
    const call = { class: 'cloud', method: 'GET', url: 'http://runner.local/v1' } as const
    const answer = await egress.request(call)
    expect(answer.remoteAddress).toBeNull()
    expect(await answer.text()).toBe('runner /v1')
    expect(await failureOf(egress.request({ ...call, class: 'provider' }))).toMatchObject({ kind: 'blocked' })
  })

  it('an answer to a relayed class brings back no cookie; encodings are the caller’s matter', async () => {
    const zipped = gzipSync('x'.repeat(1_000))
    const server = await httpServer((_, response) => {
      response.writeHead(200, { 'set-cookie': ['a=1', 'b=2'], 'content-encoding': 'gzip', 'x-kept': '1' }).end(zipped)
    })
    const egress = egressFor([server.port])
    const answer = await egress.request(get(server.port))
    expect(answer.headers.has('set-cookie')).toBe(false)
    expect(answer.rawHeaders.map(([name]) => name)).not.toContain('set-cookie')
    expect(answer.headers.has('connection')).toBe(false)
    expect(answer.headers.get('x-kept')).toBe('1')
    expect(Buffer.from(await answer.bytes())).toEqual(zipped)
    const own = await failureOf(egress.request({ ...get(server.port), class: 'provider' }))
    expect(own).toMatchObject({ kind: 'protocol' })
  })

  it.each(['with a length', 'in chunks'])(
    'WO03 of an answer to a webhook 64 KB are read, and no more: %s',
    async (how) => {
      const body = 'x'.repeat(1_000_000)
      const server = await httpServer((_, response) => {
        response.setHeader('content-encoding', 'gzip')
        if (how === 'in chunks') response.flushHeaders()
        response.end(body)
      })
      const allow = [{ host: LOOPBACK, port: server.port }]
      const egress = egressFor([], { rules: { allow, plainWebhooks: true } })
      const answer = await egress.request({ ...get(server.port), class: 'webhook', method: 'POST', body: '{}' })
      expect(answer.status).toBe(200)
      expect(await answer.text()).toBe(body.slice(0, 65_536))
      await expect.poll(() => egress.counts().webhook.open).toBe(0)
      const short = await egress.request({ ...get(server.port), class: 'webhook', limits: { maxBytes: 0 } })
      expect(await short.text()).toBe('')
    },
  )

  it('HEAD and 204 end without a body', async () => {
    const server = await httpServer((request, response) => {
      if (request.method === 'HEAD') response.writeHead(200, { 'content-length': 5_000_000_000 }).end()
      else response.writeHead(204).end()
    })
    const egress = egressFor([server.port])
    expect(await (await egress.request({ ...get(server.port), method: 'HEAD' })).text()).toBe('')
    expect(await (await egress.request(get(server.port))).text()).toBe('')
  })

  it('informational answers are passed over', async () => {
    const server = await rawServer((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 103 Early Hints\r\nlink: <x>\r\n\r\n')
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
      })
    })
    const answer = await egressFor([server.port]).request(get(server.port))
    expect([answer.status, await answer.text()]).toEqual([200, 'ok'])
  })
})

describe('EG20 hostile answers', () => {
  const answering = (text: string | Buffer) => rawServer((socket) => void socket.once('data', () => socket.write(text)))
  const failureFrom = async (
    port: number,
    more: Partial<EgressCall['limits'] & object> = {},
  ): Promise<EgressFailure> => {
    const egress = egressFor([port])
    return failureOf(egress.request({ ...get(port), limits: more }).then((answer) => answer.text()))
  }

  it('EG20 5 GB announced: refused by its header', async () => {
    const server = await answering('HTTP/1.1 200 OK\r\ncontent-length: 5000000000\r\n\r\nxxxx')
    const failure = await failureFrom(server.port)
    expect(failure).toMatchObject({ kind: 'too-large', phase: 'headers', sent: true })
    expect(toApiError(failure, 'target').code).toBe('TARGET_RESPONSE_TOO_LARGE')
    await expect.poll(() => server.sockets.size).toBe(0)
  })

  it('EG20 endless: cut at the limit, counted as it arrives', async () => {
    let written = 0
    const chunk = Buffer.alloc(10_000)
    const server = await httpServer((_, response) => {
      const more = () => {
        while (response.write(chunk)) written += chunk.length
      }
      response.on('drain', more)
      more()
    })
    expect(await failureFrom(server.port, { maxBytes: 100_000 })).toMatchObject({ kind: 'too-large', phase: 'body' })
    await expect.poll(() => server.sockets.size).toBe(0)
    expect(written).toBeLessThan(20_000_000)
  })

  it('EG20 a reader’s own cap holds below the call’s', async () => {
    const server = await httpServer((_, response) => response.end('x'.repeat(1_000)))
    const egress = egressFor([server.port])
    expect(await (await egress.request(get(server.port))).text(1_000)).toHaveLength(1_000)
    const tooLong = (await egress.request(get(server.port))).text(999)
    expect(await failureOf(tooLong)).toMatchObject({ kind: 'too-large' })
  })

  it('EG20 exactly the limit is allowed', async () => {
    const server = await httpServer((_, response) => response.write('x'.repeat(1_000)) && response.end())
    const counted = await httpServer((_, response) => response.end('x'.repeat(1_000)))
    for (const { port } of [server, counted]) {
      const answer = await egressFor([port]).request({ ...get(port), limits: { maxBytes: 1_000 } })
      expect(await answer.text()).toHaveLength(1_000)
    }
  })

  it('EG20 a byte now and then: the gap limit, or the total', async () => {
    const server = await httpServer((request, response) => {
      const timer = setInterval(() => response.write('x'), request.url === '/slow' ? 300 : 20)
      response.on('close', () => clearInterval(timer))
    })
    const egress = egressFor([server.port])
    const reading = (path: string, limits: EgressCall['limits'] & object) =>
      failureOf(egress.request({ ...get(server.port, path), limits }).then((answer) => answer.text()))
    const failures = await Promise.all([
      reading('/slow', { idleMs: 100 }),
      reading('/fast', { idleMs: 200, totalMs: 300 }),
    ])
    for (const failure of failures) {
      expect(failure).toMatchObject({ kind: 'timeout', phase: 'body' })
      expect(toApiError(failure, 'target').code).toBe('TARGET_TIMEOUT')
    }
  })

  it('EG20 a gzip bomb stays as small as it was sent', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000))
    const server = await httpServer((_, response) => {
      const encodings = Array.from({ length: 100 }, () => 'gzip').join(', ')
      response.writeHead(200, { 'content-encoding': encodings }).end(bomb)
    })
    const answer = await egressFor([server.port]).request(get(server.port))
    expect((await answer.bytes()).length).toBe(bomb.length)
  })

  it('EG20 1 MB of headers', async () => {
    const server = await answering(`HTTP/1.1 200 OK\r\n${`x-a: ${'b'.repeat(1_000)}\r\n`.repeat(1_000)}\r\n`)
    expect(await failureFrom(server.port)).toMatchObject({ kind: 'too-large', phase: 'headers' })
  })

  it.each([
    ['not HTTP', 'SSH-2.0-OpenSSH_9.9\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx'],
    [
      'a length and chunks',
      'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n',
    ],
    ['an unasked upgrade', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'],
    ['binary', Buffer.from(Array.from({ length: 256 }, (_, index) => index))],
  ])('EG20 %s: a failure of this call alone', async (_, text) => {
    const server = await answering(text)
    expect(['protocol', 'reset']).toContain((await failureFrom(server.port)).kind)
  })

  it('EG20 HTML is data', async () => {
    const server = await httpServer((_, response) => response.end('<script>alert(1)</script>'))
    expect(await (await egressFor([server.port]).request(get(server.port))).text()).toBe('<script>alert(1)</script>')
  })
})

describe('admit', () => {
  it('judges a URL that is stored, without a packet to it', async () => {
    const egress = egressFor([], {
      rules: {},
      lookUp: async (name) => {
        if (name === 'missing.example') throw Object.assign(new Error(), { code: 'ENOTFOUND' })
        return [name === 'inside.example' ? '10.0.0.1' : '93.184.216.34']
      },
    })
    await expect(egress.admit('https://hooks.example/x', 'webhook')).resolves.toBeUndefined()
    await expect(egress.admit('https://missing.example/x', 'webhook')).resolves.toBeUndefined()
    await expect(egress.admit('http://hooks.example/x', 'webhook')).rejects.toMatchObject({
      code: 'TARGET_URL_INVALID',
    })
    await expect(egress.admit('https://10.0.0.1/x', 'webhook')).rejects.toMatchObject({ code: 'TARGET_BLOCKED' })
    await expect(egress.admit('https://inside.example/x', 'webhook')).rejects.toMatchObject({ code: 'TARGET_BLOCKED' })
  })
})

describe('close', () => {
  it('ends what runs with SHUTTING_DOWN, refuses what comes, leaves no socket', async () => {
    const server = await httpServer((request, response) => {
      if (request.url === '/quick') response.end('x')
    })
    const egress = egressFor([server.port])
    await (await egress.request(get(server.port, '/quick'))).text()
    const running = record(egress, get(server.port))
    await expect.poll(() => server.sockets.size).toBe(1)
    await egress.close()
    await running.ended
    const refused = await failureOf(egress.request(get(server.port)))
    for (const failure of [running.failure, refused]) {
      expect(failure?.kind).toBe('aborted')
      if (failure) expect(toApiError(failure, 'upstream')).toEqual(new ApiError('SHUTTING_DOWN'))
    }
    expect(Object.values(egress.counts()).every(({ open }) => open === 0)).toBe(true)
    await expect.poll(() => server.sockets.size).toBe(0)
  })
})

describe('classes', () => {
  it('are the table of the specification', () => {
    const rows = Object.entries(egressClasses).map(([name, { ports, limits }]) => [name, ports, limits.maxBytes])
    expect(rows).toEqual([
      ['provider', 'any', 50_000_000],
      ['cloud', 'any', 50_000_000],
      ['instance', 'contract', 10_000_000],
      ['target', [80, 443, 8000, 8080, 8443], 10_000_000],
      ['webhook', [443, 8443], 65_536],
      ['fetch', [80, 443], 20_000_000],
      ['identity', 'any', 1_000_000],
      ['telemetry', 'any', 65_536],
    ])
    expect(egressClasses.target.limits).toMatchObject({ connectMs: 3_000, headersMs: 60_000, idleMs: 60_000 })
    expect(egressClasses.webhook.limits.totalMs).toBe(15_000)
    expect(egressClasses.fetch.limits.totalMs).toBe(10_000)
  })
})
