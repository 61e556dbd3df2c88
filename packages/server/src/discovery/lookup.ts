import { pricesOf } from './doc.ts'
import type { Facts, PriceName } from './model.ts'
import type { Pico } from './price.ts'
import type { Entry, View } from './view.ts'

/** What routing and billing need to know of a row; the gateway's ModelFacts. */
export interface LookupFacts {
  uid: string
  id: string
  provider: string
  canonicalId: string | null
  aliases: readonly string[]
  contextLength: number | null
  maxOutputTokens: number | null
  supportsChat: boolean | null
  capabilities: readonly string[]
  supports: Readonly<Record<string, boolean | null>>
  /** Implausible prices are unknown: nobody is charged by them. */
  price: {
    input: Pico | null
    output: Pico | null
    cacheRead: Pico | null
    cacheWrite5m: Pico | null
    cacheWrite1h: Pico | null
    inputAudio: Pico | null
    outputAudio: Pico | null
    reasoning: Pico | null
    /** By the length of the prompt, the longest last. */
    tiers?: readonly LookupTier[]
    /** Of one of them. */
    pieces: {
      image: Pico | null
      request: Pico | null
      character: Pico | null
      audioMinute: Pico | null
      webSearch: Pico | null
    }
  }
}

interface LookupTier {
  minInputTokens: number
  input: Pico | null
  output: Pico | null
  cacheRead: Pico | null
  cacheWrite5m: Pico | null
}

/** Rows that an enabled provider serves, as the gateway looks them up: by `provider` of rows. */
export interface Lookup {
  /** Another value once an answer may differ. */
  version(): unknown
  find(provider: string, id: string): LookupFacts | undefined
  of(provider: string): readonly LookupFacts[]
  /** Every row with this id, alias or canonical id. */
  named(name: string): readonly LookupFacts[]
}

interface Tables {
  byUid: Map<string, LookupFacts>
  byProvider: Map<string, LookupFacts[]>
  byName: Map<string, LookupFacts[]>
}

/** Looks up in the view of the moment; its tables are made once a view. */
export function createLookup(view: () => View): Lookup {
  let known: { view: View; tables: Tables } | null = null
  const tables = () => {
    const now = view()
    if (known?.view !== now) known = { view: now, tables: makeTables(now.entries) }
    return known.tables
  }
  return {
    version: view,
    find: (provider, id) => tables().byUid.get(`${provider}:${id}`),
    of: (provider) => tables().byProvider.get(provider) ?? [],
    named: (name) => tables().byName.get(name) ?? [],
  }
}

function makeTables(entries: readonly Entry[]): Tables {
  const tables: Tables = { byUid: new Map(), byProvider: new Map(), byName: new Map() }
  for (const entry of entries) {
    if (entry.servedBy.length === 0) continue
    const facts = factsOf(entry)
    tables.byUid.set(facts.uid, facts)
    if (entry.row.doc.status !== 'retired') put(tables.byProvider, facts.provider, facts)
    for (const name of new Set([
      facts.id,
      ...facts.aliases,
      ...(facts.canonicalId === null ? [] : [facts.canonicalId]),
    ]))
      put(tables.byName, name, facts)
  }
  return tables
}

function put(map: Map<string, LookupFacts[]>, key: string, facts: LookupFacts): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [facts])
  else list.push(facts)
}

function factsOf({ row: { doc } }: Entry): LookupFacts {
  const prices = pricesOf(doc.pricing)
  const price = (name: PriceName): Pico | null =>
    doc.suspect_fields.includes(`pricing.${name}`) ? null : (prices[`pricing.${name}`] ?? null)
  return {
    uid: doc.uid,
    id: doc.id,
    provider: doc.provider,
    canonicalId: doc.canonical_id,
    aliases: doc.aliases,
    contextLength: doc.context_length,
    maxOutputTokens: doc.max_tokens,
    supportsChat: doc.supports_chat,
    capabilities: doc.capabilities,
    supports: doc.supports,
    price: {
      input: price('input'),
      output: price('output'),
      cacheRead: price('cache_read'),
      cacheWrite5m: price('cache_write_5m'),
      cacheWrite1h: price('cache_write_1h'),
      inputAudio: price('input_audio'),
      outputAudio: price('output_audio'),
      reasoning: price('reasoning'),
      ...tiersOf(doc, prices),
      pieces: {
        image: price('image'),
        request: price('request'),
        character: price('character'),
        audioMinute: price('audio_minute'),
        webSearch: price('web_search'),
      },
    },
  }
}

function tiersOf({ suspect_fields }: Entry['row']['doc'], prices: Facts): Pick<LookupFacts['price'], 'tiers'> {
  const stated = suspect_fields.includes('pricing.tiers') ? [] : (prices['pricing.tiers'] ?? [])
  if (stated.length === 0) return {}
  const tiers = stated.map(({ min_input_tokens, input, output, cache_read, cache_write_5m = null }) => ({
    minInputTokens: min_input_tokens,
    ...{ input, output, cacheRead: cache_read, cacheWrite5m: cache_write_5m },
  }))
  return { tiers: tiers.sort((a, b) => a.minInputTokens - b.minInputTokens) }
}
