import type { components } from '@proxyapi/contract'
import { byBytes } from './nearest.ts'

export type Filter = components['schemas']['VectorFilter']
type Range = components['schemas']['VectorFilterRange']
type Metadata = Readonly<Record<string, unknown>>

/** Whether metadata has all that a filter wants; values of another type never pass. */
export const passes = (filter: Filter, metadata: Metadata): boolean =>
  Object.entries(filter).every(([name, wanted]) => {
    const value = Object.hasOwn(metadata, name) ? metadata[name] : undefined
    return typeof wanted === 'object' ? inRange(wanted, value) : value === wanted
  })

function inRange({ in: list, gt, gte, lt, lte }: Range, value: unknown): boolean {
  return (
    (list === undefined || list.some((one) => one === value)) &&
    (gt === undefined || compared(value, gt) > 0) &&
    (gte === undefined || compared(value, gte) >= 0) &&
    (lt === undefined || compared(value, lt) < 0) &&
    (lte === undefined || compared(value, lte) <= 0)
  )
}

/** NaN, which is in no order, for values of two types. */
function compared(value: unknown, bound: string | number): number {
  if (typeof value === 'string' && typeof bound === 'string') return byBytes(value, bound)
  return typeof value === 'number' && typeof bound === 'number' ? value - bound : Number.NaN
}

const rangeWords = ['gt', 'gte', 'lt', 'lte']
const membersMax = 20
const listMax = 100

/** A filter as text; null where it is none. */
export function filterIn(text: string): Filter | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // That it is no JSON is the answer.
    return null
  }
  if (!isObject(value) || Object.keys(value).length > membersMax) return null
  return Object.values(value).every((wanted) => isPlain(wanted) || isRange(wanted)) ? (value as Filter) : null
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isPlain = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value)
const isBound = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number'

function isRange(value: unknown): boolean {
  if (!isObject(value) || Object.keys(value).length === 0) return false
  return Object.entries(value).every(([word, bound]) =>
    word === 'in'
      ? Array.isArray(bound) && bound.length > 0 && bound.length <= listMax && bound.every(isPlain)
      : rangeWords.includes(word) && isBound(bound),
  )
}
