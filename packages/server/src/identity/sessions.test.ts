import { expect, test } from 'vitest'
import { accountsRoom } from '../../test/accounts-room.ts'
import { codeOf } from '../../test/failures.ts'
import { partsOf } from '../../test/forge.ts'
import { testClock, testRuntime } from '../../test/runtime.ts'
import { eachStore, type OpenStore } from '../../test/stores.ts'
import type { Asker } from './asker.ts'

const address = '203.0.113.9'
const password = 'correct horse battery'

async function roomWith(open: OpenStore) {
  const store = await open()
  const clock = testClock()
  const here = accountsRoom(store, { ...testRuntime(clock), clock })
  const there = accountsRoom(store, { ...testRuntime(clock), clock })
  const { accounts } = here.identity
  const admin = await here.asker(await accounts.ensureDevelopmentAccount(null))
  const nobody: Asker = {
    principal: await here.identity.authenticate({ headers: new Headers(), clientIp: address }),
    requestId: 'req_n',
    clientIp: address,
  }
  const { id: userId, setup_token } = await accounts.passwords.invite(admin, { email: 'ada@example.com' })
  await accounts.passwords.set(nobody, { setup_token, password })
  await there.identity.poll()
  const login = async (more: { permissions?: 'models:read'[]; expires_in?: number; user_id?: string } = {}) =>
    accounts.sessions.create(nobody, {
      grant_type: 'password',
      email: 'ada@example.com',
      password,
      expires_in: 3_600,
      ...more,
    })
  return {
    ...here,
    there,
    store,
    clock,
    accounts,
    sessions: accounts.sessions,
    admin,
    nobody,
    userId,
    login,
    bearer: async (token: string): Promise<Asker> => ({ ...nobody, principal: await here.withToken(token) }),
    async close() {
      await here.ledger.close()
      await there.ledger.close()
      await store.close()
    },
  }
}

