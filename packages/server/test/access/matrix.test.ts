/** Every operation against every kind of principal, over HTTP: let in or refused exactly as access.ts says. */
import { type OperationMeta, operations } from '@proxyapi/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rolePermissions } from '../../src/identity/permissions.ts'
import type { Principal } from '../../src/identity/principal.ts'
import type { Role } from '../../src/store/account-tables.ts'
import { startApp, type TestApp } from '../app.ts'
import { held, needs } from './access.ts'

const all = Object.values(operations) as OperationMeta[]
const staticKey = 'static-key-of-the-operator-32-characters'
const dayMs = 86_400_000

let app: TestApp
const keys = new Map<string, string | null>()

/** A key of a new user with this role. */
async function keyOf(role: Role, scopes?: readonly string[], expires_at?: string) {
  const asAdmin = async (method: string, path: string, body: unknown) => {
    const headers = { 'x-api-key': app.key, 'content-type': 'application/json' }
    const answer = await app.fetch(path, { method, headers, body: JSON.stringify(body) })
    return (await answer.json()) as { data: { id: string } }
  }
  const { data } = await asAdmin('POST', '/api/v1/admin/users', { email: `${keys.size}@example.com`, role })
  const principal: Principal = {
    kind: 'session',
    userId: data.id,
    keyId: null,
    role,
    permissions: new Set(rolePermissions.admin),
    billing: 'prepaid',
    modelsAllow: null,
  }
  const request = {
    name: 'k',
    overlap_hours: 24,
    ...(scopes && { scopes: scopes as never }),
    ...(expires_at && { expires_at }),
  }
  const asker = { principal, requestId: 'req_t', clientIp: '127.0.0.1' }
  const { key, secret } = await app.app.rooms.accounts.createKey(asker, request)
  return { userId: data.id, keyId: key.id, secret, asker, asAdmin }
}

beforeAll(async () => {
  app = await startApp(`
auth: { api_keys: ['${staticKey}'], anonymous_permissions: [] }
rate_limit: { enabled: false }`)
  keys.set('nobody, in production', null)
  for (const role of ['user', 'operator', 'admin'] as const)
    keys.set(role, (await keyOf(role, rolePermissions[role])).secret)
  keys.set('static key', staticKey)
  keys.set('key by default', await defaultKey())
  keys.set('key of the preset inference', (await keyOf('user', ['inference'])).secret)
  keys.set('key of the preset management', (await keyOf('user', ['management'])).secret)
  keys.set('key of a user with the scopes of an administrator', (await keyOf('user', rolePermissions.admin)).secret)
  const expired = await keyOf('user', ['inference'], new Date(app.clock.now() + dayMs).toISOString())
  keys.set('expired key', expired.secret)
  await app.clock.advance(dayMs + 1)
  const revoked = await keyOf('user')
  await app.app.rooms.accounts.revokeKey(revoked.asker, revoked.keyId)
  keys.set('revoked key', revoked.secret)
  const disabled = await keyOf('user')
  keys.set('key of a disabled user', disabled.secret)
  await disabled.asAdmin('PATCH', `/api/v1/admin/users/${disabled.userId}`, { status: 'disabled' })
})
afterAll(() => app.close())

/** As its owner makes it, who names no scopes. */
async function defaultKey(): Promise<string> {
  const { asker } = await keyOf('user', ['keys:write'])
  const principal = { ...asker.principal, permissions: new Set(rolePermissions.user) }
  return (await app.app.rooms.accounts.createKey({ ...asker, principal }, { name: 'd', overlap_hours: 24 })).secret
}

/** Ids in the form that they have, of nothing that there is. */
const places: Record<string, string> = {
  key_id: 'key_01JD0000000000000000000000',
  user_id: 'usr_01JD0000000000000000000000',
  contract_id: 'inst_01JD0000000000000000000000',
  deployment_id: 'dep_01JD0000000000000000000000',
  webhook_id: 'wh_01JD0000000000000000000000',
  delivery_id: 'dlv_01JD0000000000000000000000',
  context_id: 'ctx_01JD0000000000000000000000',
  provider: 'vast.ai',
  port: '8000',
}

async function outcomeOf({ method, path, accepts }: OperationMeta, key: string | null): Promise<string> {
  const url = path.replace(/\{(\w+)\}/g, (_, name: string) => places[name] ?? 'nothing')
  const asked = new Request(`http://127.0.0.1:8000${url}`, {
    method: method.toUpperCase(),
    headers: {
      ...(key !== null && { 'x-api-key': key }),
      ...(accepts.length > 0 && { 'content-type': 'application/json' }),
    },
    ...(accepts.length > 0 && { body: '{}' }),
  })
  const answer = await app.app.fetch(asked)
  const text = await answer.text()
  const refusals = /PERMISSION_DENIED|AUTH_REQUIRED|INVALID_API_KEY|permission_error|authentication_error/
  const isRefused = answer.status === 401 || (answer.status === 403 && refusals.test(text))
  return isRefused ? String(answer.status) : 'in'
}

/** Open operations that act on the account of the credential, where one is sent. */
const readsCredential = new Set(['createToken', 'setPassword'])

const refusedBy = (who: string): string => (held[who] === 'anonymous' || held[who] === 'bad' ? '401' : '403')

function expected(who: string, { id }: OperationMeta): string {
  // The token of an instance opens it, which nobody here has.
  if (id === 'checkInGpuInstance') return '401'
  const holds = held[who]
  const need = needs.get(id)
  if (holds === undefined || need === undefined) return 'not declared'
  if (need === 'public' && !readsCredential.has(id)) return 'in'
  if (holds === 'bad') return '401'
  if (need === 'public') return 'in'
  if (holds === 'anonymous') return '401'
  return need === 'authenticated' || holds.includes(need) ? 'in' : refusedBy(who)
}

test('every operation is declared, and nothing else is', () => {
  expect([...needs.keys()].sort()).toEqual(all.map(({ id }) => id).sort())
})

describe('let in and refused as declared is', () => {
  test.each(Object.keys(held))('%s', async (who) => {
    const key = keys.get(who)
    if (key === undefined) throw new Error(`there is no key of ${who}`)
    const found: [string, string][] = []
    for (const operation of all) found.push([operation.id, await outcomeOf(operation, key)])
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(all.map((one) => [one.id, expected(who, one)])))
  })
})

test('what spends takes a key against doing it twice', () => {
  const bare = all.filter(({ spends, idempotent }) => spends && !idempotent).map(({ id }) => id)
  expect(bare).toEqual([])
})
