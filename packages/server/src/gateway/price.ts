/** What tokens cost: integers all the way, and one half-up rounding to micro-USD at the end. */
import type { Usage } from '@proxyapi/providers'
import type { Micros } from '../ledger/ledger.ts'
import type { ModelPrice } from './lane.ts'

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
  const { cached, cacheWrite5m, cacheWrite1h } = usage
  if ((input === null && usage.input > 0) || (output === null && usage.output > 0)) return null
  const plain = usage.input - cached - cacheWrite5m - cacheWrite1h
  const pico =
    pico1(plain, input) +
    pico1(cached, price.cacheRead ?? input) +
    pico1(cacheWrite5m, price.cacheWrite5m ?? input) +
    pico1(cacheWrite1h, price.cacheWrite1h ?? price.cacheWrite5m ?? input) +
    pico1(usage.output, output)
  return Number((pico + picoPerMicro / 2n) / picoPerMicro)
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
