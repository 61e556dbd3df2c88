import { type Door, type Handlers, implement } from '@proxyapi/contract'
import { conformingFetch } from '@proxyapi/contract/conforming-fetch'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRoom, type Room, refresh, startUpstreams, type Upstreams } from '../../test/discovery/room.ts'
import { eachStore, type OpenStore, openSqlite } from '../../test/stores.ts'
import type { Context } from '../context.ts'
import type { Store } from '../store/database.ts'
import { models } from './models.ts'

let store: Store | undefined
let upstreams: Upstreams
let room: Room
let fetch: (path: string, init?: RequestInit) => Promise<Response>

/** The handlers behind the contract's router; every answer is judged by the document. */
async function start(open: OpenStore) {
  store = await open()
  upstreams = await startUpstreams()
  room = await openRoom({ store, providers: upstreams.providers })
  const permissions = new Set(['models:read', 'models:refresh', 'models:select'])
  const door: Door<Context> = {
    requestId: () => 'req_1',
    now: () => new Date(room.clock.now()),
    bodyBytesMax: () => 1_000_000,
    admit: () =>
      ({
        principal: { permissions, userId: null },
        audit: { record: async () => {} },
        discovery: room.discovery,
        accounts: {},
      }) as unknown as Context,
  }
  const app = implement(models as unknown as Handlers<Context>, door)
  const judged = conformingFetch((request) => app.fetch(request))
  fetch = async (path, init) => judged(new Request(`http://server.test/api${path}`, init))
}
afterEach(() => store?.close())

