/** A server whose Redis is gone from the start reads its catalog as ever, and its health says what is sick. */
import { rmSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { startServer } from './running.ts'

test('the catalog is read without the Redis that is configured; health names it, and stays 200', async () => {
  const server = await startServer({ environment: { REDIS_URL: 'redis://127.0.0.1:1' } })
  onTestFinished(async () => {
    await server.stop()
    rmSync(server.folder, { recursive: true, force: true })
  })
  const read = async (path: string) => {
    const answer = await fetch(`${server.url}${path}`, { signal: AbortSignal.timeout(20_000) })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  expect(await read('/api/v1/models/search?q=gpt-4o&limit=1')).toMatchObject({
    status: 200,
    body: { models: [{ id: 'gpt-4o' }] },
  })
  expect((await read('/api/v1/models/openai:gpt-4o')).status).toBe(200)
  expect(await read('/health')).toMatchObject({
    status: 200,
    body: {
      status: 'degraded',
      checks: { discovery: true, cache: false, providers: true, database: true },
      services: { redis: 'unhealthy' },
      unhealthy_components: ['cache'],
    },
  })
})
