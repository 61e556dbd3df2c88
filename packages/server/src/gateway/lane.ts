/** What the gateway must know of models and upstreams. `app.ts` fills these from the catalog and the configuration. */

import type { ModelOverrides } from './overrides.ts'

/** A (provider, model) that may serve a call, with the facts that routing and billing need. */
export interface ModelFacts {
  /** `<provider>:<id>` in the catalog. */
  uid: string
  /** The provider-native id. */
  id: string
  provider: string
  canonicalId: string | null
  aliases: readonly string[]
  /** Tokens; null is unknown. */
  contextLength: number | null
  maxOutputTokens: number | null
  supportsChat: boolean | null
  capabilities: readonly string[]
  /** What it is said to do or not to do; null and absent are unknown. */
  supports: Readonly<Record<string, boolean | null>>
  price: ModelPrice | null
  /** Of the operator, for the calls of this model. */
  overrides?: ModelOverrides
}

/** Micro-USD per 1,000,000 tokens, which is pico-USD per token; null is unknown, 0 is free. */
export interface ModelPrice {
  input: number | null
  output: number | null
  cacheRead: number | null
  cacheWrite5m: number | null
  cacheWrite1h: number | null
  /** Of tokens that cost otherwise than text does; absent, null or 0: as text. */
  inputAudio?: number | null
  outputAudio?: number | null
  reasoning?: number | null
  /** All tokens of a longer prompt cost otherwise; the longest come last. */
  tiers?: readonly PriceTier[]
  /** Absent where everything is sold by the token. */
  pieces?: PiecePrices
}

/** Prices once the prompt has so many tokens; null is the price of shorter ones. */
export interface PriceTier {
  minInputTokens: number
  input: number | null
  output: number | null
  cacheRead: number | null
  cacheWrite5m: number | null
}

/** Pico-USD for one of them; null is unknown. */
export interface PiecePrices {
  image: number | null
  request: number | null
  character: number | null
  audioMinute: number | null
  /** Absent is unknown. */
  webSearch?: number | null
}

export interface ModelLookup {
  /** Another value once an answer may differ. */
  version(): unknown
  /** Models of one configured provider or brand, by native id. */
  find(provider: string, id: string): ModelFacts | undefined
  /** All models of a provider or brand. */
  of(provider: string): readonly ModelFacts[]
  /** Every row that has this id, alias or canonical id. */
  named(name: string): readonly ModelFacts[]
  /** With what the operator writes of a model that the catalog does not know. */
  written?(facts: ModelFacts): ModelFacts
}
