/** A server as a user starts it, whose files change. */
import { mkdirSync, mkdtempSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startApp, type TestApp } from './app.ts'
import { realClock } from './ledger.ts'
import { freshDatabase, postgresUrl } from './postgres.ts'
import { startServer } from './running.ts'
import { run } from './shell.ts'

const soon = { timeout: 6_000, interval: 50 }

test('a file that is written, SIGHUP and the command reload; a bad file changes nothing and says where', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-live-'))
  const file = join(folder, 'config.yaml')
  writeFileSync(file, 'server: { drain_timeout: 1s }\n')
  const server = await startServer({ folder })
  onTestFinished(async () => void (await server.stop()))
  const metrics = async () => (await fetch(`${server.url}/metrics`, { headers: { 'x-api-key': server.key } })).text()
  const counted = (result: string, times: number) =>
    vi.waitFor(
      async () => expect(await metrics()).toContain(`proxyapi_config_reloads_total{result="${result}"} ${times}`),
      soon,
    )

  writeFileSync(file, 'server: { drain_timeout: 2s, max_connections: 999 }\n')
  await counted('applied', 1)
  expect(await metrics()).toContain('proxyapi_config_restart_required 1')

  server.process.kill('SIGHUP')
  await counted('unchanged', 1)

  const command = (...more: string[]) => run(folder, ['config', 'reload', ...more], { PROXY_API_BASE_URL: server.url })
  expect(await command()).toMatchObject({
    code: 0,
    out: 'unchanged, version 2\n  needs a restart: server.max_connections\n',
  })

  writeFileSync(file, 'server:\n  drain_timeout: never\n')
  await counted('rejected', 1)
  const refused = await command()
  expect(refused.code).toBe(1)
  expect(refused.error).toMatch(
    /CONFIG_INVALID.*\n {2}server\.drain_timeout: 'never' is not a duration.*line 2, column 18/,
  )
  expect(await metrics()).toContain('proxyapi_config_last_reload_success 0')

  const audit = await fetch(`${server.url}/api/v1/admin/audit?limit=100`, { headers: { 'x-api-key': server.key } })
  const told = await audit.text()
  for (const cause of ['file', 'signal', 'request']) expect(told).toContain(`"cause":"${cause}"`)
}, 60_000)

test('a file that is emptied or moved away, and a last key that is taken back, change nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-live-'))
  const file = join(folder, 'config.yaml')
  const key = 'k'.repeat(32).replace(/k/g, (_, i: number) => String(i % 10))
  const text = `auth: { api_keys: ['${key}'] }\nserver: { host: 0.0.0.0, drain_timeout: 1s }\n`
  writeFileSync(file, text)
  const environment = { ENCRYPTION_KEY: Buffer.alloc(32, 3).toString('base64url') }
  const child = await startServer({ folder, command: 'serve', environment, key })
  onTestFinished(async () => void (await child.stop()))
  const url = child.url.replace('0.0.0.0', '127.0.0.1')
  const reload = () => run(folder, ['config', 'reload', '--url', url], { PROXY_API_KEY: key })
  expect(await reload()).toMatchObject({ code: 0, out: expect.stringContaining('unchanged') })
  for (const nothing of ['', ' \n']) {
    writeFileSync(file, nothing)
    expect(await reload()).toMatchObject({ code: 1, error: expect.stringContaining('is empty (config.yaml)') })
  }
  renameSync(file, `${file}.away`)
  expect(await reload()).toMatchObject({ code: 1, error: expect.stringContaining('is gone (config.yaml)') })
  writeFileSync(file, text.replace(key, '').replace("''", ''))
  expect(await reload()).toMatchObject({ code: 1, error: expect.stringContaining('auth.api_keys: must keep a key') })
  writeFileSync(file, text)
  expect(await reload()).toMatchObject({ code: 0, out: expect.stringContaining('unchanged') })
}, 60_000)

test('a template that comes while the server runs can be called; a bad one changes nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-live-'))
  mkdirSync(join(folder, 'templates'))
  writeFileSync(join(folder, 'config.yaml'), 'templates: { auto_reload: true }\n')
  const server = await startServer({ folder })
  onTestFinished(async () => void (await server.stop()))
  const statusOf = async (name: string) => {
    const { status } = await fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': server.key },
      body: JSON.stringify({
        model: 'openai/gpt-4o-mini',
        messages: [{ role: 'user', content: 'hi' }],
        proxyapi: { template: { name } },
      }),
    })
    return status
  }
  expect(await statusOf('late')).toBe(400)
  writeFileSync(join(folder, 'templates', 'late.j2'), 'Be brief.')
  await vi.waitFor(async () => expect(await statusOf('late')).toBe(200), soon)
  writeFileSync(join(folder, 'templates', 'bad.j2'), '{{ x | nope }}')
  await vi.waitFor(() => expect(server.output()).toContain('config.reload_rejected'), soon)
  expect(await Promise.all([statusOf('late'), statusOf('bad')])).toEqual([200, 400])
}, 60_000)

test.skipIf('missing' in postgresUrl())('another process reads its own file as soon as one has', async () => {
  const database = await freshDatabase()
  const start = async (seed: number): Promise<TestApp> => {
    const server = await startApp('{}', { database, clock: realClock as never, seed })
    onTestFinished(() => server.close())
    return server
  }
  const [one, other] = [await start(1), await start(2)]
  for (const server of [one, other]) server.rewrite('max_attempts: 2')
  await one.app.config.reload({ cause: 'signal' })
  await vi.waitFor(() => expect(other.app.config.snapshot().config.max_attempts).toBe(2), {
    timeout: 1_000,
    interval: 20,
  })
})
