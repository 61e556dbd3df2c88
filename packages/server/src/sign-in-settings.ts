/** From the configuration to how people sign in. */
import type { Config } from './config/schema.ts'
import type { TokenSettings } from './identity/tokens.ts'

/** Null where tokens are off. `derived` signs where no secret is written. */
export function tokenSettingsOf({ auth: { jwt } }: Config, derived: Uint8Array): TokenSettings | null {
  if (jwt.enabled === false) return null
  const own = jwt.secret_key === undefined ? derived : Buffer.from(jwt.secret_key)
  return {
    secrets: [own, ...jwt.previous_secret_keys.map((secret) => Buffer.from(secret))],
    algorithm: jwt.algorithm,
    issuer: jwt.issuer,
    lifetimeMaxSeconds: Math.floor(jwt.expiration_hours * 3_600),
    legacy: jwt.legacy,
  }
}
