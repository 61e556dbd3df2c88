/** From the configuration to how people sign in. */
import type { Config } from '../config/schema.ts'
import { loginProviders } from '../identity/login-providers.ts'
import type { LoginSettings } from '../identity/logins.ts'
import type { OidcSettings } from '../identity/oidc-client.ts'
import type { Secrets } from '../identity/secrets.ts'
import type { TokenSettings } from '../identity/tokens.ts'

/** Null where tokens are off. The first of `derived` signs where no secret is written, and the others still verify. */
export function tokenSettingsOf({ auth: { jwt } }: Config, derived: Secrets['tokenSecrets']): TokenSettings | null {
  if (jwt.enabled === false) return null
  const own: Secrets['tokenSecrets'] = jwt.secret_key === undefined ? derived : [Buffer.from(jwt.secret_key)]
  return {
    secrets: [...own, ...jwt.previous_secret_keys.map((secret) => Buffer.from(secret))],
    algorithm: jwt.algorithm,
    issuer: jwt.issuer,
    lifetimeMaxSeconds: Math.floor(jwt.expiration_hours * 3_600),
    legacy: jwt.legacy,
  }
}

/** Null where nobody logs in elsewhere. */
export function loginSettingsOf(
  { auth: { oauth2 }, server }: Config,
  { PROXY_API_PUBLIC_URL }: Record<string, string | undefined>,
): (OidcSettings & LoginSettings) | null {
  const { enabled, provider, client_id: clientId, client_secret: clientSecret } = oauth2
  if (!enabled || provider === undefined || clientId === undefined || clientSecret === undefined) return null
  const row = loginProviders[provider]
  const publicUrl = (PROXY_API_PUBLIC_URL ?? `http://${server.host}:${server.port}`).replace(/\/+$/, '')
  return {
    issuer: row.issuer ?? oauth2.issuer ?? '',
    clientId,
    clientSecret,
    scopes: oauth2.scopes ?? row.scopes,
    redirectUri: `${publicUrl}/api/v1/auth/oauth2/callback`,
    allowedDomains: oauth2.allowed_domains,
    allowSignup: oauth2.allow_signup,
    defaultRole: oauth2.default_role,
    isSecure: publicUrl.startsWith('https:'),
  }
}
