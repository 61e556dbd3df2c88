/** The clients and integration tests of the discovery guide, unchanged but for URL, key and import. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as sdk from '@proxyapi/sdk'
import * as sync from '@proxyapi/sdk/sync'
import { type OpenAIModel, simulateOpenAI } from '@proxyapi/simulators'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Running, startServer } from './running.ts'
import { discoveryGuide, hasSeeds, pointedAt, pythonWith, runPython, snippet } from './seeds.ts'

const ofGuide = (language: string, containing: string) => snippet(discoveryGuide, language, containing)
const withRequests = pythonWith('requests')
const withAiohttp = pythonWith('aiohttp')
const withHttpx = pythonWith('httpx')
const withGql = pythonWith('gql', 'aiohttp')

describe.skipIf(!hasSeeds)('the discovery guide (needs the seeds beside the checkout)', () => {
  let server: Running
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(() => server.stop())

  const pointed = (text: string) => pointedAt(server, text)

  test.skipIf(!withRequests)('ModelDiscoveryAPI lists, searches and refreshes (needs requests)', async () => {
    const client = pointed(ofGuide('python', 'class ModelDiscoveryAPI'))
    const output = await runPython(
      withRequests,
      `${client}
print(len(models) > 0, all(m["supports_chat"] for m in models))
print(any("gpt-4" in m["id"] for m in api.search_models("gpt-4", supports_chat=True)))
print(api.refresh_models(["openai"])["status"], api.refresh_models()["status"])`,
    )
    expect(output).toBe('True True\nTrue\nsuccess success\n')
  })

  test.skipIf(!withAiohttp)('AsyncModelDiscoveryAPI lists and searches (needs aiohttp)', async () => {
    const client = pointed(ofGuide('python', 'class AsyncModelDiscoveryAPI'))
    const output = await runPython(
      withAiohttp,
      `${client}
async def more():
    async with AsyncModelDiscoveryAPI() as api:
        chat = await api.get_models(provider="openai", supports_chat=True, supports_completion=None)
        found = await api.search_models("gpt-4", provider=None, supports_chat=True, max_cost=0.05)
        print(len(chat) > 0 and all(m["supports_chat"] for m in chat))
        print(any("gpt-4" in m["id"] for m in found), all(m["input_cost"] <= 0.05 for m in found))
asyncio.run(more())`,
    )
    expect(output).toMatch(/^Found [1-9]\d* models\nTrue\nTrue True\n$/)
  })

  test.skipIf(!withAiohttp)('load_test_api finds no request that failed (needs aiohttp)', async () => {
    const code = pointed(ofGuide('python', 'async def load_test_api'))
    const output = await runPython(
      withAiohttp,
      `${code}
result = asyncio.run(load_test_api("${server.url}/api/models", requests=200, concurrency=50))
print(result["total_requests"], result["successful_requests"], result["failed_requests"])`,
    )
    expect(output).toBe('200 200 0\n')
  })

  test.skipIf(!withHttpx)('its two integration tests pass as they are written (needs httpx)', async () => {
    const code = pointed(ofGuide('python', 'async def test_model_discovery_integration'))
      .replace('import pytest\n', '')
      .replaceAll('@pytest.mark.asyncio\n', '')
    const output = await runPython(
      withHttpx,
      `${code}
asyncio.run(test_model_discovery_integration())
asyncio.run(test_provider_integration())
print("passed")`,
    )
    expect(output).toBe('passed\n')
  })

  test('what its two integration tests ask is so', async () => {
    const ask = async (path: string, init?: RequestInit) => {
      const response = await fetch(server.url + path, init)
      return { status: response.status, body: (await response.json()) as Record<string, never> }
    }
    const ids = ({ models }: { models?: { id: string }[] }) => (models ?? []).map(({ id }) => id)
    const listed = await ask('/api/models')
    expect([listed.status, ids(listed.body).length > 0]).toEqual([200, true])
    const found = await ask('/api/models/search?q=gpt-4')
    expect([found.status, ids(found.body).some((id) => id.includes('gpt-4'))]).toEqual([200, true])
    expect(await ask('/api/models/refresh', { method: 'POST' })).toMatchObject({
      status: 200,
      body: { status: 'success' },
    })
    expect(await ask('/api/providers/status')).toMatchObject({
      status: 200,
      body: { providers: { openai: { status: 'active' } } },
    })
  })

  test.skipIf(!withGql)('GraphQLModelDiscovery fetches the schema, lists and searches (needs gql)', async () => {
    const client = pointed(ofGuide('python', 'class GraphQLModelDiscovery')).replace(
      'self.client.execute(',
      'self.client.execute_async(',
    )
    const output = await runPython(
      withGql,
      `${client}
async def ask():
    models = await GraphQLModelDiscovery().get_models("openai")
    print(len(models) > 0, all(m["provider"] == "openai" for m in models))
asyncio.run(ask())`,
    )
    expect(output).toBe('True True\n')
  })

  test('Python’s DiscoveryClient is the one of /sync, its async one that of the root', async () => {
    const blocking = new sync.DiscoveryClient({ baseURL: server.url, apiKey: server.key })
    onTestFinished(() => blocking.close())
    expect(blocking.getModels().length).toBeGreaterThan(0)
    expect(blocking.searchModels('gpt-4', { provider: ['openai'], supports_chat: true })[0]?.id).toBe('gpt-4')
    expect(blocking.getModel('gpt-4')).toMatchObject({ id: 'gpt-4', provider: 'openai' })

    const client = new sdk.DiscoveryClient(server.url)
    expect((await client.getModels({ useCache: true })).length).toBeGreaterThan(0)
    expect(await client.refreshModels()).toMatchObject({ status: 'success' })
    await client.close()
  })
})

test.skipIf(!hasSeeds)(
  'the JavaScript snippet lists and searches, and its callback is told of a model that was found',
  async () => {
    const models: OpenAIModel[] = ['gpt-4', 'gpt-4o', 'gpt-4o-mini'].map((id) => ({ id, owned_by: 'system' }))
    const openai = await simulateOpenAI({ models })
    onTestFinished(() => openai.close())
    const folder = mkdtempSync(join(tmpdir(), 'proxyapi-'))
    const provider = { name: 'openai', type: 'openai', base_url: `${openai.url}/v1`, models: ['*'] }
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ providers: [provider] }))
    const server = await startServer({ folder, environment: { OPENAI_API_KEY: 'sk-sim' } })
    onTestFinished(async () => void (await server.stop()))

    const source = pointedAt(server, ofGuideJavaScript())
    const run = new Function(
      'require',
      'console',
      `return (async () => {${source}; return { client, models, results } })()`,
    )
    const printed: unknown[][] = []
    const {
      client,
      models: listed,
      results,
    } = (await run(() => sdk, { log: (...words: unknown[]) => printed.push(words) })) as {
      client: sdk.DiscoveryClient
      models: Listed[]
      results: Listed[]
    }
    onTestFinished(() => client.close())

    expect(listed.length).toBeGreaterThan(0)
    expect(listed.every(({ provider, supports_chat }) => provider === 'openai' && supports_chat)).toBe(true)
    expect(results.map(({ id }) => id)).toContain('gpt-4')
    expect(results.every((row) => row.context_length >= 8000 && row.input_cost <= 0.05)).toBe(true)

    let found = 0
    await expect
      .poll(
        async () => {
          models.push({ id: `gpt-9-${found++}`, owned_by: 'system' })
          await client.refreshModels({ force: true })
          return printed.length
        },
        { timeout: 20_000, interval: 500 },
      )
      .toBeGreaterThan(0)
    expect(printed[0]).toEqual([
      'Model updated:',
      expect.objectContaining({
        name: 'models.discovered',
        provider: 'openai',
        changes: [expect.objectContaining({ kind: 'added', uid: expect.stringMatching(/^openai:gpt-9-\d+$/) })],
      }),
    ])
  },
  60_000,
)

interface Listed {
  id: string
  provider: string
  supports_chat: boolean
  context_length: number
  input_cost: number
}

const ofGuideJavaScript = () => ofGuide('javascript', "require('proxyapi-discovery-sdk')")
