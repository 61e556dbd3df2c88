import type { components } from '@proxyapi/contract'
import type { Rejected } from './legacy-models.ts'

type Preferences = components['schemas']['Preferences']

/** What an older system leaves behind, as it was read. */
export interface LegacyDocument {
  models: readonly unknown[]
  preferences: LegacyPreferences[]
  /** The text of its model selections; null where it has none. */
  selections: string | null
}

/** Of one user, under the names of now; `user` is an id or an email address. */
export interface LegacyPreferences extends Preferences {
  user: string
}

/**
 * Reads what an older system wrote: a list of models, or an object with `models`, `preferences` (by user, or one with
 * `favorite_models` itself, which belongs to `user`) and `selections`. Throws where it is neither.
 */
export function readLegacy(text: string, user: string | null): LegacyDocument & { rejected: Rejected[] } {
  const value = parse(text)
  if (Array.isArray(value)) return { models: value, preferences: [], selections: null, rejected: [] }
  if (!isObject(value)) throw new Error('It is neither a list of models nor an object.')
  const { models = [], preferences = {}, selections } = value
  if (!Array.isArray(models)) throw new Error('models: is not a list')
  const rejected: Rejected[] = []
  return {
    models,
    preferences: preferencesOf(preferences, user, rejected),
    selections: selections === undefined ? null : JSON.stringify(selections),
    rejected,
  }
}

/** Numbers stay their source text, so that no digit of a price is lost. */
const parse = (text: string): unknown =>
  JSON.parse(text, (_, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' ? (context?.source ?? value) : value,
  )

/** A row of the older table: its prices are JSON. */
export const legacyRow = (row: Record<string, unknown>): Record<string, unknown> => ({
  ...row,
  pricing: typeof row.pricing === 'string' ? parse(row.pricing) : row.pricing,
})

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const oldNames = ['favorite_models', 'saved_filters', 'provider_priority'] as const

function preferencesOf(value: unknown, user: string | null, rejected: Rejected[]): LegacyPreferences[] {
  if (!isObject(value)) throw new Error('preferences: is not an object')
  const isOne = oldNames.some((name) => Object.hasOwn(value, name))
  if (isOne && user === null) throw new Error('preferences: name the user that they belong to (--user)')
  const entries = isOne ? [[user ?? '', value] as const] : Object.entries(value)
  return entries.flatMap(([name, entry]) => {
    const path = isOne ? 'preferences' : `preferences.${name}`
    if (isObject(entry)) return [{ user: name, ...renamed(entry, path, rejected) }]
    rejected.push({ path, reason: 'is not an object' })
    return []
  })
}

function renamed(old: Record<string, unknown>, path: string, rejected: Rejected[]): Preferences {
  const texts = (name: string) => {
    const value = old[name] ?? []
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return [...new Set(value as string[])]
    rejected.push({ path: `${path}.${name}`, reason: 'is not a list of texts' })
    return []
  }
  return {
    favorites: texts('favorite_models'),
    filters: filtersOf(old.saved_filters ?? {}, `${path}.saved_filters`, rejected),
    provider_order: texts('provider_priority'),
  }
}

function filtersOf(value: unknown, path: string, rejected: Rejected[]): Preferences['filters'] {
  if (!isObject(value)) {
    rejected.push({ path, reason: 'is not an object' })
    return {}
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, filter]) => {
      if (isObject(filter)) return [[name, numbersOf(filter) as Preferences['filters'][string]]]
      rejected.push({ path: `${path}.${name}`, reason: 'is not an object of search parameters' })
      return []
    }),
  )
}

/** Parameters are numbers again where they were. */
const numbersOf = (filter: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(filter).map(([name, value]) => [
      name,
      typeof value === 'string' && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value) ? Number(value) : value,
    ]),
  )
