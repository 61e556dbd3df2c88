import { clouds } from '@proxyapi/clouds'
import { brands } from '@proxyapi/providers'
import { faultModels, simulateAll } from '@proxyapi/simulators'
import type { ConfigFiles } from './config-files.ts'
import type { Shell } from './shell.ts'
import { flavoursNamed, simulateBrands } from './simulated-brands.ts'

/** What stands in for providers and clouds where no key is set. */
export interface Stand {
  /** A configuration layer under the operator's files. */
  layer: string
  environment: Record<string, string>
  /** What is simulated, as a person reads it. */
  names: string[]
  close(): Promise<void>
}

/**
 * Starts simulators unless a provider or cloud has a key, or the configuration names providers; `more` are brands as
 * `grok,azure` or `all`, beside those that always run.
 */
export async function startSimulators(files: ConfigFiles, shell: Shell, more?: string): Promise<Stand | undefined> {
  const wanted = more === undefined ? [] : flavoursNamed(more)
  const variables = [...brands.values(), ...clouds.values()].flatMap(({ keyEnv }) => keyEnv)
  const configured = variables.some((name) => files.environment[name] || files.environment[`${name}_ENCRYPTED`])
  if (configured || files.load().config.providers.length > 0) {
    if (more !== undefined)
      throw new Error('--simulate: a key is set or a provider configured, so nothing is simulated')
    return undefined
  }
  const { now } = shell.clock
  const simulators = await simulateAll({ seed: 'dev', now })
  const { openai, anthropic, cohere, gemini, perplexity } = simulators.urls
  const asked = await simulateBrands(wanted, 6, now)
  const free = faultModels.map((model) => `${model}: { input_cost: 0, output_cost: 0 }`)
  const layer = `
app: { name: ProxyAPI }
providers:
  - { name: openai, type: openai, base_url: '${openai}', models: ['*'], priority: 1 }
  - { name: anthropic, type: anthropic, base_url: '${anthropic}', models: ['*'], priority: 2 }
  - { name: cohere, type: cohere, base_url: '${cohere}', models: ['*'], priority: 3 }
  - { name: google, type: google, base_url: '${gemini}', models: ['*'], priority: 4 }
  - { name: perplexity, type: perplexity, base_url: '${perplexity}', models: ['*'], priority: 5 }
${asked.providers.map((row) => `  - ${row}\n`).join('')}
clouds:
  vast.ai: { base_url: '${simulators.urls['vast.ai']}', private_endpoints: true }
model_overrides:
${[...free, ...asked.overrides].map((row) => `  ${row}\n`).join('')}
`
  return {
    layer,
    environment: { ...simulators.env, ...asked.environment },
    names: ['OpenAI', 'Anthropic', 'Cohere', 'Gemini', 'Perplexity', 'vast.ai', ...asked.names],
    close: async () => {
      await Promise.all([simulators.close(), asked.close()])
    },
  }
}
