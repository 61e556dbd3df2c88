import { isObject, type JsonObject } from '../json.ts'
import type { OfferRow } from './rows.ts'

/** A search that the cloud refuses as wrong. */
export class BadSearch extends Error {}

export interface Search {
  storedGb: number
  isBid: boolean
  /** What is shown of the rows: filtered, in order, clamped. */
  select(rows: OfferRow[]): OfferRow[]
}

/** Rows without a written limit. */
const clamp = 64
const defaultStoredGb = 5
const types = { ondemand: false, 'on-demand': false, reserved: false, bid: true, interruptible: true }
const reserved = new Set(['limit', 'type', 'order', 'allocated_storage', 'select_cols'])

type Test = (value: unknown, wanted: unknown) => boolean
const compare =
  (holds: (a: number, b: number) => boolean): Test =>
  (value, wanted) =>
    typeof value === 'number' && typeof wanted === 'number' && holds(value, wanted)
const includes: Test = (value, wanted) => Array.isArray(wanted) && wanted.includes(value)
const operators: Record<string, Test> = {
  eq: (value, wanted) => value === wanted,
  neq: (value, wanted) => value !== wanted,
  gt: compare((a, b) => a > b),
  gte: compare((a, b) => a >= b),
  lt: compare((a, b) => a < b),
  lte: compare((a, b) => a <= b),
  in: includes,
  notin: (value, wanted) => !includes(value, wanted),
}

/** Reads the bare filter object of a search. Throws BadSearch (`select` too), where the cloud answers 400. */
export function parseSearch(body: unknown): Search {
  if (!isObject(body)) throw new BadSearch('the body must be a filter object')
  const type = body.type ?? 'ondemand'
  if (typeof type !== 'string' || !Object.hasOwn(types, type)) throw new BadSearch(`unknown type ${type}`)
  const limit = body.limit ?? clamp
  if (!Number.isInteger(limit) || Number(limit) < 1) throw new BadSearch('limit must be a positive integer')
  const tests = Object.entries(body).flatMap(([field, filter]) => (reserved.has(field) ? [] : testsOf(field, filter)))
  const sort = orderOf(body)
  return {
    storedGb: typeof body.allocated_storage === 'number' ? body.allocated_storage : defaultStoredGb,
    isBid: types[type as keyof typeof types],
    select(rows) {
      return rows
        .filter((row) => tests.every((test) => test(row)))
        .sort(sort)
        .slice(0, Number(limit))
    },
  }
}

function testsOf(field: string, filter: unknown): ((row: OfferRow) => boolean)[] {
  if (!isObject(filter)) throw new BadSearch(`${field}: expected {operator: value}`)
  return Object.entries(filter).map(([name, wanted]) => {
    const operator = operators[name]
    if (!operator) throw new BadSearch(`${field}: unknown operator ${name}`)
    return (row) => operator(cell(row, field), wanted)
  })
}

function orderOf({ order }: JsonObject): (a: OfferRow, b: OfferRow) => number {
  const keys = Array.isArray(order) ? order.filter((key): key is [string, string] => Array.isArray(key)) : []
  return (a, b) => {
    for (const [field, direction] of keys) {
      const difference = Number(cell(a, field)) - Number(cell(b, field))
      if (difference !== 0 && !Number.isNaN(difference)) return direction === 'desc' ? -difference : difference
    }
    return a.id - b.id
  }
}

function cell(row: OfferRow, field: string): unknown {
  // The one filter that is no member of a row.
  if (field === 'verified') return row.verification === 'verified'
  if (!Object.hasOwn(row, field)) throw new BadSearch(`unknown field ${field}`)
  return (row as Record<string, unknown>)[field]
}
