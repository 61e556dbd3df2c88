/** The join: a model on a rented GPU is a name of the gateway, with a hosted model behind it. */
import type { components } from '@proxyapi/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Running, startServer } from './running.ts'

type Deployment = components['schemas']['GpuDeployment']

const wanted = {
  name: 'qwen',
  model: 'Qwen/Qwen3-8B',
  gpu: { min_vram: 16 },
  max_price_per_hour: 5,
  idle_ttl_seconds: 60,
  fallback_model: 'openai/gpt-4o-mini',
}

describe('a deployment', () => {
  let server: Running
  let made: Deployment
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(() => server.stop())

  async function ask(method: string, path: string, body?: unknown, key = server.key) {
    const headers = { 'x-api-key': key, ...(body !== undefined && { 'content-type': 'application/json' }) }
    const answer = await fetch(server.url + path, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return {
      status: answer.status,
      headers: answer.headers,
      body: (await answer.json()) as { data: Deployment; code: string },
    }
  }
  const chat = async (model: string, more = {}) => {
    const body = { model, messages: [{ role: 'user', content: 'echo: hello' }], ...more }
    return ask('POST', '/v1/chat/completions', body)
  }
  const here = async () => (await ask('GET', `/api/v1/gpu/deployments/${made.deployment_id}`)).body.data
  const used = async () => {
    const { data } = (await ask('GET', '/api/v1/user/credits')).body as unknown as { data: { credits_used: number } }
    return data.credits_used
  }

  test('what cannot be is refused, with its field', async () => {
    const refused = async (over: object) => {
      const { status, body } = await ask('POST', '/api/v1/gpu/deployments', { ...wanted, ...over })
      return [status, body.code]
    }
    expect(await refused({ gpu: { count: 1 } })).toEqual([400, 'INVALID_REQUEST'])
    expect(await refused({ fallback_model: 'nobody/serves-this' })).toEqual([400, 'INVALID_REQUEST'])
    expect(await refused({ engine: 'ollama' })).toEqual([400, 'UNSUPPORTED_PARAMETER'])
    expect(await refused({ engine: 'custom' })).toEqual([400, 'INVALID_REQUEST'])
    expect(await refused({ image: 'a/b' })).toEqual([400, 'INVALID_REQUEST'])
    expect(await refused({ min_replicas: 3, max_replicas: 2 })).toEqual([400, 'INVALID_REQUEST'])
    expect(await refused({ max_total_per_hour: 1 })).toEqual([400, 'INVALID_AMOUNT'])
  })

  test('is made at once, idle, and rents nothing', async () => {
    const answer = await ask('POST', '/api/v1/gpu/deployments', wanted)
    expect(answer.status).toBe(201)
    made = answer.body.data
    expect(answer.headers.get('location')).toBe(`/api/v1/gpu/deployments/${made.deployment_id}`)
    expect(made).toMatchObject({
      status: 'idle',
      names: ['deployment/qwen', made.deployment_id],
      replicas: [],
      fallback_model: 'openai/gpt-4o-mini',
      cost: { per_hour: 0, spent: 0, hosted: { model: 'openai/gpt-4o-mini' } },
    })
    expect((await ask('POST', '/api/v1/gpu/deployments', wanted)).body.code).toBe('ALREADY_EXISTS')
  })

  test('the first request is answered by the hosted model, and rents a replica', async () => {
    const answer = await chat('deployment/qwen')
    expect(answer.headers.get('x-proxyapi-provider')).toBe('openai')
    await expect.poll(async () => (await here()).replicas.length, { timeout: 10_000 }).toBe(1)
    await expect.poll(async () => (await here()).status, { timeout: 30_000 }).toBe('ready')
  })

  test('then the replica answers, for no token price; by every name', async () => {
    const [replica] = (await here()).replicas
    await expect
      .poll(async () => (await chat('deployment/qwen')).headers.get('x-proxyapi-provider'), { timeout: 5_000 })
      .toBe(replica!.contract_id)
    for (const name of [made.deployment_id, 'Qwen/Qwen3-8B']) {
      const answer = await chat(name)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('x-proxyapi-provider')).toBe(replica!.contract_id)
      expect(answer.headers.get('x-proxyapi-cost')).toBe('0')
    }
    const streamed = await fetch(`${server.url}/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': server.key, 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'deployment/qwen',
        max_tokens: 20,
        stream: true,
        messages: [{ role: 'user', content: 'echo: hello' }],
      }),
    })
    const text = await streamed.text()
    expect(text).toContain('message_stop')
    expect(streamed.headers.get('x-proxyapi-provider')).toBe(replica!.contract_id)
  })

  test('stands in the list of models, with what it has cost and served', async () => {
    const list = (await ask('GET', '/v1/models')).body as unknown as { data: { id: string; kind: string }[] }
    expect(list.data.find(({ id }) => id === 'deployment/qwen')).toMatchObject({ kind: 'deployment' })
    await expect.poll(async () => (await here()).cost.last_hour.tokens, { timeout: 5_000 }).toBeGreaterThan(0)
    const { cost, replicas } = await here()
    expect(cost.per_hour).toBe(replicas[0]!.price_per_hour)
    expect(cost.hosted?.usd_per_million_tokens).toBeGreaterThan(0)
    expect(cost.break_even_tokens_per_hour).toBeGreaterThan(0)
  })

  test('a stranger sees none of it, and all misses look alike', async () => {
    const other = (await ask('GET', '/api/v1/gpu/deployments/dep_01JD0000000000000000000000')).body
    expect(other.code).toBe('NOT_FOUND')
  })

  test('when its only machine goes under load no call fails: the hosted model answers until there is another', async () => {
    const [replica] = (await here()).replicas
    const statuses: number[] = []
    let isOver = false
    const callers = Array.from({ length: 8 }, async () => {
      while (!isOver) statuses.push((await chat('deployment/qwen')).status)
    })
    expect((await ask('DELETE', `/api/v1/gpu/instances/${replica!.provider}/${replica!.contract_id}`)).status).toBe(200)
    const other = async () => (await here()).replicas.find(({ contract_id }) => contract_id !== replica!.contract_id)
    await expect.poll(async () => (await other())?.status, { timeout: 30_000 }).toBe('ready')
    isOver = true
    await Promise.all(callers)
    expect(statuses.length).toBeGreaterThan(50)
    expect(statuses.filter((status) => status !== 200)).toEqual([])
  })

  test('deleted, its name is gone at once, nothing of it can be changed, and what it cost is charged', async () => {
    expect((await ask('DELETE', `/api/v1/gpu/deployments/${made.deployment_id}`)).body.data.status).toBe('deleting')
    await expect.poll(async () => (await chat('deployment/qwen')).status, { timeout: 5_000 }).toBe(404)
    expect((await ask('DELETE', `/api/v1/gpu/deployments/${made.deployment_id}`)).status).toBe(200)
    const { body } = await ask('PATCH', `/api/v1/gpu/deployments/${made.deployment_id}`, { max_replicas: 2 })
    expect(body.code).toBe('INVALID_STATE')
    expect((await ask('GET', '/api/v1/gpu/deployments')).body.data).toMatchObject([{ status: 'deleting' }])
    expect(await used()).toBeGreaterThanOrEqual((await here()).cost.spent)
  })
})
