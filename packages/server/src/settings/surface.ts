/** What the configuration of a provider says of its surface: headers, an api-version among them, and deployments. */
import type { Brand } from '@proxyapi/providers'
import type { ProviderConfig } from '../config/schema.ts'

const versionHeader = 'api-version'

interface Surface {
  /** Names in lower case. */
  headers: Record<string, string>
  /** Of brands with a dated surface, which it selects. */
  apiVersion?: string
}

/** A brand with a dated surface takes the version in the query; to every other it is a header like any. */
export function surfaceOf({ headers }: Pick<ProviderConfig, 'headers'>, { quirks }: Brand): Surface {
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const { [versionHeader]: apiVersion, ...others } = lower
  const isDated = quirks.paths?.dated !== undefined && apiVersion !== undefined
  return isDated ? { headers: others, apiVersion } : { headers: lower }
}

/** What may be called: whoever writes the deployment of a model says that there is one. */
export const callableModels = ({ models, deployments }: Pick<ProviderConfig, 'models' | 'deployments'>): string[] => [
  ...new Set([...models, ...Object.keys(deployments)]),
]

/** A model with a deployment is called, listed and described by the name of the model. */
export const deployedModels = ({ deployments }: Pick<ProviderConfig, 'deployments'>): Record<string, string> =>
  Object.fromEntries(Object.keys(deployments).map((model) => [model, model]))
