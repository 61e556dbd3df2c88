import { expect, test } from 'vitest'
import { accountsRoom } from '../../test/accounts-room.ts'
import { testRuntime } from '../../test/runtime.ts'
import { eachStore } from '../../test/stores.ts'
import type { Store } from '../store/database.ts'
import { rewrap } from './rewrap.ts'
import { createSecrets } from './secrets.ts'

const [older, newer, strange] = [1, 2, 3].map((byte) => Buffer.alloc(32, byte).toString('base64url'))
const before = createSecrets(`${older}`)
const between = createSecrets(`${newer}`, [`${older}`])
const after = createSecrets(`${newer}`)
const rows = 230
const place = (n: number) => `idempotency_keys:usr_operator made key-${n}:answer`

async function filled(open: () => Promise<Store>) {
  const store = await open()
  const keys = Array.from({ length: rows }, (_, n) => ({
    user_id: 'usr_operator',
    operation: 'made',
    key: `key-${n}`,
    fingerprint: 'f',
    state: 'done' as const,
    answer: before.seal(`answer ${n}`, place(n)),
    fence: 1,
    lease_until: 0,
    created_at: 0,
    expires_at: 9e12,
  }))
  await store.write((tx) => tx.insertInto('idempotency_keys').values(keys).execute())
  const opened = async () => {
    const found = await store.db.selectFrom('idempotency_keys').select(['key', 'answer']).execute()
    return found.filter(({ key, answer }) => {
      const n = key.slice('key-'.length)
      try {
        return after.open(answer ?? '', place(Number(n))) === `answer ${n}`
      } catch {
        return false
      }
    }).length
  }
  return { store, opened }
}

eachStore((_, open) => {
  test('whatever ends it, the next run goes on; then the present key opens all, and a further run changes nothing', async () => {
    const { store, opened } = await filled(open)
    let writes = 0
    const dying: Store = {
      ...store,
      write: (work) => (writes++ === 1 ? Promise.reject(new Error('killed')) : store.write(work)),
    }
    await expect(rewrap(dying, between, 0)).rejects.toThrow('killed')
    expect(await opened()).toBe(100)
    expect(await rewrap(store, between, 0)).toMatchObject({ texts: rows - 100, lost: [] })
    expect(await opened()).toBe(rows)
    expect(await rewrap(store, between, 0)).toMatchObject({ texts: 0, lost: [] })
    await store.close()
  })

  test('what opens with no key is named and left alone, and the rest goes on', async () => {
    const { store, opened } = await filled(open)
    const answer = createSecrets(`${strange}`).seal('of somebody else', place(7))
    await store.write((tx) => tx.updateTable('idempotency_keys').set({ answer }).where('key', '=', 'key-7').execute())
    expect(await rewrap(store, between, 0)).toMatchObject({ texts: rows - 1, lost: [place(7)] })
    expect(await opened()).toBe(rows - 1)
    await store.close()
  })

  test('a text that was written anew meanwhile is not overwritten', async () => {
    const { store } = await filled(open)
    const fresh = between.seal('fresh', place(0))
    const racing: Store = {
      ...store,
      write: async (work) => {
        await store.write((tx) =>
          tx.updateTable('idempotency_keys').set({ answer: fresh }).where('key', '=', 'key-0').execute(),
        )
        return store.write(work)
      },
    }
    await rewrap(racing, between, 0)
    const { answer } = await store.db
      .selectFrom('idempotency_keys')
      .select('answer')
      .where('key', '=', 'key-0')
      .executeTakeFirstOrThrow()
    expect(answer).toBe(fresh)
    await store.close()
  })

  test('a key that is used moves to the present pepper; one that is not is counted', async () => {
    const store = await open()
    const runtime = testRuntime()
    const old = accountsRoom(store, runtime, undefined, { secrets: before })
    const admin = await old.identity.accounts.ensureDevelopmentAccount(null)
    const { secret } = await old.identity.accounts.createKey(await old.asker(admin), { name: 'b', overlap_hours: 24 })
    await old.ledger.close()
    const room = accountsRoom(store, runtime, undefined, { secrets: between })
    expect((await rewrap(store, between, runtime.clock.now())).waitingKeys).toBe(2)
    expect((await room.as(secret)).kind).toBe('key')
    await room.identity.writeUsed()
    expect((await rewrap(store, between, runtime.clock.now())).waitingKeys).toBe(1)
    await room.ledger.close()
    const last = accountsRoom(store, runtime, undefined, { secrets: after })
    expect((await last.as(secret)).kind).toBe('key')
    await expect(last.as(admin)).rejects.toMatchObject({ code: 'INVALID_API_KEY' })
    await last.ledger.close()
    await store.close()
  })
})

test('texts of before there were ids of keys open with whichever key made them', () => {
  const [version, , text] = before.seal('plain', 'webhooks:wh_1:secret').split('.')
  expect(between.open(`${version}.${text}`, 'webhooks:wh_1:secret')).toBe('plain')
  expect(() => after.open(`${version}.${text}`, 'webhooks:wh_1:secret')).toThrow('does not open')
  expect(() => between.open(before.seal('plain', 'a:b:c'), 'a:b:d')).toThrow('a:b:d')
  expect(() => createSecrets(`${newer}`, ['short'])).toThrow('ENCRYPTION_KEYS_PREVIOUS')
})
