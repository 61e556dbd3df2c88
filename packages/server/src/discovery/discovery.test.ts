import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { provider } from '../../test/discovery/parts.ts'
import { openRoom, type Room, refresh, run, startUpstreams, type Upstreams } from '../../test/discovery/room.ts'
import { eachStore } from '../../test/stores.ts'
import { canonicalJson } from '../canonical-json.ts'
import type { Store } from '../store/database.ts'
import { apply, type DocChange } from './diff.ts'
import type { CatalogDoc } from './model.ts'
import { snapshotIdOf } from './snapshot-id.ts'

const minute = 60_000
const hour = 60 * minute
const options = { providerOrder: [] }

const ids = (room: Room, query: Parameters<Room['discovery']['list']>[0] = {}) =>
  room.discovery
    .list(query)
    .body()
    .models.map(({ uid }) => uid)
const model = (room: Room, id: string) => room.discovery.get(id, {}, options).body().model
const state = (room: Room, id: string) => model(room, id).availability.state
const names = (room: Room) => room.told.map(({ name }) => name)
const fail = (of: Upstreams['openai'], times: number | null = null) =>
  of.fault({ match: { path: '/v1/models' }, do: 'error-500', times })

/** Everything that is stored of one provider, as text. */
const stored = async (store: Store, name: string) =>
  JSON.stringify([
    await store.db.selectFrom('models').selectAll().where('provider', '=', name).orderBy('uid').execute(),
    await store.db
      .selectFrom('model_observations')
      .selectAll()
      .where('provider', '=', name)
      .orderBy('uid')
      .orderBy('source_id')
      .execute(),
  ])

/** The rows of a catalog from its change log alone. */
async function replayed(room: Room, from: ReadonlyMap<string, CatalogDoc>, since?: string) {
  const { store } = room
  const log = await store.db.selectFrom('model_changes').selectAll().orderBy('seq').execute()
  const start =
    since === undefined
      ? 0
      : ((
          await store.db
            .selectFrom('catalog_snapshots')
            .select('seq')
            .where('snapshot', '=', since)
            .executeTakeFirstOrThrow()
        ).seq ?? 0)
  const changes = log
    .filter(({ seq }) => seq > start)
    .map(
      ({ uid, kind, severity, body }) =>
        ({
          uid,
          kind,
          severity,
          ...(kind === 'added' ? { doc: JSON.parse(body) } : { fields: JSON.parse(body) }),
        }) as DocChange,
    )
  return apply(from, changes)
}
const idOf = (docs: ReadonlyMap<string, CatalogDoc>) =>
  snapshotIdOf([...docs].map(([uid, doc]) => [uid, canonicalJson(doc)]))

