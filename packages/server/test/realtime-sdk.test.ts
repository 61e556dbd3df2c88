/** The SDK's subscription against a real server that dies. */
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FeedEvent, ProxyAPI } from '@proxyapi/sdk'
import { expect, test } from 'vitest'
import { startServer } from './running.ts'

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })

test('a subscription goes on where it was after its server was killed, and hears what happened before it was back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-sdk-'))
  const environment = { PROXY_API_PORT: String(await freePort()) }
  let server = await startServer({ folder, environment })
  const client = new ProxyAPI({ baseURL: server.url, apiKey: server.key, logLevel: 'off' })
  const register = (n: number) =>
    client.registry.register({
      model_id: `m-${n}`,
      model_name: 'm',
      model_type: 'llm',
      provider: 'own',
      version: String(n),
    })
  const subscription = client.realtime.subscribe(['admin_events'])
  const seen: FeedEvent[] = []
  subscription.on('registry.registered', (event) => seen.push(event))
  await subscription.ready()
  for (let n = 0; n < 5; n++) await register(n)
  const died = once(server.process, 'exit')
  server.process.kill('SIGKILL')
  await died
  server = await startServer({ folder, environment })
  for (let n = 5; n < 10; n++) await register(n)
  await expect.poll(() => seen.length, { timeout: 30_000 }).toBe(10)
  expect(seen.map((event) => (event.payload as { model_id: string }).model_id)).toEqual(
    Array.from({ length: 10 }, (_, n) => `m-${n}`),
  )
  expect(subscription.position.account).toBeGreaterThanOrEqual(10)
  await client.close()
  await server.stop()
}, 90_000)
