import { array, isRecord, number, record } from '../../lenient.ts'
import type { Losses } from '../../losses.ts'

type Schema = Readonly<Record<string, unknown>>

/** Keywords that the API documents for its JSON Schemas and that hold no schema. */
const plain = new Set([
  '$id',
  '$anchor',
  'type',
  'format',
  'title',
  'description',
  'enum',
  'minItems',
  'maxItems',
  'minimum',
  'maximum',
  'required',
  'propertyOrdering',
])
/** These say nothing of the values. */
const remarks = new Set(['$schema', '$comment'])
const one = new Set(['items', 'additionalProperties'])
const lists = new Set(['prefixItems', 'anyOf', 'oneOf'])

/**
 * A JSON Schema in the keywords that the API has: some are rewritten to mean the same (`const`, `definitions`, `nullable`,
 * `allOf`, bounds of integers), others are left out and named, as `<at>.<keyword>`.
 */
export function carriedSchema(schema: unknown, at: string, lost: Losses): unknown {
  if (!isRecord(schema)) return schema
  const inner = (value: unknown) => carriedSchema(value, at, lost)
  const whole = withoutAllOf(schema, at, lost)
  // Beside a reference only names may stand.
  if (typeof whole.$ref === 'string') return reference(whole, inner, at, lost)
  const out: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(whole)) {
    if (plain.has(name)) out[name] = value
    else if (name === 'properties') out.properties = each(value, inner)
    else if (name === '$defs' || name === 'definitions') out.$defs = { ...record(out.$defs), ...each(value, inner) }
    else if (one.has(name)) out[name] = inner(value)
    else if (lists.has(name)) out[name] = array(value).map(inner)
    else if (name === 'const') out.enum = [value]
    else if (!remarks.has(name) && !isRewritten(name, value, whole)) lost.drop(`${at}.${name}`)
  }
  return { ...out, ...integerBounds(whole, out), ...nullable(whole) }
}

function reference(schema: Schema, inner: (value: unknown) => unknown, at: string, lost: Losses): Schema {
  const target = String(schema.$ref).replace('#/definitions/', '#/$defs/')
  const names = Object.keys(schema).filter((name) => !name.startsWith('$') && name !== 'definitions')
  for (const name of names) lost.drop(`${at}.${name}`)
  const definitions = { ...each(schema.$defs, inner), ...each(schema.definitions, inner) }
  return { $ref: target, ...(Object.keys(definitions).length > 0 && { $defs: definitions }) }
}

const each = (value: unknown, inner: (value: unknown) => unknown): Record<string, unknown> =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, inner(member)])) : {}

/** One schema in place of several that hold at once; what two of them say differently is left to the first. */
function withoutAllOf(schema: Schema, at: string, lost: Losses): Schema {
  if (!Array.isArray(schema.allOf)) return schema
  const { allOf, ...rest } = schema
  const merged: Record<string, unknown> = { ...rest }
  for (const member of allOf) {
    const flat = isRecord(member) ? withoutAllOf(member, at, lost) : {}
    for (const [name, value] of Object.entries(flat)) {
      const known = merged[name]
      if (known === undefined) merged[name] = value
      else if (name === 'properties' && isRecord(known) && isRecord(value)) merged[name] = { ...value, ...known }
      else if (name === 'required') merged[name] = [...new Set([...array(known), ...array(value)])]
      else if (JSON.stringify(known) !== JSON.stringify(value)) lost.drop(`${at}.allOf`)
    }
  }
  return merged
}

const isInteger = ({ type }: Schema): boolean => type === 'integer'

function isRewritten(name: string, value: unknown, schema: Schema): boolean {
  if (name === 'nullable') return typeof schema.type === 'string' || value !== true
  return (name === 'exclusiveMinimum' || name === 'exclusiveMaximum') && isInteger(schema) && typeof value === 'number'
}

/** More than 3 is at least 4 where numbers are whole. */
function integerBounds(schema: Schema, { minimum, maximum }: Schema): Schema {
  const above = isInteger(schema) ? number(schema.exclusiveMinimum) : undefined
  const below = isInteger(schema) ? number(schema.exclusiveMaximum) : undefined
  return {
    ...(above !== undefined && { minimum: Math.max(Math.floor(above) + 1, number(minimum) ?? -Infinity) }),
    ...(below !== undefined && { maximum: Math.min(Math.ceil(below) - 1, number(maximum) ?? Infinity) }),
  }
}

const nullable = ({ type, nullable }: Schema): Schema =>
  nullable === true && typeof type === 'string' ? { type: [type, 'null'] } : {}
