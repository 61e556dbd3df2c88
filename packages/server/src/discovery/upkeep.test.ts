import { afterEach, beforeEach, expect, it } from 'vitest'
import { openRoom, type Room, refresh, run, startUpstreams, type Upstreams } from '../../test/discovery/room.ts'
import { eachStore } from '../../test/stores.ts'
import type { Store } from '../store/database.ts'

const day = 86_400_000
const upkeep = (room: Room) => run(room, 'discovery.upkeep')
const everyChange = { limit: 1000, kind: [], provider: [], uid: [], severity: [] }

eachStore((_, open) => {
  let store: Store
  let upstreams: Upstreams
  let room: Room
  beforeEach(async () => {
    store = await open()
    upstreams = await startUpstreams()
    upstreams.openaiModels.push({ id: 'ending', owned_by: 'system', shutdown_date: '2026-12-20' })
    room = await openRoom({ store, providers: upstreams.providers })
    await refresh(room)
    room.told.length = 0
  })
  afterEach(() => store.close())

  const told = async () => {
    await upkeep(room)
    return room.told.splice(0).map(({ name, data }) => [name, (data.changes as { days_left?: number }[])[0]?.days_left])
  }

  it('a shutdown is told again 30, 7 and 1 days before, once each', async () => {
    const both = (days: number) => [
      ['models.updated', days],
      ['models.deprecated', days],
    ]
    expect(await told()).toEqual(both(30))
    expect(await told()).toEqual([])
    await room.clock.advance(day)
    expect(await told()).toEqual([])
    await room.clock.advance(22 * day)
    expect(await told()).toEqual(both(7))
    await room.clock.advance(6 * day)
    expect(await told()).toEqual(both(1))
    await room.clock.advance(day)
    expect(await told()).toEqual([])
  })

  it('a reminder is a change that changes nothing', async () => {
    const before = room.discovery.list({}).body().snapshot
    await upkeep(room)
    const answer = await room.discovery.changes({ ...everyChange, since: before })
    expect(answer.body()).toMatchObject({
      snapshot: before,
      changes: [],
    })
    const all = await room.discovery.changes({ ...everyChange, uid: ['openai:ending'], kind: ['deprecated'] })
    expect(all.body().changes).toMatchObject([
      { days_left: 30, fields: { shutdown_date: { old: '2026-12-20', new: '2026-12-20' } } },
    ])
  })

  it('nobody is reminded of providers that are not used', async () => {
    room.settings = { ...room.settings, providers: upstreams.providers.filter(({ name }) => name !== 'openai') }
    await room.discovery.reconfigure()
    expect(await told()).toEqual([])
  })

  it('what was removed is forgotten after 90 days, and comes back as new', async () => {
    const last = upstreams.openaiModels.pop()
    for (let hours = 0; hours <= 30; hours += 6) {
      await room.clock.advance(day / 4)
      await refresh(room, { force: true })
    }
    const states = async () =>
      (await store.db.selectFrom('models').select('state').where('uid', '=', 'openai:ending').execute()).map(
        ({ state }) => state,
      )
    expect(await states()).toEqual(['removed'])
    await room.clock.advance(89 * day)
    await upkeep(room)
    expect(await states()).toEqual(['removed'])
    await room.clock.advance(2 * day)
    await upkeep(room)
    expect(await states()).toEqual([])
    await refresh(room, { force: true })
    expect(await states()).toEqual([])
    if (last) upstreams.openaiModels.push(last)
    await refresh(room, { force: true })
    expect(await states()).toEqual(['listed'])
  })

  it('changes are kept 400 days; who is further behind is told so', async () => {
    const { snapshot } = room.discovery.list({}).body()
    await room.clock.advance(399 * day)
    await upkeep(room)
    expect((await room.discovery.changes(everyChange)).body().count).toBeGreaterThan(0)
    await room.clock.advance(2 * day)
    upstreams.openaiModels.push({ id: 'newest', owned_by: 'system' })
    await refresh(room, { force: true })
    await upkeep(room)
    const kept = (await room.discovery.changes(everyChange)).body()
    expect(kept.changes.map(({ kind, uid }) => [kind, uid])).toContainEqual(['added', 'openai:newest'])
    await expect(room.discovery.changes({ ...everyChange, since: '1' })).rejects.toMatchObject({
      code: 'CHANGES_EXPIRED',
    })
    await expect(room.discovery.changes({ ...everyChange, since: snapshot })).rejects.toMatchObject({
      code: 'CHANGES_EXPIRED',
    })
  })
})
