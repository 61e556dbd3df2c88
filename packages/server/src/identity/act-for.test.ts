import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSqlite } from '../../test/stores.ts'
import type { Store } from '../store/database.ts'
import { insertUser, updateUserRow } from '../store/users.ts'
import { actFor } from './act-for.ts'
import { operatorId } from './principal.ts'

let store: Store
beforeAll(async () => {
  store = await openSqlite()
  await store.write((tx) =>
    insertUser(tx, { id: 'usr_a', email: null, name: null, role: 'user', billing_mode: 'prepaid', created_at: 0 }),
  )
})
afterAll(() => store.close())

const act = async (userId: string, granted: string[], keyId: string | null = null) =>
  actFor(store.db, { userId, keyId, granted }, 1)

test('nobody has more rights than he had then, and no more than he has now', async () => {
  const { permissions, userId, billing } = await act('usr_a', ['data:read', 'audit:read'])
  expect([[...permissions], userId, billing]).toEqual([['data:read'], 'usr_a', 'prepaid'])
})

test('the operator’s keys are no rows: they may what they might', async () => {
  expect([...(await act(operatorId, ['data:read', 'config:reload'])).permissions]).toEqual([
    'data:read',
    'config:reload',
  ])
})

test('a key that is gone, a user that is gone or disabled act no more', async () => {
  await expect(act('usr_a', [], 'key_none')).rejects.toMatchObject({ code: 'INVALID_API_KEY' })
  await expect(act('usr_none', [])).rejects.toMatchObject({ code: 'INVALID_API_KEY' })
  await store.write((tx) => updateUserRow(tx, 'usr_a', { status: 'disabled' }))
  await expect(act('usr_a', [])).rejects.toMatchObject({ code: 'INVALID_API_KEY' })
})
