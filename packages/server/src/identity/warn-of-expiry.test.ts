import { expect, test } from 'vitest'
import { aUser } from '../../test/ledger.ts'
import { testClock, testRuntime } from '../../test/runtime.ts'
import { eachStore } from '../../test/stores.ts'
import type { ApiKeysTable } from '../store/account-tables.ts'
import { warnOfExpiry } from './warn-of-expiry.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000

eachStore((_, open) => {
  test('an owner is told of a key in the last tenth of its life, a week at most, once each expiry', async () => {
    const store = await open()
    const clock = testClock()
    const runtime = testRuntime(clock)
    const now = clock.now()
    const userId = await aUser(store)
    const key = (id: string, lifeMs: number | null, more: Partial<ApiKeysTable> = {}): ApiKeysTable => ({
      id,
      user_id: userId,
      name: id,
      digest: id,
      pepper_id: 'v1',
      key_hint: 'pxk_0…1',
      scopes: '[]',
      status: 'active',
      expires_at: lifeMs === null ? null : now + lifeMs,
      last_used_at: null,
      created_at: now,
      revoked_at: null,
      ip_allow: null,
      models_allow: null,
      limits: '{}',
      budget: null,
      ...more,
    })
    const keys = [
      key('key_year', 365 * dayMs),
      key('key_hour', hourMs),
      key('key_never', null),
      key('key_revoked', hourMs, { status: 'revoked' }),
    ]
    await store.write((tx) => tx.insertInto('api_keys').values(keys).execute())
    const told = async () => {
      while ((await warnOfExpiry(store, runtime)) > 0);
      const rows = await store.db.selectFrom('events').select(['name', 'data', 'user_id']).orderBy('ordinal').execute()
      return rows.map(({ name, data, user_id }) => [name, user_id, (JSON.parse(data) as { key_id: string }).key_id])
    }
    expect(await told()).toEqual([])
    await clock.advance(54 * 60_000 - 1)
    expect(await told()).toEqual([])
    await clock.advance(1)
    const ofHour = ['key.expiring', userId, 'key_hour']
    expect(await told()).toEqual([ofHour])
    expect(await told()).toEqual([ofHour])
    await clock.advance(358 * dayMs - 54 * 60_000 - 1)
    expect(await told()).toEqual([ofHour])
    await clock.advance(1)
    const ofYear = ['key.expiring', userId, 'key_year']
    expect(await told()).toEqual([ofHour, ofYear])
    const later = now + 366 * dayMs
    await store.write((tx) =>
      tx.updateTable('api_keys').set({ expires_at: later }).where('id', '=', 'key_year').execute(),
    )
    await clock.advance(2 * dayMs)
    expect(await told()).toEqual([ofHour, ofYear, ofYear])
    await store.close()
  })
})
