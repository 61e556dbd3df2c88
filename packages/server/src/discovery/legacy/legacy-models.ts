import { traitsOf } from '../brand-traits.ts'
import { type Facts, type PriceField, type Statement, uidOf } from '../model.ts'
import { authorOf, canonicalIdOf, familyOf } from '../model-names.ts'
import { type PriceUnit, parsePrice } from '../price.ts'
import type { ProviderNames } from '../provider-names.ts'
import { defined } from '../sources/listed-facts.ts'

/** What `--price-unit` may say of the old prices. */
export const legacyUnits = {
  per_token: 'usd_per_token',
  per_1k: 'usd_per_1k_tokens',
  per_1m: 'usd_per_1m_tokens',
} as const satisfies Record<string, PriceUnit>

/** A row of the older system as it was read; numbers are their source text. */
export type LegacyRow = Readonly<Record<string, unknown>>

export interface Rejected {
  /** Where in the source. */
  path: string
  reason: string
}

export interface LegacyModels {
  /** By `provider` of rows. */
  statements: Map<string, Statement[]>
  rejected: Rejected[]
  /** Names of providers that no brand has; they are kept as they are. */
  unknownProviders: string[]
}

const idLengthMax = 300
const providerLengthMax = 64

/**
 * What an older system states, as one source says it: what it leaves out stays unknown. Its `max_tokens` was window and
 * largest output at once.
 */
export function legacyModels(
  rows: readonly unknown[],
  unit: PriceUnit,
  names: Pick<ProviderNames, 'rowsOf'>,
  path = 'models',
): LegacyModels {
  const byUid = new Map<string, { provider: string; statement: Statement }>()
  const rejected: Rejected[] = []
  const unknown = new Set<string>()
  for (const [at, row] of rows.entries()) {
    const reject = (reason: string) => void rejected.push({ path: `${path}[${at}]`, reason })
    const { model_id: id, source } = (row ?? {}) as LegacyRow
    if (!isText(id, idLengthMax)) reject('model_id is missing')
    else if (!isText(source, providerLengthMax)) reject('source is missing')
    else {
      const [known] = names.rowsOf(source.trim())
      if (known === undefined) unknown.add(source.trim())
      const provider = known ?? source.trim()
      const statement = statementOf(row as LegacyRow, id, provider, unit)
      const before = byUid.get(statement.uid)
      if (before !== undefined && JSON.stringify(before.statement) !== JSON.stringify(statement))
        reject(`${statement.uid} was stated before, with other values`)
      else byUid.set(statement.uid, { provider, statement })
    }
  }
  return { statements: grouped([...byUid.values()]), rejected, unknownProviders: [...unknown].sort() }
}

const isText = (value: unknown, lengthMax: number): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= lengthMax

function grouped(entries: readonly { provider: string; statement: Statement }[]): Map<string, Statement[]> {
  const byProvider = new Map<string, Statement[]>()
  for (const { provider, statement } of entries)
    byProvider.set(provider, [...(byProvider.get(provider) ?? []), statement])
  return byProvider
}

function statementOf(row: LegacyRow, id: string, provider: string, unit: PriceUnit): Statement {
  const tokens = wholeOf(row.max_tokens)
  const pricing = (typeof row.pricing === 'object' && row.pricing !== null ? row.pricing : {}) as LegacyRow
  const facts: Facts = defined({
    name: isText(row.display_name, idLengthMax) ? row.display_name : undefined,
    context_length: tokens,
    max_tokens: tokens,
    ...flagsOf(row.type),
    ...priced('pricing.input', pricing.input, unit),
    ...priced('pricing.output', pricing.output, unit),
  })
  const { author } = traitsOf(provider)
  const inferred = defined({
    author: authorOf(id, author),
    canonical_id: canonicalIdOf(id, author, []),
    family: familyOf(id),
  })
  return { uid: uidOf(provider, id), sourceKey: id, url: null, facts, inferred, suspects: [] }
}

/** 0 and less mean that nobody knew. */
function wholeOf(value: unknown): number | undefined {
  const number = Number(value ?? Number.NaN)
  return Number.isSafeInteger(number) && number > 0 ? number : undefined
}

function flagsOf(type: unknown): Facts {
  if (typeof type !== 'string' || type === '') return {}
  return { supports_chat: type === 'chat', supports_completion: type === 'completion' }
}

function priced(field: PriceField, value: unknown, unit: PriceUnit): Facts {
  if (typeof value !== 'string' && typeof value !== 'number') return {}
  const price = parsePrice(value, unit)
  return typeof price === 'number' ? { [field]: price } : {}
}
