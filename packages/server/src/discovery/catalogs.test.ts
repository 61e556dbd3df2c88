/** Public catalogs and the operator's overrides in a room with a real database. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { listServer, provider, sendJson } from '../../test/discovery/parts.ts'
import { openRoom, type Room, run, startUpstreams } from '../../test/discovery/room.ts'
import { testClock } from '../../test/runtime.ts'
import { eachStore } from '../../test/stores.ts'
import type { Store } from '../store/database.ts'
import type { CatalogEntry, ConfiguredProvider, DiscoverySettings } from './settings.ts'

const hour = 3_600_000
const options = { providerOrder: [] }

type Row = Record<string, unknown>
/** A file of models.dev: providers with their models by id. */
const modelsDev = (providers: Record<string, Record<string, Row>>) =>
  Object.fromEntries(
    Object.entries(providers).map(([key, models]) => [
      key,
      { id: key, models: Object.fromEntries(Object.entries(models).map(([id, row]) => [id, { id, ...row }])) },
    ]),
  )

/** A file that its test may write again. */
async function catalogFile(format: CatalogEntry['format'], content: unknown) {
  const folder = await mkdtemp(join(tmpdir(), 'catalog-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'file.json')
  const write = (next: unknown) => writeFile(path, JSON.stringify(next))
  await write(content)
  const entry: CatalogEntry = { format, path, url: null, intervalMs: 6 * hour }
  return { entry, write }
}

const model = (room: Room, id: string) => room.discovery.get(id, {}, options).body().model
const uids = (room: Room, scope: 'all' | 'configured' = 'all') =>
  room.discovery
    .list({ scope })
    .body()
    .models.map(({ uid }) => uid)
const names = (room: Room) => room.told.map(({ name }) => name)

/** Runs what is due, which may be everything. */
const drain = (room: Room) => run(room, 'discovery.refresh')
async function later(room: Room, hours: number) {
  await room.clock.advance(hours * hour)
  await drain(room)
}

eachStore((_, open) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
  })
  afterEach(() => store.close())

  const start = async (
    settings: Partial<DiscoverySettings>,
    providers: readonly ConfiguredProvider[] = [provider('blackbox')],
  ) => {
    const room = await openRoom({ store, providers, settings })
    await drain(room)
    room.told.length = 0
    return room
  }

  describe('public catalogs', () => {
    it('of many rows let others run while they are taken over, and give the same as in one go', async () => {
      const file = modelsDev({
        deepinfra: Object.fromEntries(
          Array.from({ length: 600 }, (_, at) => [`m-${at}`, { limit: { context: 1_000 + at, output: 0 } }]),
        ),
      })
      const { entry } = await catalogFile('models_dev', file)
      /** How often the time was looked at without letting others run, at most; each look is some milliseconds later. */
      const takenOver = async (msALook: number) => {
        const own = await open()
        onTestFinished(() => own.close())
        let now = 0
        let looks = 0
        let most = 0
        const monotonic = () => {
          most = Math.max(most, ++looks)
          now += msALook
          return now
        }
        const clock = { ...testClock(), monotonic }
        const settings = { catalogs: [entry] }
        const room = await openRoom({ store: own, clock, providers: [provider('blackbox')], settings })
        let isOver = false
        const turn = () => {
          looks = 0
          if (!isOver) setImmediate(turn)
        }
        turn()
        most = 0
        await drain(room)
        isOver = true
        expect(room.discovery.size()).toBeGreaterThan(600)
        return { most, snapshot: room.discovery.list({ scope: 'all' }).body().snapshot }
      }
      const sliced = await takenOver(1)
      const whole = await takenOver(0)
      expect(sliced.snapshot).toBe(whole.snapshot)
      expect(sliced.most).toBeLessThan(100)
      expect(whole.most).toBeGreaterThan(1_000)
    })

    it('state facts of rows, each with its source; where they differ the stronger holds and both are shown', async () => {
      const dev = await catalogFile(
        'models_dev',
        modelsDev({ deepinfra: { m: { limit: { context: 8000, output: 0 }, cost: { input: 3, output: 15 } } } }),
      )
      const lite = await catalogFile('litellm', {
        'deepinfra/m': {
          litellm_provider: 'deepinfra',
          mode: 'chat',
          max_output_tokens: 400,
          input_cost_per_token: 3e-6,
        },
      })
      const room = await start({ catalogs: [dev.entry, lite.entry] })
      const row = model(room, 'deepinfra:m')
      expect(row).toMatchObject({
        context_length: 8000,
        max_tokens: 400,
        input_cost: 0.003,
        pricing: { input: 3, output: 15 },
        supports_chat: true,
        availability: { state: 'unverified' },
        served_by: [],
      })
      expect(row.provenance).toMatchObject({
        context_length: { source: 'models_dev' },
        max_tokens: { source: 'litellm' },
      })
      expect(uids(room)).toContain('deepinfra:m')
      expect(uids(room, 'configured')).not.toContain('deepinfra:m')
    })

    it('decide a price by majority, else by age, and doubt one that is five times another', async () => {
      const price = (input: number) => ({ cost: { input, output: 1 } })
      const dev = await catalogFile('models_dev', modelsDev({ openrouter: { a: price(2), b: price(2) } }))
      const lite = await catalogFile('litellm', {
        'openrouter/a': { litellm_provider: 'openrouter', input_cost_per_token: 4e-6 },
        'openrouter/b': { litellm_provider: 'openrouter', input_cost_per_token: 14e-6 },
      })
      const list = await catalogFile('openrouter', { data: [{ id: 'a', pricing: { prompt: '0.000004' } }] })
      const room = await start({ catalogs: [dev.entry, lite.entry, list.entry] })
      expect(model(room, 'openrouter:a')).toMatchObject({
        pricing: { input: 4 },
        suspect: false,
        conflicts: [{ field: 'pricing.input', rule: 'majority', chosen: 4 }],
      })
      expect(model(room, 'openrouter:b')).toMatchObject({ suspect: true, suspect_fields: ['pricing.input'] })
    })

    it('stand among the sources of each provider of whose rows they speak, with how many and since when', async () => {
      const dev = await catalogFile('models_dev', modelsDev({ openrouter: { a: {}, b: {} }, grok: { c: {} } }))
      const others = Array.from({ length: 120 }, (_, at) => [`deepinfra/m${at}`, { litellm_provider: 'deepinfra' }])
      const lite = await catalogFile('litellm', {
        'openrouter/a': { litellm_provider: 'openrouter' },
        'openrouter/bad': 'no row',
        ...Object.fromEntries(others),
      })
      const room = await start({ catalogs: [dev.entry, lite.entry] }, [provider('openrouter'), provider('blackbox')])
      const catalogsOf = (name: string) =>
        room.discovery
          .providers()
          .body()
          .providers[name]?.sources.filter(({ source }) => source === 'models_dev' || source === 'litellm')
      const fetched_at = new Date(room.clock.now()).toISOString()
      expect(catalogsOf('openrouter')).toEqual([
        { source: 'litellm', fetched_at, rows: 1, rejects: 1 },
        { source: 'models_dev', fetched_at, rows: 2, rejects: 0 },
      ])
      expect(catalogsOf('grok')).toEqual([{ source: 'models_dev', fetched_at, rows: 1, rejects: 0 }])
      expect(catalogsOf('blackbox')).toEqual([])
    })

    it('are fetched only where a provider is called for real, again only when they changed', async () => {
      const server = await listServer(({ headers }, response) =>
        headers['if-none-match'] === '"1"'
          ? void response.writeHead(304).end()
          : sendJson(response, modelsDev({ deepinfra: { m: {} } }), { etag: '"1"' }),
      )
      const entry: CatalogEntry = { format: 'models_dev', url: server.url, path: null, intervalMs: 6 * hour }
      const upstreams = await startUpstreams()
      const simulated = await start({ catalogs: [entry] }, upstreams.providers)
      expect(server.asked).toEqual([])
      expect(uids(simulated)).not.toContain('deepinfra:m')
      const room = await start({ catalogs: [entry] })
      expect(server.asked.length).toBe(1)
      await later(room, 1)
      expect(server.asked.length).toBe(1)
      await later(room, 6)
      expect(server.asked.length).toBe(2)
      expect(uids(room)).toContain('deepinfra:m')
      expect(model(room, 'deepinfra:m').availability.state).toBe('unverified')
      expect(names(room)).toEqual([])
    })

    it('that cannot be read change nothing, and it is told once', async () => {
      const dev = await catalogFile('models_dev', modelsDev({ deepinfra: { m: { limit: { context: 5 } } } }))
      const room = await start({ catalogs: [dev.entry] })
      await dev.write('<html>')
      await later(room, 7)
      await later(room, 7)
      expect(names(room)).toEqual(['source.degraded'])
      expect(model(room, 'deepinfra:m').context_length).toBe(5)
      const reason = 'The catalog holds no providers.'
      expect(room.log).toContainEqual({
        level: 'warn',
        message: 'A model list was not taken over',
        fields: { provider: 'models_dev', error_code: 'UPSTREAM_PROTOCOL_ERROR', reason },
      })
      await dev.write(modelsDev({ deepinfra: { m: { limit: { context: 6 } } } }))
      await later(room, 2)
      expect(names(room)).toEqual(['source.degraded', 'source.recovered', 'refresh.completed'])
      expect(model(room, 'deepinfra:m').context_length).toBe(6)
    })

    it('of more than 50,000 models are not taken', async () => {
      const many = Object.fromEntries(Array.from({ length: 50_001 }, (_, at) => [`m${at}`, {}]))
      const dev = await catalogFile('models_dev', modelsDev({ deepinfra: many }))
      const room = await start({ catalogs: [dev.entry] })
      expect(uids(room).filter((uid) => uid.startsWith('deepinfra:'))).toEqual([])
      const source = await store.db
        .selectFrom('discovery_sources')
        .selectAll()
        .where('id', 'like', 'catalog:%')
        .executeTakeFirst()
      expect(source).toMatchObject({ verdict: 'unhealthy', error_message: 'The catalog has more than 50000 models.' })
    })

    it('that no longer hold a row let it go as slowly as a provider does, and tell it only of providers in use', async () => {
      const many = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`x${at}`, {}]))
      const all = modelsDev({ blackbox: { gone: {}, ...many }, deepinfra: { gone: {} } })
      const dev = await catalogFile('models_dev', all)
      const room = await start({ catalogs: [dev.entry] })
      await dev.write(modelsDev({ blackbox: many }))
      for (const [hours, state] of [
        [7, 'missing'],
        [7, 'missing'],
        [7, 'missing'],
      ] as const) {
        await later(room, hours)
        expect(model(room, 'blackbox:gone').availability.state).toBe(state)
        expect(model(room, 'deepinfra:gone').availability.state).toBe(state)
      }
      expect(names(room)).toEqual([])
      await later(room, 7)
      expect(model(room, 'blackbox:gone').availability.state).toBe('missing')
      await later(room, 7)
      expect(model(room, 'blackbox:gone').availability.state).toBe('removed')
      expect(model(room, 'deepinfra:gone').availability.state).toBe('removed')
      const removed = room.told.filter(({ name }) => name === 'models.removed')
      expect(removed.map(({ data }) => data.provider)).toEqual(['blackbox'])
    })

    it('that are turned off withdraw what they said', async () => {
      const dev = await catalogFile('models_dev', modelsDev({ deepinfra: { m: {} } }))
      const room = await start({ catalogs: [dev.entry] })
      expect(uids(room)).toContain('deepinfra:m')
      room.settings = { ...room.settings, catalogs: [] }
      await room.discovery.reconfigure()
      expect(uids(room)).not.toContain('deepinfra:m')
      expect(
        await store.db.selectFrom('model_observations').select('uid').where('source', '=', 'models_dev').execute(),
      ).toEqual([])
    })

    it('give deployments of an account the facts of their base models, and make no rows there', async () => {
      const dev = await catalogFile(
        'models_dev',
        modelsDev({ azure: { 'gpt-x': { limit: { context: 7 } }, other: {} }, team: { foreign: {} } }),
      )
      const account = provider('azure_openai', {
        name: 'team',
        baseUrl: 'http://127.0.0.1:1',
        models: ['mine'],
        deployments: { mine: 'gpt-x' },
      })
      const room = await start({ catalogs: [dev.entry] }, [account])
      expect(model(room, 'team:mine')).toMatchObject({ context_length: 7, served_by: ['team'], brand: 'azure_openai' })
      expect(uids(room).filter((uid) => uid.startsWith('team:') || uid.startsWith('azure'))).toEqual(['team:mine'])
    })
  })

  describe('the feed of deprecations', () => {
    it('adds dates to rows that others name, whoever speaks first, and makes none', async () => {
      const feed = await catalogFile('deprecations', [
        { provider: 'deepinfra', model_id: 'm', shutdown_date: '2027-01-20', replacement_models: ['n'] },
        { provider: 'deepinfra', model_id: 'unknown', shutdown_date: '2027-01-20' },
      ])
      const dev = await catalogFile('models_dev', modelsDev({ deepinfra: { n: {} } }))
      const room = await start({ catalogs: [feed.entry, dev.entry] })
      expect(uids(room)).not.toContain('deepinfra:m')
      await dev.write(modelsDev({ deepinfra: { n: {}, m: {} } }))
      await later(room, 7)
      expect(model(room, 'deepinfra:m')).toMatchObject({
        shutdown_date: '2027-01-20',
        replacement: ['n'],
        status: 'deprecated',
        provenance: { shutdown_date: { source: 'deprecation_feed' } },
      })
      expect(uids(room)).not.toContain('deepinfra:unknown')
    })
  })

  describe('overrides', () => {
    const dear = modelsDev({ deepinfra: { m: { cost: { input: 90_000, output: 1 } }, n: { cost: { input: 2 } } } })

    it('are believed over everyone, with their note; a suspect price is none any more', async () => {
      const dev = await catalogFile('models_dev', dear)
      const fields = { pricing: { input: 0.09 }, context_length: 99, note: 'the page says cents' }
      const room = await start({ catalogs: [dev.entry], overrides: [{ pattern: 'deepinfra:m', fields }] })
      expect(model(room, 'deepinfra:m')).toMatchObject({
        pricing: { input: 0.09, output: 1 },
        context_length: 99,
        suspect: false,
        provenance: { 'pricing.input': { source: 'override', source_key: 'deepinfra:m', note: 'the page says cents' } },
      })
    })

    it('change as the operator bids, at once, ten times or not, and go with the configuration', async () => {
      const dev = await catalogFile('models_dev', dear)
      const room = await start({ catalogs: [dev.entry] })
      const say = async (overrides: DiscoverySettings['overrides']) => {
        room.settings = { ...room.settings, overrides }
        await room.discovery.reconfigure()
      }
      await say([{ pattern: 'deepinfra:n', fields: { pricing: { input: 500 } } }])
      expect(model(room, 'deepinfra:n')).toMatchObject({ pricing: { input: 500 }, suspect: false })
      await say([])
      expect(model(room, 'deepinfra:n').pricing.input).toBe(2)
    })

    it('with a star fit what comes later, too, before anybody sees it', async () => {
      const dev = await catalogFile('models_dev', modelsDev({ deepinfra: { 'a-free': {} } }))
      const overrides = [{ pattern: 'deepinfra:*-free', fields: { pricing: { input: 0, output: 0 } } }]
      const room = await start({ catalogs: [dev.entry], overrides })
      expect(model(room, 'deepinfra:a-free').input_cost).toBe(0)
      await dev.write(modelsDev({ deepinfra: { 'a-free': {}, 'b-free': {}, 'b-paid': {} } }))
      await later(room, 7)
      expect(model(room, 'deepinfra:b-free').input_cost).toBe(0)
      expect(model(room, 'deepinfra:b-paid').input_cost).toBeNull()
    })

    it('name a model that nobody else knows', async () => {
      const room = await start({ overrides: [{ pattern: 'blackbox:secret', fields: { context_length: 5 } }] })
      expect(model(room, 'blackbox:secret')).toMatchObject({
        context_length: 5,
        brand: 'blackbox',
        availability: { state: 'unverified' },
        served_by: ['blackbox'],
      })
    })
  })
})
