import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eachStore } from '../../test/stores.ts'
import { catalogHead, lockCatalog, moveHead, type NewModel, putModels } from './catalog.ts'
import { claimDue } from './claim.ts'
import type { Store } from './database.ts'
import {
  addSources,
  claimedSource,
  claimSource,
  discoverySource,
  discoverySources,
  makeDue,
  retireSources,
  settleSource,
} from './discovery-sources.ts'
import { appendChanges, changesAfter, type StoredChange, seqOfSnapshot } from './model-changes.ts'

const now = Date.UTC(2026, 10, 20, 10, 30)

const model = (id: string, over: Partial<NewModel> = {}): NewModel => ({
  uid: `openai:${id}`,
  id,
  name: id,
  provider: 'openai',
  brand: 'openai',
  context_length: 128_000,
  max_tokens: null,
  input_price: 37_500,
  output_price: null,
  supports_chat: 1,
  supports_completion: 0,
  capabilities: '["chat"]',
  metadata: '{"owned_by":"system"}',
  doc: '{}',
  origins: '{}',
  conflicts: '[]',
  state: 'listed',
  misses: 0,
  missing_since: null,
  removed_at: null,
  version: 1,
  revision: 1,
  created_at: now,
  updated_at: now,
  ...over,
})

eachStore((_, open) => {
  let store: Store
  beforeEach(async () => {
    store = await open()
  })
  afterEach(() => store.close())

  it('models_v2 has exactly the seed’s thirteen columns, with every digit of a price', async () => {
    await store.write((tx) => putModels(tx, [model('gpt-4o'), model('gone', { state: 'removed' })]))
    const { rows } = await sql<Record<string, unknown>>`SELECT * FROM models_v2`.execute(store.db)
    expect(rows).toHaveLength(1)
    expect(Object.keys(rows[0] ?? {})).toEqual([
      ...['id', 'name', 'provider', 'context_length', 'max_tokens', 'input_cost', 'output_cost'],
      ...['supports_chat', 'supports_completion', 'capabilities', 'metadata', 'created_at', 'updated_at'],
    ])
    expect(rows[0]).toMatchObject({ id: 'gpt-4o', input_cost: 0.0000375, output_cost: null })
    expect(new Date(String(rows[0]?.created_at)).getTime()).toBe(now)
  })

  it('a row is replaced, but for when it was made', async () => {
    await store.write((tx) => putModels(tx, [model('a')]))
    await store.write((tx) =>
      putModels(tx, [model('a', { name: 'A', version: 2, created_at: 1, updated_at: now + 1 })]),
    )
    const row = await store.db.selectFrom('models').selectAll().executeTakeFirstOrThrow()
    expect(row).toMatchObject({ name: 'A', version: 2, created_at: now, updated_at: now + 1 })
  })

  it('takes more rows than a statement has parameters', async () => {
    const many = Array.from({ length: 3000 }, (_, at) => model(`m${at}`))
    await store.write((tx) => putModels(tx, many))
    const { count } = await store.db
      .selectFrom('models')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    expect(Number(count)).toBe(3000)
  })

  it('numbers writes of the catalog one after the other', async () => {
    await store.write(async (tx) => moveHead(tx, { seq: (await lockCatalog(tx)).seq + 3, snapshot: 'snap_a' }, now))
    await store.write(async (tx) => moveHead(tx, { seq: (await lockCatalog(tx)).seq + 1, snapshot: 'snap_b' }, now))
    expect(await catalogHead(store.db)).toEqual({ id: 'head', version: 2, seq: 4, snapshot: 'snap_b' })
    expect(await seqOfSnapshot(store.db, 'snap_a')).toBe(3)
    expect(await seqOfSnapshot(store.db, 'snap_c')).toBeUndefined()
  })

  it('a failed write leaves the catalog as it was', async () => {
    const failing = store.write(async (tx) => {
      await lockCatalog(tx)
      await putModels(tx, [model('a')])
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect((await catalogHead(store.db)).version).toBe(0)
    expect(await store.db.selectFrom('models').selectAll().execute()).toEqual([])
  })

  describe('sources', () => {
    const source = (id: string) => ({ id, source: 'provider_api', provider: id })
    beforeEach(() => store.write((tx) => addSources(tx, [source('a'), source('b')], now)))

    it('are added once and are due', async () => {
      await store.write((tx) => addSources(tx, [source('a'), source('c')], now + 5))
      const rows = await discoverySources(store.db)
      expect(rows.map(({ id, due_at }) => [id, due_at]).sort()).toEqual([
        ['a', now],
        ['b', now],
        ['c', now + 5],
      ])
    })

    it('belong to one worker at a time', async () => {
      const fence = await claimSource(store, 'a', now, 1000)
      expect(fence).toBe(1)
      expect(await claimSource(store, 'a', now + 999, 1000)).toBeNull()
      expect(await claimDue(store, 'discovery_sources', { nowMs: now, leaseMs: 1000, limit: 9 })).toEqual([
        { id: 'b', fence: 1 },
      ])
      expect(await claimSource(store, 'a', now + 1000, 1000)).toBe(2)
    })

    it('a late effect of an older claim is refused', async () => {
      await claimSource(store, 'a', now, 1000)
      await claimSource(store, 'a', now + 1000, 1000)
      await store.write((tx) => settleSource(tx, 'a', 1, { rows: 7 }))
      expect((await discoverySource(store.db, 'a'))?.rows).toBe(0)
      expect(await store.write((tx) => claimedSource(tx, store, 'a', 1))).toBeUndefined()
      expect(await store.write((tx) => claimedSource(tx, store, 'a', 2))).toMatchObject({ id: 'a' })
      await store.write((tx) => settleSource(tx, 'a', 2, { rows: 7, due_at: now + 5000 }))
      expect(await discoverySource(store.db, 'a')).toMatchObject({ rows: 7, lease_until: null, due_at: now + 5000 })
    })

    it('are made due where they are healthy, and retired where nobody names them', async () => {
      await store.write((tx) => settleSource(tx, 'a', 0, { due_at: now + 5000 }))
      await store.write((tx) => settleSource(tx, 'b', 0, { due_at: now + 5000, failures: 2 }))
      await makeDue(store, ['a', 'b'], now + 1)
      expect((await discoverySource(store.db, 'a'))?.due_at).toBe(now + 1)
      expect((await discoverySource(store.db, 'b'))?.due_at).toBe(now + 5000)
      await store.write((tx) => retireSources(tx, ['b']))
      expect((await discoverySource(store.db, 'a'))?.due_at).toBeNull()
      expect((await discoverySource(store.db, 'b'))?.due_at).toBe(now + 5000)
      await store.write((tx) => addSources(tx, [source('a'), source('b')], now + 9))
      expect((await discoverySource(store.db, 'a'))?.due_at).toBe(now + 9)
      expect((await discoverySource(store.db, 'b'))?.due_at).toBe(now + 5000)
    })
  })

  it('lists changes by what is asked', async () => {
    const change = (seq: number, over: Partial<StoredChange> = {}): StoredChange => ({
      ...{ seq, kind: 'updated', severity: 'major', uid: `openai:m${seq}`, provider: 'openai', at: now + seq },
      ...{ snapshot: 'snap_a', body: '{}', days_left: null },
      ...over,
    })
    await store.write((tx) =>
      appendChanges(tx, [
        change(1, { kind: 'added' }),
        change(2, { severity: 'minor' }),
        change(3, { provider: 'grok' }),
        change(4),
      ]),
    )
    const all = { afterSeq: 0, since: null, kinds: [], severities: [], providers: [], uids: [], limit: 9 }
    const seqs = async (filter: Partial<typeof all> | object) =>
      (await changesAfter(store.db, { ...all, ...filter })).map(({ seq }) => seq)
    expect(await seqs({})).toEqual([1, 2, 3, 4])
    expect(await seqs({ afterSeq: 2, limit: 1 })).toEqual([3])
    expect(await seqs({ since: now + 3 })).toEqual([3, 4])
    expect(await seqs({ kinds: ['added'] })).toEqual([1])
    expect(await seqs({ severities: ['major'], providers: ['openai'] })).toEqual([1, 4])
    expect(await seqs({ uids: ['openai:m2'] })).toEqual([2])
  })
})
