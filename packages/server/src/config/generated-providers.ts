import { brands } from '@proxyapi/providers'

type Environment = Readonly<Record<string, string | undefined>>

export interface ProviderRow {
  readonly name: string
  readonly type: string
  readonly models: readonly string[]
}

/** A row for each provider whose key stands in the environment, plain or sealed: what runs where nobody has written any. */
export const generatedProviders = (environment: Environment): ProviderRow[] =>
  [...brands.values()]
    .filter(({ baseUrl, keyEnv }) => baseUrl !== null && keyEnv.some((name) => isSet(name, environment)))
    .map(({ id }) => ({ name: id, type: id, models: ['*'] }))

const isSet = (name: string, environment: Environment): boolean =>
  Boolean(environment[name] || environment[`${name}_ENCRYPTED`])
