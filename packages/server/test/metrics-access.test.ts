/** Who may read metrics: at the main port nobody from outside without a right, at a port of their own whoever reaches it. */
import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { startApp } from './app.ts'
import { startServer } from './running.ts'
import { run } from './shell.ts'

const token = 'token-of-the-scraper'
const known = /^http_requests_total\{/m

test('at the main port without a right they are read by neighbours alone, and with the token of the scraper', async () => {
  const server = await startServer({
    environment: { METRICS_PORT: '0', PROXY_API_METRICS_TOKEN: token, PROXY_API_METRICS__PROMETHEUS__PATH: '/m' },
  })
  onTestFinished(async () => void (await server.stop()))
  const ask = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
    const response = await fetch(`${server.url}${path}`, { method, headers })
    return { status: response.status, text: await response.text() }
  }
  expect((await ask('/metrics')).status).toBe(200)
  expect((await ask('/metrics', { 'x-forwarded-for': '203.0.113.7' })).status).toBe(401)
  expect((await ask('/metrics')).text).toMatch(known)
  const scraper = { authorization: `Bearer ${token}`, 'x-forwarded-for': '203.0.113.7' }
  expect((await ask('/metrics', scraper)).status).toBe(200)
  expect((await ask('/api/v1/config/reload', scraper, 'POST')).status).toBe(403)
  expect((await ask('/metrics', { ...scraper, authorization: 'Bearer another' })).status).toBe(401)

  const port = /Metrics, .*:(\d+)\/m\n/.exec(server.output())?.[1] ?? ''
  const own = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${port}${path}`, { method })
  expect(await (await own('/m?x=1')).text()).toMatch(known)
  expect((await own('/metrics')).status).toBe(404)
  expect((await own('/m', 'POST')).status).toBe(404)
  expect((await own('/health')).status).toBe(404)
}, 60_000)

test('in production a neighbour is nobody; where they are off there are none', async () => {
  const production = await startApp(
    "app: { environment: production }\nauth: { api_keys: ['k-of-the-operator-0123456789abcdef'] }",
  )
  expect((await production.fetch('/metrics')).status).toBe(401)
  await production.close()
  const off = await startApp('metrics: { enabled: false }')
  expect(await (await off.fetch('/metrics')).text()).toBe('# Metrics are off.\n')
  await off.close()
})

test('a port that is taken is told by its key', async () => {
  const holder = createServer()
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void holder.close())
  const { port } = holder.address() as { port: number }
  const environment = { PROXY_API_PORT: '0', METRICS_PORT: String(port), DATABASE_URL: ':memory:' }
  const { code, error } = await run('.', ['serve'], environment)
  expect(code).toBe(1)
  expect(error).toContain('metrics.prometheus.port: ')
  expect(error).toContain('EADDRINUSE')
})
