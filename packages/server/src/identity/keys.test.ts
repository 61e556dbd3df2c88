import { expect, test } from 'vitest'
import { accountsRoom } from '../../test/accounts-room.ts'
import { codeOf } from '../../test/failures.ts'
import { testClock, testRuntime } from '../../test/runtime.ts'
import { eachStore, type OpenStore } from '../../test/stores.ts'

const hourMs = 3_600_000
const settings = {
  scopes: ['inference:call', 'models:read'] as ('inference:call' | 'models:read')[],
  ip_allow: ['203.0.113.0/24'],
  models_allow: ['openai/*'],
  limits: { requests_per_minute: 7 },
  budget: { amount: 5, period: 'month' as const },
}

async function roomWith(open: OpenStore) {
  const store = await open()
  const room = accountsRoom(store, { ...testRuntime(), clock: testClock() })
  const { accounts } = room.identity
  const admin = await room.asker(await accounts.ensureDevelopmentAccount(null))
  return {
    ...room,
    accounts,
    admin,
    userId: admin.principal.userId!,
    async close() {
      await room.ledger.close()
      await store.close()
    },
  }
}

eachStore((_, open) => {
  test('rotation: a key that replaces another has its settings; the old one ends after the overlap', async () => {
    const { accounts, admin, as, clock, close } = await roomWith(open)
    const old = await accounts.createKey(admin, { name: 'old', ...settings, overlap_hours: 24 })
    const next = await accounts.createKey(admin, { name: 'next', replaces: old.key.id, overlap_hours: 24 })
    const { id, name, key_hint, created_at, ...copied } = next.key
    const { id: _, name: __, key_hint: ___, created_at: ____, ...before } = old.key
    expect(copied).toEqual(before)
    for (const secret of [old.secret, next.secret])
      expect(await as(secret)).toMatchObject({ modelsAllow: ['openai/*'], limits: { key: { requests_per_minute: 7 } } })
    await clock.advance(24 * hourMs - 1)
    expect((await as(old.secret)).keyId).toBe(old.key.id)
    await clock.advance(1)
    expect(await codeOf(as(old.secret))).toBe('INVALID_API_KEY')
    expect((await as(next.secret)).keyId).toBe(id)
    await close()
  })

  test('what is sent beside it wins, null removes, and without overlap the old one ends at once', async () => {
    const { accounts, admin, as, close } = await roomWith(open)
    const old = await accounts.createKey(admin, { name: 'old', ...settings, overlap_hours: 24 })
    const next = await accounts.createKey(admin, {
      name: 'next',
      replaces: old.key.id,
      ip_allow: null,
      scopes: ['models:read'],
      budget: null,
      overlap_hours: 0,
    })
    expect(next.key).toMatchObject({
      ip_allow: null,
      scopes: ['models:read'],
      budget: null,
      models_allow: ['openai/*'],
    })
    expect(await codeOf(as(old.secret))).toBe('INVALID_API_KEY')
    await close()
  })

  test('an end that was nearer stays; revoked, expired, unknown and foreign keys are not replaced', async () => {
    const { accounts, admin, asker, clock, close } = await roomWith(open)
    const expires_at = new Date(clock.now() + hourMs).toISOString()
    const soon = await accounts.createKey(admin, { name: 'soon', expires_at, overlap_hours: 24 })
    await accounts.createKey(admin, { name: 'next', replaces: soon.key.id, overlap_hours: 24 })
    const { keys } = await accounts.listKeys(admin.principal.userId!, { limit: 10 })
    expect(keys.find(({ name }) => name === 'soon')?.expires_at).toBe(expires_at)
    const replace = (replaces: string, by = admin) =>
      codeOf(accounts.createKey(by, { name: 'again', replaces, overlap_hours: 24 }))
    await clock.advance(hourMs)
    expect(await replace(soon.key.id)).toBe('INVALID_STATE')
    const revoked = await accounts.createKey(admin, { name: 'revoked', overlap_hours: 24 })
    await accounts.revokeKey(admin, revoked.key.id)
    expect(await replace(revoked.key.id)).toBe('INVALID_STATE')
    expect(await replace('key_01JD0000000000000000000000')).toBe('NOT_FOUND')
    expect(await replace(revoked.key.id, await asker('static-key-of-the-operator'))).toBe('NOT_FOUND')
    await close()
  })

  test('AU a key with fewer rights cannot copy itself more by replacing another', async () => {
    const { accounts, admin, asker, close } = await roomWith(open)
    const wide = await accounts.createKey(admin, { name: 'wide', scopes: ['gpu:write'], overlap_hours: 24 })
    const narrow = await accounts.createKey(admin, { name: 'narrow', scopes: ['keys:write'], overlap_hours: 24 })
    const by = await asker(narrow.secret)
    const copy = { name: 'copy', replaces: wide.key.id, overlap_hours: 24 }
    expect(await codeOf(accounts.createKey(by, copy))).toBe('CANNOT_ESCALATE')
    const lifted = await accounts.createKey(admin, {
      name: 'lifted',
      scopes: ['keys:write'],
      limits: { override_max_per_minute: 500 },
      overlap_hours: 24,
    })
    expect(await codeOf(accounts.createKey(by, { ...copy, replaces: lifted.key.id }))).toBe('CANNOT_ESCALATE')
    await close()
  })

  test('at fifty keys rotation still goes, one more does not', async () => {
    const { accounts, admin, userId, close } = await roomWith(open)
    const make = (more: object = {}) => accounts.createKey(admin, { name: 'one', overlap_hours: 0, ...more })
    // The development account has one already.
    const made = []
    for (let i = 0; i < 49; i++) made.push(await make())
    expect(await codeOf(make())).toBe('LIMIT_REACHED')
    expect(await codeOf(make({ replaces: made[0]!.key.id }))).toBe('none')
    expect((await accounts.listKeys(userId, { limit: 100 })).keys).toHaveLength(51)
    await close()
  })

  test('a list goes on where a page ended, newest first; a cursor of another account is none', async () => {
    const { accounts, admin, userId, clock, close } = await roomWith(open)
    for (let i = 0; i < 5; i++) {
      await clock.advance(1)
      await accounts.createKey(admin, { name: `key ${i}`, overlap_hours: 24 })
    }
    const names: string[] = []
    let cursor: string | undefined
    do {
      const page = await accounts.listKeys(userId, { limit: 2, cursor })
      names.push(...page.keys.map(({ name }) => name))
      cursor = page.next_cursor ?? undefined
    } while (cursor !== undefined)
    expect(names).toEqual(['key 4', 'key 3', 'key 2', 'key 1', 'key 0', 'Development'])
    const { next_cursor } = await accounts.listKeys(userId, { limit: 2 })
    expect(await codeOf(accounts.listKeys('usr_operator', { limit: 2, cursor: next_cursor! }))).toBe('INVALID_CURSOR')
    await close()
  })
})
