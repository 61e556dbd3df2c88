/** Two processes on one database: what one takes over of a list, the other reads at once, and not with its next poll. */
import { type OpenAIModel, simulateOpenAI } from '@proxyapi/simulators'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startApp, type TestApp } from './app.ts'
import { freshDatabase, postgresUrl } from './postgres.ts'

test.skipIf('missing' in postgresUrl())('news of models pass by wire: the clocks of both stand still', async () => {
  const models: OpenAIModel[] = ['gpt-4o', 'gpt-5'].map((id) => ({ id, owned_by: 'openai' }))
  const upstream = await simulateOpenAI({ models })
  onTestFinished(() => upstream.close())
  const database = await freshDatabase()
  const { port } = new URL(upstream.url)
  const yaml = `{ providers: [{ name: openai, type: openai, models: ['*'], base_url: '${upstream.url}/v1' }], egress: { allow: ['127.0.0.1:${port}'] } }`
  const start = async () => {
    const app = await startApp(yaml, { database, environment: { OPENAI_API_KEY: 'k' } })
    onTestFinished(() => app.close())
    return app
  }
  const refresh = async ({ fetch, key }: TestApp) => {
    const headers = { 'x-api-key': key, 'content-type': 'application/json' }
    const answer = await fetch('/api/v1/models/refresh', { method: 'POST', headers, body: '{"force":true}' })
    expect(answer.status).toBe(200)
  }
  const one = await start()
  await refresh(one)
  const other = await start()
  const known = async () => (await other.fetch('/api/v1/models/openai:gpt-7')).status
  expect(await known()).toBe(404)
  models.push({ id: 'gpt-7', owned_by: 'openai' })
  await refresh(one)
  await vi.waitFor(async () => expect(await known()).toBe(200), { timeout: 20_000, interval: 50 })
})
