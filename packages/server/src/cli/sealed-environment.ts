/** Secrets that stand in the environment sealed: `OPENAI_API_KEY_ENCRYPTED` goes before `OPENAI_API_KEY`. */
import { clouds } from '@proxyapi/clouds'
import { brands } from '@proxyapi/providers'
import { ConfigError, type ConfigProblem } from '../config/problem.ts'
import type { Config } from '../config/schema.ts'
import { openFernet } from '../identity/fernet.ts'
import { createSecrets } from '../identity/secrets.ts'

type Environment = Record<string, string | undefined>

const suffix = '_ENCRYPTED'

/** Variables that hold a key of a provider or cloud. */
const secretNames = ({ providers }: Config): string[] => [
  ...[...brands.values(), ...clouds.values()].flatMap(({ keyEnv }) => keyEnv),
  ...providers.flatMap(({ api_key_env }) => api_key_env ?? []),
]

/** Which secrets are given sealed. */
export const sealedNames = (config: Config, environment: Environment): string[] =>
  [...new Set(secretNames(config))].filter((name) => environment[`${name}${suffix}`])

const placeOf = (name: string) => `environment:${name}:value`

/** The line that stands for a secret: it opens under this name alone. */
export const sealedLine = (name: string, value: string, encryptionKey: string): string =>
  `${name}${suffix}=${createSecrets(encryptionKey).seal(value, placeOf(name))}`

/** With every sealed secret under its own name. Throws ConfigError with all that do not open, and no value. */
export function openedEnvironment(config: Config, environment: Environment, encryptionKey: string): Environment {
  const opened = { ...environment }
  const problems: ConfigProblem[] = []
  for (const name of sealedNames(config, environment)) {
    try {
      opened[name] = openedValue(name, environment[`${name}${suffix}`] ?? '', encryptionKey)
    } catch {
      // The cause could hold a part of the text.
      const message = 'does not open with ENCRYPTION_KEY; make it with `proxyapi secrets encrypt`'
      problems.push({ path: `${name}${suffix}`, message, source: 'environment' })
    }
  }
  if (problems.length > 0) throw new ConfigError(problems, 'the environment')
  return opened
}

const openedValue = (name: string, sealed: string, encryptionKey: string): string =>
  sealed.includes('.')
    ? createSecrets(encryptionKey).open(sealed.trim(), placeOf(name))
    : openFernet(sealed.trim(), Buffer.from(encryptionKey, 'base64url'))
