import {
  type Capability,
  type CatalogDoc,
  cacheWriteOf,
  dateFields,
  type FactName,
  type Facts,
  type FieldValue,
  type Identity,
  limitFields,
  type ModelPricing,
  otherCapabilities,
  type PriceName,
  type PriceTier,
  piecePrices,
  supportNames,
  textFields,
  tokenPrices,
} from './model.ts'
import { type Pico, parsePrice, usdPer1M, usdPerPiece } from './price.ts'

/** What a row says, from the facts that were chosen for it. */
export function docOf(identity: Identity, facts: Facts, suspects: Iterable<string>): CatalogDoc {
  const { uid, id, provider, brand } = identity
  return {
    uid,
    id,
    name: facts.name ?? id,
    provider,
    brand,
    canonical_id: facts.canonical_id ?? null,
    author: facts.author ?? null,
    family: facts.family ?? null,
    aliases: facts.aliases ?? [],
    alias_of: facts.alias_of ?? null,
    context_length: facts.context_length ?? null,
    max_input_tokens: facts.max_input_tokens ?? null,
    max_tokens: facts.max_tokens ?? null,
    pricing: pricingOf(facts),
    modalities: { input: facts['modalities.input'] ?? [], output: facts['modalities.output'] ?? [] },
    supports_chat: facts.supports_chat ?? null,
    supports_completion: facts.supports_completion ?? null,
    supports: Object.fromEntries(supportNames.map((name) => [name, facts[`supports.${name}`] ?? null])),
    capabilities: capabilitiesOf(facts),
    status: facts.status ?? 'unknown',
    release_date: facts.release_date ?? null,
    knowledge_cutoff: facts.knowledge_cutoff ?? null,
    deprecation_date: facts.deprecation_date ?? null,
    shutdown_date: facts.shutdown_date ?? null,
    replacement: facts.replacement ?? [],
    suspect_fields: [...new Set(suspects)].sort(),
    metadata: facts.metadata ?? {},
  }
}

/** The facts that a row holds; `docOf` gives the same row of them. */
export function factsOf(doc: CatalogDoc): Facts {
  const facts: Record<string, unknown> = { ...pricesOf(doc.pricing) }
  const take = (name: FactName, value: unknown) => {
    const isEmpty = value === null || value === undefined || (Array.isArray(value) && value.length === 0)
    if (!isEmpty) facts[name] = value
  }
  for (const name of [...textFields, ...limitFields, ...dateFields]) take(name, doc[name])
  for (const name of ['supports_chat', 'supports_completion', 'aliases', 'replacement'] as const) take(name, doc[name])
  for (const name of supportNames) take(`supports.${name}`, doc.supports[name])
  for (const name of otherCapabilities) if (doc.capabilities.includes(name)) facts[`capabilities.${name}`] = true
  take('modalities.input', doc.modalities.input)
  take('modalities.output', doc.modalities.output)
  if (doc.status !== 'unknown') facts.status = doc.status
  if (Object.keys(doc.metadata).length > 0) facts.metadata = doc.metadata
  return facts as Facts
}

function capabilitiesOf(facts: Facts): Capability[] {
  const found: Capability[] = [
    ...supportNames.filter((name) => facts[`supports.${name}`] === true),
    ...otherCapabilities.filter((name) => facts[`capabilities.${name}`] === true),
  ]
  if (facts.supports_chat === true) found.push('chat')
  if (facts.supports_completion === true) found.push('completion')
  return found.sort()
}

function pricingOf(facts: Facts): ModelPricing {
  const usd = (name: PriceName, render: (price: Pico) => number) => {
    const price = facts[`pricing.${name}`]
    return price === undefined ? [] : [[name, render(price)] as const]
  }
  const known = Object.fromEntries([
    ...tokenPrices.flatMap((name) => usd(name, usdPer1M)),
    ...piecePrices.flatMap((name) => usd(name, usdPerPiece)),
  ])
  const batch = facts['pricing.batch']
  const tiers = facts['pricing.tiers']
  return {
    mode: modeOf(facts, Object.keys(known).length > 0),
    currency: 'USD',
    input: null,
    output: null,
    ...known,
    ...(batch && { batch: { input: orNull(batch.input, usdPer1M), output: orNull(batch.output, usdPer1M) } }),
    ...(tiers && { tiers: tiers.map(tierInUsd) }),
  }
}

const orNull = (price: Pico | null, render: (price: Pico) => number): number | null =>
  price === null ? null : render(price)

const tierInUsd = (tier: PriceTier) => ({
  min_input_tokens: tier.min_input_tokens,
  input: orNull(tier.input, usdPer1M),
  output: orNull(tier.output, usdPer1M),
  cache_read: orNull(tier.cache_read, usdPer1M),
  ...(tier.cache_write_5m !== undefined && { cache_write_5m: usdPer1M(tier.cache_write_5m) }),
})

function modeOf(facts: Facts, hasPrice: boolean): ModelPricing['mode'] {
  const stated = facts['pricing.mode']
  if (stated !== undefined) return stated
  if (facts['pricing.tiers'] !== undefined) return 'tiered'
  return hasPrice ? 'fixed' : 'unknown'
}

/** The prices of a row as integers. */
export function pricesOf(pricing: ModelPricing): Facts {
  const facts: Facts = {}
  const read = (value: number | null | undefined, unit: Parameters<typeof parsePrice>[1]): Pico | null => {
    const price = value === null || value === undefined ? null : parsePrice(value, unit)
    return typeof price === 'number' ? price : null
  }
  const usd1M = (value: number | null | undefined) => read(value, 'usd_per_1m_tokens')
  for (const name of tokenPrices) setPrice(facts, name, usd1M(pricing[name]))
  for (const name of piecePrices) setPrice(facts, name, read(pricing[name], 'usd_per_piece'))
  const { batch, tiers, mode } = pricing
  if (batch) facts['pricing.batch'] = { input: usd1M(batch.input), output: usd1M(batch.output) }
  if (tiers) {
    facts['pricing.tiers'] = tiers.map((tier) => ({
      min_input_tokens: tier.min_input_tokens,
      input: usd1M(tier.input),
      output: usd1M(tier.output),
      cache_read: usd1M(tier.cache_read),
      ...cacheWriteOf(usd1M(tier.cache_write_5m)),
    }))
  }
  if (mode === 'dynamic' || mode === 'hourly') facts['pricing.mode'] = mode
  return facts
}

function setPrice(facts: Facts, name: PriceName, price: Pico | null): void {
  if (price !== null) facts[`pricing.${name}`] = price
}

const pieceFields: ReadonlySet<string> = new Set(piecePrices.map((name) => `pricing.${name}`))

/** A fact as the wire shows it: prices in USD. */
export function wireValue(field: string, value: unknown): FieldValue {
  if (value === undefined || value === null) return null
  if (typeof value === 'number' && field.startsWith('pricing.'))
    return pieceFields.has(field) ? usdPerPiece(value) : usdPer1M(value)
  if (field === 'pricing.tiers') return (value as PriceTier[]).map(tierInUsd)
  if (field === 'pricing.batch')
    return pricingOf({ 'pricing.batch': value as NonNullable<Facts['pricing.batch']> }).batch ?? null
  return value as FieldValue
}
