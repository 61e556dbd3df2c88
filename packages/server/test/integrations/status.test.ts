/** How services do, from what was met; their owners are told when that changes. */
import { expect, test } from 'vitest'
import { putTestRun } from '../../src/store/integrations.ts'
import { eachStore } from '../stores.ts'
import { ann, openRoom, type TestRoom } from './room.ts'
import { json } from './service.ts'

const { signal } = new AbortController()
const call = ({ integrations }: TestRoom, integration_id = 'crm') =>
  integrations.call(ann, { integration_id, method: 'GET', endpoint: '/' }, null, signal)

const told = async ({ store }: TestRoom) =>
  (await store.db.selectFrom('events').select(['name', 'data']).orderBy('ordinal').execute()).map(
    ({ name, data }) => `${name} ${JSON.parse(data).status}`,
  )

eachStore((_, open) => {
  test('a tenth of failures is degraded, an open breaker failing; each is told once, and so is the end of it', async () => {
    const room = await openRoom(open)
    await room.register('crm', {}, { max_retries: 0 })
    const status = async () => (await room.integrations.status('usr_ann', 'crm')).integrations[0]
    expect(await status()).toMatchObject({ status: 'healthy', last_success_at: null, last_error: null, error_rate: 0 })
    for (let n = 0; n < 12; n++) {
      room.service.otherwise = json({}, n % 4 === 3 ? 500 : 200)
      await call(room)
    }
    expect(await status()).toMatchObject({ status: 'degraded', request_count: 12, error_count: 3, error_rate: 0.25 })
    expect(await status()).toMatchObject({ breaker: 'closed', last_error: { code: 'TARGET_HTTP_ERROR' } })
    expect(await told(room)).toEqual(['integration.degraded degraded'])
    room.service.otherwise = json({}, 500)
    for (let n = 0; n < 5; n++) await call(room)
    expect(await status()).toMatchObject({ status: 'failing', breaker: 'open' })
    expect(await told(room)).toHaveLength(1)
    room.advance(61_000)
    room.service.otherwise = json({})
    await call(room)
    expect(await status()).toMatchObject({ status: 'degraded', breaker: 'closed' })
    expect(await told(room)).toHaveLength(1)
    room.advance(2 * 3_600_000)
    await room.work()
    expect(await status()).toMatchObject({ status: 'healthy', request_count: 0 })
    expect(await told(room)).toEqual(['integration.degraded degraded', 'integration.recovered healthy'])
    await room.work()
    expect(await told(room)).toHaveLength(2)
  })

  test('of all of them the worst counts; syncs, webhooks and the last test are shown', async () => {
    const room = await openRoom(open)
    expect(await room.integrations.status('usr_ann')).toEqual({ status: 'healthy', integrations: [], last_test: null })
    await room.register('a')
    await room.register('b', { enabled: false })
    await room.register('crm', {}, { max_retries: 0 })
    room.service.otherwise = json({}, 503)
    const sync = { integration_id: 'crm', direction: 'pull' as const, endpoint: '/n', items: '', item_id: '/id' }
    const rest = { schedule_seconds: null, page_limit: 1, destination: 'records' as const }
    await room.integrations.syncs.put(ann, 'notes', { ...sync, ...rest })
    for (let n = 0; n < 5; n++) {
      await room.integrations.syncs.run(ann, 'notes', async () => {})
      await room.work()
      room.advance(120_000)
    }
    const body = { integration_id: 'crm', event_type: 'x', data: {}, wait: true }
    await room.integrations.webhooks.send(ann, body, null)
    const summary = {
      last_run: '2026-11-20T10:30:00.000Z',
      results: { total_tests: 0, passed: 0, failed: 0, test_results: {} },
    }
    await room.store.write((tx) => putTestRun(tx, { user_id: 'usr_ann', at: 0, summary: JSON.stringify(summary) }))
    const all = await room.integrations.status('usr_ann')
    expect(all).toMatchObject({ status: 'failing', last_test: summary })
    expect(all.integrations.map(({ integration_id, status }) => [integration_id, status])).toEqual([
      ['a', 'healthy'],
      ['b', 'disabled'],
      ['crm', 'failing'],
    ])
    expect(all.integrations[2]).toMatchObject({
      syncs: [{ sync_id: 'notes', state: 'failing', cursor_age_seconds: null, last_run: { status: 'failed' } }],
      webhooks: { queued: 1, dead: 0 },
    })
    expect((await room.integrations.status('usr_ann', 'a')).integrations).toHaveLength(1)
    await expect(room.integrations.status('usr_bob', 'a')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
