/** What tokens and pieces cost: integers all the way, and one half-up rounding to micro-USD at the end. */
import type { Usage } from '@proxyapi/providers'
import type { Micros } from '../ledger/ledger.ts'
import type { ModelPrice, PiecePrices, PriceTier } from './lane.ts'

/** Prices are micro-USD a million tokens, so tokens × price are pico-USD. */
const picoPerMicro = 1_000_000n
const microPerUsd = 1_000_000

/** The cost of a usage; null where a price that it needs is unknown and the upstream does not report the cost itself. */
export function costOf(usage: Usage, price: ModelPrice | null): Micros | null {
  const listed = price === null ? null : listedCost(usage, price)
  if (listed !== null) return listed
  return usage.reportedCost === undefined ? null : Math.round(usage.reportedCost * microPerUsd)
}

function listedCost(usage: Usage, listed: ModelPrice): Micros | null {
  const price = priceAt(listed, usage.input)
  const { input, output } = price
  const pieces = price.pieces === undefined ? null : costOfPieces(usage, price.pieces)
  if (pieces !== null) return rounded(pieces)
  // Pieces alone, and no price of them: nobody knows, but of what is free.
  if (isWithoutTokens(usage) && countsPieces(usage)) return input === 0 && output === 0 ? 0 : null
  if ((input === null && usage.input > 0) || (output === null && usage.output > 0)) return null
  return rounded(
    inputCost(usage, price) + outputCost(usage, price) + pico1(usage.searchUnits, price.pieces?.webSearch ?? null),
  )
}

/** All tokens cost what those of the longest tier cost that the prompt reaches. */
export function priceAt(price: ModelPrice, inputTokens: number): ModelPrice {
  const tier = price.tiers?.findLast(({ minInputTokens }) => inputTokens >= minInputTokens)
  return tier === undefined ? price : inTier(price, tier)
}

const inTier = (price: ModelPrice, { input, output, cacheRead, cacheWrite5m }: PriceTier): ModelPrice => ({
  ...price,
  input: input ?? price.input,
  output: output ?? price.output,
  cacheRead: cacheRead ?? price.cacheRead,
  cacheWrite5m: cacheWrite5m ?? price.cacheWrite5m,
})

function inputCost(usage: Usage, price: ModelPrice): bigint {
  const { cached, cacheWrite5m, cacheWrite1h } = usage
  const { input } = price
  const fresh = usage.input - cached - cacheWrite5m - cacheWrite1h
  const audio = Math.min(usage.inputAudio, fresh)
  return (
    pico1(fresh - audio, input) +
    pico1(audio, price.inputAudio || input) +
    pico1(cached, price.cacheRead ?? input) +
    pico1(cacheWrite5m, price.cacheWrite5m ?? input) +
    pico1(cacheWrite1h, price.cacheWrite1h ?? price.cacheWrite5m ?? input)
  )
}

function outputCost(usage: Usage, price: ModelPrice): bigint {
  const { output } = price
  const audio = Math.min(usage.outputAudio, usage.output)
  const reasoning = Math.min(usage.reasoning, usage.output - audio)
  return (
    pico1(usage.output - audio - reasoning, output) +
    pico1(audio, price.outputAudio || output) +
    pico1(reasoning, price.reasoning || output)
  )
}

const rounded = (pico: bigint): Micros => Number((pico + picoPerMicro / 2n) / picoPerMicro)

const isWithoutTokens = ({ input, output }: Usage): boolean => input === 0 && output === 0
const countsPieces = ({ images, characters, seconds, searchUnits }: Usage): boolean =>
  images !== undefined || characters !== undefined || seconds !== undefined || searchUnits > 0

const millisPerMinute = 60_000n

/** What is sold by the piece; null where none of the pieces of this usage has a price. */
function costOfPieces(usage: Usage, prices: PiecePrices): bigint | null {
  const { images, characters, seconds, searchUnits } = usage
  if (images !== undefined && prices.image !== null) return pico1(images, prices.image)
  if (characters !== undefined && prices.character !== null) return pico1(characters, prices.character)
  if (seconds !== undefined && prices.audioMinute !== null) {
    return (pico1(Math.round(seconds * 1_000), prices.audioMinute) + millisPerMinute / 2n) / millisPerMinute
  }
  return isWithoutTokens(usage) && searchUnits > 0 && prices.request !== null
    ? pico1(searchUnits, prices.request)
    : null
}

const pico1 = (tokens: number, price: number | null): bigint =>
  tokens > 0 && price !== null ? BigInt(tokens) * BigInt(Math.round(price)) : 0n

/** What a call may cost at most at this price: every token at the dearest way of it, in every tier that it reaches. Null: unknown. */
export function worstCost(price: ModelPrice | null, inputTokens: number, outputTokens: number): Micros | null {
  if (price === null || price.input === null || price.output === null) return null
  let input = dearest(price.input, price.cacheRead, price.cacheWrite5m, price.cacheWrite1h, price.inputAudio)
  let output = dearest(price.output, price.outputAudio, price.reasoning)
  for (const tier of price.tiers ?? []) {
    if (inputTokens < tier.minInputTokens) break
    input = dearest(input, tier.input, tier.cacheRead, tier.cacheWrite5m)
    output = dearest(output, tier.output)
  }
  const pico = pico1(inputTokens, input) + pico1(outputTokens, output)
  return Number((pico + picoPerMicro - 1n) / picoPerMicro)
}

const dearest = (...prices: (number | null | undefined)[]): number =>
  prices.reduce<number>((most, price) => Math.max(most, price ?? 0), 0)

export const usdOf = (micros: Micros): number => micros / microPerUsd
