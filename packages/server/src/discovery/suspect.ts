import type { Facts } from './model.ts'
import type { Pico } from './price.ts'

/** USD a million tokens, as pico-USD a token: what no model has cost. */
const mostByField: Readonly<Record<string, Pico>> = { 'pricing.input': 200_000_000, 'pricing.output': 800_000_000 }

/** Catalogs that differ by more than this factor cannot both be right. */
const factorMax = 5n

/** Whether a price is implausible for tokens. */
export const isSuspectPrice = (field: string, price: Pico): boolean => {
  const most = mostByField[field]
  return most !== undefined && price > most
}

export const areFarApart = (a: Pico, b: Pico): boolean => {
  const [low, high] = a < b ? [BigInt(a), BigInt(b)] : [BigInt(b), BigInt(a)]
  return high > low * factorMax
}

/** Fields of a row that contradict one another. */
export function contradictions({ context_length, max_tokens }: Facts): string[] {
  return context_length !== undefined && max_tokens !== undefined && max_tokens > context_length ? ['max_tokens'] : []
}
