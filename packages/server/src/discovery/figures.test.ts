import { expect, it, onTestFinished } from 'vitest'
import { openRoom, refresh, run, startUpstreams } from '../../test/discovery/room.ts'
import { testRandom } from '../../test/runtime.ts'
import { openSqlite } from '../../test/stores.ts'
import { createRegistry } from '../telemetry/metrics.ts'

async function open() {
  const store = await openSqlite()
  onTestFinished(() => store.close())
  const registry = createRegistry()
  const upstreams = await startUpstreams()
  const room = await openRoom({ store, providers: upstreams.providers, metrics: registry })
  await refresh(room)
  return { room, registry, upstreams }
}

it('the figures have the names of the seed, and ours begin with proxyapi_', async () => {
  const { room, registry } = await open()
  room.discovery.list({ provider: ['openai'] }).body()
  room.discovery.list({}).body()
  room.discovery.search({ q: 'gpt' }).body()
  await room.clock.advance(90_000)
  await run(room, 'discovery.reload')
  const text = registry.render()
  for (const line of [
    'models_discovered_total{provider="openai"} 10',
    'discovery_duration_seconds_count{provider="openai"} 1',
    'cache_hits_total{cache="models",provider="openai"} 1',
    'active_providers 2',
    'proxyapi_discovery_fetch_total{provider="openai",verdict="healthy"} 1',
    'proxyapi_discovery_age_seconds{provider="openai"} 90',
    'proxyapi_model_search_seconds_count 1',
  ])
    expect(text.split('\n')).toContain(line)
  expect(text).toMatch(/^cache_hits_total\{cache="models",provider="all"\} \d+$/m)
  expect(text).toMatch(/^proxyapi_catalog_rows\{state="listed"\} \d+$/m)
  expect(text).toMatch(/^proxyapi_model_changes_total\{kind="added"\} \d+$/m)
})

it('old lists are misses', async () => {
  const { room, registry } = await open()
  await room.clock.advance(301_000)
  room.discovery.list({ provider: ['openai'] }).body()
  expect(registry.render().split('\n')).toContain('cache_misses_total{cache="models",provider="openai"} 1')
})

it('10,000 random providers add no series', async () => {
  const { room, registry } = await open()
  room.discovery.list({ provider: ['nobody'] }).body()
  room.discovery.search({ q: 'gpt', provider: ['nobody'] }).body()
  const series = () => registry.render().split('\n').length
  const before = series()
  const { float } = testRandom(5)
  for (let n = 0; n < 10_000; n++) {
    const provider = [`p${Math.floor(float() * 1e9).toString(36)}`]
    if (n % 100 === 0) room.discovery.search({ q: 'gpt', provider }).body()
    else room.discovery.list({ provider, limit: 1 }).body()
  }
  expect(series()).toBe(before)
  expect(registry.render()).toMatch(/^cache_(?:hits|misses)_total\{cache="models",provider="other"\} 10002$/m)
})
