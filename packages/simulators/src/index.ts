import { type AnthropicOptions, simulateAnthropic } from './anthropic.ts'
import type { CloudSimulator } from './cloud-server.ts'
import { type CohereOptions, simulateCohere } from './cohere.ts'
import { type GeminiOptions, simulateGemini } from './gemini.ts'
import { type IonetSimulator, simulateIonet } from './ionet.ts'
import { type LambdaSimulator, simulateLambda } from './lambda.ts'
import type { ModelSimulator } from './model-server.ts'
import { type OpenAIOptions, simulateBrand, simulateOpenAI } from './openai.ts'
import { type PerplexityOptions, simulatePerplexity } from './perplexity.ts'
import { type RunpodSimulator, simulateRunpod } from './runpod.ts'
import { type ShadeformSimulator, simulateShadeform } from './shadeform.ts'
import { type StripeOptions, type StripeSimulator, simulateStripe } from './stripe.ts'
import { simulateVast, type VastOptions, type VastSimulator } from './vast.ts'

export type { AnthropicModel } from './anthropic/models.ts'
export type { BillRow } from './bill.ts'
export { type Container, containerServer as machineServer } from './cloud/container.ts'
export type { CloudBillRow, CloudSimulator, SimulatedInstance } from './cloud-server.ts'
export type { CohereModel } from './cohere/models.ts'
export type { GeminiModel } from './gemini/models.ts'
export type { Seen } from './journal.ts'
export type { ModelFault } from './model-server.ts'
export { faultModels, modelFaults } from './model-server.ts'
export type { OidcFaultName, OidcOptions, OidcPerson, OidcSimulator } from './oidc.ts'
export { oidcFaults, simulateOidc } from './oidc.ts'
export type { Flavour, FlavourName } from './openai/flavours.ts'
export { flavourNames, flavourPrices, flavours } from './openai/flavours.ts'
export type { OpenAIModel } from './openai/models.ts'
export type { PerplexityModel } from './perplexity/models.ts'
export type { FaultRule } from './rule-book.ts'
export { stripeSignature } from './stripe/deliver.ts'
export type { SimulatedEvent, StripeFaultName } from './stripe.ts'
export type { VastFaultName } from './vast/faults.ts'
export { vastFaultNames } from './vast/faults.ts'
export type { VastBillRow, VastInstance } from './vast.ts'
export type {
  AnthropicOptions,
  CohereOptions,
  GeminiOptions,
  IonetSimulator,
  LambdaSimulator,
  ModelSimulator,
  OpenAIOptions,
  PerplexityOptions,
  RunpodSimulator,
  ShadeformSimulator,
  StripeOptions,
  StripeSimulator,
  VastOptions,
  VastSimulator,
}
export {
  simulateAnthropic,
  simulateBrand,
  simulateCohere,
  simulateGemini,
  simulateIonet,
  simulateLambda,
  simulateOpenAI,
  simulatePerplexity,
  simulateRunpod,
  simulateShadeform,
  simulateStripe,
  simulateVast,
}

export interface AllOptions {
  /** 0 or nothing: a free one. */
  ports?: { openai?: number; anthropic?: number; cohere?: number; gemini?: number; perplexity?: number; vast?: number }
  seed?: string
  now?: () => number
}

export interface AllSimulators {
  openai: ModelSimulator
  anthropic: ModelSimulator
  cohere: ModelSimulator
  gemini: ModelSimulator
  perplexity: ModelSimulator
  vast: VastSimulator
  /** Every cloud, by the name that a configuration has for it; `vast` is one of them. */
  clouds: Record<CloudName, CloudSimulator>
  /** Base URLs as a configuration writes them, by the name of provider or cloud. */
  urls: Record<'openai' | 'anthropic' | 'cohere' | 'gemini' | 'perplexity' | CloudName, string>
  /** Keys under the names of variables that a server reads; any other key is accepted, too. */
  env: Record<string, string>
  close(): Promise<void>
}

/** The clouds, and the variables of their keys. */
const cloudSimulators = {
  'io.net': { simulate: simulateIonet, key: 'IONET_API_KEY' },
  runpod: { simulate: simulateRunpod, key: 'RUNPOD_API_KEY' },
  shadeform: { simulate: simulateShadeform, key: 'SHADEFORM_API_KEY' },
  lambda: { simulate: simulateLambda, key: 'LAMBDA_API_KEY' },
} as const

type CloudName = 'vast.ai' | keyof typeof cloudSimulators

/** Starts every simulator on loopback ports of its own. */
export async function simulateAll({ ports = {}, ...options }: AllOptions = {}): Promise<AllSimulators> {
  const [openai, anthropic, cohere, gemini, perplexity, vast] = await Promise.all([
    simulateOpenAI({ ...options, port: ports.openai ?? 0 }),
    simulateAnthropic({ ...options, port: ports.anthropic ?? 0 }),
    simulateCohere({ ...options, port: ports.cohere ?? 0 }),
    simulateGemini({ ...options, port: ports.gemini ?? 0 }),
    simulatePerplexity({ ...options, port: ports.perplexity ?? 0 }),
    simulateVast({ ...options, port: ports.vast ?? 0 }),
  ])
  const others = await Promise.all(
    Object.entries(cloudSimulators).map(async ([name, { simulate }]) => [name, await simulate(options)] as const),
  )
  const clouds = Object.fromEntries([['vast.ai', vast], ...others]) as Record<CloudName, CloudSimulator>
  const cloudUrls = Object.fromEntries(Object.entries(clouds).map(([name, { url }]) => [name, url]))
  const cloudKeys = Object.entries(cloudSimulators).map(([name, { key }]) => [key, `sim-${name}`])
  return {
    openai,
    anthropic,
    cohere,
    gemini,
    perplexity,
    vast,
    clouds,
    urls: {
      ...(cloudUrls as Record<CloudName, string>),
      openai: `${openai.url}/v1`,
      anthropic: `${anthropic.url}/v1`,
      cohere: cohere.url,
      gemini: `${gemini.url}/v1beta`,
      perplexity: perplexity.url,
    },
    env: {
      OPENAI_API_KEY: 'sim-openai',
      ANTHROPIC_API_KEY: 'sim-anthropic',
      COHERE_API_KEY: 'sim-cohere',
      GOOGLE_API_KEY: 'sim-gemini',
      PERPLEXITY_API_KEY: 'sim-perplexity',
      VAST_API_KEY: 'sim-vast',
      ...Object.fromEntries(cloudKeys),
    },
    close: async () => {
      await Promise.all(
        [openai, anthropic, cohere, gemini, perplexity, ...Object.values(clouds)].map((sim) => sim.close()),
      )
    },
  }
}
