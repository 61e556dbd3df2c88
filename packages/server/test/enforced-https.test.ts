/** `security.enforce_https`: who comes in the clear is told so, but for probes; browsers are told to come by TLS. */
import { expect, onTestFinished, test } from 'vitest'
import { startApp } from './app.ts'

test('a request without TLS is 403 before its credential counts; by a trusted proxy it is let in, and HSTS is said', async () => {
  const server = await startApp('security: { enforce_https: true, trusted_proxies: [127.0.0.1] }')
  onTestFinished(() => server.close())
  const ask = (path: string, headers: Record<string, string> = {}) =>
    server.fetch(path, { headers: { 'x-api-key': server.key, ...headers } })
  const refused = await ask('/api/v1/user')
  expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([403, 'HTTPS_REQUIRED'])
  const answered = await ask('/api/v1/user', { 'x-forwarded-proto': 'https' })
  expect(answered.status).not.toBe(403)
  expect(answered.headers.get('strict-transport-security')).toBe('max-age=63072000; includeSubDomains; preload')
  for (const path of ['/health', '/health/live', '/health/ready']) expect((await ask(path)).status, path).toBe(200)
  server.rewrite('{}')
  await server.app.config.reload({ cause: 'signal' })
  const free = await ask('/api/v1/user')
  expect([free.status === 403, free.headers.get('strict-transport-security')]).toEqual([false, null])
})
