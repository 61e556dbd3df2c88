/** Sections of the configuration that say how people sign in. */
import { z } from 'zod'
import { loginProviderNames, loginProviders } from '../identity/login-providers.ts'
import { decimal, flag, secretText } from './values.ts'

export const jwtSection = z
  .strictObject({
    /** Absent: on, by the secret that is written or by one derived from the encryption key. */
    enabled: flag.optional(),
    secret_key: secretText.optional(),
    algorithm: z.enum(['HS256', 'HS384', 'HS512']).default('HS256'),
    /** The longest that a token may live. */
    expiration_hours: decimal(0.01, 8_760).default(24),
    issuer: z.string().min(1).max(256).default('proxyapi'),
    /** Of the time before a rotation: they verify and sign nothing. */
    previous_secret_keys: z.array(secretText).max(2).default([]),
    /** Takes tokens that an older server signed with the same secret. */
    legacy: flag.default(false),
  })
  .prefault({})

export const oauth2Section = z
  .strictObject({
    enabled: flag.default(false),
    provider: z.enum(loginProviderNames).optional(),
    client_id: z.string().min(1).optional(),
    client_secret: secretText.optional(),
    /** Of `oidc`; other providers have their own. */
    issuer: z.url({ protocol: /^https?$/ }).optional(),
    scopes: z.union([z.string(), z.array(z.string()).transform((words) => words.join(' '))]).optional(),
    /** Of verified emails; empty: any. */
    allowed_domains: z.array(z.string().transform((domain) => domain.toLowerCase())).default([]),
    /** Whoever logs in and is not known yet becomes a user. */
    allow_signup: flag.default(false),
    default_role: z.enum(['user', 'operator']).default('user'),
  })
  .prefault({})
  .check(({ value, issues }) => {
    const { enabled, provider, issuer } = value
    if (!enabled) return
    const say = (key: string, message: string) =>
      issues.push({ code: 'custom', input: undefined, path: [key], message })
    for (const key of ['provider', 'client_id', 'client_secret'] as const)
      if (value[key] === undefined) say(key, 'is required where auth.oauth2.enabled is true')
    if (provider !== undefined && loginProviders[provider].issuer === null && issuer === undefined)
      say('issuer', `is required for the provider '${provider}'`)
  })
