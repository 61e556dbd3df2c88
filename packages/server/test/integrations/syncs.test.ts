/** Syncs over both databases: each item once, however often it is read; what fails goes on where it stood. */
import { ApiError } from '@proxyapi/contract/errors'
import { describe, expect, test } from 'vitest'
import type { SyncDestinations } from '../../src/integrations/syncs/sync-parts.ts'
import { eachStore } from '../stores.ts'
import { type Note, pagesOf, taking } from './feed-service.ts'
import { ann, bob, openRoom, roomOver, type TestRoom } from './room.ts'
import { hangUp, json } from './service.ts'

const hourMs = 3_600_000
type SyncInput = Parameters<TestRoom['integrations']['syncs']['put']>[2]

const pull = (more: Partial<SyncInput> = {}): SyncInput => ({
  integration_id: 'crm',
  direction: 'pull',
  endpoint: '/v1/notes',
  schedule_seconds: null,
  items: '/items',
  item_id: '/id',
  cursor: { send: 'since', read: '/next_cursor' },
  page_limit: 1_000,
  destination: 'records',
  ...more,
})
const push = (more: Partial<SyncInput> = {}) =>
  pull({ direction: 'push', endpoint: '/v1/take', collection: 'notes', cursor: undefined, ...more })

const notesOf = (count: number): Note[] => Array.from({ length: count }, (_, n) => ({ id: `n${n}`, text: `text ${n}` }))
const keepNothing = async () => {}

async function opened(open: Parameters<typeof openRoom>[0]): Promise<TestRoom> {
  const room = await openRoom(open)
  await room.register('crm', {}, { max_retries: 0 })
  return room
}

/** Runs a sync to its end, and tells of it. */
async function ran(room: TestRoom, syncId: string) {
  const { run_id } = await room.integrations.syncs.run(ann, syncId, keepNothing)
  await room.work()
  const { last_run, ...sync } = await room.integrations.syncs.get('usr_ann', syncId)
  expect(last_run?.run_id).toBe(run_id)
  return { ...sync, run: last_run }
}

const recordsIn = async (room: TestRoom, syncId: string, state?: 'parked' | 'pending' | 'sent' | 'stored') =>
  (await room.integrations.syncs.records('usr_ann', syncId, { limit: 1_000, state })).items

const eventsOf = async ({ store }: TestRoom) =>
  (await store.db.selectFrom('events').select(['name', 'data']).orderBy('ordinal').execute()).map(({ name, data }) => ({
    name,
    data: JSON.parse(data),
  }))

