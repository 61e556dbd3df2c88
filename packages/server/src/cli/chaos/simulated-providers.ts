import { brands } from '@proxyapi/providers'
import {
  flavourNames,
  flavours,
  type ModelFault,
  simulateAnthropic,
  simulateBrand,
  simulateCohere,
  simulateGemini,
  simulateOpenAI,
  simulatePerplexity,
} from '@proxyapi/simulators'
import { brandOf, type ProviderConfig } from '../../config/schema.ts'

/** A provider of a configuration, as a simulator of its own that can be broken. */
export interface SimulatedProvider {
  readonly name: string
  readonly baseUrl: string
  /** Every request fails so until it is mended. */
  break(fault: ModelFault): void
  mend(): void
  close(): Promise<void>
}

/** By dialect; who is not named speaks OpenAI's, some in a way of their own. */
const families = {
  'anthropic-messages': { simulate: simulateAnthropic, base: '/v1' },
  'cohere-v2': { simulate: simulateCohere, base: '' },
  gemini: { simulate: simulateGemini, base: '/v1beta' },
  'perplexity-agent': { simulate: simulatePerplexity, base: '' },
  'openai-chat': { simulate: simulateOpenAI, base: '/v1' },
} as const

/** One of each provider, on loopback ports. */
export const simulateProviders = (rows: readonly ProviderConfig[], seed: string): Promise<SimulatedProvider[]> =>
  Promise.all(rows.map((row) => simulated(row, seed)))

async function simulated({ name, type }: ProviderConfig, seed: string): Promise<SimulatedProvider> {
  const options = { seed: `${seed} ${name}` }
  const brand = brandOf(type)
  const flavour = flavourNames.find((known) => known === brand?.id)
  const dialect = brand?.speaks.find((known) => Object.hasOwn(families, known)) as keyof typeof families | undefined
  const { simulate, base } = families[dialect ?? 'openai-chat']
  const simulator = await (flavour === undefined ? simulate(options) : simulateBrand(flavour, options))
  return {
    name,
    baseUrl: `${simulator.url}${flavour === undefined ? base : flavours[flavour].bases[0]}`,
    break: (fault) => simulator.fault({ do: fault, times: null }),
    mend: () => simulator.reset(),
    close: () => simulator.close(),
  }
}

/** A key under every name that a provider may have it by. */
export const simulatedKeys = (rows: readonly ProviderConfig[]): Record<string, string> =>
  Object.fromEntries(
    [...[...brands.values()].flatMap(({ keyEnv }) => keyEnv), ...rows.flatMap((row) => row.api_key_env ?? [])].map(
      (name) => [name, 'sim-key'],
    ),
  )
