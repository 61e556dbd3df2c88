import { configJsonSchema } from './json-schema.ts'

/** What JSON Schema says of a value; as much of it as the configuration uses. */
export interface ValueSchema {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly ValueSchema[]
  readonly minimum?: number
  readonly maximum?: number
  readonly format?: string
  readonly pattern?: string
  readonly items?: ValueSchema
  readonly properties?: Readonly<Record<string, ValueSchema>>
  readonly additionalProperties?: ValueSchema | boolean
}

export interface SchemaKey {
  /** `providers`, `*`, `timeout`: a name of the operator's is `*`. */
  readonly path: readonly string[]
  readonly schema: ValueSchema
}

/** Every key that can be written. Lists are one key, but for `providers`. */
export const schemaKeys = (): SchemaKey[] => keysIn(configJsonSchema() as ValueSchema, [])

function keysIn(schema: ValueSchema, path: readonly string[]): SchemaKey[] {
  const { properties, additionalProperties, items } = schema
  if (path.length === 1 && path[0] === 'providers' && items) return keysIn(items, [...path, '*'])
  if (properties) return Object.entries(properties).flatMap(([name, member]) => keysIn(member, [...path, name]))
  const isMapOfMaps = typeof additionalProperties === 'object' && additionalProperties.properties !== undefined
  return isMapOfMaps ? keysIn(additionalProperties, [...path, '*']) : [{ path, schema }]
}
