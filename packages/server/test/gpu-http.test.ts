import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type components, type OperationMeta, operations } from '@proxyapi/contract'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Store } from '../src/store/database.ts'
import { startWorker } from '../src/worker.ts'
import { type Ask, askOf } from './gpu/http.ts'
import { expectSettled } from './gpu/money.ts'
import { type GpuWorld, gpuWorld } from './gpu/world.ts'
import { aUser } from './ledger.ts'
import { quietLog, testClock } from './runtime.ts'
import { openSqlite } from './stores.ts'

type Contract = components['schemas']['GpuContract']
type Offer = components['schemas']['GpuOffer']
const offerId = 'vast-20114453'
const unknownId = 'inst_01JDQ3K8ZV5W7XH2M4N6P8R9TA'

describe('the GPU operations over HTTP', () => {
  let store: Store
  let world: GpuWorld
  let ask: Ask
  let stranger: string
  let contract: Contract
  let deployment: string
  /** A server that callers may reach, and what it has been asked. */
  let target: Server
  let targetUrl: string
  const asked: { request: IncomingMessage; body: string }[] = []

  beforeAll(async () => {
    target = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += String(chunk)
      asked.push({ request, body })
      const [, status = '200', type = 'application/json'] = /^\/(\d+)\/(.+)$/.exec(request.url ?? '') ?? []
      response.writeHead(Number(status), {
        'content-type': type,
        'set-cookie': 'a=b',
        'x-own': 'yes',
        connection: 'x-own',
      })
      response.end(request.url === '/empty' ? '' : body || '{"ok":true}')
    })
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
    const { port } = target.address() as AddressInfo
    targetUrl = `http://127.0.0.1:${port}`
    store = await openSqlite()
    world = await gpuWorld(store, { allow: [{ host: '127.0.0.1', port, class: 'target' }] })
    ask = askOf(() => world.compute, world.owner.userId)
    stranger = await aUser(store, { credits: 10_000_000 })
    await world.work()
    const served = { model: 'Qwen/Qwen3-8B', gpu: { min_vram: 24 }, max_price_per_hour: 0.6 }
    const made = await ask('POST', '/deployments', { body: { name: 'qwen', ...served } })
    deployment = (made.body.data as { deployment_id: string }).deployment_id
  })
  afterAll(async () => {
    await world.close()
    await store.close()
    await new Promise((resolve) => target.close(resolve))
  })

  describe('offers', () => {
    test('a page says how many there are, and from where', async () => {
      const { status, body } = await ask('GET', '/instances?provider=vast&min_vram=16&limit=3')
      expect(status).toBe(200)
      expect(body).toMatchObject({
        count: 3,
        status: 'success',
        sources: { 'vast.ai': { state: 'fresh', age_seconds: 0 } },
      })
      const offers = body.data as Offer[]
      expect(offers.every(({ vram }) => vram !== null && vram >= 16)).toBe(true)
      expect(offers.some((offer) => 'ref' in offer || 'machine' in offer)).toBe(false)
      const next = await ask('GET', `/instances?provider=vast&min_vram=16&limit=3&cursor=${body.next_cursor}`)
      expect(next.body.total).toBe(body.total)
      expect((next.body.data as Offer[])[0]?.id).not.toBe(offers[0]?.id)
    })

    test.each([
      ['provider=nowhere', 400, 'INVALID_REQUEST'],
      ['min_vram=-1', 400, 'INVALID_REQUEST'],
      ['vram=16', 400, 'UNKNOWN_PARAMETER'],
      ['cursor=bm9wZQ.bm9wZQ', 400, 'INVALID_CURSOR'],
    ])('%s is refused', async (query, status, code) => {
      expect(await ask('GET', `/instances?${query}`)).toMatchObject({ status, body: { code } })
    })

    test('a cursor belongs to its user and its query', async () => {
      const { body } = await ask('GET', '/instances?limit=1')
      const path = `/instances?limit=1&cursor=${body.next_cursor}`
      expect((await ask('GET', path)).status).toBe(200)
      expect((await ask('GET', path, { user: stranger })).body.code).toBe('INVALID_CURSOR')
      expect((await ask('GET', `${path}&sort=value`)).body.code).toBe('INVALID_CURSOR')
    })
  })

  describe('create', () => {
    test.each([
      ['an unknown offer', '/instances/vast.ai/vast-1', {}, 404, 'NOT_FOUND'],
      ['an unknown cloud', `/instances/nowhere/${offerId}`, {}, 404, 'NOT_FOUND'],
      ['an id that is none', '/instances/vast.ai/a..b', {}, 400, 'INVALID_RESOURCE_ID'],
      ['a cap below the price', `/instances/vast.ai/${offerId}`, { max_price_per_hour: 0.5 }, 409, 'PRICE_CHANGED'],
      ['a cap that is no amount', `/instances/vast.ai/${offerId}`, { max_price_per_hour: -1 }, 400, 'INVALID_AMOUNT'],
      ['a flag as image', `/instances/vast.ai/${offerId}`, { image: '-v /:/x' }, 400, 'INVALID_REQUEST'],
      ['a flag as variable', `/instances/vast.ai/${offerId}`, { env: { '-p 80:80': '1' } }, 400, 'INVALID_REQUEST'],
      ['a name of ours', `/instances/vast.ai/${offerId}`, { env: { VAST_KEY: '1' } }, 400, 'INVALID_REQUEST'],
      ['a port twice', `/instances/vast.ai/${offerId}`, { ports: [80, { port: 80 }] }, 400, 'INVALID_REQUEST'],
      ['a field of no launch', `/instances/vast.ai/${offerId}`, { user_id: 'x' }, 400, 'UNKNOWN_PARAMETER'],
      ['more disk than there is', `/instances/vast.ai/${offerId}`, { disk_gb: 5_000 }, 400, 'UNSUPPORTED_PARAMETER'],
      [
        'a bid for what is no auction',
        `/instances/vast.ai/${offerId}`,
        { bid_per_hour: 1 },
        400,
        'UNSUPPORTED_PARAMETER',
      ],
      [
        'an idle limit that nobody sees',
        `/instances/vast.ai/${offerId}`,
        { idle_ttl_seconds: 300 },
        400,
        'UNSUPPORTED_PARAMETER',
      ],
    ])('%s', async (_, path, body, status, code) => {
      expect(await ask('POST', path, { body })).toMatchObject({ status, body: { code } })
      expect(world.simulator.instances()).toEqual([])
    })

    test('the answer has the contract, and its id and address beside it', async () => {
      const answer = await ask('POST', '/instances/vast/20114453', {
        body: { ports: [8000], secret_env: { TOKEN: 's3cret' } },
      })
      expect(answer.status).toBe(201)
      contract = answer.body.data as Contract
      expect(answer.body).toMatchObject({ contract_id: contract.contract_id, ip: null, status: 'success' })
      expect(answer.headers.get('location')).toBe(`/api/v1/gpu/contracts/${contract.contract_id}`)
      expect(contract).toMatchObject({
        status: 'requested',
        instance_id: offerId,
        provider: 'vast.ai',
        price_per_hour: 0.730417,
      })
      expect(answer.text).not.toContain('s3cret')
      await world.until(contract.contract_id, ({ ready }) => ready)
      const created = world.simulator.requests().find(({ path }) => path.includes('/asks/'))
      expect(created?.body).toMatchObject({ env: { TOKEN: 's3cret', '-p 8000:8000': '1' } })
    })

    test('a second one without a key names the contract that is held', async () => {
      const answer = await ask('POST', `/instances/vast.ai/${offerId}`)
      expect(answer).toMatchObject({ status: 409, body: { code: 'ALREADY_EXISTS' } })
      expect(answer.text).toContain(contract.contract_id)
    })
  })

  describe('a contract', () => {
    test('is read by its id and by that of its offer', async () => {
      const byId = await ask('GET', `/contracts/${contract.contract_id}`)
      const byOffer = await ask('GET', `/contracts/${offerId}`)
      expect(byId.body.data).toMatchObject({ status: 'ready', ip: '127.0.0.1' })
      expect(byOffer.text).toBe(byId.text)
    })

    test('is listed by its state, to its owner only', async () => {
      const ids = async (query: string, user?: string) =>
        ((await ask('GET', `/contracts${query}`, user ? { user } : {})).body.data as Contract[]).map(
          ({ status }) => status,
        )
      expect(await ids('')).toEqual(['ready'])
      expect(await ids('?status=ready&limit=1')).toEqual(['ready'])
      expect(await ids('?status=failed')).toEqual([])
      expect(await ids('?status=all', stranger)).toEqual([])
    })

    test('changes name, cap and limits', async () => {
      const path = `/contracts/${contract.contract_id}`
      const change = { name: 'mine', ttl_seconds: 3_600, max_price_per_hour: 1 }
      const changed = await ask('PATCH', path, { body: change })
      expect(changed.body.data).toMatchObject({ name: 'mine', max_price_per_hour: 1 })
      expect((changed.body.data as Contract).lease_expires_at).not.toBeNull()
      expect((await ask('PATCH', path, { body: { max_price_per_hour: 0.1 } })).body.code).toBe('PRICE_CHANGED')
      expect((await ask('PATCH', path, { body: {} })).body.code).toBe('INVALID_REQUEST')
    })

    test('shows what its machine printed', async () => {
      const { body } = await ask('GET', `/contracts/${contract.contract_id}/logs?tail=2`)
      expect(body.data).toEqual([
        { timestamp: null, text: 'listening on 0.0.0.0:8000' },
        { timestamp: null, text: 'ready' },
      ])
    })

    test('cannot do what its state does not allow', async () => {
      const { status, body } = await ask('POST', `/contracts/${contract.contract_id}/start`)
      expect({ status, code: body.code }).toEqual({ status: 409, code: 'INVALID_STATE' })
      expect(body.error).toMatch(/ready.*stop, reboot/)
    })

    /** Every operation that names a contract or a deployment, with a body that it takes. */
    const bodies: Partial<Record<string, object>> = {
      updateGpuContract: { name: 'x' },
      updateGpuDeployment: { max_replicas: 2 },
    }
    const named = (Object.values(operations) as OperationMeta[]).filter(
      ({ tag, path, id }) => tag === 'gpu' && /\{(contract|deployment)_id\}/.test(path) && id !== 'checkInGpuInstance',
    )
    const asks: [string, string, string, object?][] = [
      ...named.map(({ id, method, path }): [string, string, string, object?] => [
        id,
        method.toUpperCase(),
        path.replace('/api/v1/gpu', '').replace('{port}', '8000').replace('{path}', 'x'),
        bodies[id],
      ]),
      ['getGpuInstanceLogs with follow', 'GET', '/contracts/{contract_id}/logs?follow=true'],
      ['destroyGpuInstance', 'DELETE', '/instances/vast.ai/{contract_id}'],
      ['proxyRequest', 'POST', '/proxy', { protocol: 'http', contract_id: '{contract_id}' }],
    ]
    test.each(asks)('%s: what is another’s reads like what never was', async (_, method, path, body) => {
      const as = (user: string, id: string) => {
        const named = (text: string) => text.replace(/\{(contract|deployment)_id\}/, id)
        const given = body && { body: JSON.parse(named(JSON.stringify(body))) as unknown }
        return ask(method, named(path), { user, ...given })
      }
      const isDeployment = path.includes('deployment')
      const [theirs, never] = isDeployment
        ? [deployment, 'dep_01JDQ3K8ZV5W7XH2M4N6P8R9TA']
        : [contract.contract_id, unknownId]
      const unknown = await as(stranger, never)
      expect(unknown).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
      const { status, text, headers } = await as(stranger, theirs)
      expect({ status, text }).toEqual({ status: 404, text: unknown.text })
      expect([...headers]).toEqual([...unknown.headers])
    })

    test('every operation of the area that names something is asked so', () => {
      const all = (Object.values(operations) as OperationMeta[]).filter(
        ({ tag, path }) => tag === 'gpu' && path.includes('{'),
      )
      const asked = asks.map(([id]) => id)
      expect(all.map(({ id }) => id).filter((id) => !asked.includes(id))).toEqual([
        // The one is asked with a token, and 401 for any contract; the other names an offer, which is nobody’s.
        'checkInGpuInstance',
        'createGpuInstance',
      ])
    })

    test('a cloud that it is not at reads the same', async () => {
      const answer = await ask('DELETE', `/instances/io.net/${contract.contract_id}`)
      expect(answer.text).toBe((await ask('DELETE', `/instances/vast.ai/${unknownId}`)).text)
    })
  })

  describe('proxy', () => {
    const proxy = (body: object, headers?: Record<string, string>) =>
      ask('POST', '/proxy', { body, ...(headers && { headers }) })

    test('the address of an own machine means that machine, and the port its container port', async () => {
      const { status, body } = await proxy({
        protocol: 'https',
        target_url: 'http://127.0.0.1:8000/inference',
        body: { prompt: 'Hello, AI!' },
      })
      expect(status).toBe(200)
      expect(body.data).toMatchObject({ status_code: 200, body: { prompt: 'Hello, AI!' }, body_encoding: 'json' })
    })

    test('openai and openinference get the path that they lack', async () => {
      const messages = [{ role: 'user', content: 'Hello!' }]
      for (const protocol of ['openai', 'openinference']) {
        const { body } = await proxy({
          protocol,
          contract_id: contract.contract_id,
          body: { model: 'tiny-llm', messages },
        })
        expect(body.data).toMatchObject({ status_code: 200, body: { object: 'chat.completion' } })
      }
    })

    describe('as it came', () => {
      const at = (rest: string, id = contract.contract_id) => `/contracts/${id}/proxy/8000${rest}`

      test('body, query and type go on, and the answer is the instance’s own', async () => {
        const answer = await ask('POST', at('/inference?a=1&b=%2F'), { body: { x: [1, 2] } })
        expect(answer).toMatchObject({ status: 200, body: { x: [1, 2] } })
        expect(answer.headers.get('x-proxy-source')).toBe('target')
        expect((await ask('GET', at('/health'))).body).toEqual({ status: 'ok' })
        expect(await ask('GET', at('/nowhere'))).toMatchObject({ status: 404, body: { error: 'there is no /nowhere' } })
        expect((await ask('DELETE', at('/health'))).status).toBe(200)
      })

      test('what is foreign, no port of it, or no path of it is refused', async () => {
        expect(await ask('GET', at('/health', unknownId))).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
        expect(await ask('GET', at('/health'), { user: stranger })).toMatchObject({ status: 404 })
        const path = `/contracts/${contract.contract_id}/proxy/81/health`
        expect(await ask('GET', path)).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } })
        expect((await ask('GET', at('//203.0.113.9/x'))).body).toMatchObject({ error: 'there is no //203.0.113.9/x' })
      })
    })

    test('a stream is relayed as it comes', async () => {
      const messages = [{ role: 'user', content: 'Hello!' }]
      const body = { model: 'tiny-llm', messages, stream: true }
      const answer = await proxy({ protocol: 'openai', contract_id: contract.contract_id, body, stream: true })
      expect(answer.headers.get('x-proxy-source')).toBe('target')
      expect(answer.headers.get('content-type')).toContain('text/event-stream')
      expect(answer.text).toMatch(/^data: .*\n\ndata: \[DONE\]\n\n$/s)
    })

    test('an MCP message is completed', async () => {
      asked.length = 0
      const body = { method: 'inference', params: { model: 'llama-2' } }
      await proxy({ protocol: 'mcp', target_url: targetUrl, body })
      expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ jsonrpc: '2.0', id: expect.stringMatching(/^req_/), ...body })
    })

    test('what is asked for goes out, what came in does not, and cookies stay there', async () => {
      asked.length = 0
      const { body } = await proxy(
        {
          protocol: 'http',
          target_url: `${targetUrl}/x`,
          method: 'put',
          headers: { 'x-mine': '1', host: 'evil' },
          body: 'text',
        },
        { authorization: 'Bearer a-secret-token', cookie: 'c=d' },
      )
      const sent = asked[0]?.request
      expect(sent?.method).toBe('PUT')
      expect(sent?.headers).toMatchObject({ 'x-mine': '1', 'content-type': 'text/plain; charset=utf-8' })
      expect(sent?.headers.host).not.toBe('evil')
      expect(JSON.stringify(sent?.headers)).not.toMatch(/a-secret-token|c=d/)
      const { headers } = body.data as { headers: Record<string, string> }
      expect(Object.keys(headers)).not.toContain('set-cookie')
      expect(Object.keys(headers)).not.toContain('x-own')
    })

    test('whatever the target answers is an answer', async () => {
      const answered = async (path: string) =>
        (await proxy({ protocol: 'http', target_url: targetUrl + path, body: '{"a":1}' })).body.data
      expect(await answered('/503/application/json')).toMatchObject({ status_code: 503, body: { a: 1 } })
      expect(await answered('/200/text/plain')).toMatchObject({ body: '{"a":1}', body_encoding: 'text' })
      expect(await answered('/empty')).toMatchObject({ body: null })
    })

    const pxk = 'pxk_0123456789ABCDEFGHIJKLMNOPQRSTUV3FPu6a'
    test.each([
      ['an inside address', { target_url: 'http://127.0.0.1:1/' }, 403, 'TARGET_BLOCKED'],
      ['a metadata service', { target_url: 'http://169.254.169.254/latest' }, 403, 'TARGET_BLOCKED'],
      ['no scheme of ours', { target_url: 'file:///etc/passwd' }, 400, 'TARGET_URL_INVALID'],
      ['no URL', { target_url: 'nowhere' }, 400, 'TARGET_URL_INVALID'],
      ['two targets', { target_url: 'http://example.com/', contract_id: unknownId }, 400, 'INVALID_REQUEST'],
      ['no target', {}, 400, 'INVALID_REQUEST'],
      ['a port without contract', { target_url: 'http://example.com/', port: 80 }, 400, 'INVALID_REQUEST'],
      ['a method that nobody has', { target_url: 'http://example.com/', method: 'TRACE' }, 405, 'METHOD_NOT_ALLOWED'],
      ['a key of ours', { target_url: 'http://example.com/', headers: { 'x-key': pxk } }, 400, 'INVALID_REQUEST'],
    ])('%s is refused', async (_, body, status, code) => {
      expect(await proxy({ protocol: 'http', ...body })).toMatchObject({ status, body: { code } })
    })

    test('the caller’s own credential is not sent elsewhere, and a request does not go round in circles', async () => {
      const secret = { 'x-api-key': 'the-caller-s-key' }
      const body = { protocol: 'http', target_url: targetUrl, headers: { 'x-leak': 'the-caller-s-key' } }
      expect((await proxy(body, secret)).body.code).toBe('INVALID_REQUEST')
      const round = { protocol: 'http', target_url: targetUrl }
      expect(await proxy(round, { 'x-proxyapi-hops': '2' })).toMatchObject({
        status: 508,
        body: { code: 'LOOP_DETECTED' },
      })
    })

    test('nobody there is 502', async () => {
      const closed = createServer()
      await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
      const { port } = closed.address() as AddressInfo
      await new Promise((resolve) => closed.close(resolve))
      const { contract_id } = contract
      await store.db
        .updateTable('gpu_instances')
        .set({ ports: JSON.stringify([{ port: 8000, public_port: port, host: '127.0.0.1' }]) })
        .where('id', '=', contract_id)
        .execute()
      expect(await proxy({ protocol: 'http', contract_id })).toMatchObject({
        status: 502,
        body: { code: 'TARGET_UNREACHABLE' },
      })
    })
  })

  test('destroy is repeatable, by either id, and a machine that is gone is not passed to', async () => {
    const path = `/instances/vast/${contract.contract_id}`
    expect((await ask('DELETE', path)).body.data).toMatchObject({ status: 'terminating' })
    expect((await ask('DELETE', `/instances/vast.ai/${offerId}`)).status).toBe(200)
    await world.until(contract.contract_id, ({ ended_at }) => ended_at !== null)
    expect((await ask('DELETE', path)).body.data).toMatchObject({ status: 'terminated' })
    const late = await ask('POST', '/proxy', { body: { protocol: 'http', contract_id: contract.contract_id } })
    expect(late.body.code).toBe('INVALID_STATE')
    expect((await ask('PATCH', `/contracts/${contract.contract_id}`, { body: { name: 'late' } })).body.code).toBe(
      'INVALID_STATE',
    )
    await expectSettled(world)
  })
})

