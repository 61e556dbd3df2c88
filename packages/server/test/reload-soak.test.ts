/** Reloads while calls run: none fails, and nothing is left behind. RELOAD_ROUNDS=1000 for the figure in docs/promises.md. */
import { simulateAll } from '@proxyapi/simulators'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startApp } from './app.ts'
import { realClock } from './ledger.ts'

const rounds = Number(process.env.RELOAD_ROUNDS ?? 20)
const lanes = 4
const key = 'an-operator-key-of-32-characters'

test(`${rounds} reloads under load: no call fails, and handles are what they were`, async () => {
  const simulators = await simulateAll({ seed: 'reload' })
  onTestFinished(() => simulators.close())
  const { openai, anthropic } = simulators.urls
  const written = (round: number) => `
auth: { api_keys: [${key}] }
providers:
  - { name: openai, type: openai, base_url: '${openai}', models: ['*'], timeout: ${20 + (round % 7)}, max_connections: ${50 + (round % 3)} }
  - { name: anthropic, type: anthropic, base_url: '${anthropic}', models: ['*'], enabled: ${round % 2 === 0} }
model_aliases: { fast: openai/gpt-4o-mini, round: openai/gpt-4o-mini-${round} }
caching: { enabled: ${round % 5 === 0}, response_cache: { max_entries: ${10 + round} } }
condensation: { enabled: ${round % 2 === 1} }
http_client: { pool_limits: { max_keepalive_connections: ${100 + (round % 11)} } }
`
  const server = await startApp(written(0), { clock: realClock as never, environment: simulators.env })
  onTestFinished(() => server.close())

  const statuses = new Map<number, number>()
  let over = false
  let calls = 0
  const headers = { 'x-api-key': key, 'content-type': 'application/json' }
  async function call(): Promise<void> {
    const stream = calls++ % 2 === 0
    const body = JSON.stringify({ model: 'fast', stream, messages: [{ role: 'user', content: `echo: ${calls}` }] })
    const response = await server.fetch('/v1/chat/completions', { method: 'POST', headers, body })
    const text = await response.text()
    const isWhole = !stream || text.includes('[DONE]')
    const status = isWhole ? response.status : 0
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  const lane = async () => {
    while (!over) await call()
  }
  await Promise.all(Array.from({ length: lanes }, call))
  const handles = () => process.getActiveResourcesInfo().length
  const before = handles()

  const load = Promise.all(Array.from({ length: lanes }, lane))
  for (let round = 1; round <= rounds; round++) {
    server.rewrite(written(round))
    const { result, version } = await server.app.config.reload({ cause: 'signal' })
    expect({ result, version }).toEqual({ result: 'applied', version: round + 1 })
    await call()
  }
  over = true
  await load

  expect([...statuses.keys()]).toEqual([200])
  expect(calls).toBeGreaterThan(rounds)
  await vi.waitFor(() => expect(handles()).toBeLessThanOrEqual(before + 5), { timeout: 10_000, interval: 100 })
}, 600_000)
