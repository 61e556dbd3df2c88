/** Whatever a list endpoint does: rows stay byte-equal, the provider is degraded, and one event says so. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dialects } from '@proxyapi/providers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listServer, provider, type Say, sendJson, settings, skippingClock } from '../../test/discovery/parts.ts'
import { openRoom, type Room, run } from '../../test/discovery/room.ts'
import { egressFor } from '../../test/egress/loopback.ts'
import { testRandom } from '../../test/runtime.ts'
import { eachStore } from '../../test/stores.ts'
import type { Store } from '../store/database.ts'
import { fetchList } from './sources/provider-list.ts'

const hour = 3_600_000
const row = (id: string) => ({ type: 'model', id, display_name: id, created_at: '2026-02-17T00:00:00Z', max_tokens: 5 })
const firstPage = { data: ['a', 'b', 'c'].map(row), has_more: true, last_id: 'c' }
const lastPage = { data: ['d', 'e'].map(row), has_more: false, last_id: 'e' }
const wholeList: Say = ({ query }, response) => sendJson(response, query.after_id ? lastPage : firstPage)

const first =
  (say: Say): Say =>
  (asked, response, n) =>
    asked.query.after_id ? say(asked, response, n) : sendJson(response, firstPage)

const faults: readonly [string, Say][] = [
  ['HTML with 200', (_, response) => void response.writeHead(200).end('<!doctype html><html></html>')],
  ['nothing with 200', (_, response) => void response.end()],
  ['a list without rows', (_, response) => sendJson(response, { data: [], has_more: false })],
  ['another shape', (_, response) => sendJson(response, { models: { a: row('a') } })],
  ['an error with 200', (_, response) => sendJson(response, { error: { message: 'overloaded' } })],
  ['rows that cannot be read', (_, response) => sendJson(response, { data: [row('a'), {}, 7, row('b'), null] })],
  ['401', (_, response) => sendJson(response, { error: {} }, {}, 401)],
  ['403', (_, response) => sendJson(response, { error: {} }, {}, 403)],
  ['429', (_, response) => sendJson(response, { error: {} }, { 'retry-after': '1' }, 429)],
  ['500', (_, response) => void response.writeHead(500).end()],
  ['a redirect', (_, response) => void response.writeHead(302, { location: 'http://else.invalid/models' }).end()],
  ['a connection that breaks', (_, response) => response.destroy() as never],
  ['a body that stops', (_, response) => void response.writeHead(200).write('{"data":[')],
  ['a lost last page', first((_, response) => void response.writeHead(404).end())],
  ['a last page of HTML', first((_, response) => void response.end('<html>'))],
  ['the first page again', (_, response) => sendJson(response, firstPage)],
  [
    'a token that leads in a circle',
    (_, response, n) => sendJson(response, { ...firstPage, data: [row(`x${n}`), row('c')] }),
  ],
]

eachStore((_, open) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
  })
  afterEach(() => store.close())

  const stored = async () =>
    JSON.stringify([
      await store.db.selectFrom('models').selectAll().where('brand', '=', 'anthropic').orderBy('uid').execute(),
      await store.db.selectFrom('model_changes').selectAll().orderBy('seq').execute(),
      await store.db
        .selectFrom('model_observations')
        .selectAll()
        .where('source', '=', 'provider_api')
        .orderBy('uid')
        .execute(),
    ])
  const later = async (room: Room, hours: number) => {
    await room.clock.advance(hours * hour)
    await run(room, 'discovery.refresh')
    return room.discovery.status().body().providers.anthropic?.status
  }

  it.each(faults)('%s', async (_, fault) => {
    let say = wholeList
    const server = await listServer((asked, response, n) => say(asked, response, n))
    const room = await openRoom({
      store,
      providers: [provider('anthropic', { baseUrl: server.url })],
      settings: { readTimeoutMs: 100, timeoutMs: 2_000 },
    })
    expect(await later(room, 0)).toBe('active')
    const before = await stored()
    room.told.length = 0
    say = fault
    expect(['degraded', 'error']).toContain(await later(room, 2))
    await later(room, 2)
    expect(await stored()).toBe(before)
    expect(room.told.map(({ name }) => name)).toEqual(['source.degraded'])
    say = wholeList
    expect(await later(room, 2)).toBe('active')
    expect(await stored()).toBe(before)
    expect(room.told.map(({ name }) => name)).toEqual(['source.degraded', 'source.recovered'])
  })

  it('a list that loses 60 % is confirmed first; that it came back was no event', async () => {
    let ids = ['a', 'b', 'c', 'd', 'e']
    const server = await listServer((_, response) => sendJson(response, { data: ids.map(row), has_more: false }))
    const room = await openRoom({ store, providers: [provider('anthropic', { baseUrl: server.url })] })
    await later(room, 0)
    const before = await stored()
    room.told.length = 0
    ids = ['a', 'b']
    expect(await later(room, 2)).toBe('degraded')
    expect(await stored()).toBe(before)
    ids = ['a', 'b', 'c', 'd', 'e']
    expect(await later(room, 2)).toBe('active')
    expect(await stored()).toBe(before)
    expect(room.told).toEqual([])
  })
})

const folder = new URL('../../../../../shared/fixtures/', import.meta.url)
const brandOfFile: readonly [RegExp, string][] = [
  [/^anthropic/, 'anthropic'],
  [/^azure/, 'azure_openai'],
  [/^cohere/, 'cohere'],
  [/^gemini_models/, 'google'],
  [/^huggingface/, 'huggingface'],
  [/^ollama/, 'ollama'],
  [/^openai/, 'openai'],
  [/^openrouter/, 'openrouter'],
  [/^perplexity/, 'perplexity'],
  [/^vllm/, 'vllm'],
  [/^xai/, 'grok'],
]
const recorded = existsSync(folder)
  ? readdirSync(new URL('list-models/', folder)).flatMap((file) => {
      const brand = brandOfFile.find(([pattern]) => pattern.test(file))?.[1]
      return brand === undefined ? [] : [{ brand, file: `list-models/${file}` }]
    })
  : []

describe.skipIf(recorded.length === 0)('a reply that is cut (skipped without shared/fixtures)', () => {
  it.each(recorded)('$file is no list at 200 random bytes', async ({ brand, file }) => {
    const bytes = readFileSync(new URL(file, folder))
    const random = testRandom(11)
    let cut = 0
    const server = await listServer((_, response) => void response.end(bytes.subarray(0, cut)))
    const egress = egressFor([server.port])
    const asked = provider(brand, { baseUrl: server.url })
    for (let tried = 0; tried < 200; tried++) {
      cut = Math.floor(random.float() * bytes.toString().trimEnd().length)
      const parts = { egress, clock: skippingClock(), random, dialects }
      const result = await fetchList(
        asked,
        { etag: null, lastModified: null },
        settings({ maxRetries: 0 }),
        parts,
        new AbortController().signal,
      )
      expect({ cut, outcome: result.outcome }).toEqual({ cut, outcome: 'failed' })
    }
  })
})
