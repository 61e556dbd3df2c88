import { expect, test } from 'vitest'
import { send } from '../test/raw-client.ts'
import { simulateAll } from './index.ts'

test('all start on ports of their own, answer with the keys that they name, and close', async () => {
  const all = await simulateAll({ seed: 'a', now: () => 1_800_000_000_000 })
  const statuses = await Promise.all([
    send(`${all.urls.openai}/models`, { headers: { authorization: `Bearer ${all.env.OPENAI_API_KEY}` } }),
    send(`${all.urls.anthropic}/models`, {
      headers: { 'x-api-key': `${all.env.ANTHROPIC_API_KEY}`, 'anthropic-version': '2023-06-01' },
    }),
    send(`${all.urls.gemini}/models`, { headers: { 'x-goog-api-key': `${all.env.GOOGLE_API_KEY}` } }),
    send(`${all.urls.cohere}/v1/models`, { headers: { authorization: `Bearer ${all.env.COHERE_API_KEY}` } }),
    send(`${all.urls.perplexity}/v1/models`),
    send(`${all.urls['vast.ai']}/api/v1/instances/`, { headers: { authorization: `Bearer ${all.env.VAST_API_KEY}` } }),
  ])
  expect(statuses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200])
  expect(new Set(Object.values(all.urls).map((url) => new URL(url).port)).size).toBe(Object.keys(all.urls).length)
  await all.close()
  expect((await send(`${all.urls.openai}/models`)).status).toBe(0)
})

test("a port that is taken is refused with Node's own error", async () => {
  const all = await simulateAll()
  const port = Number(new URL(all.urls.openai).port)
  await expect(simulateAll({ ports: { openai: port } })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  await all.close()
})
