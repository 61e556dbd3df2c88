import { describe, expect, it } from 'vitest'
import { provider } from '../../../test/discovery/parts.ts'
import { openRoom, type Room, run } from '../../../test/discovery/room.ts'
import { freshDatabase, postgresUrl } from '../../../test/postgres.ts'
import { quietLog } from '../../../test/runtime.ts'
import { openSqlite } from '../../../test/stores.ts'
import { openStore, type Store } from '../../store/database.ts'
import { migrate } from '../../store/migrate.ts'
import { jobNames } from '../discovery.ts'
import { resolversOf } from '../graphql/resolvers.ts'
import type { ModelQuery } from '../wanted.ts'

const providers = [provider('openai', { key: null })]

/** A catalog of which memory holds one provider's rows. */
async function largeRoom(store: Store): Promise<Room> {
  const room = await openRoom({ store, providers, settings: { maxInMemoryRows: 10 } })
  await run(room, jobNames.search)
  return room
}

const searched = async (room: Room, query: ModelQuery) => (await room.discovery.searchAll(query)).body()
const uids = async (room: Room, query: ModelQuery) => (await searched(room, query)).models.map(({ uid }) => uid)

it('SQLite refuses a catalog that memory may not hold', async () => {
  const store = await openSqlite()
  await expect(openRoom({ store, providers, settings: { maxInMemoryRows: 10 } })).rejects.toThrow(
    'SQLite cannot search them',
  )
  await expect(openRoom({ store, providers, settings: { searchEngine: 'postgres' } })).rejects.toThrow(
    'the database is SQLite',
  )
  await store.close()
})

const fields = [
  'provider',
  'name',
  'input_cost',
  'output_cost',
  'context_length',
  'max_tokens',
  'release_date',
  'updated_at',
] as const
const sorts = fields.flatMap((field) => [field, `-${field}`] as const)
const everyFacet: NonNullable<ModelQuery['facets']> = [
  ...(['provider', 'brand', 'family', 'capabilities'] as const),
  ...(['input_modality', 'output_modality', 'status'] as const),
]
const someFilters: readonly ModelQuery[] = [
  {},
  { provider: ['anthropic', 'cohere'] },
  { provider: ['nobody'] },
  { supports_chat: true, min_context: 128_000 },
  { supports_completion: false },
  { suspect: false, min_output_tokens: 8_000 },
  { max_cost: 0.0005 },
  { max_cost: 0 },
  { max_output_cost: 2, cost_unit: 'per_1m' },
  { capabilities: ['tools', 'vision'] },
  { input_modality: ['image'], output_modality: ['text'] },
  { status: ['any'] },
  { status: ['retired'] },
  { status: ['deprecated', 'retired'], availability: ['any'] },
  { availability: ['listed', 'removed'] },
  { family: 'claude-sonnet' },
  { author: 'cohere' },
  { released_after: '2025-03-01', released_before: '2026-01-01' },
  { shutdown_before: '2027-01-01' },
  { updated_since: '2020-01-01T00:00:00Z' },
]

const postgres = postgresUrl()
const title = 'url' in postgres ? 'a catalog larger than memory' : `larger than memory (skipped: ${postgres.missing})`

