/** What a server refuses to start with; each refusal names its remedy and no value. */

import { isPlaceholder } from '../config/placeholder.ts'
import { ConfigError, type ConfigProblem } from '../config/problem.ts'
import type { Config } from '../config/schema.ts'

type Environment = Record<string, string | undefined>

const tokenSecretBytesMin = 32
const staticKeyCharactersMin = 8
const incomingSecretBytesMin = 24
const adminPasswordCharactersMin = 12

const isLoopback = ({ server }: Config): boolean => ['127.0.0.1', 'localhost', '::1'].includes(server.host)

/** Reachable for others, or meant for use: a key is asked for, and secrets come from the operator. */
export const isExposed = (config: Config): boolean => config.app.environment === 'production' || !isLoopback(config)

/** Throws ConfigError with all of them at once. */
export function requireSoundSecrets(config: Config, environment: Environment): void {
  const problems = [
    ...encryption(config, environment),
    ...(config.app.environment === 'production' ? [...tokenSecrets(config), ...staticKeys(config)] : []),
    ...(config.app.environment === 'production' ? [...incomingSecret(environment), ...login(config, environment)] : []),
    ...bootstrap(environment),
  ]
  if (problems.length > 0) throw new ConfigError(problems, 'the environment')
}

/** The message that existing users know. */
export const keysMissing = `Proxy API keys must be configured
Set PROXY_API_PROXY_API_KEYS, write auth.api_keys, set PROXY_API_ADMIN_EMAIL and PROXY_API_ADMIN_PASSWORD, or run: proxyapi admin create --email you@example.com`

function encryption(config: Config, environment: Environment): ConfigProblem[] {
  if (environment.ENCRYPTION_KEY || !isExposed(config)) return []
  const form = '32 bytes in url-safe base64; openssl rand -base64 32 makes one'
  return [problem('ENCRYPTION_KEY', `is required outside loopback development: ${form}`)]
}

function tokenSecrets({ auth: { jwt } }: Config): ConfigProblem[] {
  if (jwt.enabled === false) return []
  const message = `must be at least ${tokenSecretBytesMin} random bytes in production; openssl rand -base64 48 makes one, and without it one is derived from ENCRYPTION_KEY`
  const weak = (secret: string) => Buffer.byteLength(secret) < tokenSecretBytesMin || isPlaceholder(secret)
  return [
    ...(jwt.secret_key !== undefined && weak(jwt.secret_key) ? [problem('auth.jwt.secret_key', message)] : []),
    ...jwt.previous_secret_keys.flatMap((secret, i) =>
      weak(secret) ? [problem(`auth.jwt.previous_secret_keys[${i}]`, message)] : [],
    ),
  ]
}

function staticKeys({ auth }: Config): ConfigProblem[] {
  const message = `must have at least ${staticKeyCharactersMin} characters and be nobody's example in production; openssl rand -hex 32 makes one`
  return auth.api_keys
    .map((entry) => (typeof entry === 'string' ? entry : entry.key))
    .flatMap((key, i) =>
      key.length < staticKeyCharactersMin || isPlaceholder(key) ? [problem(`auth.api_keys[${i}]`, message)] : [],
    )
}

function incomingSecret({ PROXY_API_WEBHOOK_INCOMING_SECRET: secret }: Environment): ConfigProblem[] {
  if (secret === undefined || (Buffer.byteLength(secret) >= incomingSecretBytesMin && !isPlaceholder(secret))) return []
  const message = `must have at least ${incomingSecretBytesMin} bytes in production, or be unset: then nothing comes in; openssl rand -hex 32 makes one`
  return [problem('PROXY_API_WEBHOOK_INCOMING_SECRET', message)]
}

/** Codes and tokens of a login go over TLS, and back to an address that browsers know. */
function login({ auth: { oauth2 } }: Config, { PROXY_API_PUBLIC_URL: publicUrl }: Environment): ConfigProblem[] {
  if (!oauth2.enabled) return []
  return [
    ...(oauth2.issuer?.startsWith('http:') ? [problem('auth.oauth2.issuer', 'must be https in production')] : []),
    ...(publicUrl?.startsWith('https://')
      ? []
      : [problem('PROXY_API_PUBLIC_URL', 'must be the https address of this server for auth.oauth2')]),
  ]
}

function bootstrap({ PROXY_API_ADMIN_EMAIL: email, PROXY_API_ADMIN_PASSWORD: password }: Environment): ConfigProblem[] {
  if (!email && !password) return []
  if (!email || !/^[^\s@]+@[^\s@]+$/.test(email)) return [problem('PROXY_API_ADMIN_EMAIL', 'must be an email address')]
  if (password && password.length >= adminPasswordCharactersMin) return []
  return [problem('PROXY_API_ADMIN_PASSWORD', `must have at least ${adminPasswordCharactersMin} characters`)]
}

const problem = (path: string, message: string): ConfigProblem => ({ path, message, source: 'environment' })
