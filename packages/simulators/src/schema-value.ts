import { between, pick, type Random } from './seeded.ts'

interface Schema {
  [member: string]: unknown
}

const words = ['amber', 'basalt', 'cedar', 'delta', 'ember', 'fjord', 'garnet', 'harbor']
const formats: Record<string, string> = {
  'date-time': '2026-11-20T10:30:00Z',
  date: '2026-11-20',
  time: '10:30:00Z',
  email: 'ada@example.com',
  uri: 'https://example.com/',
  uuid: '3f1c2b6a-0d4e-4f5a-9b8c-7d6e5f4a3b2c',
  ipv4: '203.0.113.7',
}

/**
 * A value that a JSON Schema accepts, the same for the same numbers. Knows the keywords that tools and structured outputs
 * use; `pattern`, `not` and conditionals are not looked at. `hint` is the text used for free strings, where there is one.
 */
export function schemaValue(schema: unknown, random: Random, hint?: string): unknown {
  return build(schema, random, hint, schema, 0)
}

function build(schema: unknown, random: Random, hint: string | undefined, root: unknown, depth: number): unknown {
  if (!isSchema(schema) || depth > 12) return null
  if ('const' in schema) return schema.const
  if (Array.isArray(schema.enum)) return pick(random, schema.enum)
  if (typeof schema.$ref === 'string') return build(resolve(schema.$ref, root), random, hint, root, depth + 1)
  const choices = schema.anyOf ?? schema.oneOf
  if (Array.isArray(choices)) return build(choices[0], random, hint, root, depth + 1)
  if (Array.isArray(schema.allOf)) {
    return build(Object.assign({}, ...schema.allOf.filter(isSchema)), random, hint, root, depth + 1)
  }
  const nested = (inner: unknown) => build(inner, random, hint, root, depth + 1)
  switch (typeOf(schema)) {
    case 'object':
      return objectOf(schema, nested)
    case 'array':
      return arrayOf(schema, nested, random)
    case 'integer':
      return numberOf(schema, random, 1)
    case 'number':
      return numberOf(schema, random, 0.5)
    case 'boolean':
      return random() < 0.5
    case 'null':
      return null
    default:
      return stringOf(schema, random, hint)
  }
}

function isSchema(value: unknown): value is Schema {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

function typeOf(schema: Schema): unknown {
  if (Array.isArray(schema.type)) return schema.type.find((type) => type !== 'null') ?? 'null'
  if (schema.type !== undefined) return schema.type
  return isSchema(schema.properties) ? 'object' : 'items' in schema ? 'array' : 'string'
}

function objectOf(schema: Schema, nested: (inner: unknown) => unknown): unknown {
  const properties = isSchema(schema.properties) ? schema.properties : {}
  return Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, nested(inner)]))
}

function arrayOf(schema: Schema, nested: (inner: unknown) => unknown, random: Random): unknown {
  if (Array.isArray(schema.prefixItems)) return schema.prefixItems.map(nested)
  const least = Math.max(1, bound(schema.minItems, 1))
  const length = between(random, least, Math.max(least, Math.min(bound(schema.maxItems, least + 2), least + 2)))
  return Array.from({ length }, () => nested(schema.items))
}

function numberOf(schema: Schema, random: Random, step: number): number {
  const unit = bound(schema.multipleOf, step)
  const low = Math.max(bound(schema.minimum, -Infinity), bound(schema.exclusiveMinimum, -Infinity) + unit)
  const high = Math.min(bound(schema.maximum, Infinity), bound(schema.exclusiveMaximum, Infinity) - unit)
  const from = Number.isFinite(low) ? low : Number.isFinite(high) ? high - 10 * unit : 0
  const first = Math.ceil(from / unit)
  const last = Math.floor(Math.min(Number.isFinite(high) ? high : Infinity, from + 100 * unit) / unit)
  return between(random, first, Math.max(first, last)) * unit
}

function stringOf(schema: Schema, random: Random, hint?: string): string {
  const known = typeof schema.format === 'string' ? formats[schema.format] : undefined
  const text = known ?? hint ?? `${pick(random, words)} ${pick(random, words)}`
  const padded = text.padEnd(bound(schema.minLength, 0), '.')
  return padded.slice(0, bound(schema.maxLength, padded.length))
}

function bound(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}

function resolve(reference: string, root: unknown): unknown {
  let at = root
  for (const part of reference.replace(/^#\/?/, '').split('/').filter(Boolean)) {
    at = isSchema(at) ? at[part.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined
  }
  return at
}
