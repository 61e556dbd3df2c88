/** Secrets that stand in the environment sealed: `OPENAI_API_KEY_ENCRYPTED` goes before `OPENAI_API_KEY`, and so for every variable. */
import { clouds } from '@proxyapi/clouds'
import { brands } from '@proxyapi/providers'
import { ConfigError, type ConfigProblem } from '../config/problem.ts'
import { openFernet } from '../identity/fernet.ts'
import { createSecrets, previousKeysIn, type Secrets } from '../identity/secrets.ts'

type Environment = Record<string, string | undefined>

const suffix = '_ENCRYPTED'

/** Variables that this server reads: one of them that does not open is a mistake. */
const ours: ReadonlySet<string> = new Set([
  ...[...brands.values(), ...clouds.values()].flatMap(({ keyEnv }) => keyEnv),
  'DATABASE_URL',
  'JWT_SECRET',
  'REDIS_URL',
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRET',
])
const isOurs = (name: string): boolean => ours.has(name) || /^PROXY_API_|_API_KEY$/.test(name)

const placeOf = (name: string) => `environment:${name}:value`

/** The line that stands for a secret: it opens under this name alone. */
export const sealedLine = (name: string, value: string, { seal }: Secrets): string =>
  `${name}${suffix}=${seal(value, placeOf(name))}`

/** The names of variables that are given sealed. */
const sealedNames = (environment: Environment): string[] =>
  Object.keys(environment)
    .filter((name) => name.endsWith(suffix) && environment[name])
    .map((name) => name.slice(0, -suffix.length))

/**
 * With every sealed secret under its own name; what is no variable of ours, and does not open, stays as it is. Throws
 * ConfigError with all that do not open, and no value.
 */
export function openedEnvironment(environment: Environment): Environment {
  const names = sealedNames(environment)
  if (names.length === 0) return environment
  const opened = { ...environment }
  const problems: ConfigProblem[] = []
  for (const name of names) {
    const value = openedValue(name, environment)
    if (value !== null) opened[name] = value
    else if (isOurs(name)) problems.push(problemOf(name, environment))
  }
  if (problems.length > 0) throw new ConfigError(problems, 'the environment')
  return opened
}

/** Lines for what stands in the environment under an earlier key. */
export const staleLines = (environment: Environment, secrets: Secrets): string[] =>
  sealedNames(environment).flatMap((name) => {
    const value = openedValue(name, environment)
    const isStale = environment[`${name}${suffix}`]?.trim().startsWith(secrets.sealedPrefix) === false
    return isStale && value !== null ? [sealedLine(name, value, secrets)] : []
  })

const problemOf = (name: string, { ENCRYPTION_KEY }: Environment): ConfigProblem =>
  ENCRYPTION_KEY
    ? {
        path: `${name}${suffix}`,
        message: 'does not open with ENCRYPTION_KEY; make it with `proxyapi secrets encrypt`',
        source: 'environment',
      }
    : {
        path: 'ENCRYPTION_KEY',
        message: `is required beside ${name}${suffix}: 32 bytes in url-safe base64; openssl rand -base64 32 makes one`,
        source: 'environment',
      }

/** Null where no key that is here opens it. */
function openedValue(name: string, environment: Environment): string | null {
  const { ENCRYPTION_KEY, ENCRYPTION_KEYS_PREVIOUS } = environment
  if (!ENCRYPTION_KEY) return null
  const sealed = environment[`${name}${suffix}`]?.trim() ?? ''
  const previous = previousKeysIn(ENCRYPTION_KEYS_PREVIOUS)
  if (sealed.includes('.')) return orNull(() => createSecrets(ENCRYPTION_KEY, previous).open(sealed, placeOf(name)))
  for (const key of [ENCRYPTION_KEY, ...previous]) {
    const value = orNull(() => openFernet(sealed, Buffer.from(key, 'base64url')))
    if (value !== null) return value
  }
  return null
}

/** The cause is not told: it could hold a part of the text. */
function orNull(open: () => string): string | null {
  try {
    return open()
  } catch {
    return null
  }
}