eachStore((_, open) => {
  test('a pull stores each item once, and takes what is new or changed from then on', async () => {
    const room = await opened(open)
    const notes = notesOf(25)
    room.service.otherwise = pagesOf(notes, 10)
    const made = await room.integrations.syncs.put(ann, 'notes', pull())
    expect(made).toMatchObject({ isNew: true, sync: { state: 'idle', next_run_at: null, cursor_age_seconds: null } })
    const first = await ran(room, 'notes')
    expect(first).toMatchObject({ state: 'idle', record_count: 25, cursor_age_seconds: 0 })
    expect(first.run).toMatchObject({
      status: 'succeeded',
      trigger: 'request',
      pages: 4,
      items: 25,
      parked: 0,
      error: null,
    })
    expect(room.service.asked.map(({ path }) => path)).toEqual([
      '/v1/notes',
      ...[10, 20, 25].map((since) => `/v1/notes?since=${since}`),
    ])
    const records = await recordsIn(room, 'notes')
    expect(records.map(({ data }) => data)).toEqual(notes.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
    expect(records.every(({ version, state }) => version === 1 && state === 'stored')).toBe(true)
    notes.push({ id: 'n3', text: 'changed' }, { id: 'n4', text: 'text 4' }, { id: 'new', text: 'new' })
    const second = await ran(room, 'notes')
    expect(second.run).toMatchObject({ items: 3, pages: 2 })
    expect(second.record_count).toBe(26)
    const changed = (await recordsIn(room, 'notes')).filter(({ version }) => version > 1)
    expect(changed).toMatchObject([{ item_id: 'n3', version: 2, data: { text: 'changed' } }])
    const told = await eventsOf(room)
    expect(told.map(({ name }) => name)).toEqual(['sync.completed', 'sync.completed'])
    expect(told[0]?.data).toMatchObject({ user_id: 'usr_ann', sync_id: 'notes', integration_id: 'crm', items: 25 })
    const { items: audit } = await room.integrations.audit('usr_ann', 'crm', { limit: 9, action: 'sync' })
    expect(audit[1]?.data).toMatchObject({ sync_id: 'notes', status: 'succeeded', items: 25, code: null })
    expect((await room.integrations.get('usr_ann', 'crm')).metrics.all_time.request_count).toBe(6)
  })

  test('what fails goes on where it stood, and after five failures is tried every six hours', async () => {
    const room = await opened(open)
    const pages = pagesOf(notesOf(30), 10)
    room.service.otherwise = json({}, 503)
    room.service.script.push(pages)
    await room.integrations.syncs.put(ann, 'notes', pull({ schedule_seconds: 600 }))
    const failed = await ran(room, 'notes')
    expect(failed.run).toMatchObject({
      status: 'failed',
      pages: 1,
      items: 10,
      error: { code: 'TARGET_HTTP_ERROR', message: 'HTTP 503' },
    })
    expect(failed.next_run_at).toBe(new Date(Date.parse(failed.run?.finished_at ?? '') + 600_000).toISOString())
    for (let n = 0; n < 4; n++) {
      room.advance(601_000)
      await room.work()
    }
    const failing = await room.integrations.syncs.get('usr_ann', 'notes')
    expect(failing).toMatchObject({ state: 'failing', last_run: { trigger: 'schedule', status: 'failed' } })
    const asked = room.service.asked.length
    room.advance(6 * hourMs - 60_000)
    await room.work()
    expect(room.service.asked.length).toBe(asked)
    room.service.otherwise = pages
    room.advance(61_000)
    await room.work()
    const well = await room.integrations.syncs.get('usr_ann', 'notes')
    expect(well).toMatchObject({ state: 'idle', record_count: 30, last_run: { status: 'succeeded', items: 20 } })
    const names = (await eventsOf(room)).map(({ name }) => name)
    expect(names.filter((name) => name.startsWith('sync.'))).toEqual([
      ...Array(5).fill('sync.failed'),
      'sync.completed',
    ])
    expect(names).toContain('integration.degraded')
  })

  test('a schedule that was missed runs once', async () => {
    const room = await opened(open)
    room.service.otherwise = pagesOf(notesOf(1), 10)
    await room.integrations.syncs.put(ann, 'notes', pull({ schedule_seconds: 300, cursor: undefined }))
    await room.work()
    expect(room.service.asked).toHaveLength(0)
    room.advance(24 * hourMs)
    await room.work()
    expect(room.service.asked).toHaveLength(1)
  })

  test('one run at a time: a second request is told of the first, and another worker waits', async () => {
    const room = await opened(open)
    room.service.otherwise = pagesOf(notesOf(5), 10)
    await room.integrations.syncs.put(ann, 'notes', pull())
    const first = await room.integrations.syncs.run(ann, 'notes', keepNothing)
    expect(await room.integrations.syncs.run(ann, 'notes', keepNothing)).toEqual(first)
    const other = roomOver(room.store, room.service)
    await Promise.all([room.work(), other.work()])
    expect(room.service.asked).toHaveLength(2)
    expect((await recordsIn(room, 'notes')).every(({ version }) => version === 1)).toBe(true)
  })

  test('who has lost the lease changes nothing any more', async () => {
    const room = await opened(open)
    room.service.otherwise = pagesOf(notesOf(30), 10)
    await room.integrations.syncs.put(ann, 'notes', pull())
    await room.integrations.syncs.run(ann, 'notes', keepNothing)
    room.service.script.push((response, asked) => {
      room.store
        .write((tx) =>
          tx
            .updateTable('syncs')
            .set((eb) => ({ fence: eb('fence', '+', 1) }))
            .execute(),
        )
        .then(() => room.service.otherwise(response, asked))
    })
    await room.work()
    expect(await recordsIn(room, 'notes')).toEqual([])
    room.advance(61_000)
    await room.work()
    expect(await recordsIn(room, 'notes')).toHaveLength(30)
  })

  test('items without an id are counted, a page without a list fails, a page limit holds, a cursor that repeats ends', async () => {
    const room = await opened(open)
    room.service.otherwise = json({
      items: [{ id: 1 }, { no: 'id' }, { id: '' }, { id: 1, again: true }],
      next_cursor: 'x',
    })
    await room.integrations.syncs.put(ann, 'notes', pull())
    expect((await ran(room, 'notes')).run).toMatchObject({ pages: 2, items: 2, parked: 4 })
    expect(await recordsIn(room, 'notes')).toMatchObject([{ item_id: '1', data: { again: true } }])
    room.service.otherwise = json({ notes: [] })
    expect((await ran(room, 'notes')).run?.error).toEqual({
      code: 'UPSTREAM_PROTOCOL_ERROR',
      message: 'The page has no list of items at /items.',
    })
    room.service.otherwise = (response, asked) => json([{ a: { 'b/c': asked.path } }], 200)(response, asked)
    await room.integrations.syncs.put(ann, 'notes', pull({ items: '', item_id: '/a/b~1c', cursor: undefined }))
    expect((await ran(room, 'notes')).run).toMatchObject({ status: 'succeeded', pages: 1, items: 1 })
    let n = 0
    room.service.otherwise = (response, asked) => json({ items: [{ id: n }], next_cursor: n++ })(response, asked)
    await room.integrations.syncs.put(ann, 'many', pull({ page_limit: 3 }))
    expect((await ran(room, 'many')).run).toMatchObject({ status: 'succeeded', pages: 3 })
  })

  test('a push sends each change once under its key, parks what is refused and stops at what is not the item’s fault', async () => {
    const room = await opened(open)
    const notes = notesOf(6)
    room.service.otherwise = pagesOf(notes, 10)
    await room.integrations.syncs.put(ann, 'notes', pull())
    await ran(room, 'notes')
    await room.integrations.syncs.put(ann, 'out', push())
    expect((await recordsIn(room, 'out')).map(({ state }) => state)).toEqual(Array(6).fill('pending'))
    const kept = new Map<string, unknown>()
    const take = taking(kept)
    room.service.otherwise = take
    room.service.script.push(take, json({ why: 'not this one' }, 422), hangUp)
    const first = await ran(room, 'out')
    expect(first.run).toMatchObject({ status: 'failed', items: 1, parked: 1, error: { code: 'OUTCOME_UNKNOWN' } })
    room.service.script.push(json({}, 401))
    expect((await ran(room, 'out')).run).toMatchObject({
      status: 'failed',
      items: 0,
      parked: 0,
      error: { message: 'HTTP 401' },
    })
    expect((await ran(room, 'out')).run).toMatchObject({ status: 'succeeded', items: 4, pages: 0 })
    expect([...kept.keys()]).toEqual([0, 2, 3, 4, 5].map((n) => `out.n${n}.1`))
    expect([...kept.values()]).toEqual([0, 2, 3, 4, 5].map((n) => notes[n]))
    expect(await recordsIn(room, 'out', 'parked')).toMatchObject([
      { item_id: 'n1', error: { code: 'TARGET_HTTP_ERROR', message: 'HTTP 422' } },
    ])
    expect(await recordsIn(room, 'out', 'sent')).toHaveLength(5)
    expect((await ran(room, 'out')).run).toMatchObject({ items: 0 })
    notes.push({ id: 'n1', text: 'better' })
    room.service.otherwise = pagesOf(notes, 10)
    await ran(room, 'notes')
    expect(await recordsIn(room, 'out', 'pending')).toMatchObject([{ item_id: 'n1', version: 2 }])
    room.service.otherwise = take
    await ran(room, 'out')
    expect(kept.get('out.n1.2')).toEqual({ id: 'n1', text: 'better' })
    expect(await recordsIn(room, 'out', 'parked')).toEqual([])
  })

  test('items go to vectors and memory by their ids; what cannot be stored is parked until it changes', async () => {
    const room = await opened(open)
    const stored = new Map<string, unknown>()
    let calls = 0
    const destinations: SyncDestinations = {
      async vectors({ userId }, collection, items) {
        calls++
        if (items.some(({ values }) => values?.length !== 2)) throw new ApiError('INVALID_REQUEST', 'other dimensions')
        for (const { id, ...rest } of items) stored.set(`${userId} ${collection} ${id}`, rest)
      },
      async memory({ userId }, { conversation_id, id, ...rest }) {
        stored.set(`${userId} ${conversation_id} ${id}`, rest)
      },
    }
    const own = roomOver(room.store, room.service, {}, destinations)
    const bad = { id: 'bad', values: [1] }
    const items = [
      { id: 'a', values: [1, 2], metadata: { n: 1 } },
      bad,
      { id: 'b', values: [3, 4] },
      { id: 'c', values: 'x' },
    ]
    room.service.otherwise = (response, asked) => json({ items })(response, asked)
    const to = { integration_id: 'crm', cursor: undefined, collection: 'col' } as const
    await own.integrations.syncs.put(ann, 'vec', pull({ ...to, destination: 'vectors' }))
    expect((await ran(own, 'vec')).run).toMatchObject({ status: 'succeeded', items: 2, parked: 2 })
    expect([...stored]).toEqual([
      ['usr_ann col a', { values: [1, 2], metadata: { n: 1 } }],
      ['usr_ann col b', { values: [3, 4] }],
    ])
    expect(await recordsIn(own, 'vec', 'parked')).toMatchObject([
      { item_id: 'bad', data: null, error: { code: 'INVALID_REQUEST', message: 'other dimensions' } },
      { item_id: 'c', error: { code: 'INVALID_REQUEST' } },
    ])
    calls = 0
    expect((await ran(own, 'vec')).run).toMatchObject({ items: 4, parked: 0 })
    expect(calls).toBe(0)
    bad.values = [5, 6]
    await ran(own, 'vec')
    expect([calls, stored.get('usr_ann col bad')]).toEqual([1, { values: [5, 6] }])
    room.service.otherwise = json({
      items: [
        { id: 'm', role: 'assistant', content: 'hi' },
        { id: 'n', role: 'x', content: 'hi' },
      ],
    })
    await own.integrations.syncs.put(ann, 'mem', pull({ ...to, destination: 'memory' }))
    expect((await ran(own, 'mem')).run).toMatchObject({ items: 1, parked: 1 })
    expect(stored.get('usr_ann col m')).toEqual({ role: 'assistant', content: 'hi' })
  })

  describe('a definition', () => {
    test('that cannot be carried out is refused', async () => {
      const room = await opened(open)
      const wrong: [Partial<SyncInput>, string][] = [
        [{ integration_id: 'none' }, 'NOT_FOUND'],
        [{ endpoint: '/../x' }, 'INVALID_RESOURCE_ID'],
        [{ destination: 'vectors' }, 'INVALID_REQUEST'],
        [{ direction: 'push' }, 'INVALID_REQUEST'],
        [{ direction: 'push', collection: 'notes' }, 'INVALID_REQUEST'],
        [{ direction: 'push', destination: 'memory', collection: 'x' }, 'INVALID_REQUEST'],
      ]
      for (const [more, code] of wrong)
        await expect(room.integrations.syncs.put(ann, 'notes', pull(more)), code).rejects.toMatchObject({ code })
      for (let n = 0; n < 100; n++) await room.integrations.syncs.put(ann, `s${n}`, pull())
      await expect(room.integrations.syncs.put(ann, 's100', pull())).rejects.toMatchObject({ code: 'LIMIT_REACHED' })
      const first = await room.integrations.syncs.list('usr_ann', { limit: 60 })
      const rest = await room.integrations.syncs.list('usr_ann', { limit: 60, cursor: first.next_cursor ?? '' })
      expect([first.count, rest.count, rest.next_cursor]).toEqual([60, 40, null])
      expect((await room.integrations.syncs.list('usr_ann', { limit: 9, integration_id: 'other' })).count).toBe(0)
    })

    test('that is another one starts again; any other change keeps the position', async () => {
      const room = await opened(open)
      room.service.otherwise = pagesOf(notesOf(5), 10)
      await room.integrations.syncs.put(ann, 'notes', pull())
      await ran(room, 'notes')
      const same = await room.integrations.syncs.put(ann, 'notes', pull({ schedule_seconds: 900, page_limit: 5 }))
      expect(same).toMatchObject({ isNew: false, sync: { schedule_seconds: 900, record_count: 5 } })
      expect(same.sync.next_run_at).not.toBeNull()
      await ran(room, 'notes')
      expect(room.service.asked.at(-1)?.path).toBe('/v1/notes?since=5')
      await room.integrations.syncs.put(ann, 'notes', pull({ endpoint: '/v2/notes' }))
      await ran(room, 'notes')
      expect(room.service.asked.slice(-2).map(({ path }) => path)).toEqual(['/v2/notes', '/v2/notes?since=5'])
      expect((await recordsIn(room, 'notes')).every(({ version }) => version === 1)).toBe(true)
    })

    test('is its owner’s alone, holds its service, and is deleted with all that it knows', async () => {
      const room = await opened(open)
      room.service.otherwise = pagesOf(notesOf(5), 10)
      await room.integrations.syncs.put(ann, 'notes', pull())
      await ran(room, 'notes')
      const missing = { code: 'NOT_FOUND' }
      const { syncs } = room.integrations
      for (const asked of [
        () => syncs.get('usr_bob', 'notes'),
        () => syncs.delete(bob, 'notes'),
        () => syncs.records('usr_bob', 'notes', { limit: 1 }),
        () => syncs.run(bob, 'notes', keepNothing),
      ])
        await expect(asked()).rejects.toMatchObject(missing)
      await expect(room.integrations.delete(ann, 'crm')).rejects.toMatchObject({ code: 'INVALID_STATE' })
      expect(await syncs.delete(ann, 'notes')).toEqual({ sync_id: 'notes', deleted: true })
      for (const table of ['syncs', 'sync_runs', 'sync_records'] as const)
        expect(await room.store.db.selectFrom(table).selectAll().execute()).toEqual([])
      await room.integrations.delete(ann, 'crm')
    })

    test('does not run while its service is disabled, nor for an account that is not active', async () => {
      const room = await opened(open)
      room.service.otherwise = pagesOf(notesOf(5), 10)
      await room.integrations.syncs.put(ann, 'notes', pull({ schedule_seconds: 300 }))
      await room.register('crm', { enabled: false })
      await expect(room.integrations.syncs.run(ann, 'notes', keepNothing)).rejects.toMatchObject({
        code: 'INVALID_STATE',
      })
      room.advance(301_000)
      await room.work()
      expect((await room.integrations.syncs.get('usr_ann', 'notes')).state).toBe('disabled')
      await room.register('crm')
      await room.store.write((tx) =>
        tx.updateTable('users').set({ status: 'disabled' }).where('id', '=', 'usr_ann').execute(),
      )
      room.advance(301_000)
      await room.work()
      expect(room.service.asked).toEqual([])
    })
  })
})
