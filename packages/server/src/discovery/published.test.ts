/** What is published of a change: the log leads from any snapshot to the present one, and whoever listens hears the same. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRoom, type Room, refresh, startUpstreams, type Upstreams } from '../../test/discovery/room.ts'
import { egressFor } from '../../test/egress/loopback.ts'
import { connect, reader, settled } from '../../test/events/feed.ts'
import { openSealer, receiver, roomOver, someone } from '../../test/events/room.ts'
import { testClock, testRandom, testRuntime } from '../../test/runtime.ts'
import { eachStore } from '../../test/stores.ts'
import { canonicalJson } from '../canonical-json.ts'
import { createFeed, type Feed } from '../events/feed/feed.ts'
import type { Store } from '../store/database.ts'
import { apply, type DocChange } from './diff.ts'
import type { CatalogDoc, Model } from './model.ts'
import { snapshotIdOf } from './snapshot-id.ts'

const hour = 3_600_000

/** A row as the snapshot knows it, of a row as callers see it. */
function docOfModel(model: Model): CatalogDoc {
  const {
    served_by: _1,
    input_cost: _2,
    output_cost: _3,
    cost_unit: _4,
    availability: _5,
    suspect: _6,
    version: _7,
    created_at: _8,
    updated_at: _9,
    also_at: _10,
    score: _11,
    provenance: _12,
    conflicts: _13,
    sources: _14,
    ...doc
  } = model
  return doc
}

const idOf = (docs: ReadonlyMap<string, CatalogDoc>) =>
  snapshotIdOf([...docs].map(([uid, doc]) => [uid, canonicalJson(doc)]))

function present(room: Room) {
  const { models, snapshot } = room.discovery.list({ scope: 'all', status: ['any'], limit: 1000 }).body()
  return { snapshot, docs: new Map(models.map((model) => [model.uid, docOfModel(model)])) }
}

/** Every change since a snapshot, page by page, as a caller reads them. */
async function changesSince(room: Room, since: string): Promise<DocChange[]> {
  const found: DocChange[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const query = { since, limit: 3, kind: [], provider: [], uid: [], severity: [], ...(cursor && { cursor }) }
    const { changes, next_cursor } = (await room.discovery.changes(query)).body()
    for (const { uid, kind, severity, model, fields } of changes)
      found.push({ uid, kind, severity, ...(model ? { doc: docOfModel(model) } : { fields }) } as DocChange)
    cursor = next_cursor
  }
  return found
}

eachStore((_, open) => {
  let store: Store
  let upstreams: Upstreams
  beforeEach(async () => {
    store = await open()
    upstreams = await startUpstreams()
  })
  afterEach(() => store.close())

  it('the changes since any snapshot, applied to its rows, give the present snapshot', async () => {
    const room = await openRoom({ store, providers: upstreams.providers })
    const random = testRandom(3)
    const snapshots = []
    for (let round = 0; round < 9; round++) {
      const { openaiModels: models } = upstreams
      models.push({ id: `gpt-round-${round}`, owned_by: 'system' })
      const some = models[Math.floor(random.float() * models.length)]
      if (some) some.shutdown_date = `2027-0${1 + (round % 9)}-15`
      if (round === 4) models.splice(3, 1)
      await room.clock.advance(9 * hour)
      await refresh(room, { force: true })
      snapshots.push(present(room))
    }
    const now = snapshots.at(-1)
    expect(new Set(snapshots.map(({ snapshot }) => snapshot)).size).toBe(snapshots.length)
    for (const { snapshot, docs } of snapshots) {
      expect(idOf(docs)).toBe(snapshot)
      expect(idOf(apply(docs, await changesSince(room, snapshot)))).toBe(now?.snapshot)
    }
    const { changes } = (
      await room.discovery.changes({ limit: 1000, kind: [], provider: [], uid: [], severity: [] })
    ).body()
    expect(changes.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['added', 'deprecated', 'removed', 'updated']),
    )
  })

  describe('a change', () => {
    it('is the same for a webhook, for /ws, for handlers in the process and in the outbox', async () => {
      const clock = testClock()
      const hook = await receiver()
      const feeds: Feed[] = []
      const egress = egressFor([], { rules: { plainWebhooks: true, allow: [hook.rule] } })
      const events = roomOver(store, clock, egress, (heads) => feeds[0]?.announced(heads))
      const feed = createFeed({ ...testRuntime(clock), store, sealer: openSealer, credentialHeaders: ['x-api-key'] })
      feeds.push(feed)
      const room = await openRoom({ store, clock, events: events.events, providers: upstreams.providers })
      await refresh(room)
      await events.settle()
      await events.webhooks.create(someone('usr_ann'), { url: hook.url, events: ['models.*'] }, 'all')
      const socket = connect(feed, reader('usr_ann'))
      await socket.say({ type: 'subscribe', channels: ['model_updates'] })
      const handled: unknown[][] = []
      for (const name of ['models.discovered', 'models.updated', 'models.deprecated'])
        feed.on(name, ({ id, data }) => void handled.push([id, data]))

      upstreams.openaiModels.push({ id: 'gpt-6', owned_by: 'system' })
      Object.assign(upstreams.openaiModels[0] ?? {}, { shutdown_date: '2027-05-01' })
      await clock.advance(hour)
      await refresh(room, { providers: ['openai'] })
      await events.settle()
      await settled()

      const rows = await store.db
        .selectFrom('events')
        .selectAll()
        .where('name', 'like', 'models.%')
        .orderBy('seq')
        .execute()
      const written = rows.map(({ id, data }) => [id, JSON.parse(data)])
      expect(written.length).toBeGreaterThanOrEqual(3)
      const heard = socket
        .events()
        .flatMap(({ id, type, payload }) => (type === 'refresh_completed' ? [] : [[id, payload]]))
      const sent = hook.received.map(({ event }) => [event.id, event.data])
      const byId = (list: unknown[][]) => [...list].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
      expect(byId(heard)).toEqual(byId(written))
      expect(byId(sent)).toEqual(byId(written))
      expect(byId(handled)).toEqual(byId(written))
      const names = hook.received.map(({ event }) => event.event)
      expect(new Set(names)).toEqual(new Set(['models.updated', 'models.deprecated', 'models.discovered']))
    })
  })
})
