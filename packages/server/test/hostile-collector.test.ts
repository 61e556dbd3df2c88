/** Collectors that are slow or gone: no request notices. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { startApp } from './app.ts'
import { startCollector } from './collector.ts'

/** Three spans each: more than the queue holds. */
const requests = 700
const endMs = 4_000

async function deadPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

test('with a collector that never answers and one that is gone, requests are answered as ever and the server ends', async () => {
  let asked = 0
  const silent = await startCollector(() => {
    asked++
  })
  onTestFinished(() => silent.close())
  const one = await startApp(`
telemetry:
  enabled: true
  otlp: { enabled: true, endpoint: '${silent.url}' }
  zipkin: { enabled: true, endpoint: 'http://127.0.0.1:${await deadPort()}/api/v2/spans' }
`)
  const headers = { 'x-api-key': one.key }
  const statuses = new Set<number>()
  for (let i = 0; i < requests; i++) statuses.add((await one.fetch('/v1/models?limit=1', { headers })).status)
  await one.clock.advance(5_000)
  await expect.poll(() => asked).toBeGreaterThan(0)
  statuses.add((await one.fetch('/health/ready')).status)
  expect([...statuses]).toEqual([200])
  const from = performance.now()
  await one.close()
  expect(performance.now() - from).toBeLessThan(endMs)
  const metrics = one.app.rooms.metricsPage()
  expect(Number(/^proxyapi_traces_dropped_total (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThan(0)
})
