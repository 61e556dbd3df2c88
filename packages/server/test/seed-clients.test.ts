/** The client snippets of existing users, unchanged but for URL, key and import. */
import axios from 'axios'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Running, startServer } from './running.ts'
import { gpuGuide, hasSeeds, pointedAt, pythonWith, runPython, snippet } from './seeds.ts'

const withRequests = pythonWith('requests')

describe.skipIf(!hasSeeds)('seed clients (need the seeds beside the checkout)', () => {
  let server: Running
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(() => server.stop())

  const pointed = (text: string) => pointedAt(server, text)

  test.skipIf(!withRequests)('Python: GPUProxyClient lists, creates and proxies (needs requests)', async () => {
    const client = pointed(snippet(gpuGuide, 'python', 'class GPUProxyClient'))
    const output = await runPython(
      withRequests,
      `${client}
import time
offer = gpus["data"][0]
contract = client.create_instance(offer["provider"], offer["id"], {"image": "nvidia/cuda:12.0.0-base-ubuntu22.04"})
url = f'{client.api_url}/gpu/contracts/{contract["contract_id"]}'
ready = requests.get(url, headers=client.headers, params={"wait": "ready"}).json()["data"]
answer = client.proxy_request("http", f'http://{ready["ip"]}:8000/inference', body={"prompt": "Hello, AI!"})
print(ready["status"], answer["status"], answer["data"]["status_code"])
gone = requests.delete(f'{client.api_url}/gpu/instances/{offer["provider"]}/{contract["contract_id"]}', headers=client.headers).json()
print(gone["status"])`,
    )
    expect(output).toMatch(/^Found \d+ GPUs\nready success 200\nsuccess\n$/)
  })

  test('Node: GPUProxyClient over axios', async () => {
    const source = pointed(snippet(gpuGuide, 'javascript', "require('axios')")).replace(/const axios = .*\n/, '')
    const run = new Function('axios', 'console', `return (async () => {${source}; return client })()`) as (
      axios: unknown,
      console: unknown,
    ) => Promise<{
      listGPUs(provider?: string): Promise<{ count: number; data: { id: string; provider: string }[] }>
      createInstance(provider: string, id: string): Promise<{ contract_id: string; ip: string | null }>
    }>
    const printed: string[] = []
    const client = await run(axios, { log: (text: string) => printed.push(text) })
    expect(printed[0]).toMatch(/^Found [1-9]\d* GPUs$/)
    const offer = (await client.listGPUs('vast.ai')).data[1]!
    expect(await client.createInstance(offer.provider, offer.id)).toMatchObject({
      contract_id: expect.stringMatching(/^inst_/),
      ip: null,
    })
  })

  test('curl: webhooks, keys, health and metrics as written', async () => {
    const call = async (path: string, init: RequestInit = {}) => {
      const response = await fetch(server.url + path, {
        ...init,
        headers: { 'X-API-Key': server.key, ...init.headers },
      })
      return { status: response.status, body: (await response.json()) as Record<string, unknown> }
    }
    // curl -d sends a form type where no Content-Type is given.
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const made = await call('/api/v1/auth/apikey', { method: 'POST', headers: form, body: '{"name":"New Key"}' })
    expect([made.status, made.body.api_key]).toEqual([201, expect.stringMatching(/^pxk_[0-9A-Za-z]{38}$/)])
    const credits = await call('/api/v1/user/credits')
    expect(credits.body).toMatchObject({
      credits_remaining: expect.any(Number),
      credits_total: expect.any(Number),
      status: 'success',
    })
    const webhook = {
      url: 'https://your-system.example/webhook',
      events: ['instance.created', 'instance.destroyed', 'payment.completed'],
      secret: 'webhook-secret-for-verification',
    }
    expect(
      (
        await call('/api/v1/webhooks', {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(webhook),
        })
      ).status,
    ).toBe(201)
    expect((await call('/health')).body).toMatchObject({
      services: { database: 'healthy', vast_ai: expect.any(String) },
    })
    const metrics = await (await fetch(`${server.url}/metrics`, { headers: { 'X-API-Key': server.key } })).text()
    for (const name of [
      'gpuproxy_requests_total',
      'gpuproxy_active_instances',
      'gpuproxy_latency_seconds',
      'gpuproxy_errors_total',
    ])
      expect(metrics).toContain(name)
  })
})