describe('a log that is followed', () => {
  const follow = (ask: Ask, id: string) => ask('GET', `/contracts/${id}/logs?tail=1&follow=true`)
  const linesOf = (text: string) =>
    [...text.matchAll(/^data: (.*)$/gm)].map(([, json = '']) => (JSON.parse(json) as { text: string }).text)

  async function rented(options: Parameters<typeof gpuWorld>[1] = {}) {
    const store = await openSqlite()
    const world = await gpuWorld(store, options)
    onTestFinished(async () => {
      await world.close()
      await store.close()
    })
    const ask = askOf(() => world.compute, world.owner.userId)
    await world.work()
    const made = await ask('POST', `/instances/vast.ai/${offerId}`, { body: {} })
    return { world, ask, id: (made.body.data as Contract).contract_id }
  }

  test('begins before the machine runs, tells each line once, and ends with the instance', async () => {
    const { world, ask, id } = await rented()
    const heard = follow(ask, id)
    await world.until(id, ({ status }) => status === 'ready')
    await world.pass(60_000)
    await ask('DELETE', `/instances/vast.ai/${id}`)
    const { status, headers, text } = await heard
    expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream'])
    expect(linesOf(text)).toEqual([expect.stringContaining('starting'), 'listening on 0.0.0.0:8000', 'ready'])
    expect(text).toContain(':\n\n')
    expect(text).not.toContain('event: error')
  })

  test('ends with an event of the failure that lasts, and not with one that does not', async () => {
    const { world, ask, id } = await rented()
    await world.until(id, ({ status }) => status === 'ready')
    const failing = (times: number) =>
      world.simulator.fault({
        match: { method: 'PUT', path: '/api/v0/instances/request_logs/*' },
        do: 'error-500',
        times,
      })
    const looks = () => world.simulator.requests().filter(({ path }) => path.includes('/request_logs/')).length
    const heard = follow(ask, id)
    await expect.poll(looks, { interval: 1 }).toBeGreaterThan(1)
    failing(2)
    const before = looks()
    await expect.poll(looks, { interval: 1 }).toBeGreaterThan(before + 4)
    failing(100)
    const { text } = await heard
    expect(linesOf(text.split('event: error')[0] ?? '')).toEqual(['ready'])
    expect(text).toMatch(/event: error\ndata: \{.*"code":"UPSTREAM_ERROR".*\}\n\n$/)
  })

  test('that was never there is refused before it begins', async () => {
    const { ask } = await rented()
    expect(await follow(ask, unknownId)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
  })
})

describe('an instance that checks in', () => {
  const publicUrl = 'https://api.example.com'
  const two = (name: string, memory_mib: number) => ({ gpus: [0, 1].map(() => ({ name, memory_mib })) })

  async function rented(settings = { publicUrl } as { publicUrl: string | null }) {
    const store = await openSqlite()
    const world = await gpuWorld(store, { settings })
    onTestFinished(async () => {
      await world.close()
      await store.close()
    })
    const ask = askOf(() => world.compute, world.owner.userId)
    await world.work()
    const made = await ask('POST', `/instances/vast.ai/${offerId}`, { body: { ttl_seconds: 600, failover: 'none' } })
    const { contract_id: id } = made.body.data as Contract
    const checkIn = (token: string | null, body?: object, path = id) =>
      ask('POST', `/contracts/${path}/checkin`, {
        ...(token !== null && { headers: { 'x-instance-token': token } }),
        ...(body && { body }),
      })
    await world.work()
    const create = world.simulator.requests().find(({ path }) => path.startsWith('/api/v0/asks/'))
    const { env } = create!.body as { env: Record<string, string> }
    return { world, ask, id, checkIn, env, token: env.PROXY_API_INSTANCE_TOKEN ?? '' }
  }

  test('finds where and with what in its environment, and learns its lease and its end', async () => {
    const { world, ask, id, checkIn, env, token } = await rented()
    expect(env.PROXY_API_CHECKIN_URL).toBe(`${publicUrl}/api/v1/gpu/contracts/${id}/checkin`)
    expect(token).toMatch(/^pxi_[\w-]{43}$/)
    const lease_expires_at = new Date(Date.UTC(2026, 10, 20, 10, 40)).toISOString()
    expect((await checkIn(token)).body.data).toEqual({ lease_expires_at, ended: false })
    expect((await ask('GET', `/contracts/${id}`)).text).not.toContain(token)
    await ask('DELETE', `/instances/vast.ai/${id}`)
    expect((await checkIn(token)).body.data).toMatchObject({ ended: true })
    await world.until(id, ({ ended_at }) => ended_at !== null)
    expect((await checkIn(token)).status).toBe(401)
  })

  test('with no token is 401; with another’s, at any contract, it is told the same', async () => {
    const { checkIn, token } = await rented()
    expect(await checkIn(null)).toMatchObject({ status: 401, body: { code: 'AUTH_REQUIRED' } })
    const wrong = await checkIn(`${token.slice(0, -1)}!`)
    expect(wrong).toMatchObject({ status: 401, body: { code: 'INVALID_TOKEN' } })
    expect((await checkIn(token, undefined, unknownId)).text).toBe(wrong.text)
    expect((await checkIn('x')).text).toBe(wrong.text)
  })

  test.each([
    ['another model', two('NVIDIA GeForce RTX 3090', 24_564)],
    ['less memory', two('NVIDIA GeForce RTX 4090', 16_000)],
    ['one GPU of two', { gpus: [{ name: 'NVIDIA GeForce RTX 4090', memory_mib: 24_564 }] }],
  ])('with %s than was sold is given back, free of charge', async (_, body) => {
    const { world, id, checkIn, token } = await rented()
    await checkIn(token, body)
    const gone = await world.until(id, ({ ended_at }) => ended_at !== null)
    expect(gone).toMatchObject({ status: 'failed', cost: 0, error: { code: 'HARDWARE_MISMATCH' } })
    await expectSettled(world)
  })

  test('with what was sold goes on', async () => {
    const { world, id, checkIn, token } = await rented()
    await checkIn(token, two('NVIDIA GeForce RTX 4090', 24_564))
    expect((await world.until(id, ({ status }) => status === 'ready')).attempts).toMatchObject([{ phase: 'live' }])
  })

  test('has no token where nobody can reach this server', async () => {
    const { env, checkIn } = await rented({ publicUrl: null })
    expect(Object.keys(env).filter((name) => name.startsWith('PROXY_API_'))).toEqual([])
    expect((await checkIn('pxi_x')).status).toBe(401)
  })
})

test('an answer that waits is held until the worker has reached the state', async () => {
  const virtual = testClock()
  const clock = { ...virtual, jump: (ms: number) => void virtual.advance(ms) }
  const store = await openSqlite()
  const world = await gpuWorld(store, { clock })
  const ask = askOf(() => world.compute, world.owner.userId)
  const worker = startWorker(world.compute.jobs(), clock, quietLog)
  const ticker = setInterval(() => void virtual.advance(500), 2)
  try {
    const total = async () => Number((await ask('GET', '/instances')).body.total)
    while ((await total()) === 0) await new Promise((resolve) => setImmediate(resolve))
    const created = await ask('POST', `/instances/vast.ai/${offerId}?wait=ready&wait_timeout_ms=600000`, { body: {} })
    expect(created.body).toMatchObject({ data: { status: 'ready' }, ip: '127.0.0.1' })
    const { contract_id } = created.body.data as Contract
    const gone = await ask('DELETE', `/instances/vast.ai/${contract_id}?wait=terminated&wait_timeout_ms=600000`)
    expect(gone.body.data).toMatchObject({ status: 'terminated' })
    const short = await ask('GET', `/contracts/${contract_id}?wait=ready&wait_timeout_ms=1`)
    expect(short.body.data).toMatchObject({ status: 'terminated' })
  } finally {
    const stopped = worker.stop()
    await stopped
    clearInterval(ticker)
    await world.close()
    await store.close()
  }
})
