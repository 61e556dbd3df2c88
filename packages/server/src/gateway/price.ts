/** What tokens and pieces cost: integers all the way, and one half-up rounding to micro-USD at the end. */
import type { Usage } from '@proxyapi/providers'
import type { Micros } from '../ledger/ledger.ts'
import type { ModelPrice, PiecePrices } from './lane.ts'

/** Prices are micro-USD a million tokens, so tokens × price are pico-USD. */
const picoPerMicro = 1_000_000n
const microPerUsd = 1_000_000

/** The cost of a usage; null where a price that it needs is unknown and the upstream does not report the cost itself. */
export function costOf(usage: Usage, price: ModelPrice | null): Micros | null {
  const listed = price === null ? null : listedCost(usage, price)
  if (listed !== null) return listed
  return usage.reportedCost === undefined ? null : Math.round(usage.reportedCost * microPerUsd)
}

function listedCost(usage: Usage, price: ModelPrice): Micros | null {
  const { input, output } = price
  const pieces = price.pieces === undefined ? null : costOfPieces(usage, price.pieces)
  if (pieces !== null) return rounded(pieces)
  // Pieces alone, and no price of them: nobody knows, but of what is free.
  if (isWithoutTokens(usage) && countsPieces(usage)) return input === 0 && output === 0 ? 0 : null
  const { cached, cacheWrite5m, cacheWrite1h } = usage
  if ((input === null && usage.input > 0) || (output === null && usage.output > 0)) return null
  const plain = usage.input - cached - cacheWrite5m - cacheWrite1h
  const pico =
    pico1(plain, input) +
    pico1(cached, price.cacheRead ?? input) +
    pico1(cacheWrite5m, price.cacheWrite5m ?? input) +
    pico1(cacheWrite1h, price.cacheWrite1h ?? price.cacheWrite5m ?? input) +
    pico1(usage.output, output)
  return rounded(pico)
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

/** What a call may cost at most at this price: every input token at the dearest way of reading it. Null: unknown. */
export function worstCost(price: ModelPrice | null, inputTokens: number, outputTokens: number): Micros | null {
  if (price === null || price.input === null || price.output === null) return null
  const input = Math.max(price.input, price.cacheWrite5m ?? 0, price.cacheWrite1h ?? 0)
  const pico = pico1(inputTokens, input) + pico1(outputTokens, price.output)
  return Number((pico + picoPerMicro - 1n) / picoPerMicro)
}

export const usdOf = (micros: Micros): number => micros / microPerUsd