const json = async <T = Record<string, unknown>>(path: string, init?: RequestInit) => {
  const response = await fetch(path, init)
  return { status: response.status, headers: response.headers, body: (await response.json()) as T }
}
const post = (path: string, body?: unknown, method = 'POST') =>
  json(path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
const ids = ({ body }: { body: object }) => (body as { models: { id: string }[] }).models.map(({ id }) => id)

describe('listModels and searchModels', () => {
  beforeEach(async () => {
    await start(openSqlite)
    await refresh(room)
  })

  it('an unpaged client gets everything', async () => {
    const { status, body } = await json('/models')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      next_cursor: null,
      cache_hit: true,
      cost_unit: 'usd_per_1k_tokens',
      providers: ['anthropic', 'openai'],
    })
    expect(body.count).toBe(body.total)
  })

  it('the seed’s texts are understood', async () => {
    const all = ids(await json('/v1/models?provider=openai&supports_chat=True'))
    expect(all).toContain('gpt-4o')
    expect(all).not.toContain('whisper-1')
    expect(ids(await json('/models?provider=openai&supports_chat=true'))).toEqual(all)
    expect(ids(await json('/models?provider=openai&supports_chat=None'))).toContain('whisper-1')
    expect(ids(await json('/models/search?q=gpt-4')).some((id) => id.includes('gpt-4'))).toBe(true)
    expect(ids(await json('/models/search?q=gpt-4&min_context=8000&max_cost=0.05')).length).toBeGreaterThan(0)
  })

  it.each(['None', 'null', 'undefined', ''])(
    'the text "%s" of a parameter that knows its values means absent',
    async (word) => {
      const [all, none] = [await json('/models'), await json('/models?provider=openai&q=&query=gpt-4o&limit=1')]
      expect(ids(none)).toEqual(['gpt-4o'])
      const names = 'provider supports_chat routable min_context max_cost cost_unit capabilities status family author'
      for (const name of `${names} released_after updated_since scope sort group facets include limit`.split(' ')) {
        const answer = await json(`/models?${name}=${word}`)
        if (['family', 'author'].includes(name) && word !== '') expect(ids(answer), name).toEqual([])
        else expect(ids(answer), name).toEqual(ids(all))
      }
      if (word === '') {
        expect(ids(await json('/models?cursor='))).toEqual(ids(all))
        expect((await json('/models/changes?cursor=')).status).toBe(200)
      }
      expect(await json(`/models/changes?since=${word}&limit=${word}`)).toMatchObject({ status: 200 })
    },
  )

  it('says how it understood the filters', async () => {
    const { body } = await json(
      '/models/search?query=GPT-4o&max_input_cost=5&cost_unit=per_1m&provider=openai,xai&facets=provider',
    )
    expect(body).toMatchObject({
      query: 'GPT-4o',
      cost_unit: 'usd_per_1m_tokens',
      filters_applied: {
        ...{
          max_cost: 5,
          cost_unit: 'per_1m',
          provider: ['openai', 'grok'],
          scope: 'configured',
          sort: 'relevance',
          group: 'none',
        },
        status: ['alpha', 'beta', 'ga', 'legacy', 'deprecated', 'unknown'],
        availability: ['listed', 'missing', 'stale', 'offline', 'unverified'],
      },
      facets: { provider: [{ value: 'openai', count: expect.any(Number) }] },
    })
    expect((body.models as { input_cost: number }[])[0]?.input_cost).toBe(2.5)
  })

  it('pages by signed cursors that belong to their query', async () => {
    const all = ids(await json('/models?sort=-input_cost'))
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page = await json(
        `/models?sort=-input_cost&limit=4${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      )
      seen.push(...ids(page))
      cursor = page.body.next_cursor as string | null
      if (cursor !== null && seen.length === 4) {
        for (const path of [
          `/models?sort=name&cursor=${cursor}`,
          `/models?sort=-input_cost&cursor=${cursor}x`,
          '/models?cursor=x',
        ]) {
          expect(await json(path)).toMatchObject({ status: 400, body: { code: 'INVALID_CURSOR' } })
        }
      }
    } while (cursor !== null)
    expect(seen).toEqual(all)
  })

  it('adds what is asked for', async () => {
    const { body } = await json(
      '/models/search?q=claude&include=provenance,conflicts,sources,score&limit=1&group=canonical',
    )
    expect((body.models as object[])[0]).toMatchObject({
      score: expect.any(Number),
      also_at: [],
      sources: expect.arrayContaining([expect.objectContaining({ source: 'provider_api' })]),
      provenance: { name: { source: 'provider_api' } },
    })
  })

  it('who wants no cached answer gets what another process has written meanwhile', async () => {
    const other = await openRoom({ store: room.store, clock: room.clock, providers: upstreams.providers })
    upstreams.openaiModels.push({ id: 'gpt-7' })
    await room.clock.advance(60_000)
    await refresh(other)
    const found = (control: string) => json('/models/gpt-7', { headers: { 'cache-control': control } })
    expect((await found('max-age=0, no-cached')).status).toBe(404)
    expect((await found('max-age=0, No-Cache')).status).toBe(200)
    expect(ids(await json('/models?provider=openai'))).toContain('gpt-7')
  })

  it('is 304 as long as nothing has changed', async () => {
    const { headers } = await json('/models?provider=openai')
    const etag = headers.get('etag') ?? ''
    expect(headers.get('cache-control')).toBe('private, no-cache')
    const again = (tag: string, path = '/models?provider=openai') => fetch(path, { headers: { 'if-none-match': tag } })
    expect((await again(etag)).status).toBe(304)
    expect((await again(`"other", W/${etag}`)).status).toBe(304)
    expect((await again(etag, '/models?provider=anthropic')).status).toBe(200)
    await room.clock.advance(60_000)
    await refresh(room)
    expect((await again(etag)).status).toBe(304)
    upstreams.openaiModels.push({ id: 'gpt-7' })
    await refresh(room, { force: true })
    expect((await again(etag)).status).toBe(200)
  })

  it.each([
    'q=a&query=b',
    'max_cost=-1',
    'max_cost=NaN',
    'supports_chat=maybe',
    'sort=luck',
    'limit=0',
    'limit=1001',
    `q=${'x'.repeat(201)}`,
  ])('%s is refused', async (query) => {
    expect(await json(`/models?${query}`)).toMatchObject({
      status: 400,
      body: { code: 'INVALID_REQUEST', details: [{ path: expect.stringMatching(/^query\./) }] },
    })
  })

  it('an unknown parameter is refused, an unknown provider finds nothing', async () => {
    expect(await json('/models?colour=red')).toMatchObject({ status: 400, body: { code: 'UNKNOWN_PARAMETER' } })
    expect(await json('/models?provider=nobody')).toMatchObject({ status: 200, body: { models: [], total: 0 } })
  })
})

describe('getModel', () => {
  beforeEach(async () => {
    await start(openSqlite)
    await refresh(room)
  })

  it.each([
    ['openai:gpt-4o', 'openai:gpt-4o'],
    ['openai%3Agpt-4o', 'openai:gpt-4o'],
    ['openai/gpt-4o', 'openai:gpt-4o'],
    ['gpt-4o', 'openai:gpt-4o'],
    ['GPT-4O', 'openai:gpt-4o'],
    ['gpt-4', 'openai:gpt-4'],
    ['claude-sonnet-4-5', 'anthropic:claude-sonnet-4-5-20250929'],
    ['deepseek/deepseek-chat-v3.1', 'openrouter:deepseek/deepseek-chat-v3.1'],
    ['gpt-4o?provider=azure', 'azure_openai:gpt-4o'],
  ])('%s is %s', async (path, uid) => {
    const { status, body } = await json(`/models/${path}`)
    expect([status, (body.model as { uid: string }).uid]).toEqual([200, uid])
  })

  it('names the sources of every value, and where else the model is', async () => {
    const { body } = await json('/models/gpt-4o')
    expect(body).toMatchObject({
      provider_info: { name: 'openai', status: 'active' },
      also_at: ['azure_openai:gpt-4o', 'blackbox:blackboxai/openai/gpt-4o', 'openrouter:openai/gpt-4o'],
    })
    const { model } = body as { model: Record<string, unknown> & { provenance: object } }
    for (const field of ['name', 'context_length', 'max_tokens', 'supports_chat', 'release_date', 'family', 'author'])
      expect(model.provenance).toHaveProperty([field])
  })

  it.each([
    [[], 'openai:gpt-4o'],
    [['azure_openai'], 'azure_openai:gpt-4o'],
    [['azure'], 'azure_openai:gpt-4o'],
    [['nobody', 'Azure', 'openai'], 'azure_openai:gpt-4o'],
  ])('who likes %j best gets it where an id is of several', (providerOrder, uid) => {
    expect(room.discovery.get('gpt-4o', {}, { providerOrder }).body().model.uid).toBe(uid)
  })

  it('what is not there has suggestions', async () => {
    expect(await json('/models/gpt-4oo')).toMatchObject({
      status: 404,
      body: { code: 'MODEL_NOT_FOUND', details: [{ message: 'perhaps openai:gpt-4o' }, {}, {}] },
    })
    expect(await json('/models/claud-sonnet')).toMatchObject({
      body: { details: [{ message: expect.stringContaining('claude') }, {}, {}] },
    })
    expect(await json('/models/zzzzzzzz')).toMatchObject({ status: 404 })
  })

  it.each(['a%00b', 'x'.repeat(301)])('%s is no id', async (id) => {
    expect(await json(`/models/${id}`)).toMatchObject({ status: 400, body: { code: 'INVALID_RESOURCE_ID' } })
  })
})

describe('refreshModels', () => {
  beforeEach(() => start(openSqlite))
  it.each([[undefined], [{}], [{ providers: ['openai', 'anthropic'] }]])('of %j', async (body) => {
    const answer = await post('/models/refresh', body)
    expect(answer).toMatchObject({
      status: 200,
      body: {
        status: 'success',
        models_discovered: 14,
        results: { openai: { result: 'updated' }, anthropic: { result: 'updated' } },
      },
    })
  })

  it('of what is not known, of nothing reachable', async () => {
    expect(await post('/models/refresh', { providers: ['nobody'] })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_REQUEST' },
    })
    for (const one of [upstreams.openai, upstreams.anthropic])
      one.fault({ match: { path: '/v1/models' }, do: 'error-500', times: null })
    expect(await post('/models/refresh')).toMatchObject({
      status: 502,
      body: { code: 'UPSTREAM_ERROR', details: [{}, {}] },
    })
  })
})

it('providers and their status', async () => {
  await start(openSqlite)
  expect(await json('/providers/status')).toMatchObject({ status: 200, body: { active: 0 } })
  await refresh(room)
  const { body, headers } = await json('/providers/status')
  expect(body).toMatchObject({ active: 2, providers: { openai: { status: 'active' } } })
  expect((await fetch('/providers/status', { headers: { 'if-none-match': headers.get('etag') ?? '' } })).status).toBe(
    304,
  )
  expect(await json('/v1/providers')).toMatchObject({
    body: { active: 2, providers: { mistral: { status: 'unconfigured', priority: null } } },
  })
  expect(JSON.stringify(body)).not.toContain('test-key')
})

it('a provider that leaves the gateway’s checks unanswered is degraded, whatever its list said', async () => {
  await start(openSqlite)
  await refresh(room)
  room.silent.add('openai')
  const { body } = await json('/providers/status')
  expect(body).toMatchObject({
    active: 1,
    providers: { openai: { status: 'degraded', error: null }, anthropic: { status: 'active' } },
  })
})

eachStore((_, open) => {
  describe('listModelChanges', () => {
    beforeEach(async () => {
      await start(open)
      await refresh(room)
    })

    it('yields every change once, and the present snapshot', async () => {
      const { body: now } = await json('/models')
      const seen: number[] = []
      let cursor: string | null = null
      do {
        const { body }: { body: Record<string, unknown> } = await json(
          `/models/changes?limit=50${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
        )
        expect(body.snapshot).toBe(now.snapshot)
        seen.push(...(body.changes as { seq: number }[]).map(({ seq }) => seq))
        cursor = body.next_cursor as string | null
      } while (cursor !== null)
      expect(seen).toEqual(Array.from({ length: seen.length }, (_, at) => at + 1))
      expect(seen.length).toBeGreaterThan(100)
    })

    it('since a number, a snapshot, a time; filtered', async () => {
      const { body: now } = await json('/models')
      await room.clock.advance(3_600_000)
      upstreams.openaiModels.push({ id: 'gpt-7', owned_by: 'system' })
      await refresh(room, { force: true })
      const changes = async (query: string) =>
        (await json(`/models/changes?${query}`)).body.changes as {
          seq: number
          uid: string
          kind: string
          model?: object
        }[]
      const [added, ...none] = await changes(`since=${now.snapshot}`)
      expect(none).toEqual([])
      expect(added).toMatchObject({
        kind: 'added',
        uid: 'openai:gpt-7',
        model: {
          id: 'gpt-7',
          served_by: ['openai'],
          cost_unit: 'usd_per_1k_tokens',
          availability: { state: 'listed' },
        },
      })
      const [resold] = await changes('provider=blackbox&kind=added&limit=1')
      expect(resold).toMatchObject({ model: { provider: 'blackbox', availability: { state: 'unverified' } } })
      expect(await changes(`since=${(added?.seq ?? 0) - 1}`)).toEqual([added])
      expect(await changes('since=2026-11-20T11:00:00Z')).toEqual([added])
      expect(await changes(`since=${now.snapshot}&provider=anthropic`)).toEqual([])
      expect(await changes('uid=openai:gpt-7&kind=added&severity=major')).toEqual([added])
    })

    it('of what is not kept is expired', async () => {
      for (const since of ['snap_ffffffffffffffffffffffff', '2024-01-01T00:00:00Z']) {
        expect(await json(`/models/changes?since=${since}`)).toMatchObject({
          status: 410,
          body: { code: 'CHANGES_EXPIRED' },
        })
      }
      expect(await json('/models/changes?since=yesterday')).toMatchObject({ status: 400 })
    })
  })

  describe('selections', () => {
    beforeEach(() => start(open))
    const put = (body: unknown, headers: Record<string, string> = {}) =>
      json('/models/selections', {
        method: 'PUT',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      })

    it('are merged, in both forms, and cleared by null', async () => {
      expect(await json('/models/selections')).toMatchObject({ status: 200, body: { selections: {}, count: 0 } })
      expect(await put({ openai: 'gpt-4o' })).toMatchObject({
        status: 200,
        body: {
          count: 1,
          selections: {
            openai: { model_name: 'gpt-4o', editable: true, available: true, last_updated: '2026-11-20T10:30:00.000Z' },
          },
        },
      })
      const { body } = await put({ selections: { anthropic: { model_name: 'claude-sonnet-4-6' } } })
      expect(Object.keys(body.selections as object).sort()).toEqual(['anthropic', 'openai'])
      expect(await put(body)).toMatchObject({ status: 200, body: { count: 2 } })
      expect(await put({ openai: null })).toMatchObject({ body: { count: 1 } })
    })

    it('are refused whole where one is not known', async () => {
      const answer = await put({ selections: { openai: 'gpt-4o', anthropic: 'gpt-4o', nobody: 'x' } })
      expect(answer).toMatchObject({
        status: 400,
        body: { code: 'INVALID_REQUEST', details: [{ path: '/selections/anthropic' }, { path: '/selections/nobody' }] },
      })
      expect(await json('/models/selections')).toMatchObject({ body: { count: 0 } })
      expect(await put({ openai: 'gpt-4o', nobody: 'x' })).toMatchObject({ body: { details: [{ path: '/nobody' }] } })
    })

    it('that are sent back as they were keep their time', async () => {
      const { body } = await put({ openai: 'gpt-4o' })
      await room.clock.advance(1_000)
      expect((await put({ selections: body.selections, anthropic: undefined })).body).toEqual(body)
    })

    it('that the file protects stay', async () => {
      await put({ openai: 'gpt-4o' })
      await store?.db.updateTable('model_selections').set({ editable: 0 }).execute()
      expect(await put({ openai: 'gpt-5' })).toMatchObject({ status: 409, body: { code: 'INVALID_STATE' } })
      expect(await put({ openai: 'gpt-4o', anthropic: 'claude-sonnet-4-6' })).toMatchObject({ status: 200 })
    })

    it('are written only on what was read', async () => {
      const { headers } = await put({ openai: 'gpt-4o' })
      const etag = headers.get('etag') ?? ''
      await room.clock.advance(1000)
      expect((await put({ openai: 'gpt-5' }, { 'if-match': `"other", ${etag}` })).status).toBe(200)
      expect(await put({ openai: 'o3' }, { 'if-match': etag })).toMatchObject({
        status: 412,
        body: { code: 'PRECONDITION_FAILED' },
      })
    })

    it('of two writers at the same time both are kept', async () => {
      await Promise.all([put({ openai: 'gpt-4o' }), put({ anthropic: 'claude-sonnet-4-6' })])
      expect(await json('/models/selections')).toMatchObject({ body: { count: 2 } })
    })
  })
})
