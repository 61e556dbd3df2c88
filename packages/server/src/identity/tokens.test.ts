import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountsRoom, tokenSettings } from '../../test/accounts-room.ts'
import { codeOf } from '../../test/failures.ts'
import { forge, type Json, macOf, partsOf } from '../../test/forge.ts'
import { testClock, testRuntime } from '../../test/runtime.ts'
import { openSqlite } from '../../test/stores.ts'
import type { Store } from '../store/database.ts'
import { createTokens } from './tokens.ts'

const [secret] = tokenSettings.secrets
const clock = testClock()
const nowS = Math.floor(clock.now() / 1_000)

let store: Store
let room: ReturnType<typeof accountsRoom>
let userId: string
let good: { header: Json; payload: Json }
let token: string
beforeAll(async () => {
  store = await openSqlite()
  room = accountsRoom(store, { ...testRuntime(clock), clock })
  const asker = await room.asker(await room.identity.accounts.ensureDevelopmentAccount(null))
  userId = asker.principal.userId!
  await room.identity.accounts.passwords.give(asker, userId, 'of the test itself')
  token = (
    await room.identity.accounts.sessions.create(asker, {
      grant_type: 'password',
      email: 'dev@localhost',
      password: 'of the test itself',
      expires_in: 3_600,
    })
  ).access_token
  good = partsOf(token)
})
afterAll(async () => {
  await room.ledger.close()
  await store.close()
})

test('AU a token says who, what, for whom and until when', () => {
  expect(good.header).toEqual({ alg: 'HS256', typ: 'at+jwt', kid: expect.stringMatching(/^[0-9a-f]{16}$/) })
  expect(good.payload).toMatchObject({
    iss: 'proxyapi',
    aud: 'proxyapi',
    sub: userId,
    user_id: userId,
    can_read_models: true,
    sv: 2,
    iat: nowS,
    exp: nowS + 3_600,
    jti: expect.stringMatching(/^tok_[0-9A-HJKMNP-TV-Z]{26}$/),
    permissions: expect.arrayContaining(['inference:call', 'users:write']),
  })
})

