import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { UsersTable } from '../store/account-tables.ts'
import { judgeLogin, type LoginFacts, type LoginRules } from './judge-login.ts'
import type { ProviderClaims } from './oidc-client.ts'

const rules: LoginRules = { allowedDomains: [], allowSignup: false }
const claims: ProviderClaims = {
  issuer: 'https://id.example',
  subject: 's1',
  email: 'ada@example.com',
  isEmailVerified: true,
}
const user = (id: string, status: UsersTable['status'] = 'active') => ({ id, status }) as UsersTable
const nobody: LoginFacts = { linked: undefined, byEmail: undefined, hasSignIn: false }

test.each<[string, Partial<ProviderClaims>, Partial<LoginFacts>, Partial<LoginRules>, object]>([
  ['issuer and subject are known', {}, { linked: user('a') }, {}, { kind: 'known', userId: 'a' }],
  [
    'known, whatever the email says now',
    { email: 'eve@x.example', isEmailVerified: false },
    { linked: user('a') },
    {},
    { kind: 'known' },
  ],
  [
    'known beats an email of another',
    {},
    { linked: user('a'), byEmail: user('b') },
    {},
    { kind: 'known', userId: 'a' },
  ],
  ['known and disabled', {}, { linked: user('a', 'disabled') }, {}, { kind: 'refused', reason: 'disabled' }],
  ['invited by this email', {}, { byEmail: user('b') }, {}, { kind: 'link', userId: 'b' }],
  [
    'invited, not verified',
    { isEmailVerified: false },
    { byEmail: user('b') },
    {},
    { kind: 'refused', reason: 'unverified' },
  ],
  ['invited, no email', { email: null }, { byEmail: user('b') }, {}, { kind: 'refused', reason: 'unverified' }],
  [
    'the email has a password or another login',
    {},
    { byEmail: user('b'), hasSignIn: true },
    {},
    { kind: 'refused', reason: 'taken' },
  ],
  [
    'the email is of a disabled user',
    {},
    { byEmail: user('b', 'disabled') },
    { allowSignup: true },
    { kind: 'refused', reason: 'disabled' },
  ],
  ['unknown', {}, {}, {}, { kind: 'refused', reason: 'no-account' }],
  ['unknown, sign-up allowed', {}, {}, { allowSignup: true }, { kind: 'create', email: 'ada@example.com' }],
  [
    'sign-up, not verified',
    { isEmailVerified: false },
    {},
    { allowSignup: true },
    { kind: 'refused', reason: 'unverified' },
  ],
  [
    'another domain',
    {},
    { linked: user('a') },
    { allowedDomains: ['other.example'] },
    { kind: 'refused', reason: 'domain' },
  ],
  [
    'the domain as a part',
    {},
    {},
    { allowedDomains: ['ample.com'], allowSignup: true },
    { kind: 'refused', reason: 'domain' },
  ],
  ['the right domain', {}, { linked: user('a') }, { allowedDomains: ['example.com'] }, { kind: 'known' }],
  [
    'the right domain, not verified',
    { isEmailVerified: false },
    { linked: user('a') },
    { allowedDomains: ['example.com'] },
    { kind: 'refused', reason: 'domain' },
  ],
])('%s', (_, change, facts, more, verdict) => {
  expect(judgeLogin({ ...claims, ...change }, { ...nobody, ...facts }, { ...rules, ...more })).toMatchObject(verdict)
})

test('an email that is not verified opens nothing, whatever else is true', () => {
  const status = fc.constantFrom<UsersTable['status']>('active', 'disabled')
  const facts = fc.record({
    linked: fc.constant(undefined),
    byEmail: fc.option(
      status.map((at) => user('b', at)),
      { nil: undefined },
    ),
    hasSignIn: fc.boolean(),
  })
  const anyRules = fc.record({ allowedDomains: fc.constantFrom([], ['example.com']), allowSignup: fc.boolean() })
  fc.assert(
    fc.property(facts, anyRules, (given, own) => {
      expect(judgeLogin({ ...claims, isEmailVerified: false }, given, own).kind).toBe('refused')
    }),
  )
})
