import { clouds } from '@proxyapi/clouds'
import { brands } from '@proxyapi/providers'
import { faultModels, type StripeSimulator, simulateAll, simulateStripe } from '@proxyapi/simulators'
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
  /** The server answers there. */
  listening(url: string): void
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
  const till = await openTill(files, shell)
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
${Object.entries(simulators.clouds)
  .map(
    ([name, { url }]) => `  ${name}: { base_url: '${url}', private_endpoints: true }
`,
  )
  .join('')}model_overrides:
${[...free, ...asked.overrides].map((row) => `  ${row}\n`).join('')}
${till.layer}
`
  return {
    layer,
    environment: { ...simulators.env, ...asked.environment, ...till.environment },
    names: [
      'OpenAI',
      'Anthropic',
      'Cohere',
      'Gemini',
      'Perplexity',
      ...till.names,
      ...Object.keys(simulators.clouds),
      ...asked.names,
    ],
    listening: till.listening,
    close: async () => {
      await Promise.all([simulators.close(), asked.close(), till.close()])
    },
  }
}

/** Payments are simulated, too, unless the operator has a key of his own. */
async function openTill(
  files: ConfigFiles,
  { clock, random }: Shell,
): Promise<Pick<Stand, 'layer' | 'environment' | 'names' | 'listening' | 'close'>> {
  if (files.environment.STRIPE_SECRET_KEY) {
    return { layer: '', environment: {}, names: [], listening() {}, close: async () => {} }
  }
  // The database outlives it: ids must be new at each start, else payments of today would be those of yesterday.
  const seed = `dev ${clock.now()}`
  const simulator: StripeSimulator = await simulateStripe({ seed, now: clock.now, takesAnyCustomer: true })
  const secret =
    files.environment.STRIPE_WEBHOOK_SECRET ?? `whsec_${Buffer.from(random.bytes(32)).toString('base64url')}`
  const { host, port } = files.load().config.server
  return {
    layer: `
billing:
  base_url: '${simulator.url}'
  return_origins: ['${simulator.url}', 'http://${host}:${port}']
  plans: [{ id: starter-monthly, stripe_price_id: price_starter_monthly, amount: 20, credits: 22 }]
`,
    environment: { STRIPE_SECRET_KEY: 'sk_test_simulated', STRIPE_WEBHOOK_SECRET: secret },
    names: ['Stripe'],
    listening: (url) => simulator.deliverTo({ url: `${url}/webhook/stripe`, secret }),
    close: () => simulator.close(),
  }
}
