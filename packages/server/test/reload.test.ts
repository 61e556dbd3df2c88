/** A running server whose configuration changes: what it does next, what it says of it, and that a bad file changes nothing. */
import { simulateVast } from '@proxyapi/simulators'
import { expect, onTestFinished, test } from 'vitest'
import { startApp, type TestApp } from './app.ts'

async function start(yaml = '{}', options?: Parameters<typeof startApp>[1]): Promise<TestApp> {
  const server = await startApp(yaml, options)
  onTestFinished(() => server.close())
  return server
}

const reload = async (server: TestApp, body?: string) => {
  const headers = { 'x-api-key': server.key, 'content-type': 'application/json' }
  const response = await server.fetch('/api/v1/config/reload', { method: 'POST', headers, ...(body && { body }) })
  return { status: response.status, body: (await response.json()) as Answer }
}

interface Answer {
  data: Record<'applied' | 'needs_restart' | 'warnings', string[]> & { result: string; version: number; hash: string }
  error: string
  code: string
  details: { path: string; message: string }[]
}

const status = async (server: TestApp, path: string, headers: Record<string, string> = {}) =>
  (await server.fetch(path, { headers })).status

test('what can change takes effect with the answer; what cannot is named and stays', async () => {
  const server = await start('{}')
  const key = 'a-new-operator-key-of-32-characters'
  expect(await status(server, '/v1/models', { 'x-api-key': key })).toBe(401)
  server.rewrite(`server: { port: 9999 }\nauth: { api_keys: [${key}] }`)
  const { body } = await reload(server)
  expect(body.data).toMatchObject({
    ...{ result: 'applied', version: 2, applied: ['auth.api_keys'], needs_restart: ['server.port'], warnings: [] },
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
  })
  expect(await status(server, '/v1/models', { 'x-api-key': key })).toBe(200)
  expect(server.app.config.snapshot().config.server.port).toBe(8000)
  server.rewrite('{}')
  await reload(server)
  expect(await status(server, '/v1/models', { 'x-api-key': key })).toBe(401)
})

test('clouds and what is traced change while it runs', async () => {
  const [first, second] = [await simulateVast({ seed: 'first' }), await simulateVast({ seed: 'second' })]
  onTestFinished(async () => void (await Promise.all([first.close(), second.close()])))
  const cloud = (url: string) => `clouds: { vast.ai: { base_url: '${url}', private_endpoints: true } }`
  const server = await start(cloud(first.url), { environment: { VAST_API_KEY: 'sim-vast' } })
  const offers = async () => {
    const answer = await server.fetch('/api/v1/gpu/list', { headers: { 'x-api-key': server.key } })
    await answer.text()
    return [first.requests().length, second.requests().length] as const
  }
  await expect.poll(async () => (await offers())[0]).toBeGreaterThan(0)
  expect(second.requests()).toHaveLength(0)
  server.rewrite(`${cloud(second.url)}\ntelemetry: { sampling: { probability: 0.5 } }`)
  expect((await reload(server)).body.data).toMatchObject({
    ...{ applied: ['clouds[vast.ai].base_url', 'telemetry.sampling.probability'], needs_restart: [] },
  })
  const asked = async () => {
    await server.clock.advance(120_000)
    return (await offers())[1]
  }
  await expect.poll(asked).toBeGreaterThan(0)
  const [known, before] = await offers()
  await expect.poll(asked).toBeGreaterThan(before)
  expect(first.requests()).toHaveLength(known)
})

test('the same files again are unchanged; a dry run tells and changes nothing', async () => {
  const server = await start('{}')
  expect((await reload(server)).body.data).toMatchObject({ result: 'unchanged', version: 1, applied: [] })
  server.rewrite('rate_limit: { ip_limits: { blacklist: [203.0.113.0/24] } }')
  const dry = await reload(server, '{"dry_run":true}')
  expect(dry.body.data).toMatchObject({ result: 'valid', version: 1, applied: ['rate_limit.ip_limits.blacklist'] })
  expect(server.app.config.snapshot().config.rate_limit.ip_limits.blacklist).toEqual([])
  expect((await reload(server, '{}')).body.data).toMatchObject({ result: 'applied', version: 2 })
})