describe('RFC 8725: every row is 401 INVALID_TOKEN', () => {
  const signed = (header: Json, payload: Json = {}, hash?: string) =>
    forge({ ...good.header, ...header }, { ...good.payload, ...payload }, secret, hash)
  const without = (name: string) => Object.fromEntries(Object.entries(good.payload).filter(([key]) => key !== name))
  const claim = (name: string, value: unknown) => [
    `${name} ${JSON.stringify(value)}`,
    () => signed({}, { [name]: value }),
  ]
  const absent = (name: string) => [`no ${name}`, () => forge(good.header, without(name), secret)]
  const header = (name: string, value: unknown) => [
    `header ${name} ${JSON.stringify(value)}`,
    () => signed({ [name]: value }),
  ]
  const unsigned = (alg: string) => [`alg ${alg}, no signature`, () => signed({ alg }).replace(/[^.]*$/, '')]
  const publicKey = '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----'

  const rows = [
    // §2.1 weak signatures, §3.1 algorithm verification
    unsigned('none'),
    unsigned('None'),
    unsigned('nOnE'),
    ['alg none, with a signature', () => signed({ alg: 'none' })],
    ['no alg', () => forge({ typ: 'at+jwt', kid: good.header.kid }, good.payload, secret)],
    ['HS384 of the same secret', () => signed({ alg: 'HS384' }, {}, 'sha384')],
    ['HS512 of the same secret', () => signed({ alg: 'HS512' }, {}, 'sha512')],
    [
      'RS256, signed as HMAC with a public key',
      () => forge({ ...good.header, alg: 'RS256' }, good.payload, Buffer.from(publicKey)),
    ],
    ['HS256 with a public key as the secret', () => forge(good.header, good.payload, Buffer.from(publicKey))],
    header('alg', 'ES256'),
    header('alg', 'EdDSA'),
    header('alg', 'hs256'),
    header('alg', ['HS256']),
    ['an empty secret', () => forge(good.header, good.payload, Buffer.alloc(0))],
    ['a secret of zeros', () => forge(good.header, good.payload, Buffer.alloc(32))],
    // §2.2, §3.2 keys and signatures
    ['a changed signature', () => token.replace(/.(?=[^.]{3}$)/, (c) => (c === 'A' ? 'B' : 'A'))],
    ['a cut signature', () => token.slice(0, -8)],
    ['no signature', () => token.replace(/[^.]*$/, '')],
    [
      'another payload',
      () => `${token.split('.')[0]}.${partsText({ ...good.payload, sub: 'usr_x' })}.${token.split('.')[2]}`,
    ],
    [
      'the signature of another header',
      () => `${partsText({ ...good.header, kid: undefined })}.${token.split('.').slice(1).join('.')}`,
    ],
    ['the digest without a key', () => unkeyed()],
    // §2.4–2.7, §3.4 what would have to be understood, fetched or unpacked
    header('crit', ['exp']),
    header('crit', ['b64']),
    header('crit', []),
    header('b64', false),
    header('b64', true),
    header('zip', 'DEF'),
    header('jku', 'https://attacker.example/keys'),
    header('jwk', { kty: 'oct', k: 'AAAA' }),
    header('x5u', 'https://attacker.example/cert'),
    header('x5c', ['MIIB']),
    header('x5t', 'AAAA'),
    header('enc', 'A256GCM'),
    header('cty', 'JWT'),
    header('p2c', 1_000_000),
    // §3.10 claims that are no keys
    header('kid', '../../../../dev/null'),
    header('kid', "' OR 1=1 --"),
    header('kid', 'https://attacker.example/key'),
    header('kid', '__proto__'),
    header('kid', ''),
    header('kid', 7),
    // §3.8, §3.9 issuer, audience, subject
    absent('iss'),
    claim('iss', 'https://attacker.example'),
    claim('iss', ['proxyapi']),
    absent('aud'),
    claim('aud', 'another service'),
    claim('aud', ['proxyapi', 'another service']),
    absent('sub'),
    absent('user_id'),
    claim('user_id', 'usr_operator'),
    claim('sub', 7),
    claim('sub', ''),
    [
      'a user who is not',
      () => signed({}, { sub: 'usr_01JD0000000000000000000000', user_id: 'usr_01JD0000000000000000000000' }),
    ],
    // §3.11 explicit type
    header('typ', 'JWT'),
    header('typ', 'at+JWT '),
    header('typ', 'application/secevent+jwt'),
    header('typ', 5),
    ['no typ', () => forge({ alg: 'HS256', kid: good.header.kid }, good.payload, secret)],
    // times
    absent('exp'),
    absent('iat'),
    claim('exp', nowS),
    claim('exp', nowS - 1),
    claim('exp', -1),
    claim('exp', nowS + 0.5),
    claim('exp', String(nowS + 60)),
    claim('exp', 1e300),
    claim('exp', null),
    claim('iat', nowS + 61),
    claim('iat', nowS - 0.5),
    claim('iat', 'now'),
    claim('nbf', nowS + 61),
    claim('nbf', 'soon'),
    // our own claims
    absent('jti'),
    claim('jti', ''),
    claim('jti', 7),
    absent('sv'),
    claim('sv', 1),
    claim('sv', 3),
    claim('sv', '2'),
    claim('sv', 2.5),
    absent('permissions'),
    claim('permissions', 'users:write'),
    claim('permissions', [1]),
    claim('permissions', { 0: 'users:write', length: 1 }),
    absent('can_read_models'),
    claim('can_read_models', 'yes'),
    claim('key', 'key_01JD0000000000000000000000'),
    claim('key', 'static:0000000000000000'),
    claim('key', 7),
    claim('act', 'usr_operator'),
    claim('act', {}),
    claim('act', { sub: 'usr_01JD0000000000000000000000', sv: 1 }),
    claim('act', { sub: 'usr_operator', sv: 9 }),
    // shapes
    ['five parts, as a JWE has', () => `${token}.AAAA.AAAA`],
    ['four parts', () => `${token}.AAAA`],
    ['two parts', () => token.split('.').slice(0, 2).join('.')],
    ['the JSON serialization', () => `eyJ${JSON.stringify({ payload: token.split('.')[1] })}`],
    ['padding', () => `${token}==`],
    ['base64 instead of base64url', () => token.replace(/^[^.]+/, (part) => `${part}+/`)],
    ['more than 4 KB', () => signed({}, { note: 'x'.repeat(4_000) })],
    ['a payload that is a list', () => forge(good.header, [good.payload], secret)],
    ['a payload that is null', () => forge(good.header, 'null', secret)],
    ['a payload that is no JSON', () => forge(good.header, '{', secret)],
    ['a payload that is no UTF-8', () => notUtf8()],
    ['a header that is a list', () => forge('[{"alg":"HS256"}]', good.payload, secret)],
    ['a header that is no JSON', () => forge('{"alg":"HS256"', good.payload, secret)],
    ['only dots', () => '..'],
    ['the first letters alone', () => 'eyJ'],
  ] as [string, () => string][]

  test('the unchanged token, forged in the same way, is good: the rows are refused for what they change', async () => {
    expect(await room.withToken(signed({}))).toMatchObject({ kind: 'session', userId })
    expect(await room.withToken(signed({ kid: undefined }))).toMatchObject({ userId })
    expect(await room.withToken(signed({}, { iat: nowS + 60, nbf: nowS + 60 }))).toMatchObject({ userId })
    expect(rows.length).toBeGreaterThan(90)
  })

  test.each(rows)('AU06 AU07 AU08 %s', async (_, make) => {
    expect(await codeOf(room.withToken(make()))).toBe('INVALID_TOKEN')
    // And again, should anything have been kept.
    expect(await codeOf(room.withToken(make()))).toBe('INVALID_TOKEN')
  })

  const partsText = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  function unkeyed(): string {
    const input = token.slice(0, token.lastIndexOf('.'))
    return `${input}.${createHmac('sha256', '').update(input).digest('base64url')}`
  }
  function notUtf8(): string {
    const input = `${token.split('.')[0]}.${Buffer.from([0x7b, 0xff, 0xfe, 0x7d]).toString('base64url')}`
    return `${input}.${macOf(input, secret)}`
  }
})

