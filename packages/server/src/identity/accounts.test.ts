import { expect, test } from 'vitest'
import { accountsRoom } from '../../test/accounts-room.ts'
import { codeOf } from '../../test/failures.ts'
import { testClock, testRuntime } from '../../test/runtime.ts'
import { eachStore } from '../../test/stores.ts'
import type { Store } from '../store/database.ts'
import { fenceAllows } from './ip-fence.ts'
import { createSecrets } from './secrets.ts'

const secrets = createSecrets(Buffer.alloc(32, 9).toString('base64url'))
const roomOf = (store: Store, clock = testClock()) => accountsRoom(store, { ...testRuntime(), clock })

eachStore((_, open) => {
  test('the development account is made once, with $100 and a key that works again', async () => {
    const store = await open()
    const { identity, ledger, as } = roomOf(store)
    const key = await identity.accounts.ensureDevelopmentAccount(null)
    expect(await identity.accounts.ensureDevelopmentAccount(key)).toBe(key)
    const principal = await as(key)
    expect(principal).toMatchObject({ kind: 'key', role: 'admin', billing: 'prepaid' })
    expect(await ledger.balance(principal.userId!)).toMatchObject({ total: 100_000_000, remaining: 100_000_000 })
    await ledger.close()
    await store.close()
  })

  test('a key has the scopes it was given, within its creator’s, and is refused once revoked', async () => {
    const store = await open()
    const { identity, ledger, as, asker } = roomOf(store)
    const admin = await identity.accounts.ensureDevelopmentAccount(null)
    const by = await asker(admin)
    const { key, secret } = await identity.accounts.createKey(by, {
      name: 'one',
      scopes: ['inference', 'keys:write'],
      overlap_hours: 24,
    })
    expect([...(await as(secret)).permissions].sort()).toEqual(['inference:call', 'keys:write', 'models:read'])
    expect(
      await codeOf(
        identity.accounts.createKey(await asker(secret), { name: 'two', scopes: ['gpu:write'], overlap_hours: 24 }),
      ),
    ).toBe('CANNOT_ESCALATE')
    await identity.accounts.revokeKey(by, key.id)
    expect(await codeOf(as(secret))).toBe('INVALID_API_KEY')
    expect(await identity.accounts.revokeKey(by, key.id)).toEqual({ id: key.id, status: 'revoked' })
    expect(await codeOf(identity.accounts.revokeKey(by, 'key_01JD0000000000000000000000'))).toBe('NOT_FOUND')
    await ledger.close()
    await store.close()
  })

  test('its owner is told once that a key was made, and once that it was revoked', async () => {
    const store = await open()
    const { identity, ledger, asker } = roomOf(store)
    const by = await asker(await identity.accounts.ensureDevelopmentAccount(null))
    const { key, secret } = await identity.accounts.createKey(by, { name: 'one', overlap_hours: 24 })
    for (let time = 0; time < 2; time++) await identity.accounts.revokeKey(by, key.id)
    const rows = await store.db
      .selectFrom('events')
      .selectAll()
      .where('name', 'like', 'key.%')
      .orderBy('ordinal')
      .execute()
    expect(rows.map(({ name }) => name)).toEqual(['key.created', 'key.revoked'])
    expect(rows.every(({ user_id }) => user_id === by.principal.userId)).toBe(true)
    expect(JSON.parse(rows[0]!.data)).toMatchObject({
      key_id: key.id,
      name: 'one',
      key_hint: key.key_hint,
      expires_at: null,
    })
    expect(JSON.stringify(rows)).not.toContain(secret)
    await ledger.close()
    await store.close()
  })

  test('a key that another process revoked is refused once the epoch was seen', async () => {
    const store = await open()
    const here = roomOf(store)
    const there = roomOf(store)
    const admin = await here.identity.accounts.ensureDevelopmentAccount(null)
    const { key, secret } = await here.identity.accounts.createKey(await here.asker(admin), {
      name: 'one',
      overlap_hours: 24,
    })
    await there.identity.poll()
    expect((await there.as(secret)).keyId).toBe(key.id)
    await here.identity.accounts.revokeKey(await here.asker(admin), key.id)
    await there.identity.poll()
    expect(await codeOf(there.as(secret))).toBe('INVALID_API_KEY')
    await here.ledger.close()
    await there.ledger.close()
    await store.close()
  })

  test('an expired key and one outside its addresses are refused', async () => {
    const store = await open()
    const { identity, ledger, as, asker, clock } = roomOf(store)
    const by = await asker(await identity.accounts.ensureDevelopmentAccount(null))
    const soon = new Date(clock.now() + 1_000).toISOString()
    const { secret } = await identity.accounts.createKey(by, {
      name: 'short',
      expires_at: soon,
      ip_allow: ['203.0.113.0/24'],
      overlap_hours: 24,
    })
    expect((await as(secret)).kind).toBe('key')
    expect(await codeOf(as(secret, '198.51.100.1'))).toBe('IP_NOT_ALLOWED')
    await clock.advance(1_000)
    expect(await codeOf(as(secret))).toBe('INVALID_API_KEY')
    await ledger.close()
    await store.close()
  })

  test('credits are added once by an administrator and listed; the last administrator stays', async () => {
    const store = await open()
    const { identity, ledger, asker, clock } = roomOf(store)
    const by = await asker(await identity.accounts.ensureDevelopmentAccount(null))
    await clock.advance(1)
    const userId = by.principal.userId!
    expect(await identity.accounts.addCredits(by, { user_id: userId, amount: 12.5, reason: 'test' })).toMatchObject({
      amount: 12.5,
      credits_total: 112.5,
    })
    const { transactions, next_cursor } = await identity.accounts.transactions(userId, { limit: 1 })
    expect(transactions).toMatchObject([{ type: 'grant', amount: 12.5, reference: 'test' }])
    expect(
      (await identity.accounts.transactions(userId, { limit: 1, cursor: next_cursor! })).transactions,
    ).toMatchObject([{ amount: 100 }])
    expect(await codeOf(identity.accounts.transactions(userId, { limit: 1, cursor: `${next_cursor}x` }))).toBe(
      'INVALID_CURSOR',
    )
    expect(await codeOf(identity.accounts.updateUser(by, userId, { status: 'disabled' }))).toBe('LAST_ADMIN')
    expect(await identity.accounts.users.setPreferences(userId, { favorites: ['openai:gpt-4o'] })).toEqual({
      favorites: ['openai:gpt-4o'],
      filters: {},
      provider_order: [],
    })
    await ledger.close()
    await store.close()
  })

  test('AU a static key acts for the operator; nobody is anonymous by mistake', async () => {
    const store = await open()
    const { identity, ledger, as } = roomOf(store)
    expect(await as('static-key-of-the-operator')).toMatchObject({
      kind: 'operator',
      userId: 'usr_operator',
      billing: 'unmetered',
    })
    expect(await identity.authenticate({ headers: new Headers(), clientIp: '' })).toMatchObject({
      kind: 'anonymous',
      userId: null,
    })
    const permissionsOf = async (headers: Record<string, string>, isLocal: boolean) => {
      const { permissions } = await identity.authenticate({ headers: new Headers(headers), clientIp: '', isLocal })
      return [...permissions].sort()
    }
    expect(await permissionsOf({}, false)).toEqual(['models:read'])
    expect(await permissionsOf({}, true)).toEqual(['metrics:read', 'models:read'])
    expect(await permissionsOf({ authorization: 'Bearer token-of-the-scraper' }, false)).toEqual(['metrics:read'])
    for (const key of ['x', 'pxk_', `pxk_${'0'.repeat(38)}`]) expect(await codeOf(as(key))).toBe('INVALID_API_KEY')
    expect(await codeOf(as('eyJhbGciOiJub25lIn0.e30.'))).toBe('INVALID_TOKEN')
    await ledger.close()
    await store.close()
  })
})

test('address fences count IPv4-mapped as IPv4 and IPv6 by its bits', () => {
  expect(fenceAllows(['10.0.0.0/8'], '::ffff:10.1.2.3')).toBe(true)
  expect(fenceAllows(['10.0.0.0/8'], '11.0.0.1')).toBe(false)
  expect(fenceAllows(['2001:db8::/32'], '2001:db8:1::1')).toBe(true)
  expect(fenceAllows(['2001:db8::/32'], '2001:db9::1')).toBe(false)
  expect(fenceAllows(['203.0.113.7'], '203.0.113.7')).toBe(true)
  expect(fenceAllows(['10.0.0.0/8'], 'not an address')).toBe(false)
})

test('what is sealed opens at its place alone', () => {
  const sealed = secrets.seal('secret', 'webhooks:wh_1:secret')
  expect(secrets.open(sealed, 'webhooks:wh_1:secret')).toBe('secret')
  expect(() => secrets.open(sealed, 'webhooks:wh_2:secret')).toThrow()
  expect(() => createSecrets('short')).toThrow('32 bytes')
})
