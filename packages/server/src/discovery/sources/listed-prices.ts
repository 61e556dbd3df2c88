import type { ListPrices } from '../brand-traits.ts'
import { cacheWriteOf, type Facts, type PriceName, type PriceTier } from '../model.ts'
import { type Pico, type PriceUnit, parsePrice } from '../price.ts'

type Members = Readonly<Record<string, unknown>>

/** Prices that a row of a list states; read only where the brand's row declares their unit. */
export function listedPrices(metadata: Members, prices: ListPrices | undefined, suspects: string[]): Facts {
  if (prices === undefined) return {}
  const facts: Facts = {}
  const read = (at: Partial<Record<PriceName, string>>, unit: PriceUnit) => {
    for (const [name, path] of Object.entries(at) as [PriceName, string][]) {
      const price = priceAt(metadata, path, unit)
      if (price === 'dynamic') facts['pricing.mode'] = 'dynamic'
      else if (price !== null) facts[`pricing.${name}`] = price
      else if (isStated(memberAt(metadata, path))) suspects.push(`pricing.${name}`)
    }
  }
  read(prices.at, prices.unit)
  read(prices.pieces ?? {}, 'usd_per_piece')
  const tiers = tiersOf(metadata, prices)
  return tiers.length > 0 ? { ...facts, 'pricing.tiers': tiers } : facts
}

/** Members of a row that are prices, by their names at its top. */
export const priceMembers = (prices: ListPrices | undefined): ReadonlySet<string> =>
  new Set(prices === undefined ? [] : pathsOf(prices).map((path) => path.split('.')[0] as string))

/** A reviver that leaves prices as their source text, so that no digit of them is lost. */
export function keepPrices(prices: ListPrices | undefined): ((key: string, value: unknown) => unknown) | undefined {
  if (prices === undefined) return undefined
  const names = new Set(pathsOf(prices).map((path) => path.slice(path.lastIndexOf('.') + 1)))
  return (key: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && names.has(key) ? (context?.source ?? value) : value
}

function pathsOf({ at, pieces, tiers }: ListPrices): string[] {
  const ofTiers =
    tiers === undefined ? [] : [tiers.input, tiers.output, tiers.cache_read, tiers.cache_write_5m ?? []].flat()
  return [...Object.values(at), ...Object.values(pieces ?? {}), ...ofTiers]
}

/** Rows without a first token, such as prices of a time of day, are no tiers. */
function tiersOf(metadata: Members, { unit, tiers }: ListPrices): PriceTier[] {
  if (tiers === undefined) return []
  const rows = tiers.rows === undefined ? [metadata] : memberAt(metadata, tiers.rows)
  if (!Array.isArray(rows)) return []
  return rows.flatMap((row: unknown) => {
    const from = memberAt(row, tiers.from)
    if (typeof from !== 'number' || !Number.isInteger(from) || from < 1) return []
    const price = (path: string | undefined): Pico | null => {
      const read = path === undefined ? null : priceAt(row, path, unit)
      return read === 'dynamic' ? null : read
    }
    const tier = {
      min_input_tokens: from,
      input: price(tiers.input),
      output: price(tiers.output),
      cache_read: price(tiers.cache_read),
      ...cacheWriteOf(price(tiers.cache_write_5m)),
    }
    return tier.input === null && tier.output === null ? [] : [tier]
  })
}

function priceAt(holder: unknown, path: string, unit: PriceUnit): Pico | 'dynamic' | null {
  const value = memberAt(holder, path)
  return typeof value === 'string' || typeof value === 'number' ? parsePrice(value, unit) : null
}

/** Whether a price is there that cannot be one. */
export const isStated = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')

function memberAt(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (at, name) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[name] : undefined),
      value,
    )
}
