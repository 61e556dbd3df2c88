import { expect, test } from 'vitest'
import { accountsRoom } from '../../test/accounts-room.ts'
import { codeOf } from '../../test/failures.ts'
import { testClock, testRuntime } from '../../test/runtime.ts'
import { eachStore, type OpenStore } from '../../test/stores.ts'
import { readUser } from '../store/users.ts'
import type { Asker } from './asker.ts'

const hourMs = 3_600_000
const address = '203.0.113.9'

async function roomWith(open: OpenStore) {
  const store = await open()
  const room = accountsRoom(store, { ...testRuntime(), clock: testClock() })
  const { accounts } = room.identity
  const admin = await room.asker(await accounts.ensureDevelopmentAccount(null))
  const nobody: Asker = {
    principal: await room.identity.authenticate({ headers: new Headers(), clientIp: address }),
    requestId: 'req_n',
    clientIp: address,
  }
  return {
    ...room,
    store,
    accounts,
    admin,
    nobody,
    passwords: accounts.passwords,
    async close() {
      await room.ledger.close()
      await store.close()
    },
  }
}

eachStore((_, open) => {
  test('AU an invited user sets a password once, by a token that nobody can read again', async () => {
    const { passwords, admin, nobody, accounts, store, close } = await roomWith(open)
    const { setup_token, setup_token_expires_at, ...user } = await passwords.invite(admin, {
      email: 'Ada@Example.com',
      name: 'Ada',
    })
    expect(user).toMatchObject({ email: 'ada@example.com', role: 'user', status: 'active', billing_mode: 'prepaid' })
    expect(Date.parse(setup_token_expires_at) - Date.parse(user.created_at)).toBe(24 * hourMs)
    expect(JSON.stringify(await store.db.selectFrom('setup_tokens').selectAll().execute())).not.toContain(setup_token)
    expect(await accounts.users.get(user.id)).not.toHaveProperty('setup_token')

    expect(await passwords.set(nobody, { setup_token, password: 'correct horse battery' })).toBe(user.id)
    expect((await passwords.check('ADA@example.com', 'correct horse battery', address)).id).toBe(user.id)
    expect(await codeOf(passwords.set(nobody, { setup_token, password: 'another password' }))).toBe(
      'INVALID_CREDENTIALS',
    )
    expect(await codeOf(passwords.check('ada@example.com', 'another password', address))).toBe('INVALID_CREDENTIALS')
    await close()
  })

  test('AU a setup token is over after 24 hours, and works for one of two that use it at once', async () => {
    const { passwords, admin, nobody, clock, close } = await roomWith(open)
    const first = await passwords.invite(admin, { email: 'late@example.com' })
    await clock.advance(24 * hourMs)
    expect(
      await codeOf(passwords.set(nobody, { setup_token: first.setup_token, password: 'long enough' + '!!' })),
    ).toBe('INVALID_CREDENTIALS')
    const { setup_token } = await passwords.inviteAgain(admin, first.id)
    const both = await Promise.all(
      ['password of one', 'password of two'].map((password) =>
        codeOf(passwords.set(nobody, { setup_token, password })),
      ),
    )
    expect(both.sort()).toEqual(['INVALID_CREDENTIALS', 'none'])
    await close()
  })

  test('an email that is taken is ALREADY_EXISTS, also for two at once; nobody invites somebody above', async () => {
    const { passwords, admin, as, accounts, close } = await roomWith(open)
    const codes = await Promise.all(
      ['ada@example.com', 'ADA@example.com'].map((email) => codeOf(passwords.invite(admin, { email }))),
    )
    expect(codes.sort()).toEqual(['ALREADY_EXISTS', 'none'])
    const { secret } = await accounts.createKey(admin, {
      name: 'narrow',
      scopes: ['users:write', 'users:read'],
      overlap_hours: 24,
    })
    const narrow: Asker = { ...admin, principal: await as(secret) }
    expect(await codeOf(passwords.invite(narrow, { email: 'above@example.com', role: 'admin' }))).toBe(
      'CANNOT_ESCALATE',
    )
    await close()
  })

  test('AU the current password changes it: older tokens end, keys go on, the change is audited', async () => {
    const { passwords, admin, as, accounts, store, close } = await roomWith(open)
    const userId = admin.principal.userId!
    const { secret } = await accounts.createKey(admin, { name: 'stays', overlap_hours: 24 })
    await passwords.give(admin, userId, 'the first password')
    const { session_version: before } = (await readUser(store.db, userId))!
    const change = { current_password: 'the first password', password: 'the second password' }
    expect(await codeOf(passwords.set(admin, { ...change, current_password: 'not the first' }))).toBe(
      'INVALID_CREDENTIALS',
    )
    expect(await passwords.set(admin, change)).toBe(userId)
    expect((await readUser(store.db, userId))?.session_version).toBe(before + 1)
    expect((await as(secret)).userId).toBe(userId)
    expect(await codeOf(passwords.set(admin, change))).toBe('INVALID_CREDENTIALS')
    const rows = await store.db.selectFrom('audit_entries').selectAll().where('action', '=', 'password.set').execute()
    expect(rows.map(({ actor_type, target_id, details }) => [actor_type, target_id, details])).toEqual([
      ['key', userId, '{"by":"operator"}'],
      ['key', userId, '{"by":"current_password"}'],
    ])
    await close()
  })

  test('whoever has no account of their own changes no password', async () => {
    const { passwords, nobody, asker, close } = await roomWith(open)
    const request = { current_password: 'whatever it was', password: 'whatever it is' }
    expect(await codeOf(passwords.set(nobody, request))).toBe('AUTH_REQUIRED')
    expect(await codeOf(passwords.set(await asker('static-key-of-the-operator'), request))).toBe('AUTH_REQUIRED')
    await close()
  })

  test('AU13 a wrong password, an unknown email, no password and a disabled user read the same', async () => {
    const { passwords, accounts, admin, nobody, close } = await roomWith(open)
    const known = await passwords.invite(admin, { email: 'known@example.com' })
    await passwords.set(nobody, { setup_token: known.setup_token, password: 'of the known one' })
    await passwords.invite(admin, { email: 'invited@example.com' })
    const off = await passwords.invite(admin, { email: 'off@example.com' })
    await passwords.set(nobody, { setup_token: off.setup_token, password: 'of one who is off' })
    await accounts.updateUser(admin, off.id, { status: 'disabled' })
    const refusals = await Promise.all(
      [
        ['known@example.com', 'of somebody else'],
        ['unknown@example.com', 'of the known one'],
        ['invited@example.com', 'of the known one'],
        ['off@example.com', 'of one who is off'],
      ].map(([email, password]) => passwords.check(email!, password!, address).catch((error: Error) => error.message)),
    )
    expect(new Set(refusals).size).toBe(1)
    const { setup_token } = await passwords.inviteAgain(admin, off.id)
    expect(await codeOf(passwords.set(nobody, { setup_token, password: 'disabled stays so' }))).toBe(
      'INVALID_CREDENTIALS',
    )
    await close()
  })

  test.each([
    ['eleven characters', 'x'.repeat(11)],
    ['more than 1,024 bytes', 'ü'.repeat(513)],
  ])('a password of %s is refused before anything else', async (_, password) => {
    const { passwords, nobody, close } = await roomWith(open)
    for (let i = 0; i < 30; i++)
      expect(await codeOf(passwords.set(nobody, { setup_token: 'x', password }))).toBe('INVALID_REQUEST')
    await close()
  })

  test('guesses of a setup token are attempts of the address', async () => {
    const { passwords, nobody, close } = await roomWith(open)
    const guess = (i: number) =>
      codeOf(passwords.set(nobody, { setup_token: `guess-${i}`, password: 'twelve or more' }))
    for (let i = 0; i < 20; i++) expect(await guess(i)).toBe('INVALID_CREDENTIALS')
    expect(await guess(20)).toBe('RATE_LIMITED')
    await close()
  })
})
