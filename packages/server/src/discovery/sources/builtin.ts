import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { traitsOf } from '../brand-traits.ts'
import { flagsOfWords, modalitiesOf } from '../capability-words.ts'
import { type Facts, otherCapabilities, type PriceField, type Statement, supportNames, uidOf } from '../model.ts'
import { authorOf, canonicalIdOf, familyOf } from '../model-names.ts'
import { type PriceUnit, parsePrice } from '../price.ts'
import { type ConfiguredProvider, ownsItsModels } from '../settings.ts'
import { defined } from './listed-facts.ts'

const day = z.iso.date()
const tokens = z.int().positive().nullable()
/** The source text of a number: a price never becomes a float. */
const price = z.string().nullable()
const capability = z.enum(['chat', 'completion', ...supportNames, ...otherCapabilities])

const builtinModel = z.strictObject({
  id: z.string().min(1).max(300),
  name: z.string().min(1).max(200),
  context_length: tokens,
  max_input_tokens: tokens,
  max_tokens: tokens,
  input_usd_per_1m: price,
  output_usd_per_1m: price,
  cache_read_usd_per_1m: price,
  /** USD for one of them. */
  usd_per_piece: z
    .strictObject({ image: price, request: price, character: price, audio_minute: price })
    .partial()
    .optional(),
  /** Whether it takes messages or prompts is decided by this list; of all else it holds what is known to be true. */
  capabilities: z.array(capability),
  /** Null is unknown. */
  status: z.enum(['alpha', 'beta', 'ga', 'legacy', 'deprecated', 'retired']).nullable(),
  release_date: day.nullable(),
  shutdown_date: day.nullable(),
  replacement: z.array(z.string().min(1)),
  aliases: z.array(z.string().min(1)).optional(),
  source_url: z.url({ protocol: /^https$/ }),
  checked_at: day,
})

const builtinFile = z.strictObject({
  format: z.literal(1),
  brand: z.string().min(1),
  checked_at: day,
  models: z.array(builtinModel),
})

/** What is known of a brand's models without asking it: `catalog/<brand>.json`. */
export type BuiltinCatalog = z.infer<typeof builtinFile>
type BuiltinModel = BuiltinCatalog['models'][number]

const pieces = ['image', 'request', 'character', 'audio_minute'] as const
const priceMembers: ReadonlySet<string> = new Set([
  'input_usd_per_1m',
  'output_usd_per_1m',
  'cache_read_usd_per_1m',
  ...pieces,
])

/** Reads the text of one file. Throws where it is not of the format. */
export function readBuiltin(text: string): BuiltinCatalog {
  const keepPrices = (key: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && priceMembers.has(key) ? (context?.source ?? String(value)) : value
  return builtinFile.parse(JSON.parse(text, keepPrices))
}

/** All files that this package ships. Throws for a file that is not of the format. */
export function loadBuiltin(): BuiltinCatalog[] {
  const manifest = createRequire(import.meta.url).resolve('@proxyapi/server/package.json')
  const folder = new URL('catalog/', pathToFileURL(manifest))
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return files.sort().map((name) => readBuiltin(readFileSync(new URL(name, folder), 'utf8')))
}

/** Everything that a catalog states for the rows of its brand. */
export const builtinStatements = (catalog: BuiltinCatalog): Statement[] =>
  catalog.models.map((model) => statementOf(model, catalog.brand, uidOf(catalog.brand, model.id)))

/** What a catalog states for the rows of an account: facts of what the configuration names there, by id or base model. */
export function accountStatements(catalog: BuiltinCatalog, provider: ConfiguredProvider): Statement[] {
  if (provider.brand.id !== catalog.brand || !ownsItsModels(provider)) return []
  const known = new Map(catalog.models.map((model) => [model.id, model]))
  const bases: [string, string][] = [
    ...provider.models.filter((id) => id !== '*').map((id): [string, string] => [id, id]),
    ...Object.entries(provider.deployments),
  ]
  return [...new Map(bases)].flatMap(([id, base]) => {
    const model = known.get(base)
    return model === undefined ? [] : [statementOf(model, catalog.brand, uidOf(provider.name, id))]
  })
}

function statementOf(model: BuiltinModel, brand: string, uid: string): Statement {
  const { author } = traitsOf(brand)
  const { flags } = flagsOfWords(model.capabilities)
  const facts: Facts = defined({
    name: model.name,
    context_length: model.context_length ?? undefined,
    max_input_tokens: model.max_input_tokens ?? undefined,
    max_tokens: model.max_tokens ?? undefined,
    status: model.status ?? undefined,
    release_date: model.release_date ?? undefined,
    shutdown_date: model.shutdown_date ?? undefined,
    replacement: model.replacement.length > 0 ? model.replacement : undefined,
    aliases: model.aliases,
    // What is known of its other names joins it where its id alone would not.
    canonical_id: model.aliases && canonicalIdOf(model.id, author, model.aliases),
    supports_chat: false,
    supports_completion: false,
    ...flags,
    ...modalitiesOf(flags),
    ...priced('pricing.input', model.input_usd_per_1m),
    ...priced('pricing.output', model.output_usd_per_1m),
    ...priced('pricing.cache_read', model.cache_read_usd_per_1m),
    ...Object.assign(
      {},
      ...pieces.map((name) => priced(`pricing.${name}`, model.usd_per_piece?.[name], 'usd_per_piece')),
    ),
  })
  const inferred = defined({
    author: authorOf(model.id, author),
    canonical_id: canonicalIdOf(model.id, author, []),
    family: familyOf(model.id),
  })
  const checkedAt = Date.parse(model.checked_at)
  return { uid, sourceKey: model.id, url: model.source_url, facts, inferred, suspects: [], checkedAt }
}

function priced(field: PriceField, text: string | null | undefined, unit: PriceUnit = 'usd_per_1m_tokens'): Facts {
  const price = text == null ? null : parsePrice(text, unit)
  return typeof price === 'number' ? { [field]: price } : {}
}
