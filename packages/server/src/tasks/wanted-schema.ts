import { wrongField } from '../wrong-field.ts'
import { judgeValue, type Mistake, type Schema, typesOf } from './judge-value.ts'

const bytesMax = 16_384
const depthMax = 8

const types = new Set(['null', 'boolean', 'object', 'array', 'number', 'integer', 'string'])

type Check = (value: unknown) => boolean
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value)
const isCount: Check = (value) => Number.isInteger(value) && Number(value) >= 0
const isMembers: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
const isNames: Check = (value) => Array.isArray(value) && value.every((name) => typeof name === 'string')
const isAnything: Check = () => true

/** What a keyword may hold, and where other schemas stand in it. Everything else is refused rather than left out. */
const keywords: Readonly<Record<string, { holds: Check; within?: 'one' | 'list' | 'members' }>> = {
  type: { holds: (value) => [value].flat().every((type) => types.has(String(type))) },
  enum: { holds: Array.isArray },
  const: { holds: isAnything },
  ...of(['allOf', 'anyOf', 'oneOf'], { holds: (value) => Array.isArray(value) && value.length > 0, within: 'list' }),
  prefixItems: { holds: Array.isArray, within: 'list' },
  ...of(['not', 'items', 'additionalProperties'], { holds: isAnything, within: 'one' }),
  properties: { holds: isMembers, within: 'members' },
  required: { holds: isNames },
  ...of(['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'], { holds: isCount }),
  ...of(['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'], { holds: isNumber }),
  multipleOf: { holds: (value) => isNumber(value) && Number(value) > 0 },
  uniqueItems: { holds: (value) => typeof value === 'boolean' },
  // They say nothing of what is valid.
  ...of(['$schema', '$comment', 'title', 'description', 'default', 'examples', 'format', 'deprecated'], {
    holds: isAnything,
  }),
}

function of<T>(names: readonly string[], row: T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, row]))
}

/** Judges values by a caller's JSON Schema. Throws INVALID_REQUEST for one that is too large or that says what we do not know. */
export function wantedSchema(schema: Readonly<Record<string, unknown>>): (value: unknown) => Mistake[] {
  if (Buffer.byteLength(JSON.stringify(schema)) > bytesMax)
    throw wrongField('/schema', `is longer than ${bytesMax} bytes`)
  judgeSchema(schema, '/schema', 1)
  return (value) => judgeValue(schema, value, '/structured')
}

function judgeSchema(schema: unknown, path: string, depth: number): asserts schema is Schema {
  if (typeof schema === 'boolean') return
  if (!isMembers(schema)) throw wrongField(path, 'is no schema')
  if (depth > depthMax) throw wrongField(path, `is nested deeper than ${depthMax} levels`)
  if (typesOf(schema as Record<string, unknown>)?.length === 0) throw wrongField(`${path}/type`, 'names no type')
  for (const [name, value] of Object.entries(schema as object)) {
    const at = `${path}/${name}`
    const row = Object.hasOwn(keywords, name) ? keywords[name] : undefined
    if (row === undefined) throw wrongField(at, 'is no keyword that is known here')
    if (!row.holds(value)) throw wrongField(at, 'does not hold what this keyword takes')
    if (row.within === 'one') judgeSchema(value, at, depth + 1)
    if (row.within === 'list' || row.within === 'members')
      for (const [member, inner] of Object.entries(value as object)) judgeSchema(inner, `${at}/${member}`, depth + 1)
  }
}
