/**
 * Integer pico-USD for one unit: a token, or the piece where a price is by the piece. That is micro-USD for 1,000,000 of
 * them, so 1 USD a million tokens is 1,000,000.
 */
export type Pico = number

/** By how many powers of ten a number in this unit must be raised to become pico-USD. */
const exponents = {
  usd_per_token: 12,
  cents_per_token: 10,
  usd_per_1k_tokens: 9,
  usd_per_1m_tokens: 6,
  /** xAI: USD a million tokens, times 10,000. */
  usd_per_10g_tokens: 2,
  usd_per_piece: 12,
} as const

export type PriceUnit = keyof typeof exponents

const decimalPattern = /^([+-]?)(\d{1,60})(?:\.(\d{0,60}))?(?:[eE]([+-]?\d{1,3}))?$/

/**
 * A price from its source text, rounded half-even; a number is read by its shortest decimal. `dynamic` where it is
 * negative, null where it is not a number, too large, or so small that it would become 0, which means free.
 */
export function parsePrice(text: string | number, unit: PriceUnit): Pico | 'dynamic' | null {
  const scaled = scaledDecimal(String(text).trim(), exponents[unit])
  if (scaled === null) return null
  if (scaled.isNegative) return 'dynamic'
  const pico = roundHalfEven(scaled)
  if (pico > BigInt(Number.MAX_SAFE_INTEGER) || (pico === 0n && scaled.numerator !== 0n)) return null
  return Number(pico)
}

/** The largest price that is not above this bound. Null where the bound is no number. */
export function priceAtMost(text: string | number, unit: PriceUnit): Pico | null {
  const scaled = scaledDecimal(String(text).trim(), exponents[unit])
  if (scaled === null || scaled.isNegative) return null
  const pico = scaled.numerator / scaled.denominator
  return pico > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(pico)
}

interface Scaled {
  isNegative: boolean
  numerator: bigint
  denominator: bigint
}

/** The decimal times ten to the power of `exponent`, as a fraction. */
function scaledDecimal(text: string, exponent: number): Scaled | null {
  const match = decimalPattern.exec(text)
  if (match === null) return null
  const [, sign = '', whole = '', fraction = '', power = '0'] = match
  const digits = BigInt(whole + fraction)
  const shift = exponent - fraction.length + Number(power)
  return {
    isNegative: sign === '-' && digits !== 0n,
    numerator: shift > 0 ? digits * 10n ** BigInt(shift) : digits,
    denominator: shift < 0 ? 10n ** BigInt(-shift) : 1n,
  }
}

function roundHalfEven({ numerator, denominator }: Scaled): bigint {
  const quotient = numerator / denominator
  const twice = (numerator % denominator) * 2n
  if (twice > denominator) return quotient + 1n
  return twice === denominator ? quotient + (quotient % 2n) : quotient
}

/** One correctly rounded division: the result prints as the exact decimal. */
export const usdPer1M = (price: Pico): number => price / 1e6
export const usdPer1K = (price: Pico): number => price / 1e9
export const usdPerPiece = (price: Pico): number => price / 1e12

/** Change in percent with at most 6 decimals, negative is cheaper; null where the old price is 0. */
export function percentChange(old: Pico, now: Pico): number | null {
  if (old === 0) return null
  const difference = BigInt(now) - BigInt(old)
  const size = { isNegative: false, numerator: abs(difference) * 100_000_000n, denominator: BigInt(old) }
  const micro = Number(roundHalfEven(size))
  return (difference < 0n ? -micro : micro) / 1e6
}

const abs = (value: bigint): bigint => (value < 0n ? -value : value)
