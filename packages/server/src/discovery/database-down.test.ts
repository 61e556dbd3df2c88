/** The database is gone while the catalog is read: memory goes on serving, nothing is fetched or written, and all comes back. */
import { ApiError } from '@proxyapi/contract/errors'
import { expect, it, onTestFinished } from 'vitest'
import { openRoom, refresh, run, startUpstreams } from '../../test/discovery/room.ts'
import { openSqlite } from '../../test/stores.ts'
import type { Store } from '../store/database.ts'

const down = () => new ApiError('STORAGE_UNAVAILABLE')

/** A store that can be switched off: then every query and every transaction of it fails as that of a dead database does. */
function breakable(store: Store) {
  const state = { isDown: false }
  const asked = <T extends object>(of: T, promise: (name: string | symbol) => boolean): T =>
    new Proxy(of, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target)
        if (typeof value !== 'function') return value
        return (...args: unknown[]) => {
          if (!state.isDown) return value.apply(target, args)
          if (promise(name)) return Promise.reject(down())
          throw down()
        }
      },
    })
  const db = asked(store.db, () => false)
  const through = asked(store, () => true)
  return {
    state,
    store: new Proxy(through, { get: (target, name) => (name === 'db' ? db : Reflect.get(target, name)) }),
  }
}

async function open() {
  const real = await openSqlite()
  onTestFinished(() => real.close())
  const { state, store } = breakable(real)
  const upstreams = await startUpstreams()
  const room = await openRoom({ store, providers: upstreams.providers })
  await refresh(room)
  return { room, state, upstreams }
}

it('lists, searches, models and the status are answered as before', async () => {
  const { room, state } = await open()
  const read = () => ({
    list: room.discovery.list({}).body().models,
    found: room.discovery.search({ q: 'gpt 4o' }).body().models,
    one: room.discovery.get('openai:gpt-4o', {}, { providerOrder: [] }).body().model,
    providers: room.discovery.status().body().providers,
    routes: room.discovery.size(),
  })
  const before = read()
  state.isDown = true
  await expect(run(room, 'discovery.reload')).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
  await room.discovery.recheck()
  expect(read()).toEqual(before)
})

it('a refresh pauses: no list is asked for, and the answer says that nothing was done', async () => {
  const { room, state, upstreams } = await open()
  const asked = () => upstreams.openai.requests().length + upstreams.anthropic.requests().length
  const before = asked()
  state.isDown = true
  await expect(run(room, 'discovery.refresh')).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
  await expect(refresh(room, { force: true })).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
  expect(before).toBeGreaterThan(1)
  expect(asked()).toBe(before)
})

it('what reads the database itself says so, and the reader of an old list is answered', async () => {
  const { room, state } = await open()
  await room.clock.advance(301_000)
  state.isDown = true
  expect(room.discovery.list({}).body()).toMatchObject({ cache_hit: false, total: expect.any(Number) })
  await expect(room.discovery.changes({ limit: 1 })).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
  await expect(room.discovery.selections()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
})

it('once it is back, what happened meanwhile is taken over with the next refresh', async () => {
  const { room, state, upstreams } = await open()
  state.isDown = true
  upstreams.openaiModels.push({ id: 'gpt-7' })
  await room.clock.advance(3_700_000)
  await run(room, 'discovery.refresh').catch(() => undefined)
  state.isDown = false
  await room.clock.advance(3_700_000)
  await run(room, 'discovery.refresh')
  expect(room.discovery.get('gpt-7', {}, { providerOrder: [] }).body().model.uid).toBe('openai:gpt-7')
})
