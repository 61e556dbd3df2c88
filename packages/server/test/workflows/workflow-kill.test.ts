/** SIGKILL in the middle of runs, in real processes over simulators: one instance, one note, one charge, destroyed at the end. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { conformingFetch } from '@proxyapi/contract/conforming-fetch'
import { simulateOpenAI, simulateVast } from '@proxyapi/simulators'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type Running, startServer } from '../running.ts'

/** How long the first servers live. That a machine is gone is proved minutes later, which each start brings nearer. */
const livesMs = [600, 1_500]
const lastLifeMs = 5_000
const killsMost = 9
const ends = new Set(['succeeded', 'failed', 'suspended', 'canceled'])

let vast: Awaited<ReturnType<typeof simulateVast>>
let openai: Awaited<ReturnType<typeof simulateOpenAI>>
let service: Server
let folder: string
const notes: { key: string; text: unknown }[] = []

beforeAll(async () => {
  ;[vast, openai] = await Promise.all([simulateVast({ seed: 'workflow', bootMs: 100 }), simulateOpenAI({ tokenMs: 0 })])
  service = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { text } = JSON.parse(String(Buffer.concat(chunks)))
      notes.push({ key: String(request.headers['idempotency-key']), text })
      response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":1}')
    })
  })
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
  folder = mkdtempSync(join(tmpdir(), 'proxyapi-workflow-'))
  const { port } = service.address() as AddressInfo
  const config = `egress: { allow: ['127.0.0.1:${port}'] }
providers: [{ name: openai, type: openai, base_url: '${openai.url}/v1', models: ['*'] }]
clouds: { vast.ai: { base_url: '${vast.url}', private_endpoints: true } }
`
  writeFileSync(join(folder, 'config.yaml'), config)
})
afterAll(async () => {
  service.close()
  await Promise.all([vast.close(), openai.close()])
  rmSync(folder, { recursive: true, force: true })
})

let starts = 0
/** Each start finds the leases of the one before over. */
async function started(): Promise<Running> {
  const server = await startServer({
    main: join(import.meta.dirname, '../shifted-main.ts'),
    command: 'serve',
    folder,
    environment: { VAST_API_KEY: 'sim-vast', OPENAI_API_KEY: 'sim-openai', CLOCK_AHEAD_MS: String(200_000 * starts++) },
  })
  onTestFinished(() => void server.process.kill('SIGKILL'))
  return server
}

const conforming = conformingFetch((request) => fetch(request))

async function call({ url, key }: Running, method: string, path: string, body?: object) {
  const response = await conforming(
    new Request(`${url}/api/v1${path}`, {
      method,
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    }),
  )
  // biome-ignore lint/suspicious/noExplicitAny: tests read members of answers that they know.
  const json: any = await response.json()
  return { status: response.status, json }
}

const ref = (pointer: string) => ({ $ref: pointer })
const definition = {
  name: 'burst-batch',
  input: { text: 'the sea' },
  max_cost: 5,
  steps: [
    { id: 'gpu', type: 'gpu.create', with: { filter: { provider: ['vast.ai'] }, config: {} } },
    { id: 'up', type: 'gpu.wait', with: { contract_id: ref('/steps/gpu/contract_id') } },
    {
      ...{ id: 'sum', type: 'chat' },
      with: {
        model: 'openai/gpt-4o-mini',
        messages: [{ role: 'user', content: { $join: ['echo: ', ref('/input/text')] } }],
      },
    },
    {
      ...{ id: 'big', type: 'condition', if: { $gt: [ref('/steps/sum/usage/output_tokens'), 0] } },
      then: [
        {
          ...{ id: 'tell', type: 'http' },
          with: {
            integration_id: 'crm',
            method: 'POST',
            endpoint: '/v1/notes',
            data: { text: ref('/steps/sum/result') },
          },
        },
      ],
    },
    { id: 'down', type: 'gpu.destroy', with: { contract_id: ref('/steps/gpu/contract_id') } },
  ],
  output: ref('/steps/sum/result'),
}

/** Whether it became so in that time. */
async function within(ms: number, isSo: () => Promise<boolean>): Promise<boolean> {
  for (const until = performance.now() + ms; performance.now() < until; ) {
    if (await isSo()) return true
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return false
}

test('a run goes on wherever its server was killed, and does each thing once', async () => {
  let server = await started()
  const { port } = service.address() as AddressInfo
  const registered = { config: { base_url: `http://127.0.0.1:${port}` } }
  expect((await call(server, 'PUT', '/integration/external/crm', registered)).status).toBe(201)
  const offers = async () => (await call(server, 'GET', '/gpu/instances?provider=vast.ai&limit=1')).json.data.length
  await expect.poll(offers, { timeout: 20_000 }).toBeGreaterThan(0)
  const { json, status } = await call(server, 'POST', '/workflow/execute', definition)
  expect([status, json.data.status]).toEqual([202, 'queued'])
  const { workflow_id } = json.data
  const state = async () => (await call(server, 'GET', `/workflow/status?workflow_id=${workflow_id}`)).json.data
  for (let kill = 0; kill < killsMost; kill++) {
    const isOver = await within(livesMs[kill] ?? lastLifeMs, async () => ends.has((await state()).status))
    if (isOver) break
    const ended = new Promise((resolve) => server.process.once('exit', resolve))
    server.process.kill('SIGKILL')
    await ended
    server = await started()
  }
  expect(await state()).toMatchObject({ status: 'succeeded', output: 'the sea', error: null })
  expect(new Set(notes.map(({ key }) => key))).toEqual(new Set([`${workflow_id}/tell`]))
  expect(notes[0]?.text).toBe('the sea')
  expect(vast.instances()).toHaveLength(1)
  const contracts = (await call(server, 'GET', '/gpu/contracts?status=all')).json.data
  expect(contracts.map(({ status: now }: { status: string }) => now)).toEqual(['terminated'])
  const charged = async () =>
    (await call(server, 'GET', '/db/logs?operation=aiChat&status=200')).json.data.items.filter(
      ({ cost }: { cost: number }) => cost > 0,
    )
  await expect.poll(async () => (await charged()).length, { timeout: 10_000 }).toBe(1)
  await server.stop().catch(() => undefined)
}, 110_000)
