/** The client snippets of existing users, unchanged but for URL, key and import. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import axios from 'axios'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Running, startServer } from './running.ts'

const seeds = new URL('../../../../shared/seeds/', import.meta.url)
const discovery = new URL('000_955d8e18ac0b775d.txt', seeds)
const gpu = new URL('004_43e9a7eca5631a27.txt', seeds)
const here = existsSync(discovery)

const blocks = (file: URL, language: string) =>
  here
    ? [...readFileSync(file, 'utf8').matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
        ([, text]) => text!,
      )
    : []
const block = (file: URL, language: string, containing: string) =>
  blocks(file, language).find((text) => text.includes(containing))!

const python = ['python3', '/usr/bin/python3'].find((name) => {
  try {
    execFileSync(name, ['-c', 'import requests'], { stdio: 'ignore', timeout: 60_000 })
    return true
  } catch {
    return false
  }
})

describe.skipIf(!here)('seed clients (need the seeds beside the checkout)', () => {
  let server: Running
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(() => server.stop())

  const pointed = (text: string) =>
    text
      .replaceAll('http://localhost:8000', server.url)
      .replaceAll('http://localhost:8080', server.url)
      .replaceAll('your-api-key', server.key)

  describe.skipIf(!python)('Python (needs python3 with requests)', () => {
    const run = (code: string) => execFileSync(python!, ['-c', code], { encoding: 'utf8', timeout: 30_000 })

    test('ModelDiscoveryAPI lists, searches and refreshes', () => {
      const client = pointed(block(discovery, 'python', 'class ModelDiscoveryAPI'))
      const output = run(`${client}
print(len(models) > 0, all(m["supports_chat"] for m in models))
print(any("gpt-4" in m["id"] for m in api.search_models("gpt-4", supports_chat=True)))
print(api.refresh_models(["openai"])["status"], api.refresh_models()["status"])`)
      expect(output).toBe('True True\nTrue\nsuccess success\n')
    })

    test('GPUProxyClient lists, creates and proxies', () => {
      const client = pointed(block(gpu, 'python', 'class GPUProxyClient'))
      const output = run(`${client}
import time
offer = gpus["data"][0]
contract = client.create_instance(offer["provider"], offer["id"], {"image": "nvidia/cuda:12.0.0-base-ubuntu22.04"})
url = f'{client.api_url}/gpu/contracts/{contract["contract_id"]}'
ready = requests.get(url, headers=client.headers, params={"wait": "ready"}).json()["data"]
answer = client.proxy_request("http", f'http://{ready["ip"]}:8000/inference', body={"prompt": "Hello, AI!"})
print(ready["status"], answer["status"], answer["data"]["status_code"])
gone = requests.delete(f'{client.api_url}/gpu/instances/{offer["provider"]}/{contract["contract_id"]}', headers=client.headers).json()
print(gone["status"])`)
      expect(output).toMatch(/^Found \d+ GPUs\nready success 200\nsuccess\n$/)
    })

    test('the integration tests of the discovery guide pass', () => {
      const code = pointed(`import requests
base = "http://localhost:8000"
r = requests.get(base + "/api/models"); assert r.status_code == 200 and len(r.json()["models"]) > 0
r = requests.get(base + "/api/models/search?q=gpt-4"); assert any("gpt-4" in m["id"] for m in r.json()["models"])
r = requests.post(base + "/api/models/refresh"); assert r.status_code == 200 and r.json()["status"] == "success", r.text
providers = requests.get(base + "/api/providers/status").json()["providers"]
assert providers["openai"]["status"] == "active"
print("ok")`)
      expect(run(code)).toBe('ok\n')
    })
  })

  test('Node: GPUProxyClient over axios', async () => {
    const source = pointed(block(gpu, 'javascript', "require('axios')")).replace(/const axios = .*\n/, '')
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
