/** The feed over real sockets: the door before it, its limits, its end. */
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Running, startServer } from './running.ts'
import { connect, refusal, subscribe, ticketOf } from './sockets.ts'

const origin = 'https://app.example.com'
let server: Running
let headers: Record<string, string>
beforeAll(async () => {
  server = await startServer({ environment: { CORS_ORIGINS: origin } })
  headers = { 'x-api-key': server.key }
})
afterAll(async () => {
  await server.stop()
})

async function newKey(): Promise<{ id: string; key: string }> {
  const response = await fetch(`${server.url}/api/v1/auth/apikey`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Reader' }),
  })
  const { data } = (await response.json()) as { data: { id: string; api_key: string } }
  return { id: data.id, key: data.api_key }
}

describe('the door before the upgrade', () => {
  test('lets in keys by either header, and callers without one to public channels', async () => {
    for (const given of [headers, { authorization: `Bearer ${server.key}` }, {}]) {
      const client = await subscribe(server, given, ['model_updates', 'billing_events'])
      expect(client.frames[0]).toMatchObject({
        channels:
          'authorization' in given || 'x-api-key' in given ? ['model_updates', 'billing_events'] : ['model_updates'],
      })
      expect(client.socket.extensions).toBe('')
      client.socket.terminate()
    }
  })

  test('RT02 refuses a wrong key, two keys, and a credential in the query', async () => {
    expect(await refusal(server, { 'x-api-key': 'pxk_wrong' })).toEqual({ status: 401, code: 'INVALID_API_KEY' })
    expect(await refusal(server, { ...headers, authorization: 'Bearer other' })).toEqual({
      status: 400,
      code: 'INVALID_REQUEST',
    })
    for (const name of ['api_key', 'token', 'access_token', 'key'])
      expect(await refusal(server, {}, `?${name}=${server.key}`)).toEqual({ status: 400, code: 'UNKNOWN_PARAMETER' })
  })

  test('RT01 refuses pages of foreign origins, lets in our own and those of the list', async () => {
    const { host } = new URL(server.url)
    for (const foreign of ['https://evil.com', 'null', `${origin}.evil.com`])
      expect(await refusal(server, { ...headers, origin: foreign })).toEqual({
        status: 403,
        code: 'ORIGIN_NOT_ALLOWED',
      })
    for (const own of [origin, `http://${host}`])
      (await connect(server, { ...headers, origin: own })).socket.terminate()
  })

  test('answers who asks for no upgrade with 426', async () => {
    for (const given of [{}, headers]) {
      const response = await fetch(`${server.url}/ws`, { headers: given })
      expect([response.status, response.headers.get('upgrade')]).toEqual([426, 'websocket'])
      expect(await response.json()).toMatchObject({ code: 'UPGRADE_REQUIRED' })
    }
  })

  test('RT02 a ticket opens one socket, for its origin alone', async () => {
    const first = await ticketOf(server, { ...headers, origin })
    const client = await connect(server, { origin }, `?ticket=${first}`)
    client.say({ type: 'subscribe', channels: ['account_events'] })
    expect(await client.frame(({ type }) => type === 'subscribed')).toMatchObject({ channels: ['account_events'] })
    client.socket.terminate()
    const spent = { status: 401, code: 'INVALID_TOKEN' }
    expect(await refusal(server, { origin }, `?ticket=${first}`)).toEqual(spent)

    const { host } = new URL(server.url)
    const others: Record<string, string>[] = [{}, { origin: `http://${host}` }]
    for (const other of others) {
      const ticket = await ticketOf(server, { ...headers, origin })
      expect(await refusal(server, other, `?ticket=${ticket}`)).toEqual({ status: 403, code: 'ORIGIN_NOT_ALLOWED' })
      expect(await refusal(server, { origin }, `?ticket=${ticket}`)).toEqual(spent)
    }
    const third = await ticketOf(server, headers)
    expect(await refusal(server, headers, `?ticket=${third}`)).toEqual({ status: 400, code: 'INVALID_REQUEST' })
    expect(await refusal(server, {}, '?ticket=')).toEqual(spent)
    expect(server.output()).not.toContain(first)
  })

  test('RT06 the 21st socket of a user waits for a place', async () => {
    const { key } = await newKey()
    const clients = await Promise.all(Array.from({ length: 20 }, () => connect(server, { 'x-api-key': key })))
    expect(await refusal(server, headers)).toEqual({ status: 429, code: 'CONCURRENCY_LIMITED' })
    clients[0]?.socket.close()
    await clients[0]?.closed
    await expect.poll(() => refusal(server, headers)).toMatchObject({ status: 101 })
    for (const { socket } of clients) socket.terminate()
  })
})

describe('a socket', () => {
  test('RT05 ends with 1009 at a message above 64 KB, with 1008 at the third that is not understood', async () => {
    const large = await connect(server, headers)
    large.socket.send(JSON.stringify({ type: 'ping', filler: 'x'.repeat(64 * 1024) }))
    expect((await large.closed).code).toBe(1009)
    const rude = await connect(server, headers)
    for (const text of ['{', '[]', '{"type":"publish"}']) rude.socket.send(text)
    expect((await rude.closed).code).toBe(1008)
    expect(rude.frames.map(({ type }) => type)).toEqual(['error', 'error'])
  })

  test('RT04 ends with 4401 within 5 s after its key was revoked, also where a ticket opened it', async () => {
    const { id, key } = await newKey()
    const own = { 'x-api-key': key }
    const byKey = await subscribe(server, own, ['account_events'])
    const byTicket = await connect(server, {}, `?ticket=${await ticketOf(server, own)}`)
    const other = await subscribe(server, headers, ['account_events'])
    const revokedAt = performance.now()
    await fetch(`${server.url}/api/v1/auth/apikey/${id}`, { method: 'DELETE', headers })
    for (const client of [byKey, byTicket]) {
      const { code, atMs } = await client.closed
      expect(code).toBe(4401)
      expect(atMs - revokedAt).toBeLessThan(5_000)
    }
    expect(other.socket.readyState).toBe(other.socket.OPEN)
    other.socket.terminate()
  })

  test('is told to go elsewhere when the server ends, which it does at once', async () => {
    const ending = await startServer()
    const client = await subscribe(ending, { 'x-api-key': ending.key }, ['model_updates'])
    const exit = once(ending.process, 'exit')
    ending.process.kill('SIGTERM')
    expect((await client.closed).code).toBe(1012)
    expect((await exit)[0]).toBe(0)
    expect(ending.output()).not.toContain('"level":"error"')
  })
})
