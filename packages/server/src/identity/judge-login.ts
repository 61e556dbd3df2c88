import type { UsersTable } from '../store/account-tables.ts'
import type { ProviderClaims } from './oidc-client.ts'

export interface LoginRules {
  /** Of emails, lower case; empty: any. */
  allowedDomains: readonly string[]
  allowSignup: boolean
}

/** What the store knows of somebody whom a provider names. */
export interface LoginFacts {
  /** By issuer and subject. */
  linked: UsersTable | undefined
  byEmail: UsersTable | undefined
  /** Whether that one can sign in already. */
  hasSignIn: boolean
}

export type LoginVerdict =
  | { kind: 'known' | 'link'; userId: string }
  | { kind: 'create'; email: string }
  | { kind: 'refused'; reason: 'domain' | 'disabled' | 'unverified' | 'taken' | 'no-account' }

/**
 * Who a login is. Issuer and subject decide; an email only while nobody signs in with it yet, and only verified: else
 * whoever controls an email at some provider would be whoever has it here.
 */
export function judgeLogin(claims: ProviderClaims, facts: LoginFacts, rules: LoginRules): LoginVerdict {
  const { linked, byEmail, hasSignIn } = facts
  const email = claims.isEmailVerified ? claims.email : null
  if (rules.allowedDomains.length > 0 && !rules.allowedDomains.includes(email?.split('@').at(-1) ?? ''))
    return refused('domain')
  if (linked) return linked.status === 'active' ? { kind: 'known', userId: linked.id } : refused('disabled')
  if (email === null) return refused('unverified')
  if (byEmail === undefined) return rules.allowSignup ? { kind: 'create', email } : refused('no-account')
  if (byEmail.status !== 'active') return refused('disabled')
  return hasSignIn ? refused('taken') : { kind: 'link', userId: byEmail.id }
}

const refused = (reason: (LoginVerdict & { kind: 'refused' })['reason']): LoginVerdict => ({ kind: 'refused', reason })
