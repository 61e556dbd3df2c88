/** Values against JSON Schemas of callers, in the part of the language that `wanted-schema.ts` lets in. */
import { canonicalJson } from '../canonical-json.ts'

export type Schema = boolean | { readonly [keyword: string]: unknown }

type Members = Readonly<Record<string, unknown>>

/** One mistake: where, as a JSON Pointer, and what. */
export type Mistake = string

/** What is wrong with a value; empty: it is valid. https://json-schema.org/draft/2020-12/json-schema-validation */
export function judgeValue(schema: Schema, value: unknown, path: string): Mistake[] {
  if (typeof schema === 'boolean') return schema ? [] : [`${path}: nothing may stand here`]
  const kinds = typesOf(schema)
  if (kinds !== null && !kinds.some((kind) => isOf(kind, value))) return [`${path}: is not ${kinds.join(' or ')}`]
  return [
    ...judgeChoice(schema, value, path),
    ...judgeCombined(schema, value, path),
    ...(typeof value === 'string' ? judgeText(schema, value, path) : []),
    ...(typeof value === 'number' ? judgeNumber(schema, value, path) : []),
    ...(Array.isArray(value) ? judgeList(schema, value, path) : []),
    ...(isMembers(value) ? judgeMembers(schema, value, path) : []),
  ]
}

export const typesOf = ({ type }: Members): readonly string[] | null =>
  type === undefined ? null : Array.isArray(type) ? type.map(String) : [String(type)]

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function isOf(kind: string, value: unknown): boolean {
  switch (kind) {
    case 'null':
      return value === null
    case 'array':
      return Array.isArray(value)
    case 'object':
      return isMembers(value)
    case 'integer':
      return Number.isInteger(value)
    default:
      return typeof value === kind
  }
}

function judgeChoice({ enum: list, const: only }: Members, value: unknown, path: string): Mistake[] {
  const same = (other: unknown) => canonicalJson(other) === canonicalJson(value)
  if (Array.isArray(list) && !list.some(same)) return [`${path}: is none of ${JSON.stringify(list).slice(0, 500)}`]
  return only !== undefined && !same(only) ? [`${path}: is not ${JSON.stringify(only).slice(0, 500)}`] : []
}

function judgeCombined({ allOf, anyOf, oneOf, not }: Members, value: unknown, path: string): Mistake[] {
  const judged = (list: unknown) => (list as readonly Schema[]).map((schema) => judgeValue(schema, value, path))
  const mistakes = allOf === undefined ? [] : judged(allOf).flat()
  const any = anyOf === undefined ? null : judged(anyOf)
  if (any !== null && !any.some((list) => list.length === 0)) mistakes.push(...(any[0] ?? []))
  const fits = oneOf === undefined ? 1 : judged(oneOf).filter((list) => list.length === 0).length
  if (fits !== 1) mistakes.push(`${path}: fits ${fits} of the schemas of which it has to fit one`)
  if (not !== undefined && judgeValue(not as Schema, value, path).length === 0)
    mistakes.push(`${path}: is what it may not be`)
  return mistakes
}

const asLimit = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise)

/** Both bounds of a count. */
function judgeCount(count: number, least: unknown, most: unknown, what: string, path: string): Mistake[] {
  if (count < asLimit(least, 0)) return [`${path}: has fewer than ${least} ${what}`]
  return count > asLimit(most, Number.POSITIVE_INFINITY) ? [`${path}: has more than ${most} ${what}`] : []
}

const judgeText = ({ minLength, maxLength }: Members, value: string, path: string): Mistake[] =>
  judgeCount([...value].length, minLength, maxLength, 'characters', path)

function judgeNumber(schema: Members, value: number, path: string): Mistake[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
  const infinity = Number.POSITIVE_INFINITY
  if (value < asLimit(minimum, -infinity)) return [`${path}: is less than ${minimum}`]
  if (value > asLimit(maximum, infinity)) return [`${path}: is more than ${maximum}`]
  if (value <= asLimit(exclusiveMinimum, -infinity)) return [`${path}: is not more than ${exclusiveMinimum}`]
  if (value >= asLimit(exclusiveMaximum, infinity)) return [`${path}: is not less than ${exclusiveMaximum}`]
  if (typeof multipleOf !== 'number') return []
  const times = value / multipleOf
  return Math.abs(times - Math.round(times)) < 1e-9 ? [] : [`${path}: is no multiple of ${multipleOf}`]
}

function judgeList(schema: Members, value: readonly unknown[], path: string): Mistake[] {
  const { items, prefixItems = [], minItems, maxItems, uniqueItems } = schema
  const first = prefixItems as readonly Schema[]
  const mistakes = judgeCount(value.length, minItems, maxItems, 'items', path)
  if (uniqueItems === true && new Set(value.map((item) => canonicalJson(item))).size < value.length)
    mistakes.push(`${path}: holds an item twice`)
  for (const [index, item] of value.entries()) {
    const own = first[index] ?? (items as Schema | undefined)
    if (own !== undefined) mistakes.push(...judgeValue(own, item, `${path}/${index}`))
  }
  return mistakes
}

function judgeMembers(schema: Members, value: Members, path: string): Mistake[] {
  const { properties = {}, required = [], additionalProperties: others, minProperties, maxProperties } = schema
  const known = properties as Readonly<Record<string, Schema>>
  const mistakes = judgeCount(Object.keys(value).length, minProperties, maxProperties, 'members', path)
  for (const name of required as readonly string[])
    if (!Object.hasOwn(value, name)) mistakes.push(`${path}/${name}: required`)
  for (const [name, member] of Object.entries(value)) {
    const own = Object.hasOwn(known, name) ? known[name] : (others as Schema | undefined)
    if (own !== undefined) mistakes.push(...judgeValue(own, member, `${path}/${name}`))
  }
  return mistakes
}
