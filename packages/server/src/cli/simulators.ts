import { clouds } from '@proxyapi/clouds'
import { brands } from '@proxyapi/providers'
import { type AllSimulators, faultModels, simulateAll } from '@proxyapi/simulators'
import type { ConfigFiles } from './config-files.ts'
import type { Shell } from './shell.ts'

/** What stands in for providers and clouds where no key is set. */
export interface Stand {
  /** A configuration layer under the operator's files. */
  layer: string
  environment: Record<string, string>
  simulators: AllSimulators
}

/** Starts simulators unless a provider or cloud has a key, or the configuration names providers. */
export async function startSimulators(files: ConfigFiles, shell: Shell): Promise<Stand | undefined> {
  const variables = [...brands.values(), ...clouds.values()].flatMap(({ keyEnv }) => keyEnv)
  const configured = variables.some((name) => files.environment[name] || files.environment[`${name}_ENCRYPTED`])
  if (configured || files.load().config.providers.length > 0) return undefined
  const simulators = await simulateAll({ seed: 'dev', now: shell.clock.now })
  const { openai, anthropic, cohere, gemini, perplexity } = simulators.urls
  const layer = `
app: { name: ProxyAPI }
providers:
  - { name: openai, type: openai, base_url: '${openai}', models: ['*'], priority: 1 }
  - { name: anthropic, type: anthropic, base_url: '${anthropic}', models: ['*'], priority: 2 }
  - { name: cohere, type: cohere, base_url: '${cohere}', models: ['*'], priority: 3 }
  - { name: google, type: google, base_url: '${gemini}', models: ['*'], priority: 4 }
  - { name: perplexity, type: perplexity, base_url: '${perplexity}', models: ['*'], priority: 5 }
clouds:
  vast.ai: { base_url: '${simulators.urls['vast.ai']}', private_endpoints: true }
model_overrides:
${faultModels.map((model) => `  ${model}: { input_cost: 0, output_cost: 0 }`).join('\n')}
`
  return { layer, environment: simulators.env, simulators }
}
