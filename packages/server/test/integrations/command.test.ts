/** The whole of it as its users have it: a real server, a third party on this machine, the command, and what is left behind. */
import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { conformingFetch } from '@proxyapi/contract/conforming-fetch'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Running, startServer } from '../running.ts'
import { pagesOf } from './feed-service.ts'
import { hangUp, json, type Service, startService } from './service.ts'

const key = 'sk-crm-5f2a91c07be84d36'
const commandMsMax = 60_000
const main = join(import.meta.dirname, '../../src/main.ts')

let service: Service
let server: Running
beforeAll(async () => {
  service = await startService()
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-integration-'))
  writeFileSync(
    join(folder, 'config.yaml'),
    `egress: { allow: ['127.0.0.1:${service.port}'] }\nlogging: { level: debug }\n`,
  )
  server = await startServer({ folder })
}, 60_000)
afterAll(async () => {
  await server.stop()
  await service.close()
})

const conforming = conformingFetch((request) => fetch(request))

async function call(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
  const response = await conforming(
    new Request(`${server.url}/api/v1/integration${path}`, {
      method,
      headers: { 'x-api-key': server.key, 'content-type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    }),
  )
  // biome-ignore lint/suspicious/noExplicitAny: tests read members of answers that they know.
  const answer: any = await response.json()
  return { status: response.status, ...answer }
}

/** Exit code and what it wrote. */
const command = (...args: string[]) =>
  new Promise<{ code: number | null; out: string; error: string }>((resolve) => {
    const { PATH, HOME } = process.env
    const env = { PATH, HOME, PROXY_API_KEY: server.key, PROXY_API_BASE_URL: server.url }
    const options = { cwd: server.folder, env, timeout: commandMsMax }
    const child = execFile(process.execPath, [main, 'integration', 'test', ...args], options, (_, out, error) =>
      resolve({ code: child.exitCode, out, error }),
    )
  })

test('Integration 5: the seed’s example over HTTP, once for its key; its secret is in no answer and no log', async () => {
  const config = { base_url: service.url, api_key: key, timeout: 30, max_retries: 3, retry_delay: 0.1 }
  const security_policy = { required_fields: ['input'] }
  const made = await call('PUT', '/external/crm', { config, security_policy })
  expect([made.status, made.data.config.api_key_last4]).toEqual([201, '4d36'])
  service.script.push(json({}, 503, { 'retry-after': '1' }))
  service.otherwise = json({ id: 812 })
  const body = { integration_id: 'crm', method: 'POST', endpoint: '/v1/process', data: { input: 'test_data' } }
  const first = await call('POST', '/external', body, { 'idempotency-key': 'k-1' })
  expect(first).toMatchObject({ status: 200, success: true, error: null, data: { status_code: 200, attempts: 2 } })
  expect(await call('POST', '/external', body, { 'idempotency-key': 'k-1' })).toEqual(first)
  expect(service.asked).toHaveLength(2)
  expect(service.asked[0]?.headers['idempotency-key']).toBe('k-1')
  expect(await call('POST', '/external', { ...body, data: {} })).toMatchObject({
    status: 400,
    success: false,
    data: null,
    error: 'Missing required field: input',
    code: 'INVALID_REQUEST',
  })
  expect(await call('POST', '/external', { ...body, integration_id: 'x' })).toMatchObject({
    status: 404,
    error: 'Integration not found',
  })
  service.script.push(hangUp)
  expect(await call('POST', '/external', body, { 'idempotency-key': 'k-2' })).toMatchObject({
    status: 502,
    code: 'OUTCOME_UNKNOWN',
  })
  expect(await call('POST', '/external', body, { 'idempotency-key': 'k-2' })).toMatchObject({ status: 200 })
  const told = [
    await call('GET', '/external/crm'),
    await call('GET', '/external'),
    await call('GET', '/external/crm/audit'),
  ]
  expect(told.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(JSON.stringify([made, first, told]) + server.output()).not.toContain(key)
})

test('a webhook, a sync with its records, and the status over HTTP', async () => {
  service.otherwise = json({})
  const hook = { webhook_url: `${service.url}/hook`, event_type: 'a.b', data: {}, secret: 's'.repeat(20) }
  expect(await call('POST', '/webhook', hook)).toMatchObject({ status: 200, data: { delivered: true } })
  expect(await call('POST', '/webhook', { ...hook, wait: false })).toMatchObject({
    status: 202,
    data: { queued: true },
  })
  await expect.poll(() => service.asked.filter(({ path }) => path === '/hook').length, { timeout: 10_000 }).toBe(2)
  await call('PUT', '/external/notes', { config: { base_url: service.url, api_key: key } })
  service.otherwise = pagesOf([{ id: 'a', text: 'A' }], 10)
  const sync = { integration_id: 'notes', direction: 'pull', endpoint: '/notes' }
  expect((await call('PUT', '/sync/notes', { ...sync, cursor: { send: 'since', read: '/next_cursor' } })).status).toBe(
    201,
  )
  const started = await call('POST', '/sync', { sync_id: 'notes' })
  expect([started.status, started.data.run_id]).toEqual([202, expect.stringMatching(/^job_/)])
  const state = async () => (await call('GET', '/sync/notes')).data.last_run.status
  await expect.poll(state, { timeout: 10_000 }).toBe('succeeded')
  expect((await call('GET', '/sync/notes/records')).data.items).toMatchObject([{ item_id: 'a', data: { text: 'A' } }])
  expect((await call('GET', '/sync?integration_id=notes')).data.count).toBe(1)
  const vectors = { ...sync, destination: 'vectors', collection: 'synced' }
  await call('PUT', '/sync/vectors', vectors)
  await call('POST', '/sync', { sync_id: 'vectors' })
  await expect.poll(async () => (await call('GET', '/sync/vectors')).data.last_run.items, { timeout: 10_000 }).toBe(1)
  const found = await fetch(`${server.url}/api/v1/db/vectors?collection=synced`, {
    headers: { 'x-api-key': server.key },
  })
  expect(await found.json()).toMatchObject({ data: { items: [{ id: 'a' }] } })
  expect(await call('GET', '/status')).toMatchObject({ status: 200, data: { last_test: null } })
})

test('Integration 14: the command prints the seed’s shape, exits as it says, and last_test shows it', async () => {
  const good = await command('notes.*')
  const summary = JSON.parse(good.out)
  expect([good.code, good.error]).toEqual([0, expect.stringContaining('passed  notes.reachable')])
  expect(summary).toEqual({
    last_run: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    results: {
      total_tests: 4,
      passed: 4,
      failed: 0,
      test_results: Object.fromEntries(
        ['reachable', 'authenticated', 'sync.notes', 'sync.vectors'].map((name) => [
          `notes.${name}`,
          { status: 'passed', result: true },
        ]),
      ),
    },
  })
  expect((await call('GET', '/status')).data.last_test).toEqual(summary)

  const file = join(server.folder, 'own.mjs')
  writeFileSync(
    file,
    `export const ownPasses = async ({ url }) => ({ url })
     export const ownFails = async () => 0
     export const ownThrows = async () => { throw new Error('HTTP 503') }
     export const ownHangs = () => new Promise(() => {})`,
  )
  const bad = await command('own', '--file', 'own.mjs', '--json', '--timeout-seconds', '1')
  expect([bad.code, JSON.parse(bad.out).results]).toEqual([
    1,
    {
      total_tests: 4,
      passed: 1,
      failed: 3,
      test_results: {
        ownPasses: { status: 'passed', result: { url: server.url } },
        ownFails: { status: 'failed', result: 0 },
        ownThrows: { status: 'error', error: 'HTTP 503' },
        ownHangs: { status: 'error', error: 'It took longer than 1 seconds.' },
      },
    },
  ])
  expect((await call('GET', '/status')).data.last_test.results.failed).toBe(3)
  expect((await command('no-such-test')).code).toBe(2)
  const before = service.asked.length
  expect((await command('crm.policy')).code).toBe(0)
  expect(service.asked.length).toBe(before)
}, 60_000)
