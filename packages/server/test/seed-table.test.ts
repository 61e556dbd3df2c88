/** What clients of older systems were called with, and what became of it: one test a row of the table of the specification. */
import { APIError, DiscoveryClient, GPUProxyClient, ProxyAPI } from '@proxyapi/sdk'
import * as sync from '@proxyapi/sdk/sync'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Running, startServer } from './running.ts'

describe('what callers of the older clients write', () => {
  let server: Running
  let gpu: GPUProxyClient
  beforeAll(async () => {
    server = await startServer()
    gpu = new GPUProxyClient(`${server.url}/api/v1`, server.key)
  })
  afterAll(async () => {
    await gpu?.close()
    await server?.stop()
  })

  const discovery = (options = {}) =>
    new DiscoveryClient({ baseURL: server.url, apiKey: server.key, timeout: 30_000, ...options })
  const image = 'nvidia/cuda:12.0.0-base-ubuntu22.04'

  test('new DiscoveryClient: an object, a text that is the base URL, Python’s class as the blocking one', async () => {
    expect((await discovery().getModels()).length).toBeGreaterThan(0)
    expect((await new DiscoveryClient(server.url).getModels()).length).toBeGreaterThan(0)
    using blocking = new sync.DiscoveryClient({ baseURL: server.url, apiKey: server.key })
    expect(blocking.getModels().length).toBeGreaterThan(0)
  })

  test('getModels: camelCase filters, all pages as one; useCache and use_cache ask once', async () => {
    const client = discovery()
    const models = await client.getModels({ provider: ['openai'], supportsChat: true })
    expect(models.every(({ provider, supports_chat }) => provider === 'openai' && supports_chat)).toBe(true)
    expect([models.count, models.next_cursor]).toEqual([models.length, null])
    const asked = client.getMetrics().request_count
    await client.getModels({ provider: ['openai'], supportsChat: true, useCache: true })
    await client.getModels({ provider: ['openai'], supportsChat: true, use_cache: true } as never)
    expect(client.getMetrics().request_count).toBe(asked)
  })

  test('searchModels: a text, then filters in either spelling', async () => {
    const found = await discovery().searchModels('gpt-4', { minContext: 8000, maxCost: 0.05 })
    expect(found.length).toBeGreaterThan(0)
    expect(found.every(({ context_length }) => (context_length ?? 0) >= 8000)).toBe(true)
    expect((await discovery().searchModels('gpt-4', { supports_chat: true })).length).toBeGreaterThan(0)
  })

  test('getModel: the model itself, also by an id with a slash; refreshModels: a summary, and kept answers are gone', async () => {
    const client = discovery()
    expect(await client.getModel('gpt-4')).toMatchObject({ id: 'gpt-4', provider: 'openai' })
    expect(await client.getModel('openai/gpt-4')).toMatchObject({ id: 'gpt-4' })
    await client.getModels()
    expect(await client.refreshModels({ providers: ['openai'] })).toMatchObject({ status: 'success' })
    const asked = client.getMetrics().request_count
    await client.getModels({ useCache: true })
    expect(client.getMetrics().request_count).toBe(asked + 1)
  })

  test('onModelUpdate: returns what ends it', async () => {
    const client = discovery()
    onTestFinished(() => client.close())
    const end = client.onModelUpdate(() => {})
    expect(end).toBeTypeOf('function')
    expect(end()).toBeUndefined()
  })

  test('close, and async with: later calls say that the client was closed', async () => {
    const client = discovery()
    {
      await using same = client
      await same.getModel('gpt-4')
    }
    await expect(client.getModels()).rejects.toMatchObject({ code: 'CLIENT_CLOSED' })
  })

  test.each(['/api/v1', '/api', '/v1', '/', ''])(
    'GPUProxyClient: positions or an object; %j is cut back',
    async (end) => {
      const [apiUrl, apiKey] = [server.url + end, server.key]
      for (const client of [new GPUProxyClient(apiUrl, apiKey), new GPUProxyClient({ apiUrl, apiKey })]) {
        expect((await client.listGPUs()).count).toBeGreaterThan(0)
      }
    },
  )

  test('listGPUs: count of JavaScript, a sorted list of Python', async () => {
    expect((await gpu.listGPUs('all')).count).toBeGreaterThan(0)
    const offers = await gpu.listGPUs({ provider: 'vast.ai', minVram: 16 })
    expect(offers.every(({ vram, provider }) => provider === 'vast.ai' && (vram ?? 0) >= 16)).toBe(true)
    expect([...offers].sort((a, b) => a.price_per_hour! - b.price_per_hour!)[0]).toEqual(offers[0])
  })

  test('createInstance: waits until it is ready, or not; proxyRequest: positions or one object; destroyInstance', async () => {
    const [best, other, third] = await gpu.listGPUs({ provider: 'vast.ai', minVram: 16 })
    const instance = await gpu.createInstance('vast.ai', best!.id, { image })
    expect(instance).toMatchObject({
      ready: true,
      ip: expect.any(String),
      contract_id: expect.stringMatching(/^inst_/),
    })
    expect(instance.data.ip).toBe(instance.ip)
    const url = `http://${instance.ip}:8000/inference`
    const body = { prompt: 'Hello, AI!' }
    const answers = [
      await gpu.proxyRequest('https', url, 'POST', body),
      await gpu.proxyRequest({ protocol: 'https', target_url: url, method: 'POST', headers: { 'x-a': 'b' }, body }),
      await gpu.proxyRequest({ protocol: 'https', targetUrl: url, method: 'POST', body }),
    ]
    expect(answers.map(({ status_code }) => status_code)).toEqual([200, 200, 200])
    // Machines of the simulated cloud share one address, so that two cannot be told apart by it.
    const second = await gpu.createInstance('vast.ai', other!.id, { image })
    await expect(gpu.proxyRequest('https', url)).rejects.toMatchObject({ code: 'TARGET_AMBIGUOUS' })
    expect(await gpu.destroy('vast.ai', second.contract_id)).toMatchObject({ contract_id: second.contract_id })
    expect(await gpu.destroyInstance('vast.ai', instance.contract_id)).toMatchObject({
      contract_id: instance.contract_id,
    })
    const requested = await gpu.createInstance('vast.ai', third!.id, { image, wait: false })
    expect(requested).toMatchObject({ ready: false, ip: null })
    expect(await gpu.destroy('vast.ai', requested.contract_id)).toMatchObject({ contract_id: requested.contract_id })
  })

  test('get and post on a path: data where there is one', async () => {
    const credits = await gpu.get<{ credits_remaining: number; credits_total: number }>('/user/credits')
    expect(credits).toMatchObject({ credits_remaining: expect.any(Number), credits_total: expect.any(Number) })
    const { id } = await gpu.get<{ id: string }>('/api/v1/user')
    await gpu.post('/admin/credits/add', { user_id: id, amount: 100.0 })
    const after = await gpu.get<typeof credits>('user/credits')
    expect(after.credits_total).toBeCloseTo(credits.credits_total + 100)
    expect(await gpu.get('/gpu/instances?provider=vast.ai', { min_vram: 16 })).toBeInstanceOf(Array)
    expect(() => gpu.get('/no/such/path')).toThrow('There is no operation GET /api/v1/no/such/path')
  })

  test('invalidate_cache: cache.clear; a context that ends a call: signal', async () => {
    const client = discovery()
    await client.getModels()
    client.cache.clear()
    const asked = client.getMetrics().request_count
    await client.getModels({ useCache: true })
    expect(client.getMetrics().request_count).toBe(asked + 1)
    await expect(client.models.list({}, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'REQUEST_ABORTED',
    })
  })

  test('IntegrationConfig: the same options in milliseconds; a 4xx and a POST are not repeated', async () => {
    const statuses: (number | null)[] = []
    const options = { timeout: 30_000, maxRetries: 3, retryDelay: 1, headers: { 'x-team': 'a' } }
    const client = new ProxyAPI({
      ...{ baseURL: server.url, apiKey: server.key, logLevel: 'off' },
      ...options,
      onAttempt: ({ status }) => statuses.push(status),
    })
    await expect(client.models.get('no-such-model')).rejects.toBeInstanceOf(APIError)
    const chat = { model: 'openai/sim/error-500', messages: [{ role: 'user' as const, content: 'Hello' }] }
    await expect(client.chat.completions.create(chat)).rejects.toMatchObject({ status: 502 })
    expect(statuses).toEqual([404, 502])
  })

  test('get_metrics divides errors by attempts, 0 without any; onAttempt tells method, path, duration and status', async () => {
    const told: object[] = []
    const client = discovery({ onAttempt: (report: object) => told.push(report) })
    expect(client.getMetrics()).toMatchObject({ request_count: 0, error_rate: 0 })
    await client.getModel('gpt-4')
    await expect(client.getModel('no-such-model')).rejects.toThrow()
    expect(client.getMetrics()).toMatchObject({ request_count: 2, error_count: 1, error_rate: 0.5 })
    expect(told[0]).toMatchObject({
      ...{ method: 'GET', path: '/api/v1/models/{model_id}', status: 200, duration_ms: expect.any(Number) },
    })
  })
})