test('AU a former secret verifies and signs nothing; one that was dropped does not', async () => {
  const [a, b, c] = [1, 2, 3].map((byte) => Buffer.alloc(32, byte)) as [Buffer, Buffer, Buffer]
  const tokensOf = (...secrets: [Buffer, ...Buffer[]]) => createTokens({ ...tokenSettings, secrets }, clock)
  const made = { id: 'tok_1', userId, permissions: [], version: 1, key: null, actor: null, lifetimeSeconds: 60 }
  const old = await tokensOf(a).issue(made)
  const rotated = tokensOf(b, a)
  expect(await rotated.read(old)).toMatchObject({ id: 'tok_1' })
  expect(await tokensOf(a).read(await rotated.issue(made))).toBeNull()
  expect(await tokensOf(c, b).read(old)).toBeNull()
  const { header, payload } = partsOf(old)
  expect(await rotated.read(forge({ ...header, kid: undefined }, payload, a))).toMatchObject({ id: 'tok_1' })
})

test.each(['HS256', 'HS384', 'HS512'] as const)('%s signs and verifies, and takes no other', async (algorithm) => {
  const tokens = createTokens({ ...tokenSettings, algorithm }, clock)
  const made = { id: 'tok_1', userId, permissions: [], version: 1, key: null, actor: null, lifetimeSeconds: 60 }
  const issued = await tokens.issue(made)
  expect(partsOf(issued).header.alg).toBe(algorithm)
  for (const other of ['HS256', 'HS384', 'HS512'] as const) {
    const read = await createTokens({ ...tokenSettings, algorithm: other }, clock).read(issued)
    expect(read === null).toBe(other !== algorithm)
  }
})