describe.skipIf('missing' in postgres)(title, () => {
  const open = async () => {
    const store = await openStore({ url: await freshDatabase(), log: quietLog })
    await migrate(store)
    return { store, room: await largeRoom(store) }
  }

  it('holds the rows of enabled providers; scope=all searches all that are stored', async () => {
    const { store, room } = await open()
    expect(new Set(room.discovery.list({ scope: 'all' }).body().providers)).toEqual(new Set(['openai']))
    expect(await uids(room, { q: 'claude sonnet 4.6' })).toEqual([])
    const [first] = (await searched(room, { q: 'claude sonet 4.6', scope: 'all' })).models
    expect(first).toMatchObject({ uid: 'anthropic:claude-sonnet-4-6', provider: 'anthropic', supports_chat: true })
    expect((await uids(room, { q: 'gpt-4o', scope: 'all' }))[0]).toBe('openai:gpt-4o')
    await store.close()
  })

  it('filters, facets and sort hold there as in memory', async () => {
    const { store, room } = await open()
    const cheap = await searched(room, { q: 'claude', scope: 'all', max_cost: 0.001, facets: ['provider'] })
    expect(cheap.models.length).toBeGreaterThan(0)
    for (const { input_cost } of cheap.models) expect(input_cost).toBeLessThanOrEqual(0.001)
    expect(cheap.total).toBe(cheap.models.length)
    expect(Object.keys(cheap.facets ?? {})).toEqual(['provider'])
    const named = (await searched(room, { q: 'gemini', scope: 'all', sort: 'name' })).models.map(({ name }) =>
      name.toLowerCase(),
    )
    expect(named).toEqual([...named].sort())
    expect(await uids(room, { q: 'claude', scope: 'all', provider: ['google'] })).toEqual([])
    await store.close()
  })

  it('a list without a text is the list of a memory that holds all: its order, pages, filters, totals and facets', async () => {
    const { store, room } = await open()
    const all = await openRoom({ store, providers })
    const listed = async (query: ModelQuery) => {
      const { models, total, facets } = (await room.discovery.listAll({ ...query, scope: 'all' })).body()
      return { uids: models.map(({ uid }) => uid), total, facets }
    }
    const held = (query: ModelQuery) => {
      const { models, total, facets } = all.discovery.list({ ...query, scope: 'all' }).body()
      return { uids: models.map(({ uid }) => uid), total, facets }
    }
    for (const sort of sorts) expect([sort, await listed({ sort })]).toEqual([sort, held({ sort })])
    for (const filters of someFilters) {
      const query: ModelQuery = { ...filters, facets: everyFacet, sort: '-context_length' }
      expect([filters, await listed(query)]).toEqual([filters, held(query)])
    }
    for (const sort of ['input_cost', '-release_date', '-provider'] as const) {
      const paged: string[] = []
      let cursor: string | undefined
      do {
        const page = (await room.discovery.listAll({ scope: 'all', sort, limit: 7, ...(cursor && { cursor }) })).body()
        expect(page.total).toBe(held({}).total)
        paged.push(...page.models.map(({ uid }) => uid))
        cursor = page.next_cursor ?? undefined
      } while (cursor !== undefined)
      expect(paged).toEqual(held({ sort }).uids)
    }
    const named = await listed({ q: 'claude', facets: everyFacet, max_cost: 0.004 })
    expect(named.facets).toEqual(held({ q: 'claude', facets: everyFacet, max_cost: 0.004 }).facets)
    await store.close()
  })

  it('pages give every row once', async () => {
    const { store, room } = await open()
    const whole = await uids(room, { q: 'claude', scope: 'all', limit: 200 })
    const paged: string[] = []
    let cursor: string | undefined
    do {
      const page = await searched(room, { q: 'claude', scope: 'all', limit: 3, ...(cursor && { cursor }) })
      paged.push(...page.models.map(({ uid }) => uid))
      cursor = page.next_cursor ?? undefined
    } while (cursor !== undefined)
    expect(paged).toEqual(whole)
    await store.close()
  })

  it('a model of it is read by uid, provider and id, alias, in whatever case, as one in memory is', async () => {
    const { store, room } = await open()
    const all = await openRoom({ store, providers })
    const names = ['anthropic:claude-sonnet-4-6', 'anthropic/claude-sonnet-4-6', 'CLAUDE-SONNET-4-6', 'openai:gpt-4o']
    for (const name of [...names, 'gpt-4o', 'claude-sonnet-4-5']) {
      const read = (from: Room) => from.discovery.getAny(name, {}, { providerOrder: [] })
      const { model, also_at } = (await read(room)).body()
      const held = (await read(all)).body()
      expect([name, model.uid, also_at.toSorted()]).toEqual([name, held.model.uid, held.also_at.toSorted()])
      expect(model.provenance).toEqual(held.model.provenance)
      expect(model.availability).toEqual(held.model.availability)
    }
    const unknown = room.discovery.getAny('nobody-knows-it', {}, { providerOrder: [] })
    await expect(unknown).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
    const misspelled = room.discovery.getAny('claude-sonet-4-6', {}, { providerOrder: [] })
    await expect(misspelled).rejects.toThrow('Did you mean anthropic:claude-sonnet-4-6')
    const elsewhere = room.discovery.getAny('claude-sonnet-4-6', { provider: 'openai' }, { providerOrder: [] })
    await expect(elsewhere).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
    await store.close()
  })

  it('REST and GraphQL find the same of it; what can be called is in memory', async () => {
    const { store, room } = await open()
    const query = { q: 'claude sonnet', scope: 'all' } as const
    const listed = (await room.discovery.listAll(query)).body().models.map(({ uid }) => uid)
    expect(listed).toContain('anthropic:claude-sonnet-4-6')
    expect(listed.slice(0, 20)).toEqual((await uids(room, query)).slice(0, 20))
    const { models, searchModels, modelPage, model } = resolversOf(room.discovery)
    const ask = async (resolver: typeof models, args: Record<string, unknown>) => {
      const info = { fieldNodes: [], fragments: {} } as never
      return resolver?.(args, { providerOrder: async () => [] }, info)
    }
    const found = (await ask(searchModels, { query: 'claude sonnet', filters: { scope: 'all' } })) as { uid: string }[]
    expect(found.map(({ uid }) => uid)).toEqual(listed.slice(0, 20))
    const page = (await ask(modelPage, { query: 'claude sonnet', filters: { scope: 'all' } })) as {
      models: { uid: string }[]
    }
    expect(page.models.map(({ uid }) => uid)).toEqual(listed)
    expect(await ask(model, { id: 'claude-sonnet-4-6' })).toMatchObject({ uid: 'anthropic:claude-sonnet-4-6' })
    expect(await ask(model, { id: 'nobody-knows-it' })).toBeNull()
    const called = room.discovery.list({ scope: 'all', routable: true }).body().models
    expect(called.filter(({ provider }) => provider !== 'openai')).toEqual([])
    for (const { provider: name, id } of called) expect(room.discovery.lookup().find(name, id)).toBeDefined()
    await store.close()
  })

  it('two wrong letters are corrected also toward a word of one row, behind its fourth letter', async () => {
    const { store, room } = await open()
    expect((await uids(room, { q: 'omni moderraton', scope: 'all' }))[0]).toContain('moderation')
    expect(await uids(room, { q: 'omni mdoeratoin', scope: 'all' })).toEqual(
      await uids(room, { q: 'omni', scope: 'all' }),
    )
    await store.close()
  })

  it('without the extension for likeness two wrong letters are corrected behind the fourth only, and one warning says so', async () => {
    const { store, room } = await open()
    const { sql } = await import('kysely')
    expect((await uids(room, { q: 'anthrropicc', scope: 'all' })).length).toBeGreaterThan(0)
    await sql`DROP EXTENSION pg_trgm CASCADE`.execute(store.db)
    const again = await openRoom({ store, providers, settings: { maxInMemoryRows: 10 } })
    expect((await uids(again, { q: 'anthrropicc', scope: 'all' })).length).toBeGreaterThan(0)
    expect(await uids(again, { q: 'preeviiew', scope: 'all' })).toEqual([])
    expect((await uids(again, { q: 'sonet', scope: 'all' })).length).toBeGreaterThan(0)
    expect(again.log.filter(({ message }) => message.includes('pg_trgm'))).toHaveLength(1)
    await store.close()
  })
})