eachStore((_, open) => {
  test('AU a password makes a token that does what its user may, until its time is over', async () => {
    const { login, withToken, clock, userId, accounts, close } = await roomWith(open)
    const { access_token, token_type, expires_in } = await login()
    expect([token_type, expires_in]).toEqual(['Bearer', 3_600])
    const principal = await withToken(access_token)
    expect(principal).toMatchObject({ kind: 'session', userId, keyId: null, role: 'user', billing: 'prepaid' })
    expect((await accounts.me(principal)).permissions).toContain('inference:call')
    await clock.advance(3_600_000 - 1)
    expect(await withToken(access_token)).toMatchObject({ userId })
    await clock.advance(1)
    expect(await codeOf(withToken(access_token))).toBe('INVALID_TOKEN')
    await close()
  })

  test('AU narrowed it does what it says, and never more than its user; the ceiling shortens it', async () => {
    const { login, withToken, sessions, nobody, close } = await roomWith(open)
    const narrow = await login({ permissions: ['models:read'], expires_in: 31_536_000 })
    expect(narrow.expires_in).toBe(86_400)
    expect([...(await withToken(narrow.access_token)).permissions]).toEqual(['models:read'])
    const beyond = { grant_type: 'password', email: 'ada@example.com', password, expires_in: 60 } as const
    expect(await codeOf(sessions.create(nobody, { ...beyond, permissions: ['users:write'] }))).toBe('CANNOT_ESCALATE')
    await close()
  })

  test('AU a token of a key has the key’s rights, fences and limits, and ends with it', async () => {
    const { accounts, sessions, admin, as, withToken, clock, nobody, close } = await roomWith(open)
    const { key, secret } = await accounts.createKey(admin, {
      name: 'fenced',
      scopes: ['inference'],
      ip_allow: ['203.0.113.0/24'],
      models_allow: ['openai/*'],
      limits: { requests_per_minute: 7 },
      expires_at: new Date(clock.now() + 600_000).toISOString(),
      overlap_hours: 24,
    })
    const asker = { ...nobody, principal: await as(secret) }
    const { access_token, expires_in } = await sessions.create(asker, { grant_type: 'api_key', expires_in: 3_600 })
    expect(expires_in).toBe(600)
    const principal = await withToken(access_token)
    expect(principal).toMatchObject({ kind: 'key', keyId: key.id, modelsAllow: ['openai/*'] })
    expect(principal.limits).toMatchObject({ credential: key.id, key: { requests_per_minute: 7 } })
    expect([...principal.permissions].sort()).toEqual(['inference:call', 'models:read'])
    expect(await codeOf(withToken(access_token, '198.51.100.1'))).toBe('IP_NOT_ALLOWED')
    expect(await codeOf(sessions.create({ ...nobody, principal }, { grant_type: 'api_key', expires_in: 60 }))).toBe(
      'INVALID_API_KEY',
    )
    await accounts.updateKey(admin, key.id, { scopes: ['models:read'] })
    expect([...(await withToken(access_token)).permissions]).toEqual(['models:read'])
    await accounts.revokeKey(admin, key.id)
    expect(await codeOf(withToken(access_token))).toBe('INVALID_TOKEN')
    await close()
  })

  test('AU a static key makes tokens of the operator; without any key there is none', async () => {
    const { sessions, asker, withToken, nobody, store, clock, close } = await roomWith(open)
    const operator = await asker('static-key-of-the-operator')
    const { access_token } = await sessions.create(operator, { grant_type: 'api_key', expires_in: 60 })
    expect(await withToken(access_token)).toMatchObject({ kind: 'operator', userId: 'usr_operator', role: 'operator' })
    expect(await codeOf(sessions.create(nobody, { grant_type: 'api_key', expires_in: 60 }))).toBe('AUTH_REQUIRED')
    const without = accountsRoom(store, { ...testRuntime(clock), clock }, undefined, { staticKeys: [] })
    expect(await codeOf(without.withToken(access_token))).toBe('INVALID_TOKEN')
    await without.ledger.close()
    await close()
  })

  test('AU for another user needs users:write, does no more than both may, and ends with either', async () => {
    const { sessions, accounts, admin, withToken, userId, login, store, close } = await roomWith(open)
    expect(await codeOf(login({ user_id: admin.principal.userId! }))).toBe('PERMISSION_DENIED')
    const forAda = { grant_type: 'api_key', expires_in: 60, user_id: userId } as const
    const { access_token } = await sessions.create(admin, forAda)
    const principal = await withToken(access_token)
    expect(principal).toMatchObject({ kind: 'session', userId, role: 'user' })
    expect(principal.permissions.has('users:write')).toBe(false)
    expect(partsOf(access_token).payload).toMatchObject({ sub: userId, act: { sub: admin.principal.userId } })
    expect(await codeOf(sessions.create(admin, { ...forAda, user_id: 'usr_01JD0000000000000000000000' }))).toBe(
      'NOT_FOUND',
    )
    expect(await codeOf(sessions.create(admin, { ...forAda, permissions: ['users:write'] }))).toBe('CANNOT_ESCALATE')
    const rows = await store.db.selectFrom('audit_entries').selectAll().where('action', '=', 'token.created').execute()
    expect(rows.map((row) => [row.user_id, row.result, JSON.parse(row.details)])).toContainEqual([
      userId,
      'success',
      { grant_type: 'api_key', by: admin.principal.userId },
    ])
    await accounts.passwords.give(admin, admin.principal.userId!, 'a password that changes')
    expect(await codeOf(withToken(access_token))).toBe('INVALID_TOKEN')
    await close()
  })

  test('AU a refused sign-in is told alike and stands in the audit log without what was sent', async () => {
    const { sessions, nobody, store, close } = await roomWith(open)
    const guess = {
      grant_type: 'password',
      email: 'ada@example.com',
      password: 'a wrong guess',
      expires_in: 60,
    } as const
    expect(await codeOf(sessions.create(nobody, guess))).toBe('INVALID_CREDENTIALS')
    const rows = await store.db.selectFrom('audit_entries').selectAll().where('result', '=', 'failed').execute()
    expect(rows.map(({ action, actor_ip, details }) => [action, actor_ip, details])).toEqual([
      ['token.created', address, '{"grant_type":"password"}'],
    ])
    expect(JSON.stringify(rows)).not.toMatch(/wrong|ada@/)
    await close()
  })

  test('AU12 revoked, a token ends here at once and elsewhere with the next poll; again and unknown are no error', async () => {
    const { sessions, login, withToken, there, bearer, userId, close } = await roomWith(open)
    const [one, other] = [(await login()).access_token, (await login()).access_token]
    for (const token of [one, other]) expect(await there.withToken(token)).toMatchObject({ userId })
    const asker = await bearer(one)
    await sessions.revoke(asker, undefined)
    expect(await codeOf(withToken(one))).toBe('INVALID_TOKEN')
    await there.identity.poll()
    expect(await codeOf(there.withToken(one))).toBe('INVALID_TOKEN')
    expect(await there.withToken(other)).toMatchObject({ userId })
    for (const token of [one, other, 'unknown', 'eyJhbGciOiJIUzI1NiJ9.e30.AAAA'])
      expect(await codeOf(sessions.revoke(asker, token))).toBe('none')
    expect(await codeOf(withToken(other))).toBe('INVALID_TOKEN')
    await close()
  })

  test('AU nobody ends another’s token; a key names the token that it ends', async () => {
    const { sessions, login, withToken, admin, close } = await roomWith(open)
    const { access_token } = await login()
    await sessions.revoke(admin, access_token)
    expect(await withToken(access_token)).toMatchObject({ kind: 'session' })
    expect(await codeOf(sessions.revoke(admin, undefined))).toBe('INVALID_REQUEST')
    const own = await sessions.create(admin, { grant_type: 'api_key', expires_in: 60 })
    await sessions.revoke(admin, own.access_token)
    expect(await codeOf(withToken(own.access_token))).toBe('INVALID_TOKEN')
    await close()
  })

  test.each([
    ['a changed password', { password: 'another long password' }],
    ['a changed role', { role: 'operator' as const }],
    ['changed grants', { extra_permissions: ['requests:read' as const] }],
    ['a disabled user', { status: 'disabled' as const }],
  ])('AU %s ends older tokens on both instances; a new one has the new rights', async (_, change) => {
    const { accounts, admin, nobody, login, userId, withToken, there, sessions, close } = await roomWith(open)
    const { access_token } = await login()
    for (const room of [{ withToken }, there]) expect(await room.withToken(access_token)).toMatchObject({ userId })
    const isPassword = 'password' in change
    if (isPassword) await accounts.passwords.give(admin, userId, change.password)
    else await accounts.updateUser(admin, userId, change)
    expect(await codeOf(withToken(access_token))).toBe('INVALID_TOKEN')
    await there.identity.poll()
    expect(await codeOf(there.withToken(access_token))).toBe('INVALID_TOKEN')
    const again = sessions.create(nobody, {
      grant_type: 'password',
      email: 'ada@example.com',
      password: isPassword ? change.password : password,
      expires_in: 60,
    })
    if ('status' in change) expect(await codeOf(again)).toBe('INVALID_CREDENTIALS')
    else {
      const { permissions } = await withToken((await again).access_token)
      expect(permissions.has('requests:read')).toBe(!isPassword)
    }
    await close()
  })

  test('AU a look-up that began before a change is not kept after it', async () => {
    const { accounts, admin, store, clock, close } = await roomWith(open)
    const { key, secret } = await accounts.createKey(admin, { name: 'raced', overlap_hours: 24 })
    const read = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    const slowDb = store.db.withPlugin({
      transformQuery: ({ node }) => node,
      async transformResult({ result }) {
        read.resolve()
        await goOn.promise
        return result
      },
    })
    const slow = accountsRoom({ ...store, db: slowDb }, { ...testRuntime(clock), clock })
    const early = slow.as(secret)
    await read.promise
    await accounts.revokeKey(admin, key.id)
    slow.identity.forget()
    goOn.resolve()
    await early.catch(() => undefined)
    expect(await codeOf(slow.as(secret))).toBe('INVALID_API_KEY')
    await slow.ledger.close()
    await close()
  })
})
