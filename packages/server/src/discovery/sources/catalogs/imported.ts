import { isUsableId } from '../../fact-values.ts'
import type { Statement } from '../../model.ts'
import type { Sliced } from '../../slices.ts'
import { parseJson } from './sliced-json.ts'

/** A row of a public catalog: whose model it is, in our word where the provider is a brand that we know. */
export type ImportedRow = Omit<Statement, 'uid'> & { provider: string; id: string }

/** Where in a file something stands that was not taken, and why. */
export interface Reject {
  path: string
  reason: string
}

/** What a file of models holds. */
export interface Imported {
  rows: ImportedRow[]
  /** Rows that cannot be read. */
  rejects: Reject[]
  /** Entries that are no models, or say again what another one says. */
  skipped: Reject[]
  counts: { read: number; taken: number; rejected: number; skipped: number }
}

/** One entry of a file: a row, or why it is none. */
export type Read = ImportedRow | { reject: string } | { skip: string }

/** A text that is not of the format that it is said to be. */
export class UnreadableCatalog extends Error {}

/** Reads every entry; one that cannot be read is rejected and stops nothing. Of two rows of one model the first holds. */
export function* collect<T>(
  entries: Iterable<readonly [path: string, value: T]>,
  read: (value: T) => Read,
): Sliced<Imported> {
  const rows = new Map<string, ImportedRow>()
  const rejects: Reject[] = []
  const skipped: Reject[] = []
  for (const [path, value] of entries) {
    yield
    const found = read(value)
    if ('reject' in found) rejects.push({ path, reason: found.reject })
    else if ('skip' in found) skipped.push({ path, reason: found.skip })
    else if (!isUsableId(found.id) || !providerPattern.test(found.provider))
      rejects.push({ path, reason: 'has an id or a provider that cannot be a name' })
    else if (rows.has(keyOf(found))) skipped.push({ path, reason: 'is a second row of a model that stands above' })
    else rows.set(keyOf(found), found)
  }
  const counts = {
    read: rows.size + rejects.length + skipped.length,
    taken: rows.size,
    rejected: rejects.length,
    skipped: skipped.length,
  }
  return { rows: [...rows.values()], rejects, skipped, counts }
}

const providerPattern = /^[a-z0-9][a-z0-9._-]{0,63}$/
const keyOf = ({ provider, id }: ImportedRow) => `${provider}:${id}`

/** A file as JSON; numbers whose name fits stay their source text, so that no digit of a price is lost. */
export function* readJson(text: string, isPrice: (name: string) => boolean): Sliced<unknown> {
  const keepPrices = (name: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && isPrice(name) ? (context?.source ?? value) : value
  try {
    return yield* parseJson(text, keepPrices)
  } catch {
    // What stands there may be anything; only that it is no JSON matters.
    throw new UnreadableCatalog('is not JSON, or was cut')
  }
}

/** A value as it was before `readJson` kept prices in it as their text. */
export function asNumbers(value: unknown, isPrice: (name: string) => boolean, name = ''): unknown {
  if (typeof value === 'string') return isPrice(name) && Number.isFinite(numberOf(value)) ? numberOf(value) : value
  if (Array.isArray(value)) return value.map((item) => asNumbers(item, isPrice))
  if (!isMembers(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asNumbers(item, isPrice, key)]))
}

export type Members = Readonly<Record<string, unknown>>

export const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const nothing: Members = Object.freeze({})
export const membersOf = (value: unknown): Members => (isMembers(value) ? value : nothing)
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined
export const textsOf = (value: unknown): string[] => listOf(value).filter((item) => typeof item === 'string')
export const flagOf = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined)
/** A number, also where it was kept as its text. */
export const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' || (typeof value === 'string' && value.trim() !== '') ? Number(value) : undefined