test('CF02 a file with mistakes is refused whole, with each path and line, and what runs stays', async () => {
  const server = await start('server: { client_timeout: 5s }')
  const before = server.app.config.snapshot()
  server.rewrite('server: { client_timeout: 6s }\nproviders:\n  - name: a\n    type: nobody\n    models: [x]\n')
  const { status, body } = await reload(server)
  expect(status).toBe(422)
  expect(body.code).toBe('CONFIG_INVALID')
  expect(body.details).toEqual([
    { path: 'providers[0].type', message: expect.stringMatching(/is not one of .*\(test\.yaml, line 4, column 11\)$/) },
  ])
  expect(server.app.config.snapshot()).toBe(before)
})

test.each([
  ['nothing', ''],
  ['half a file', 'server: { port'],
  ['a key twice', 'app: { debug: true }\napp: { debug: false }'],
  ['a map of itself', 'x-a: &a [*a]'],
])('%s is refused or changes nothing', async (_, text) => {
  const server = await start('max_attempts: 3')
  server.rewrite(text)
  const { status } = await reload(server)
  if (text === '') return expect(status).toBe(200)
  expect(status).toBe(422)
  expect(server.app.config.snapshot().config.max_attempts).toBe(3)
})

test('whoever asks at the same time shares a run', async () => {
  const server = await start('{}')
  server.rewrite('max_attempts: 2')
  const { config } = server.app
  const answers = await Promise.all([1, 2, 3].map(() => config.reload({ cause: 'signal' })))
  expect(answers.map(({ result, version }) => ({ result, version }))).toEqual(
    [1, 2, 3].map(() => ({ result: 'applied', version: 2 })),
  )
})

test('CF07 AD03 only who may write the configuration reloads it', async () => {
  const server = await start('auth: { api_keys: [{ key: an-operator-key-of-32-characters, role: user }] }')
  const headers = { 'x-api-key': 'an-operator-key-of-32-characters' }
  expect((await server.fetch('/api/v1/config/reload', { method: 'POST', headers })).status).toBe(403)
  expect((await server.fetch('/api/v1/config/reload', { method: 'POST' })).status).toBe(401)
})

test('limits, origins and the door follow at the next request', async () => {
  const server = await start('{}')
  const from = (origin: string) => server.fetch('/api/v1/models', { headers: { origin, 'x-api-key': server.key } })
  const body = JSON.stringify({ model: 'x', messages: [{ role: 'user', content: 'y'.repeat(2_000) }] })
  const headers = { 'x-api-key': server.key, 'content-type': 'application/json' }
  const chat = () => server.fetch('/v1/chat/completions', { method: 'POST', headers, body })
  expect((await from('https://a.example')).headers.get('x-ratelimit-limit')).not.toBe('7')
  expect((await chat()).status).not.toBe(413)
  server.rewrite(`
rate_limit: { requests_per_window: 7 }
validation: { request: { max_body_size: 1000 } }
`)
  await reload(server)
  expect((await from('https://a.example')).headers.get('x-ratelimit-limit')).toBe('7')
  expect((await chat()).status).toBe(413)
})

test('the audit log and the metrics tell of it, with paths and never values', async () => {
  const server = await start('{}')
  const key = 'operator-key-that-nobody-may-read-32'
  server.rewrite(`auth: { api_keys: [${key}] }`)
  await reload(server)
  server.rewrite('max_attempts: lots')
  await reload(server)
  const headers = { 'x-api-key': server.key }
  const audit = await (await server.fetch('/api/v1/admin/audit?limit=50', { headers })).text()
  expect(audit).toContain('config.reloaded')
  expect(audit).toContain('auth.api_keys')
  expect(audit).toContain('config.reload_rejected')
  expect(audit).not.toContain(key)
  const metrics = await (await server.fetch('/metrics', { headers })).text()
  expect(metrics).toContain('proxyapi_config_reloads_total{result="applied"} 1')
  expect(metrics).toContain('proxyapi_config_reloads_total{result="rejected"} 1')
  expect(metrics).toContain('proxyapi_config_last_reload_success 0')
  const hash = server.app.config.snapshot().hash.slice(0, 12)
  expect(metrics.match(/proxyapi_config_info\{.*\} 1/g)).toEqual([`proxyapi_config_info{hash="${hash}"} 1`])
  expect(metrics).not.toContain(key)
})