describe('tokens of an older server', () => {
  const header = { alg: 'HS256', typ: 'JWT' }
  const seed = () => ({
    user_id: userId,
    permissions: ['inference:call', 'of:another'],
    exp: nowS + 60.5,
    iat: nowS - 0.25,
  })
  const roomOf = (legacy: boolean) =>
    accountsRoom(store, { ...testRuntime(clock), clock }, undefined, { tokens: { legacy } })

  test('AU are refused unless auth.jwt.legacy is on', async () => {
    const room = roomOf(false)
    expect(await codeOf(room.withToken(forge(header, seed(), secret)))).toBe('INVALID_TOKEN')
    await room.ledger.close()
  })

  test('AU may do what they say as far as the user may; can_read_models counts as models:read', async () => {
    const room = roomOf(true)
    const permissions = async (payload: Json, head: Json = header) =>
      [...(await room.withToken(forge(head, payload, secret))).permissions].sort()
    expect(await permissions(seed())).toEqual(['inference:call'])
    expect(await permissions(seed(), { alg: 'HS256' })).toEqual(['inference:call'])
    expect(await permissions({ ...seed(), can_read_models: true })).toEqual(['inference:call', 'models:read'])
    const { user_id: sub, permissions: _, ...rest } = seed()
    expect(await permissions({ sub, ...rest })).toEqual([])
    expect(await room.withToken(token)).toMatchObject({ userId })
    await room.ledger.close()
  })

  test.each([
    ['no exp', { exp: undefined }],
    ['no iat', { iat: undefined }],
    ['an end that is past', { exp: nowS - 0.1 }],
    ['a beginning to come', { iat: nowS + 61 }],
    ['no user', { user_id: undefined }],
    ['two users', { sub: 'usr_operator' }],
    ['a user who is not', { user_id: 'usr_x' }],
    ['permissions that are none', { permissions: 'users:write' }],
  ])('AU with %s are refused', async (_, change) => {
    const room = roomOf(true)
    expect(await codeOf(room.withToken(forge(header, { ...seed(), ...change }, secret)))).toBe('INVALID_TOKEN')
    await room.ledger.close()
  })

  test('AU signed as such, a token of ours is not taken for an older one', async () => {
    const room = roomOf(true)
    expect(await codeOf(room.withToken(forge({ ...good.header, crit: ['exp'] }, good.payload, secret)))).toBe(
      'INVALID_TOKEN',
    )
    expect(await codeOf(room.withToken(forge({ ...good.header, typ: 'logout+jwt' }, good.payload, secret)))).toBe(
      'INVALID_TOKEN',
    )
    await room.ledger.close()
  })
})

test('100,000 texts of the form of a token cost no query', async () => {
  let queries = 0
  const counted = Object.defineProperty({ ...store }, 'db', {
    get() {
      queries++
      return store.db
    },
  })
  const room = accountsRoom(counted, { ...testRuntime(clock), clock })
  queries = 0
  const { header, payload } = good
  const wrong = forge(header, payload, Buffer.alloc(32, 5))
  for (let i = 0; i < 100_000; i++) {
    const text =
      i % 100 === 0 ? wrong.replace(/.{6}$/, i.toString(36).padStart(6, 'x')) : `eyJhbGciOiJIUzI1NiJ9.e30.${i}`
    await room.withToken(text).catch(() => undefined)
  }
  expect(queries).toBe(0)
  await room.ledger.close()
})