eachStore((_, open) => {
  let store: Store
  let upstreams: Upstreams
  let room: Room
  beforeEach(async () => {
    store = await open()
  })
  afterEach(() => store.close())

  const start = async (over: Partial<Parameters<typeof openRoom>[0]> = {}) => {
    upstreams = await startUpstreams()
    room = await openRoom({ store, providers: upstreams.providers, ...over })
  }

  describe('before anything was fetched', () => {
    it('the built-in catalog answers, and can be called', async () => {
      await start()
      const { models, total, cache_hit, providers } = room.discovery.list({}).body()
      expect(total).toBe(models.length)
      expect(providers).toEqual(['anthropic', 'openai'])
      expect(cache_hit).toBe(false)
      expect(state(room, 'gpt-4o')).toBe('unverified')
      expect(model(room, 'gpt-4o')).toMatchObject({
        served_by: ['openai'],
        input_cost: 0.0025,
        output_cost: 0.01,
        pricing: { input: 2.5, cache_read: 1.25 },
      })
      expect(room.discovery.lookup().find('openai', 'gpt-4o')?.price).toMatchObject({
        input: 2_500_000,
        output: 10_000_000,
        cacheRead: 1_250_000,
      })
      expect(names(room)).toEqual([])
    })

    it('models of brands that are not configured show with scope=all only', async () => {
      await start()
      expect(ids(room, { provider: ['google'] })).toEqual([])
      const all = ids(room, { provider: ['gemini'], scope: 'all' })
      expect(all).toContain('google:gemini-3.5-flash')
      expect(model(room, 'google:gemini-3.5-flash').served_by).toEqual([])
    })

    it('a provider is stale, one without a list is active', async () => {
      await start({
        providers: [provider('openai', { baseUrl: 'http://127.0.0.1:9' }), provider('blackbox', { priority: 2 })],
      })
      const { providers, active } = room.discovery.status().body()
      expect(providers).toMatchObject({
        openai: { status: 'stale', last_success_at: null },
        blackbox: { status: 'active', models: 5 },
      })
      expect(active).toBe(1)
    })
  })

  describe('a first start', () => {
    it('waits for lists that nobody asked for yet, and not again', async () => {
      await start()
      await room.discovery.firstLists(2_000)
      expect(state(room, 'gpt-4o')).toBe('listed')
      const asked = upstreams.openai.requests().length
      await room.discovery.firstLists(2_000)
      expect(upstreams.openai.requests().length).toBe(asked)
    })

    it('waits no longer than it says for a list that hangs; the others are there', async () => {
      await start()
      upstreams.openai.fault({ match: { path: '/v1/models' }, do: 'hang', times: null })
      const waited = room.discovery.firstLists(2_000)
      await expect.poll(() => state(room, 'claude-opus-5')).toBe('listed')
      await room.clock.advance(2_000)
      await waited
      expect(state(room, 'gpt-4o')).toBe('unverified')
    })
  })

  describe('a first refresh', () => {
    beforeEach(() => start())

    it('merges the lists with the built-in catalog', async () => {
      const answer = await refresh(room)
      expect(answer).toMatchObject({
        status: 'success',
        message: '2 providers refreshed',
        models_discovered: 14,
        providers_updated: ['openai', 'anthropic'],
        results: {
          openai: { result: 'updated', models: 10, added: 1, error: null },
          anthropic: { result: 'updated', models: 4, added: 1 },
        },
      })
      const merged = model(room, 'claude-sonnet-4-5')
      expect(merged).toMatchObject({
        uid: 'anthropic:claude-sonnet-4-5-20250929',
        name: 'Listed claude-sonnet-4-5-20250929',
        context_length: 200_000,
        max_input_tokens: 200_000,
        max_tokens: 64_000,
        supports_chat: true,
        pricing: { input: 3, output: 15, cache_read: 0.3 },
        availability: { state: 'listed', misses: 0 },
        canonical_id: 'anthropic/claude-sonnet-4-5',
      })
      expect(merged.provenance).toMatchObject({
        name: { source: 'provider_api' },
        'pricing.input': {
          source: 'static',
          fetched_at: '2026-11-20T00:00:00.000Z',
          url: expect.stringMatching(/^https:/),
        },
        family: { note: 'id_rule' },
      })
      expect(merged.sources.map(({ source }) => source).sort()).toEqual(['provider_api', 'static'])
      expect(merged.conflicts).toMatchObject([{ field: 'release_date', chosen: '2026-02-17', rule: 'precedence' }])
      expect(model(room, 'gpt-5.6')).toMatchObject({
        supports_chat: true,
        input_cost: null,
        pricing: { mode: 'unknown' },
      })
      expect(state(room, 'openai:o3-pro')).toBe('unverified')
      expect(model(room, 'openai:o3-pro').served_by).toEqual([])
    })

    it('tells only that it is done', async () => {
      await refresh(room)
      expect(names(room)).toEqual(['refresh.completed', 'refresh.completed'])
      expect(room.told[0]?.data).toMatchObject({
        provider: expect.any(String),
        result: 'updated',
        from_snapshot: expect.stringMatching(/^snap_/),
      })
    })

    it('makes providers active and their rows verified', async () => {
      await refresh(room)
      const { providers, active } = room.discovery.status().body()
      expect(active).toBe(2)
      expect(providers.openai).toMatchObject({
        status: 'active',
        consecutive_failures: 0,
        error: null,
        last_success_at: '2026-11-20T10:30:00.000Z',
      })
      expect(providers.openai?.sources).toEqual([
        { source: 'provider_api', fetched_at: '2026-11-20T10:30:00.000Z', rows: 10, rejects: 0 },
        { source: 'static', fetched_at: '2026-11-20T00:00:00.000Z', rows: 32, rejects: 0 },
      ])
      expect(model(room, 'gpt-4o').availability.last_verified).toBe('2026-11-20T10:30:00.000Z')
      expect(
        Object.values(room.discovery.providers().body().providers).filter(({ status }) => status === 'unconfigured')
          .length,
      ).toBeGreaterThan(5)
    })

    it('the change log alone gives the catalog', async () => {
      await refresh(room)
      expect(idOf(await replayed(room, new Map()))).toBe(room.discovery.list({}).body().snapshot)
    })

    it('the seed’s search finds a model whose id contains gpt-4; the retired one first, because it was named', async () => {
      await refresh(room)
      const found = room.discovery.search({ q: 'gpt-4' }).body()
      expect(found.models.map(({ id }) => id).slice(0, 3)).toEqual([
        'gpt-4',
        'gpt-4o',
        expect.stringContaining('gpt-4'),
      ])
      expect(model(room, 'gpt-4').status).toBe('retired')
      expect(ids(room, {})).not.toContain('openai:gpt-4')
    })
  })

  describe('again', () => {
    beforeEach(async () => {
      await start()
      await refresh(room)
      room.told.length = 0
    })

    it('within a minute is fresh; forced, or later, it is unchanged', async () => {
      const before = await stored(store, 'openai')
      expect((await refresh(room)).results.openai?.result).toBe('fresh')
      expect(upstreams.openai.requests()).toHaveLength(1)
      expect((await refresh(room, { force: true })).results.openai).toMatchObject({
        result: 'unchanged',
        models: 10,
        added: 0,
        changed: 0,
        missing: 0,
      })
      await room.clock.advance(minute)
      const answer = await refresh(room, { providers: ['openai'] })
      expect(answer).toMatchObject({
        status: 'success',
        providers_updated: [],
        results: { openai: { result: 'unchanged' } },
      })
      expect(await stored(store, 'openai')).toBe(before)
      expect(model(room, 'gpt-4o').availability.last_verified).toBe('2026-11-20T10:31:00.000Z')
      expect(new Set(names(room))).toEqual(new Set(['refresh.completed']))
    })

    it('what is new and what changed is told, and leads from snapshot to snapshot', async () => {
      const { snapshot } = room.discovery.list({}).body()
      const before = await replayed(room, new Map())
      upstreams.openaiModels.push({ id: 'gpt-6', owned_by: 'system' })
      Object.assign(upstreams.openaiModels.find(({ id }) => id === 'o3') ?? {}, { shutdown_date: '2026-12-11' })
      await room.clock.advance(hour)
      const answer = await refresh(room, { providers: ['openai'] })
      expect(answer.results.openai).toMatchObject({ result: 'updated', added: 1, changed: 1 })
      expect(names(room)).toEqual(
        ['models.updated', 'models.deprecated', 'models.discovered', 'refresh.completed'].sort(
          (a, b) => names(room).indexOf(a) - names(room).indexOf(b),
        ),
      )
      const deprecated = room.told.find(({ name }) => name === 'models.deprecated')
      expect(deprecated?.data).toMatchObject({
        provider: 'openai',
        count: 1,
        from_snapshot: snapshot,
        to_snapshot: answer.snapshot,
        changes: [
          {
            kind: 'deprecated',
            uid: 'openai:o3',
            fields: { status: { old: 'unknown', new: 'deprecated' }, shutdown_date: { old: null, new: '2026-12-11' } },
          },
        ],
      })
      expect(idOf(await replayed(room, before, snapshot))).toBe(answer.snapshot)
      expect(model(room, 'o3').version).toBeGreaterThan(1)
    })

    it('one dead provider changes nothing of the others', async () => {
      fail(upstreams.anthropic)
      await room.clock.advance(hour)
      const [openai, anthropic] = [await stored(store, 'openai'), await stored(store, 'anthropic')]
      const answer = await refresh(room)
      expect(answer).toMatchObject({
        status: 'partial',
        message: '1 provider refreshed, 1 failed',
        results: {
          openai: { result: 'unchanged' },
          anthropic: {
            result: 'failed',
            error: { code: 'UPSTREAM_ERROR', message: 'The provider answered with status 500.' },
          },
        },
      })
      expect(await stored(store, 'openai')).toBe(openai)
      expect(await stored(store, 'anthropic')).toBe(anthropic)
      expect(room.discovery.status().body()).toMatchObject({
        active: 1,
        providers: { anthropic: { status: 'degraded', consecutive_failures: 1 } },
      })
      expect(state(room, 'claude-opus-5')).toBe('listed')
      await refresh(room, { force: true })
      expect(names(room).filter((name) => name === 'source.degraded')).toHaveLength(1)
      upstreams.anthropic.reset()
      await refresh(room, { force: true })
      expect(names(room).filter((name) => name.startsWith('source.'))).toEqual(['source.degraded', 'source.recovered'])
      expect(room.discovery.status().body().providers.anthropic).toMatchObject({ status: 'active', error: null })
    })

    it('all dead is an error that names each', async () => {
      fail(upstreams.openai)
      fail(upstreams.anthropic)
      const failing = refresh(room, { force: true })
      await expect(failing).rejects.toMatchObject({
        code: 'UPSTREAM_ERROR',
        options: { details: [{ path: 'providers.openai' }, { path: 'providers.anthropic' }] },
      })
    })

    it.each(['html', 'empty', 'cut', 'garbage', 'reset', 'bad-key'] as const)(
      'a list that is broken by %s changes nothing',
      async (fault) => {
        const before = await stored(store, 'openai')
        upstreams.openai.fault({ match: { path: '/v1/models' }, do: fault, times: null })
        const answer = await refresh(room, { force: true })
        expect(answer.results.openai?.result).toBe('failed')
        expect(await stored(store, 'openai')).toBe(before)
        expect(room.discovery.status().body().providers.openai?.status).toBe(fault === 'bad-key' ? 'error' : 'degraded')
      },
    )

    it('a provider without a healthy fetch for a day has stale rows', async () => {
      fail(upstreams.openai)
      const { etag } = room.discovery.list({ provider: ['openai'] })
      await room.clock.advance(24 * hour)
      expect(state(room, 'gpt-4o')).toBe('stale')
      expect(room.discovery.status().body().providers.openai?.status).toBe('stale')
      expect(room.discovery.list({ provider: ['openai'] }).etag).not.toBe(etag)
    })
  })

  describe('a list that became much shorter', () => {
    beforeEach(async () => {
      await start()
      await refresh(room)
      upstreams.openaiModels.splice(3, 5, { id: 'gpt-new' })
      await room.clock.advance(hour)
    })

    it('is held: additions count, absences wait for the same list 15 minutes later', async () => {
      const answer = await refresh(room, { providers: ['openai'] })
      expect(answer).toMatchObject({
        status: 'partial',
        results: { openai: { result: 'held', models: 6, added: 1, missing: 0 } },
      })
      expect(state(room, 'gpt-new')).toBe('listed')
      expect(state(room, 'gpt-5')).toBe('listed')
      expect(room.discovery.status().body().providers.openai?.status).toBe('degraded')
      await room.clock.advance(14 * minute)
      expect((await refresh(room, { providers: ['openai'] })).results.openai?.result).toBe('held')
      await room.clock.advance(minute)
      expect((await refresh(room, { providers: ['openai'] })).results.openai).toMatchObject({
        result: 'unchanged',
        missing: 5,
      })
      expect(state(room, 'gpt-5')).toBe('missing')
      expect(model(room, 'gpt-5').served_by).toEqual(['openai'])
    })

    it('that returns is healthy, and nothing had happened', async () => {
      await refresh(room, { providers: ['openai'] })
      upstreams.openaiModels.push(
        ...['gpt-5', 'gpt-5-mini', 'gpt-5.6', 'o3', 'text-embedding-3-small'].map((id) => ({ id, owned_by: 'system' })),
      )
      expect((await refresh(room, { providers: ['openai'], force: true })).results.openai).toMatchObject({
        missing: 0,
        result: 'unchanged',
      })
    })

    it('is believed at once by who may say so', async () => {
      expect(() => room.discovery.refresh({ accept_drop: true }, new Set(['models:refresh']))).toThrow(/models:select/)
      expect((await refresh(room, { providers: ['openai'], accept_drop: true })).results.openai).toMatchObject({
        missing: 5,
      })
    })
  })

  describe('a model that is gone', () => {
    beforeEach(async () => {
      await start()
      await refresh(room)
      room.told.length = 0
    })
    const hourly = async (times: number) => {
      for (let i = 0; i < times; i++) {
        await room.clock.advance(hour)
        await refresh(room, { providers: ['openai'] })
      }
    }

    it('is missing at once, removed after a day when its provider says so, and restored', async () => {
      const at = upstreams.openaiModels.findIndex(({ id }) => id === 'gpt-5.6')
      const [gone] = upstreams.openaiModels.splice(at, 1)
      await hourly(1)
      expect(state(room, 'gpt-5.6')).toBe('missing')
      await hourly(23)
      expect(state(room, 'gpt-5.6')).toBe('missing')
      expect(names(room)).not.toContain('models.removed')
      await hourly(1)
      expect(state(room, 'gpt-5.6')).toBe('removed')
      expect(names(room)).toContain('models.removed')
      expect(ids(room, { provider: ['openai'] })).not.toContain('openai:gpt-5.6')
      expect(ids(room, { availability: ['removed'] })).toEqual(['openai:gpt-5.6'])
      expect(room.discovery.lookup().find('openai', 'gpt-5.6')).toBeUndefined()
      if (gone) upstreams.openaiModels.push(gone)
      await hourly(1)
      expect(state(room, 'gpt-5.6')).toBe('listed')
      expect(names(room)).toContain('models.restored')
      expect(idOf(await replayed(room, new Map()))).toBe(room.discovery.list({}).body().snapshot)
    })

    it('stays missing as long as its provider, asked for it, still knows it', async () => {
      const at = upstreams.openaiModels.findIndex(({ id }) => id === 'gpt-5.6')
      upstreams.openaiModels.splice(at, 1)
      upstreams.openai.fault({ match: { path: '/v1/models/gpt-5.6' }, do: 'rate-limited', times: null })
      await hourly(30)
      expect(state(room, 'gpt-5.6')).toBe('missing')
    })

    it('past its shutdown it goes at once', async () => {
      upstreams.openaiModels.splice(0, 1)
      await hourly(1)
      expect(state(room, 'gpt-4')).toBe('removed')
    })
  })

  describe('in the background', () => {
    beforeEach(() => start())

    it('what is due is fetched, each source by one worker', async () => {
      const other = await openRoom({ store, providers: upstreams.providers, clock: room.clock })
      const worked = await Promise.all([run(room, 'discovery.refresh'), run(other, 'discovery.refresh')])
      expect(worked[0] + worked[1]).toBe(2)
      expect(upstreams.openai.requests()).toHaveLength(1)
      expect(upstreams.anthropic.requests()).toHaveLength(1)
      for (const one of [room, other]) await run(one, 'discovery.reload')
      expect(state(room, 'gpt-5.6')).toBe('listed')
      expect(other.discovery.list({}).etag).toBe(room.discovery.list({}).etag)
      expect(await run(room, 'discovery.refresh')).toBe(0)
    })

    it('an hour later, more or less, it is due again; after a failure sooner', async () => {
      await run(room, 'discovery.refresh')
      await room.clock.advance(53 * minute)
      expect(await run(room, 'discovery.refresh')).toBe(0)
      fail(upstreams.openai, 1)
      await room.clock.advance(14 * minute)
      expect(await run(room, 'discovery.refresh')).toBe(2)
      const { openai, anthropic } = room.discovery.status().body().providers
      expect(openai).toMatchObject({
        status: 'degraded',
        next_refresh_at: new Date(room.clock.now() + minute).toISOString(),
      })
      expect(Date.parse(anthropic?.next_refresh_at ?? '')).toBeGreaterThan(room.clock.now() + 53 * minute)
      await room.clock.advance(minute)
      expect(await run(room, 'discovery.refresh')).toBe(1)
      expect(room.discovery.status().body().providers.openai?.status).toBe('active')
    })

    it('a thousand reads of an old list make it due once', async () => {
      await run(room, 'discovery.refresh')
      expect(room.discovery.list({}).body().cache_hit).toBe(true)
      await room.clock.advance(5 * minute)
      room.woken.length = 0
      for (let i = 0; i < 1000; i++) expect(room.discovery.list({}).body().cache_hit).toBe(false)
      await expect.poll(() => room.woken).toEqual(['discovery.refresh'])
      expect(await run(room, 'discovery.refresh')).toBe(2)
      expect(upstreams.openai.requests()).toHaveLength(2)
    })

    it('invalidated lists are due, each once in 60 seconds', async () => {
      await run(room, 'discovery.refresh')
      await room.discovery.invalidate('openai')
      expect(await run(room, 'discovery.refresh')).toBe(0)
      await room.clock.advance(minute)
      expect(await run(room, 'discovery.refresh')).toBe(1)
      await room.discovery.invalidate('openai')
      await room.discovery.invalidate('openai')
      expect(await run(room, 'discovery.refresh')).toBe(0)
      await room.clock.advance(minute)
      expect(await run(room, 'discovery.refresh')).toBe(1)
      await room.clock.advance(minute)
      await room.discovery.invalidate(null)
      expect(await run(room, 'discovery.refresh')).toBe(2)
    })

    it('callers at the same time share one fetch', async () => {
      const answers = await Promise.all([refresh(room), refresh(room), refresh(room)])
      expect(new Set(answers.map(({ snapshot }) => snapshot)).size).toBe(1)
      expect(upstreams.openai.requests()).toHaveLength(1)
    })

    it('what still runs after 25 s is said to run, and goes on', async () => {
      upstreams.anthropic.fault({ match: { path: '/v1/models' }, do: 'hang', times: 1 })
      const answering = refresh(room)
      await upstreams.anthropic.until((requests) => requests.length === 1)
      await expect.poll(() => room.discovery.status().body().providers.openai?.status).toBe('active')
      await room.clock.advance(25_000)
      expect(await answering).toMatchObject({
        status: 'partial',
        results: { openai: { result: 'updated' }, anthropic: { result: 'running' } },
      })
    })

    it('a restart finds everything as it was', async () => {
      await refresh(room)
      const again = await openRoom({ store, providers: upstreams.providers, clock: room.clock })
      expect(again.discovery.list({}).etag).toBe(room.discovery.list({}).etag)
      expect(again.discovery.list({}).body()).toEqual(room.discovery.list({}).body())
      expect(again.told).toEqual([])
    })
  })

  describe('configuration', () => {
    it('a provider that lists its models by name serves only these, and they never go', async () => {
      upstreams = await startUpstreams()
      const [openai] = upstreams.providers
      if (openai === undefined) throw new Error('no provider')
      room = await openRoom({ store, providers: [{ ...openai, models: ['gpt-4o', 'ft:mine'] }] })
      await refresh(room)
      expect(ids(room, { routable: true })).toEqual(['openai:ft:mine', 'openai:gpt-4o'])
      expect(state(room, 'ft:mine')).toBe('unverified')
      expect(
        room.discovery
          .lookup()
          .of('openai')
          .map(({ id }) => id),
      ).toEqual(['ft:mine', 'gpt-4o'])
    })

    it('deployments of an account get the facts of their base models', async () => {
      const azure = provider('azure_openai', {
        name: 'azure-east',
        models: ['team'],
        deployments: { team: 'gpt-5' },
        key: null,
      })
      room = await openRoom({ store, providers: [azure] })
      expect(model(room, 'azure-east:team')).toMatchObject({
        id: 'team',
        brand: 'azure_openai',
        name: 'GPT-5',
        served_by: ['azure-east'],
        canonical_id: 'openai/gpt-5',
      })
      expect(ids(room)).toEqual(['azure-east:team'])
      expect(room.discovery.status().body().providers['azure-east']).toMatchObject({
        status: 'error',
        error: { code: 'NOT_CONFIGURED' },
      })
    })

    it('a provider that is switched off keeps its rows, out of sight', async () => {
      await start()
      await refresh(room)
      room.settings = {
        ...room.settings,
        providers: upstreams.providers.map((row) => ({ ...row, enabled: row.name !== 'openai' })),
      }
      await room.discovery.reconfigure()
      expect(ids(room, { provider: ['openai'] })).toEqual([])
      expect(model(room, 'gpt-4o')).toMatchObject({ served_by: [], availability: { state: 'listed' } })
      expect(room.discovery.status().body().providers.openai).toMatchObject({
        status: 'disabled',
        next_refresh_at: null,
      })
      expect(await refresh(room, { providers: ['openai'] })).toMatchObject({
        results: { openai: { result: 'skipped' } },
      })
    })

    it('a provider that comes back is fetched again', async () => {
      await start()
      await run(room, 'discovery.refresh')
      room.settings = { ...room.settings, providers: [] }
      await room.discovery.reconfigure()
      await room.clock.advance(2 * hour)
      expect(await run(room, 'discovery.refresh')).toBe(0)
      room.settings = { ...room.settings, providers: upstreams.providers }
      await room.discovery.reconfigure()
      expect(await run(room, 'discovery.refresh')).toBe(2)
      expect(state(room, 'gpt-4o')).toBe('listed')
    })

    it('two accounts of one brand share rows; a row is missing only where both lack it', async () => {
      await start()
      const second = await startUpstreams()
      const backup = provider('openai', { name: 'backup', baseUrl: `${second.openai.url}/v1`, priority: 3 })
      const both = await openRoom({ store, providers: [...upstreams.providers, backup], clock: room.clock })
      await refresh(both)
      expect(model(both, 'gpt-5.6').served_by).toEqual(['openai', 'backup'])
      upstreams.openaiModels.splice(5, 1)
      await refresh(both, { force: true })
      expect(state(both, 'gpt-5.6')).toBe('listed')
      second.openaiModels.splice(5, 1)
      await refresh(both, { force: true })
      expect(state(both, 'gpt-5.6')).toBe('missing')
    })

    it('an unknown name is refused before anything is fetched', async () => {
      await start()
      await expect(refresh(room, { providers: ['openai', 'nobody'] })).rejects.toMatchObject({
        code: 'INVALID_REQUEST',
        options: { details: [{ path: '/providers/1' }] },
      })
      expect(upstreams.openai.requests()).toEqual([])
    })
  })
})
