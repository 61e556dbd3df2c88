import { limitOf } from '../fact-values.ts'
import {
  cacheWriteOf,
  type Facts,
  otherCapabilities,
  type PriceTier,
  piecePrices,
  type RowOwner,
  type Statement,
  supportNames,
  tokenPrices,
} from '../model.ts'
import type { OverrideEntry, OverrideFields, OverridePricing } from '../settings.ts'
import { fixedPrice } from './catalogs/row-facts.ts'
import { defined } from './listed-facts.ts'

/** A row that a pattern may mean. */
export interface KnownRow {
  uid: string
  owner: RowOwner
}

const isGlob = (pattern: string): boolean => pattern.includes('*')

/** Whether patterns among these mean rows that are not known yet. */
export const hasGlobs = (overrides: readonly OverrideEntry[]): boolean =>
  overrides.some(({ pattern }) => isGlob(pattern))

/**
 * What the operator says of rows: of the one that a pattern names, also where nobody else knows it, and of all that a glob
 * fits. Of two patterns that fit a row, the one that stands later says more.
 */
export function overrideStatements(
  overrides: readonly OverrideEntry[],
  known: readonly KnownRow[],
  ownerOf: (uid: string) => RowOwner | null,
): Statement[] {
  const statements = new Map<string, Statement>()
  for (const { pattern, fields } of overrides) {
    const { note, ...said } = fields
    const facts = factsOfFields(said)
    for (const { uid, owner } of rowsFor(pattern, known, ownerOf)) {
      const before = statements.get(uid)
      const why = note ?? before?.note
      statements.set(uid, {
        uid,
        owner,
        sourceKey: pattern,
        url: null,
        facts: { ...before?.facts, ...facts },
        inferred: {},
        suspects: [],
        ...(why !== undefined && { note: why }),
      })
    }
  }
  return [...statements.values()]
}

function rowsFor(
  pattern: string,
  known: readonly KnownRow[],
  ownerOf: (uid: string) => RowOwner | null,
): readonly KnownRow[] {
  if (isGlob(pattern)) return known.filter(({ uid }) => fits(pattern, uid))
  const named = known.find(({ uid }) => uid === pattern)
  if (named !== undefined) return [named]
  const owner = ownerOf(pattern)
  return owner === null ? [] : [{ uid: pattern, owner }]
}

/** `*` stands for any text; nothing else in a pattern means anything. */
function fits(pattern: string, uid: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  if (!uid.startsWith(first)) return false
  const last = rest.pop() ?? ''
  let at = first.length
  for (const part of rest) {
    const found = uid.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return uid.length - last.length >= at && uid.endsWith(last)
}

/** Fields as they are written in the configuration, under the names of the wire, as facts. */
export function factsOfFields(fields: OverrideFields): Facts {
  const { supports = {}, capabilities = [], modalities = {}, pricing = {}, input_cost, output_cost, ...plain } = fields
  const { context_length, max_input_tokens, max_tokens, ...rest } = plain
  const per1K = (price: number | undefined) => fixedPrice(price, 'usd_per_1k_tokens') ?? undefined
  return defined({
    ...rest,
    context_length: limitOf(context_length),
    max_input_tokens: limitOf(max_input_tokens),
    max_tokens: limitOf(max_tokens),
    ...Object.fromEntries(
      supportNames.flatMap((name) => (supports[name] === undefined ? [] : [[`supports.${name}`, supports[name]]])),
    ),
    ...Object.fromEntries(
      otherCapabilities.flatMap((name) => (capabilities.includes(name) ? [[`capabilities.${name}`, true]] : [])),
    ),
    'modalities.input': modalities.input,
    'modalities.output': modalities.output,
    'pricing.input': per1K(input_cost),
    'pricing.output': per1K(output_cost),
    ...pricesOfFields(pricing),
  })
}

function pricesOfFields({ mode, batch, tiers, ...prices }: OverridePricing): Facts {
  const per1M = (price: number | null | undefined) => fixedPrice(price, 'usd_per_1m_tokens')
  const stated: Record<string, unknown> = { 'pricing.mode': mode }
  for (const name of tokenPrices) stated[`pricing.${name}`] = per1M(prices[name]) ?? undefined
  for (const name of piecePrices) stated[`pricing.${name}`] = fixedPrice(prices[name], 'usd_per_piece') ?? undefined
  if (batch) stated['pricing.batch'] = { input: per1M(batch.input), output: per1M(batch.output) }
  if (tiers) {
    stated['pricing.tiers'] = tiers.map(
      (tier): PriceTier => ({
        min_input_tokens: tier.min_input_tokens,
        input: per1M(tier.input),
        output: per1M(tier.output),
        cache_read: per1M(tier.cache_read),
        ...cacheWriteOf(per1M(tier.cache_write_5m)),
      }),
    )
  }
  return defined(stated)
}
